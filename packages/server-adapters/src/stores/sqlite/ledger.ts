import type { Applied, DeliveryEvent, Ledger, Tenant } from '@mail-settings/core';
import type { Immediate } from '../store-ports.ts';
import type { Database } from './database.ts';
import type { WriteHostEvents } from './events.ts';
import { applyEvents } from './ledger/apply-events.ts';
import { totalsTables } from './ledger/totals.ts';

/** The ledger; `applyWithin` is `apply` within a step that somebody else has begun. `tellHost` null: responses are not kept for the host. */
export function ledgerTables(
  db: Database,
  tellHost: WriteHostEvents | null,
): { port: Immediate<Ledger>; applyWithin: Immediate<Ledger>['apply'] } {
  const apply = applyEvents(db);
  const applyWithin = (tenant: Tenant, events: readonly DeliveryEvent[], now: Date): Applied => {
    const news = apply(tenant, events);
    tellHost?.(
      tenant,
      now,
      news.map((event) => ({ type: 'response', event })),
    );
    return { applied: news.length, repeated: events.length - news.length };
  };
  return {
    applyWithin,
    port: {
      apply: (tenant, events, now) => db.durable(() => applyWithin(tenant, events, now)),
      ...totalsTables(db),
    },
  };
}
