import {
  type DeliveryEvent,
  type KnownRecipient,
  moveRecipient,
  noEvents,
  noRecipients,
  type RecipientCounts,
  type RecipientResponse,
  standing,
  type Tenant,
  unsubscribedCode,
} from '@mail-settings/core';
import { type Database, integer, type Row } from './database.ts';

/** Applies events of one tenant within a step that somebody else has begun; counts are written by `finish`. */
export type Responses = {
  apply(event: DeliveryEvent): boolean;
  finish(): void;
};

type Movement = { counts: RecipientCounts; first: number; last: number };

/** Mailings whose numbers are remembered; beyond it all are forgotten and looked up again. */
const rememberedMailings = 10_000;

export function responseTables(db: Database): (tenant: Tenant) => Responses {
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

  const numbers = new Map<string, number>();
  // A number given out by a step that was undone belongs to nobody.
  db.onUndo(() => numbers.clear());
  const numberOf = (tenant: Tenant, id: string): number => {
    const key = `${id} ${tenant}`;
    const known = numbers.get(key);
    if (known !== undefined) return known;
    const no = integer((mailing.get(tenant, id) ?? insertMailing.get(tenant, id))?.no);
    if (numbers.size >= rememberedMailings) numbers.clear();
    numbers.set(key, no);
    return no;
  };

  const applyResponse = (
    no: number,
    counts: RecipientCounts,
    event: RecipientResponse & { at: number },
  ): boolean => {
    const { at, code, opens, clicks, reason, provider, details } = event;
    const isUnsubscribed = Number(code === unsubscribedCode);
    const added = insertRecipient.run(
      no,
      event.recipient,
      at,
      code,
      opens,
      clicks,
      isUnsubscribed,
      reason,
      provider,
      details,
    );
    const known = added === 1 ? null : knownRecipient(recipient.get(no, event.recipient));
    const moved = moveRecipient(counts, known, event);
    if (added === 1 || moved === null) return moved !== null;
    if (!moved.isLatest) unsubscribeRecipient.run(no, event.recipient);
    else {
      const unsubscribed = Number(moved.recipient.unsubscribed);
      replaceRecipient.run(
        at,
        code,
        opens,
        clicks,
        unsubscribed,
        reason,
        provider,
        details,
        no,
        event.recipient,
      );
    }
    return true;
  };

  return (tenant) => {
    const movements = new Map<number, Movement>();
    const applied = noEvents();
    const movementOf = (no: number, at: number): Movement => {
      let movement = movements.get(no);
      if (movement === undefined) {
        movement = { counts: noRecipients(), first: Number.POSITIVE_INFINITY, last: 0 };
        movements.set(no, movement);
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
      const no = numberOf(tenant, event.mailing);
      const { counts } = movementOf(no, at);
      switch (event.kind) {
        case 'recipient':
          return applyResponse(no, counts, event);
        case 'mailing-totals': {
          const { weight } = standing(event);
          return keepReport.run(JSON.stringify(event.totals), at, weight, event.stateId, no) === 1;
        }
        case 'recipient-hour': {
          const { weight } = standing(event);
          const { recipient, hour, code, opens, clicks } = event;
          return keepHour.run(no, recipient, hour, at, weight, code, opens, clicks) === 1;
        }
        case 'recipient-link':
          return keepRecipientLink.run(no, event.recipient, event.link, at) === 1;
        case 'mailing-link':
          return keepMailingLink.run(no, event.link, at, event.clicks) === 1;
      }
    };
    return {
      apply(event) {
        const news = isNews(event);
        if (news) applied[event.kind]++;
        return news;
      },
      finish() {
        for (const [no, { counts, first, last }] of movements) {
          const dates = last === 0 ? [null, null] : [first, last];
          moveMailing.run(counts.recipients, counts.opens, counts.clicks, counts.unsubscribed, ...dates, no);
          for (const [code, recipients] of Object.entries(counts.byCode)) {
            if (recipients !== 0) moveCode.run(no, Number(code), recipients);
          }
        }
        for (const [kind, events] of Object.entries(applied)) {
          if (events > 0) countApplied.run(tenant, kind, events);
        }
      },
    };
  };
}

function knownRecipient(row: Row | undefined): KnownRecipient {
  return {
    at: integer(row?.at),
    code: integer(row?.code),
    opens: integer(row?.opens),
    clicks: integer(row?.clicks),
    unsubscribed: row?.unsubscribed === 1,
  };
}
