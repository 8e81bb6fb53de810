import type { Launch, Ledger, LedgerState, MailingTotals, Tenant } from '@mail-settings/core';
import { applyEvent, emptyLedger, selectMailings } from '@mail-settings/core/store';
import type { Immediate } from '../store-ports.ts';
import type { TellHost } from './events.ts';
import { lazyMap } from './lazy-map.ts';

export function ledgerTable(
  launchesOf: (tenant: Tenant) => ReadonlyMap<string, Launch>,
  tellHost: TellHost,
): Immediate<Ledger> {
  const of = lazyMap(emptyLedger);
  const allMailings = (tenant: Tenant) => mailingTotals(of(tenant), launchesOf(tenant));
  return {
    apply(tenant, events, now) {
      const news = events.filter((event) => applyEvent(of(tenant), event) === 'applied');
      tellHost(
        tenant,
        now,
        news.map((event) => ({ type: 'response', event })),
      );
      return { applied: news.length, repeated: events.length - news.length };
    },
    totals: (tenant, filter) =>
      selectMailings(
        allMailings(tenant).filter(({ mailing }) => launchesOf(tenant).get(mailing)?.test !== true),
        filter,
      ),
    mailing: (tenant, mailing) => allMailings(tenant).find((totals) => totals.mailing === mailing) ?? null,
    appliedEvents: (tenant) => of(tenant).applied,
  };
}

function mailingTotals(ledger: LedgerState, launches: ReadonlyMap<string, Launch>): MailingTotals[] {
  const ids = new Set([...launches.keys(), ...ledger.mailings.keys()]);
  return [...ids].map((mailing) => {
    const counts = ledger.mailings.get(mailing);
    const launch = launches.get(mailing);
    const date = (at: number | null | undefined) => (at === null || at === undefined ? null : new Date(at));
    return {
      mailing,
      launchedAt: launch === undefined ? null : new Date(launch.createdAt),
      recipients: launch?.recipients ?? counts?.recipients ?? 0,
      byOutcome: Object.fromEntries(Object.entries(counts?.byOutcome ?? {}).filter(([, count]) => count > 0)),
      opens: counts?.opens ?? 0,
      clicks: counts?.clicks ?? 0,
      unsubscribed: counts?.unsubscribed ?? 0,
      reported: counts?.reported ?? null,
      ended: counts?.ended ?? null,
      firstEventAt: date(counts?.firstEventAt),
      lastEventAt: date(counts?.lastEventAt),
    };
  });
}
