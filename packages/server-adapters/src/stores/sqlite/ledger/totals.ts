import type { DeliveryEventKind, Ledger, MailingTotals, Tenant } from '@mail-settings/core';
import { noEvents, selectMailings } from '@mail-settings/core/server';
import type { Immediate } from '../../store-ports.ts';
import {
  type Database,
  dateOrNull,
  integer,
  integerOrNull,
  type Row,
  text,
  textOrNull,
} from '../database.ts';

/** Reads what is counted per mailing, beside what is known of its launch. */
export function totalsTables(db: Database): Omit<Immediate<Ledger>, 'apply'> {
  const launches = db.prepare(
    'SELECT id, created_at, recipients, test FROM launches WHERE tenant = ?1 AND (?2 IS NULL OR id = ?2)',
  );
  const mailings = db.prepare('SELECT * FROM mailings WHERE tenant = ?1 AND (?2 IS NULL OR id = ?2)');
  const codes = db.prepare(
    `SELECT mailing, code, mailing_codes.recipients FROM mailings JOIN mailing_codes ON mailing = no
     WHERE tenant = ?1 AND (?2 IS NULL OR id = ?2) AND mailing_codes.recipients > 0`,
  );

  const applied = db.prepare('SELECT kind, events FROM applied_events WHERE tenant = ?');

  const read = (tenant: Tenant, mailing: string | null): { totals: MailingTotals; isTest: boolean }[] =>
    db.reading(() => {
      const launched = new Map(launches.all(tenant, mailing).map((row) => [text(row.id), row]));
      const counted = new Map(mailings.all(tenant, mailing).map((row) => [text(row.id), row]));
      const byCode = new Map<number, Record<number, number>>();
      for (const row of codes.all(tenant, mailing)) {
        const no = integer(row.mailing);
        byCode.set(no, { ...byCode.get(no), [integer(row.code)]: integer(row.recipients) });
      }
      return [...new Set([...launched.keys(), ...counted.keys()])].map((id) => {
        const launch = launched.get(id);
        const counts = counted.get(id);
        const codesOf = counts === undefined ? undefined : byCode.get(integer(counts.no));
        return { totals: totalsOf(id, launch, counts, codesOf ?? {}), isTest: launch?.test === 1 };
      });
    });

  return {
    totals: (tenant, filter = {}) =>
      selectMailings(
        read(tenant, filter.mailing?.toLowerCase() ?? null)
          .filter(({ isTest }) => !isTest)
          .map(({ totals }) => totals),
        filter,
      ),
    mailing: (tenant, mailing) => read(tenant, mailing)[0]?.totals ?? null,
    appliedEvents(tenant) {
      const events = noEvents();
      for (const row of applied.all(tenant)) {
        const kind = text(row.kind);
        if (isKind(kind, events)) events[kind] = integer(row.events);
      }
      return events;
    },
  };
}

const isKind = (kind: string, kinds: Record<DeliveryEventKind, number>): kind is DeliveryEventKind =>
  Object.hasOwn(kinds, kind);

function totalsOf(
  mailing: string,
  launch: Row | undefined,
  counts: Row | undefined,
  byCode: Record<number, number>,
): MailingTotals {
  const reported = textOrNull(counts?.reported);
  return {
    mailing,
    launchedAt: launch === undefined ? null : new Date(text(launch.created_at)),
    recipients: integer(launch?.recipients ?? counts?.recipients),
    byCode,
    opens: integerOrNull(counts?.opens) ?? 0,
    clicks: integerOrNull(counts?.clicks) ?? 0,
    unsubscribed: integerOrNull(counts?.unsubscribed) ?? 0,
    reported: reported === null ? null : JSON.parse(reported),
    stateId: integerOrNull(counts?.state_id),
    firstEventAt: dateOrNull(counts?.first_event_at),
    lastEventAt: dateOrNull(counts?.last_event_at),
  };
}
