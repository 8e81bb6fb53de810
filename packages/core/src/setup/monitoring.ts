import { type Indicator, indicatorsOf } from '../delivery/indicators.ts';
import type { MailingFilter } from '../delivery/ledger.ts';
import { pauseMinutes } from '../delivery/pause.ts';
import type { Launch } from '../mailing/launch-store.ts';
import type { Tenant } from '../tenant.ts';
import type { MailSetupPorts } from './mail-setup-ports.ts';
import type { MailStore } from './mail-store.ts';
import type { OperationAnswer } from './operations.ts';

/** How many launches are looked through for states and names. */
const launchesRead = 1000;

/** The numbers support reads, and what is withheld from it; the page's preview and the endpoint share them. */
export async function measureIndicators(
  store: MailStore,
  tenant: Tenant,
  options: { cohort: number; now: Date; filter?: MailingFilter },
): Promise<{ indicators: Indicator[]; withheld: string[]; launches: Launch[] }> {
  const [totals, backlog, launches, { responses }] = await Promise.all([
    store.ledger.totals(tenant, options.filter),
    store.inbox.backlog(tenant),
    store.launches.list(tenant, launchesRead),
    store.settings.read(tenant),
  ]);
  const { cohort, now } = options;
  const facts = { totals, backlog, launches, now, pauseMinutes: pauseMinutes(responses.pause) };
  return { ...indicatorsOf(facts, { cohort }), launches };
}

/** The preview on the page: the same numbers, mailings by the names their launches had. */
export async function readMonitoring(
  ports: MailSetupPorts,
  tenant: Tenant,
): Promise<OperationAnswer<'readMonitoring'>> {
  const now = ports.now();
  const { cohort } = ports.host;
  const { indicators, withheld, launches } = await measureIndicators(ports.store, tenant, { cohort, now });
  const names = new Map(launches.map(({ id, mailing }) => [id, mailing?.name]));
  const nameOf = (id: string) => names.get(id) ?? id;
  return {
    readAt: now.toISOString(),
    indicators: indicators.map(({ id, unit, benchmark, actual, state, emailIds }) => ({
      id,
      unit,
      benchmark,
      actual,
      state,
      mailings: emailIds.map(nameOf),
    })),
    withheld: withheld.map(nameOf),
  };
}
