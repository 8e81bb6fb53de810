import { type Outcome, outcomeRank } from './outcomes.ts';

/**
 * One response of the service. `at` is its own date in milliseconds since 1970 (a number: thousands are compared per
 * request); `mailing` and `recipient` are GUIDs in lower case.
 */
export type DeliveryEvent = { at: number } & (
  | { kind: 'mailing-totals'; mailing: string; totals: ReportedTotals; ended: Ended | null }
  | ({ kind: 'recipient' } & RecipientResponse)
  | ({ kind: 'recipient-hour'; hour: string } & RecipientResponse)
  | { kind: 'recipient-link'; mailing: string; recipient: string; link: string }
  | { kind: 'mailing-link'; mailing: string; link: string; clicks: number }
  | { kind: 'unsubscribe'; recipient: string | null; address: string | null }
);
export type DeliveryEventKind = DeliveryEvent['kind'];

/** How the service says that it is done with a mailing. */
export type Ended = 'completed' | 'expired';

/** Absolute numbers the service reports for a mailing. */
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

/** What happened to one recipient's email. */
export type RecipientResponse = {
  mailing: string;
  recipient: string;
  outcome: Outcome;
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
 * Weight of a response among those of equal date: by the rank of its outcome, then by what was opened and clicked, then by
 * the clicks. Below 2^51, which SQLite keeps whole.
 */
export function responseWeight({
  outcome,
  opens,
  clicks,
}: {
  outcome: Outcome;
  opens: number;
  clicks: number;
}): number {
  const rank = outcomeRank(outcome);
  return rank * 2 ** 38 + Math.min(opens + clicks, 2 ** 24 - 1) * 2 ** 14 + Math.min(clicks, 2 ** 14 - 1);
}
