/**
 * One response of the service. `at` is its own date in milliseconds since 1970 (a number: thousands are compared per
 * request); `mailing` and `recipient` are GUIDs in lower case.
 */
export type DeliveryEvent = { at: number } & (
  | { kind: 'mailing-totals'; mailing: string; totals: ReportedTotals; stateId: number | null }
  | ({ kind: 'recipient' } & RecipientResponse)
  | ({ kind: 'recipient-hour'; hour: string } & RecipientResponse)
  | { kind: 'recipient-link'; mailing: string; recipient: string; link: string }
  | { kind: 'mailing-link'; mailing: string; link: string; clicks: number }
  | { kind: 'unsubscribe'; recipient: string | null; address: string | null }
);
export type DeliveryEventKind = DeliveryEvent['kind'];

/** Absolute numbers the service reports for a mailing (CES kind 1). */
export const reportedCounts = [
  'sent',
  'delivered',
  'opens',
  'clicks',
  'unsubscribed',
  'spam',
  'hardBounce',
  'softBounce',
  'rejected',
  'deliveryError',
  'expired',
  'stopped',
] as const;
export type ReportedTotals = Record<(typeof reportedCounts)[number], number>;

/** What happened to one recipient's email; `code` as in `responseGroups`. */
export type RecipientResponse = {
  mailing: string;
  recipient: string;
  code: number;
  reason: string;
  /** At most 500 characters. */
  details: string;
  opens: number;
  clicks: number;
  provider: string;
};

/**
 * What makes two events the same one, within a tenant; the mailing comes first, so that keys of one mailing lie
 * together in an index. Unsubscribes count once a day.
 */
export function eventKey(event: DeliveryEvent): [kind: DeliveryEventKind, mailing: string, rest: string] {
  switch (event.kind) {
    case 'mailing-totals':
      return [event.kind, event.mailing, ''];
    case 'recipient':
      return [event.kind, event.mailing, event.recipient];
    case 'recipient-hour':
      return [event.kind, event.mailing, `${event.recipient} ${event.hour}`];
    case 'recipient-link':
      return [event.kind, event.mailing, `${event.recipient} ${event.link}`];
    case 'mailing-link':
      return [event.kind, event.mailing, event.link];
    case 'unsubscribe': {
      const day = new Date(event.at).toISOString().slice(0, 10);
      return [event.kind, day, `${event.recipient ?? ''} ${event.address?.toLowerCase() ?? ''}`];
    }
  }
}

/** How far an event stands on among those of its key: the one with the greatest is what is known. */
export type Standing = {
  at: number;
  /** Orders events of equal date, so that the outcome does not depend on the order of arrival. */
  weight: number;
};

export function standing(event: DeliveryEvent): Standing {
  switch (event.kind) {
    case 'mailing-totals':
      return { at: event.at, weight: Object.values(event.totals).reduce((sum, value) => sum + value, 0) };
    case 'recipient':
    case 'recipient-hour':
      return { at: event.at, weight: responseWeight(event) };
    case 'mailing-link':
      return { at: event.at, weight: event.clicks };
    default:
      return { at: event.at, weight: 0 };
  }
}

/** Whether `next` replaces `known`: a newer date, or an equal date and further on. Equal content is a repeat. */
export const replaces = (next: Standing, known: Standing): boolean =>
  next.at > known.at || (next.at === known.at && next.weight > known.weight);

/**
 * Weight of a response among those of equal date: by the rank of its code, then by the code itself, then by what
 * was opened and clicked, then by the clicks. A code nobody knows weighs least. Below 2^51, which SQLite keeps whole.
 */
export function responseWeight({
  code,
  opens,
  clicks,
}: {
  code: number;
  opens: number;
  clicks: number;
}): number {
  const place = (codeRank.get(code) ?? 0) * 256 + Math.min(code, 255);
  return place * 2 ** 38 + Math.min(opens + clicks, 2 ** 24 - 1) * 2 ** 14 + Math.min(clicks, 2 ** 14 - 1);
}

/** Codes from the least to the furthest on (`decided.md`, Identity); those of one row are equal. */
const codeRank: ReadonlyMap<number, number> = new Map(
  [
    [14],
    [11, 19, 20, 21, 22, 25, 26, 27, 42, 44],
    [43],
    [6],
    [7],
    [3],
    [13],
    [1],
    [2],
    [15],
    [12],
    [4],
    [5],
    [8],
    [10],
    [9],
  ].flatMap((codes, index) => codes.map((code): [number, number] => [code, index + 1])),
);
