import type { DeliveryEventKind, Ledger, MailingTotals, Tenant } from '@mail-settings/core';
import { noEvents, selectMailings } from '@mail-settings/core/store';
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
import { endedOfNumber, outcomeOfNumber } from './outcome-number.ts';

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
      const byMailing = new Map<number, MailingTotals['byOutcome']>();
      for (const row of codes.all(tenant, mailing)) {
        const no = integer(row.mailing);
        const known = byMailing.get(no) ?? {};
        const outcome = outcomeOfNumber(integer(row.code));
        known[outcome] = (known[outcome] ?? 0) + integer(row.recipients);
        byMailing.set(no, known);
      }
      return [...new Set([...launched.keys(), ...counted.keys()])].map((id) => {
        const launch = launched.get(id);
        const counts = counted.get(id);
        const byOutcome = counts === undefined ? undefined : byMailing.get(integer(counts.no));
        return { totals: totalsOf(id, launch, counts, byOutcome ?? {}), isTest: launch?.test === 1 };
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
  byOutcome: MailingTotals['byOutcome'],
): MailingTotals {
  const reported = textOrNull(counts?.reported);
  return {
    mailing,
    launchedAt: launch === undefined ? null : new Date(text(launch.created_at)),
    recipients: integer(launch?.recipients ?? counts?.recipients),
    byOutcome,
    opens: integerOrNull(counts?.opens) ?? 0,
    clicks: integerOrNull(counts?.clicks) ?? 0,
    unsubscribed: integerOrNull(counts?.unsubscribed) ?? 0,
    reported: reported === null ? null : JSON.parse(reported),
    ended: endedOfNumber(integerOrNull(counts?.state_id)),
    firstEventAt: dateOrNull(counts?.first_event_at),
    lastEventAt: dateOrNull(counts?.last_event_at),
  };
}
