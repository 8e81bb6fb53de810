import type { MailStore } from '../mail-store.ts';
import type { Launch } from '../mailing/launch-store.ts';
import type { Tenant } from '../tenant.ts';
import { type Indicator, indicatorsOf } from './indicators.ts';
import type { MailingFilter } from './ledger.ts';
import { pauseMinutes } from './pause.ts';

/** How many launches are read for states and names. */
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
