import type { DeliveryEvent, RecipientResponse, ReportedTotals } from '../../delivery/event.ts';
import type { PacketReader, PacketReading, UnreadableReason } from '../../delivery/packet.ts';
import { formField } from '../../provider/form-field.ts';
import { readDate } from './dates.ts';
import { codeOf, endedOf, outcomeOf, stateIdOf } from './response-codes.ts';

/**
 * Reads a packet of responses: a form whose field `webhooks` is the JSON text of an array (`ces-contract.md` §2).
 * One bad or unknown event does not spoil the others; kinds may be mixed. The hot path of the intake: no schema
 * library here.
 */
export const read: PacketReader = (body, contentType) => {
  const field = formField(body, contentType, 'webhooks');
  if (field.state === 'not-utf8') return unreadable('not-utf8');
  const text = field.state === 'missing' ? '' : field.text;
  if (text.trim() === '') return unreadable('empty-packet');
  let items: unknown;
  try {
    items = JSON.parse(text);
  } catch {
    return unreadable('not-json');
  }
  return Array.isArray(items) ? readEvents(items) : unreadable('not-an-array');
};

/**
 * A packet with these events, as the service sends it: the counterpart of `read`, for tests and for the
 * simulated service. The names are spelled as in `ces-contract.md` §2.3. Content type: `formContentType`.
 */
export function writeCesPacket(events: readonly DeliveryEvent[]): string {
  const items = events.map(written);
  const first = items[0]?.Type;
  const type = first !== undefined && items.every((item) => item.Type === first) ? `&type=${first}` : '';
  return `webhooks=${encodeURIComponent(JSON.stringify(items))}${type}`;
}

/** Where a store's own thread finds `read`. */
export const readerModule = import.meta.url;

export const formContentType = 'application/x-www-form-urlencoded';

function unreadable(reason: UnreadableReason): PacketReading {
  return { state: 'unreadable', reason };
}

type Fields = Record<string, unknown>;

function readEvents(items: unknown[]): PacketReading {
  const events: DeliveryEvent[] = [];
  let unknown = 0;
  let bad = 0;
  for (const item of items) {
    const event = isFields(item) ? readEvent(item) : 'bad';
    if (event === 'bad') bad++;
    else if (event === 'unknown') unknown++;
    else events.push(event);
  }
  if (events.length === 0 && bad > 0) return unreadable('bad-event');
  if (events.length === 0 && unknown > 0) return unreadable('unknown-kind');
  return { state: 'read', events, unknown, bad };
}

function isFields(item: unknown): item is Fields {
  return typeof item === 'object' && item !== null && !Array.isArray(item);
}

/** `Type` is the one name whose letter case matters. */
function readEvent(item: Fields): DeliveryEvent | 'bad' | 'unknown' {
  const type = count(item.Type);
  if (type === null || item.Type === undefined) return 'bad';
  if (type < 1 || type > 6) return 'unknown';
  const fields = inKnownCase(item);
  const at = instant(fields.EventDate);
  return (at === null ? null : readKind(type, fields, at)) ?? 'bad';
}

function readKind(type: number, fields: Fields, at: number): DeliveryEvent | null {
  switch (type) {
    case 1:
      return mailingTotals(fields, at);
    case 2: {
      const response = recipientResponse(fields);
      return response && { at, kind: 'recipient', ...response };
    }
    case 3: {
      const response = recipientResponse(fields);
      const mark = instant(fields.DateMark);
      if (response === null || mark === null) return null;
      return { at, kind: 'recipient-hour', hour: hourOf(mark), ...response };
    }
    case 4: {
      const mailing = guid(fields.EmailId);
      const recipient = guid(fields.RecipientUId);
      const link = text(fields.HyperLink);
      return mailing && recipient && link ? { at, kind: 'recipient-link', mailing, recipient, link } : null;
    }
    case 5: {
      const mailing = guid(fields.EmailId);
      const link = text(fields.HyperLink);
      const clicks = count(fields.Clicks);
      return mailing && link && clicks !== null ? { at, kind: 'mailing-link', mailing, link, clicks } : null;
    }
    default: {
      const recipient = guid(fields.RecipientUId);
      const address = text(fields.EmailAddress)?.trim() || null;
      return recipient || address ? { at, kind: 'unsubscribe', recipient, address } : null;
    }
  }
}

/** Our name of a count beside the service's. */
const countNames: [ours: keyof ReportedTotals, theirs: string][] = [
  ['sent', 'Sent'],
  ['delivered', 'Delivered'],
  ['opens', 'Opens'],
  ['clicks', 'Clicks'],
  ['unsubscribed', 'Unsubscribe'],
  ['spam', 'Spam'],
  ['hardBounce', 'HardBounce'],
  ['softBounce', 'SoftBounce'],
  ['rejected', 'Rejected'],
  ['deliveryError', 'DeliveryError'],
  ['expired', 'Expired'],
  ['stopped', 'StoppedManually'],
];

const noCounts: ReportedTotals = {
  sent: 0,
  delivered: 0,
  opens: 0,
  clicks: 0,
  unsubscribed: 0,
  spam: 0,
  hardBounce: 0,
  softBounce: 0,
  rejected: 0,
  deliveryError: 0,
  expired: 0,
  stopped: 0,
};

function mailingTotals(fields: Fields, at: number): DeliveryEvent | null {
  const mailing = guid(fields.EmailId);
  if (mailing === null) return null;
  const totals = { ...noCounts };
  for (const [ours, theirs] of countNames) {
    const value = count(fields[theirs]);
    if (value === null) return null;
    totals[ours] = value;
  }
  const state = fields.EmailStateId;
  const ended = endedOf(state === undefined || state === null ? null : count(state));
  return { at, kind: 'mailing-totals', mailing, totals, ended };
}

function recipientResponse(fields: Fields): RecipientResponse | null {
  const mailing = guid(fields.EmailId);
  const recipient = guid(fields.RecipientUId);
  const code =
    fields.ResponseCode === undefined || fields.ResponseCode === '' ? null : count(fields.ResponseCode);
  const reason = text(fields.ResponseReason);
  const details = text(fields.ResponseDetails);
  const opens = count(fields.Opens);
  const clicks = count(fields.Clicks);
  const provider = text(fields.ProviderName);
  if (mailing === null || recipient === null || code === null || opens === null || clicks === null)
    return null;
  if (reason === null || details === null || provider === null) return null;
  return {
    mailing,
    recipient,
    outcome: outcomeOf(code),
    reason,
    details: details.length > detailsLimit ? cut(details) : details,
    // Who clicked has opened, even where the picture that tells was not loaded (`ces-contract.md` §2.6).
    opens: opens === 0 && clicks > 0 ? 1 : opens,
    clicks,
    provider,
  };
}

const detailsLimit = 500;

/** Never ends in half of a surrogate pair. */
function cut(details: string): string {
  return details.slice(0, detailsLimit).replace(/[\ud800-\udbff]$/, '');
}

/** Names as `readKind` asks for them. Kind 6 spells `RecipientUid`; that is one more letter case. */
const knownNames: ReadonlySet<string> = new Set([
  'Type',
  'EventDate',
  'EmailId',
  'EmailStateId',
  'RecipientUId',
  'ResponseCode',
  'ResponseReason',
  'ResponseDetails',
  'ProviderName',
  'DateMark',
  'HyperLink',
  'EmailAddress',
  ...countNames.map(([, theirs]) => theirs),
]);
const knownByLowerCase = new Map([...knownNames].map((name) => [name.toLowerCase(), name]));

/** The object itself where all its names are spelled as known, else a copy with them; an exact name wins. */
function inKnownCase(item: Fields): Fields {
  for (const name in item) if (!knownNames.has(name)) return folded(item);
  return item;
}

function folded(item: Fields): Fields {
  const fields: Fields = {};
  for (const name of Object.keys(item)) {
    const known = knownByLowerCase.get(name.toLowerCase());
    if (known !== undefined && (known === name || fields[known] === undefined)) fields[known] = item[name];
  }
  return fields;
}

const lowerGuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

function guid(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  if (lowerGuid.test(value)) return value;
  const digits = value
    .trim()
    .toLowerCase()
    .replace(/^\{(.*)\}$/, '$1');
  if (lowerGuid.test(digits)) return digits;
  const plain = /^([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})$/.exec(digits);
  return plain === null ? null : plain.slice(1).join('-');
}

/** Largest 32-bit number: what the service's own counters hold. */
const countLimit = 0x7fffffff;

/** A number or digits; nothing counts as 0, less than nothing too. Null for anything else. */
function count(value: unknown): number | null {
  if (value === undefined || value === null || value === '') return 0;
  const number = typeof value === 'string' && /^\s*-?\d{1,10}\s*$/.test(value) ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isInteger(number) || number > countLimit) return null;
  return Math.max(number, 0);
}

function text(value: unknown): string | null {
  if (typeof value === 'string') return value;
  if (value === undefined || value === null) return '';
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : null;
}

/** Milliseconds since 1970, never less than 0; a missing date is the earliest. Null where it is no date. */
function instant(value: unknown): number | null {
  if (value === undefined || value === null) return 0;
  const time = typeof value === 'string' ? readDate(value) : null;
  return time === null ? null : Math.max(0, time);
}

/** An hour as text, `2026-11-24T08:00Z`. */
function hourOf(at: number): string {
  return `${new Date(at).toISOString().slice(0, 13)}:00Z`;
}

function written(event: DeliveryEvent): Fields & { Type: number } {
  const date = { EventDate: new Date(event.at).toISOString() };
  switch (event.kind) {
    case 'mailing-totals': {
      const counts = Object.fromEntries(countNames.map(([ours, theirs]) => [theirs, event.totals[ours]]));
      const state = event.ended === null ? {} : { EmailStateId: stateIdOf(event.ended) };
      return { Type: 1, ...date, EmailId: event.mailing, ...counts, ...state };
    }
    case 'recipient':
      return { Type: 2, ...date, ...writtenResponse(event) };
    case 'recipient-hour':
      return { Type: 3, ...date, ...writtenResponse(event), DateMark: event.hour };
    case 'recipient-link':
      return {
        Type: 4,
        ...date,
        RecipientUId: event.recipient,
        EmailId: event.mailing,
        HyperLink: event.link,
      };
    case 'mailing-link':
      return { Type: 5, ...date, EmailId: event.mailing, HyperLink: event.link, Clicks: event.clicks };
    case 'unsubscribe':
      return {
        Type: 6,
        ...date,
        EmailAddress: event.address ?? '',
        ...(event.recipient === null ? {} : { RecipientUid: event.recipient }),
      };
  }
}

function writtenResponse(response: RecipientResponse): Fields {
  return {
    RecipientUId: response.recipient,
    EmailId: response.mailing,
    ResponseCode: String(codeOf(response.outcome)),
    ResponseReason: response.reason,
    ResponseDetails: response.details,
    Opens: response.opens,
    Clicks: response.clicks,
    ProviderName: response.provider,
  };
}
