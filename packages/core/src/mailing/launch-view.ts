import '../jitless.ts';
import * as z from 'zod/mini';
import type { MailingTotals } from '../delivery/ledger.ts';
import { type Outcome, type OutcomeGroup, outcomeGroup, outcomes } from '../delivery/outcomes.ts';
import type { MailSetupPorts } from '../ports.ts';
import type { Tenant } from '../tenant.ts';
import { type Launch, launch } from './launch-store.ts';

/** Numbers of one launch as the page shows them. */
export const launchView = z.object({
  launch,
  counts: z.object({
    delivered: z.number(),
    opened: z.number(),
    clicked: z.number(),
    failed: z.number(),
    waiting: z.number(),
  }),
  /** Whether the service stops with it; else it goes on with the batches it has. */
  serviceStops: z.boolean(),
});
export type LaunchView = z.infer<typeof launchView>;

/** The service's last word moves a queued launch on. */
export async function viewOf(ports: MailSetupPorts, tenant: Tenant, launch: Launch): Promise<LaunchView> {
  const totals = await ports.store.ledger.mailing(tenant, launch.id);
  const ended = totals?.ended ?? null;
  const moved =
    ended !== null && launch.state === 'queued'
      ? await ports.store.launches.move(tenant, launch.id, ['queued'], ended, ports.now())
      : null;
  const serviceStops = ports.provider.service.stop !== undefined;
  return { launch: moved ?? launch, counts: countsOf(launch, totals), serviceStops };
}

function countsOf(launch: Launch, totals: MailingTotals | null): LaunchView['counts'] {
  const byOutcome = totals?.byOutcome ?? {};
  const sum = (counts: (outcome: Outcome) => boolean) =>
    outcomes.reduce((all, outcome) => all + (counts(outcome) ? (byOutcome[outcome] ?? 0) : 0), 0);
  const delivered = sum((outcome) => outcomeGroup(outcome) === 'delivered');
  const failed = sum((outcome) => failedGroups.has(outcomeGroup(outcome)));
  return {
    delivered,
    opened: sum((outcome) => outcome === 'opened' || outcome === 'clicked'),
    clicked: byOutcome.clicked ?? 0,
    failed,
    waiting: Math.max(0, launch.sent - delivered - failed),
  };
}

/** Of a recipient in one of these no email has arrived, nor will it. */
const failedGroups: ReadonlySet<OutcomeGroup> = new Set([
  'canceled',
  'soft-bounce',
  'hard-bounce',
  'rejected',
  'send-error',
]);
