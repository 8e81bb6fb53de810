import type { DeliveryEvent, KnownRecipient, Outcome, RecipientCounts, Tenant } from '@mail-settings/core';
import { moveRecipient, noEvents, noRecipients, standing } from '@mail-settings/core/store';
import { type Database, integer, type Row } from '../database.ts';
import { endedNumber, outcomeNumber, outcomeOfNumber } from './outcome-number.ts';
import { recipientKey } from './recipient-key.ts';
import { wordTable } from './words.ts';

/**
 * Applies events of one tenant within a step that somebody else has begun, and answers those that changed something,
 * in the order they were given.
 */
export type ApplyEvents = (tenant: Tenant, events: readonly DeliveryEvent[]) => DeliveryEvent[];

/** A mailing with what this step moves of it. */
type Movement = { no: number; counts: RecipientCounts; first: number; last: number };

type Response = Extract<DeliveryEvent, { kind: 'recipient' }>;

/** How many mailings of a tenant, and tenants, are remembered by number; beyond it they are looked up again. */
const rememberedMailings = 10_000;

export function applyEvents(db: Database): ApplyEvents {
  const insertRecipient = db.prepare(
    `INSERT INTO recipients (mailing, recipient, at, code, opens, clicks, unsubscribed, reason, provider, details)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
  );
  const recipient = db.prepare(
    'SELECT at, code, opens, clicks, unsubscribed FROM recipients WHERE mailing = ? AND recipient = ?',
  );
  const replaceRecipient = db.prepare(
    `UPDATE recipients SET at = ?, code = ?, opens = ?, clicks = ?, unsubscribed = ?, reason = ?, provider = ?,
       details = ? WHERE mailing = ? AND recipient = ?`,
  );
  const unsubscribeRecipient = db.prepare(
    'UPDATE recipients SET unsubscribed = 1 WHERE mailing = ? AND recipient = ?',
  );
  const keepHour = db.prepare(
    `INSERT INTO recipient_hours (mailing, recipient, hour, at, weight, code, opens, clicks)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET at = excluded.at, weight = excluded.weight, code = excluded.code,
       opens = excluded.opens, clicks = excluded.clicks
     WHERE excluded.at > at OR (excluded.at = at AND excluded.weight > weight)`,
  );
  const keepRecipientLink = db.prepare(
    `INSERT INTO recipient_links (mailing, recipient, link, at) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET at = excluded.at WHERE excluded.at > at`,
  );
  const keepMailingLink = db.prepare(
    `INSERT INTO mailing_links (mailing, link, at, clicks) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET at = excluded.at, clicks = excluded.clicks
     WHERE excluded.at > at OR (excluded.at = at AND excluded.clicks > clicks)`,
  );
  const keepReport = db.prepare(
    `UPDATE mailings SET reported = ?1, reported_at = ?2, reported_weight = ?3, state_id = ?4
     WHERE no = ?5 AND (reported_at IS NULL OR reported_at < ?2 OR (reported_at = ?2 AND reported_weight < ?3))`,
  );
  const keepUnsubscribe = db.prepare(
    `INSERT INTO unsubscribes (tenant, day, recipient, address, at) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET at = excluded.at WHERE excluded.at > at`,
  );
  const mailing = db.prepare('SELECT no FROM mailings WHERE tenant = ? AND id = ?');
  const insertMailing = db.prepare('INSERT INTO mailings (tenant, id) VALUES (?, ?) RETURNING no');
  const moveMailing = db.prepare(
    `UPDATE mailings SET recipients = recipients + ?1, opens = opens + ?2, clicks = clicks + ?3,
       unsubscribed = unsubscribed + ?4, first_event_at = min(coalesce(first_event_at, ?5), ?5),
       last_event_at = max(coalesce(last_event_at, ?6), ?6) WHERE no = ?7`,
  );
  const moveCode = db.prepare(
    `INSERT INTO mailing_codes (mailing, code, recipients) VALUES (?, ?, ?)
     ON CONFLICT DO UPDATE SET recipients = recipients + excluded.recipients`,
  );
  const countApplied = db.prepare(
    `INSERT INTO applied_events (tenant, kind, events) VALUES (?, ?, ?)
     ON CONFLICT DO UPDATE SET events = events + excluded.events`,
  );

  const remembered = new Map<Tenant, Map<string, number>>();
  // A number given out by a step that was undone belongs to nobody.
  db.onUndo(() => remembered.clear());
  const numberOf = (tenant: Tenant, id: string): number => {
    let numbers = remembered.get(tenant);
    if (numbers === undefined || numbers.size >= rememberedMailings) {
      numbers = new Map();
      if (remembered.size >= rememberedMailings) remembered.clear();
      remembered.set(tenant, numbers);
    }
    const known = numbers.get(id);
    if (known !== undefined) return known;
    const no = integer((mailing.get(tenant, id) ?? insertMailing.get(tenant, id))?.no);
    numbers.set(id, no);
    return no;
  };

  const numberOfWord = wordTable(db);
  const applyResponse = (tenant: Tenant, { no, counts }: Movement, event: Response): boolean => {
    const { at, outcome, opens, clicks, details } = event;
    const code = outcomeNumber(outcome);
    const key = recipientKey(event.recipient);
    const reason = numberOfWord(tenant, event.reason);
    const provider = numberOfWord(tenant, event.provider);
    const leaves = Number(outcome === 'unsubscribed');
    const isNew =
      insertRecipient.run(no, key, at, code, opens, clicks, leaves, reason, provider, details) === 1;
    const known = isNew ? null : knownRecipient(recipient.get(no, key));
    const moved = moveRecipient(counts, known, event);
    if (isNew || moved === null) return moved !== null;
    if (!moved.isLatest) unsubscribeRecipient.run(no, key);
    else {
      const left = Number(moved.recipient.unsubscribed);
      replaceRecipient.run(at, code, opens, clicks, left, reason, provider, details, no, key);
    }
    return true;
  };

  return (tenant, events) => {
    const movements = new Map<string, Movement>();
    const moveOf = (id: string, at: number): Movement => {
      let movement = movements.get(id);
      if (movement === undefined) {
        movement = {
          no: numberOf(tenant, id),
          counts: noRecipients(),
          first: Number.POSITIVE_INFINITY,
          last: 0,
        };
        movements.set(id, movement);
      }
      // A date of 0 was none.
      if (at > 0 && at < movement.first) movement.first = at;
      if (at > movement.last) movement.last = at;
      return movement;
    };
    const isNews = (event: DeliveryEvent): boolean => {
      const { at } = event;
      if (event.kind === 'unsubscribe') {
        const day = new Date(at).toISOString().slice(0, 10);
        const address = event.address?.toLowerCase() ?? '';
        return keepUnsubscribe.run(tenant, day, event.recipient ?? '', address, at) === 1;
      }
      const movement = moveOf(event.mailing, at);
      const { no } = movement;
      switch (event.kind) {
        case 'recipient':
          return applyResponse(tenant, movement, event);
        case 'mailing-totals': {
          const { weight } = standing(event);
          return keepReport.run(JSON.stringify(event.totals), at, weight, endedNumber(event.ended), no) === 1;
        }
        case 'recipient-hour': {
          const { weight } = standing(event);
          const { recipient, hour, outcome, opens, clicks } = event;
          const code = outcomeNumber(outcome);
          return keepHour.run(no, recipientKey(recipient), hour, at, weight, code, opens, clicks) === 1;
        }
        case 'recipient-link':
          return keepRecipientLink.run(no, recipientKey(event.recipient), event.link, at) === 1;
        case 'mailing-link':
          return keepMailingLink.run(no, event.link, at, event.clicks) === 1;
      }
    };

    const news = new Set<DeliveryEvent>();
    for (const event of inKeyOrder(events)) if (isNews(event)) news.add(event);
    for (const { no, counts, first, last } of movements.values()) {
      const dates = last === 0 ? [null, null] : [first, last];
      moveMailing.run(counts.recipients, counts.opens, counts.clicks, counts.unsubscribed, ...dates, no);
      for (const [outcome, recipients] of Object.entries(counts.byOutcome)) {
        if (recipients !== 0) moveCode.run(no, outcomeNumber(outcome as Outcome), recipients);
      }
    }
    const inOrder = news.size === events.length ? [...events] : events.filter((event) => news.has(event));
    const applied = noEvents();
    for (const { kind } of inOrder) applied[kind]++;
    for (const [kind, count] of Object.entries(applied)) if (count > 0) countApplied.run(tenant, kind, count);
    return inOrder;
  };
}

/**
 * Events whose keys lie together one after the other, which halves what the index costs. Those of one recipient stay
 * in order of arrival.
 */
function inKeyOrder(events: readonly DeliveryEvent[]): DeliveryEvent[] {
  const byMailing = new Map<string, DeliveryEvent[]>();
  for (const event of events) {
    const mailing = event.kind === 'unsubscribe' ? '' : event.mailing;
    const others = byMailing.get(mailing);
    if (others === undefined) byMailing.set(mailing, [event]);
    else others.push(event);
  }
  const recipientOf = (event: DeliveryEvent) => ('recipient' in event ? (event.recipient ?? '') : '');
  return [...byMailing.values()].flatMap((group) =>
    group.sort((one, other) => {
      const [first, second] = [recipientOf(one), recipientOf(other)];
      return first < second ? -1 : first > second ? 1 : 0;
    }),
  );
}

function knownRecipient(row: Row | undefined): KnownRecipient {
  return {
    at: integer(row?.at),
    outcome: outcomeOfNumber(integer(row?.code)),
    opens: integer(row?.opens),
    clicks: integer(row?.clicks),
    unsubscribed: row?.unsubscribed === 1,
  };
}
