/** What an outcome says of a recipient, in the words indicators and pages count by. */
export type OutcomeGroup =
  | 'waiting'
  | 'canceled'
  | 'delivered'
  | 'soft-bounce'
  | 'hard-bounce'
  | 'rejected'
  | 'send-error'
  | 'unknown';

/**
 * Every outcome of an email to one recipient, from the least to the furthest on (`decided.md`, Identity): of two responses of
 * one date the one further on counts. A provider translates its own codes into these words; one that it does not know is
 * `unknown`. An email that was opened, clicked, unsubscribed from or complained about was delivered first.
 */
const groups = {
  unknown: 'unknown',
  planned: 'waiting',
  'canceled-limit': 'canceled',
  'canceled-unsubscribed': 'canceled',
  'canceled-invalid-address': 'canceled',
  'canceled-incorrect-address': 'canceled',
  'canceled-no-address': 'canceled',
  'canceled-no-template': 'canceled',
  'canceled-domain-not-verified': 'canceled',
  'canceled-sender-not-valid': 'canceled',
  'canceled-duplicate': 'canceled',
  'canceled-unsubscribed-from-type': 'canceled',
  sending: 'waiting',
  queued: 'waiting',
  'handed-over': 'waiting',
  /** Taken by the recipient's provider, but put off: not final. */
  deferred: 'waiting',
  'soft-bounce': 'soft-bounce',
  'send-error': 'send-error',
  delivered: 'delivered',
  opened: 'delivered',
  clicked: 'delivered',
  rejected: 'rejected',
  /** No such addressee; counted as a hard bounce. */
  'invalid-addressee': 'hard-bounce',
  'hard-bounce': 'hard-bounce',
  unsubscribed: 'delivered',
  complained: 'delivered',
} as const satisfies Record<string, OutcomeGroup>;
export type Outcome = keyof typeof groups;

/** In that order. */
export const outcomes = Object.keys(groups) as readonly Outcome[];

export const outcomeGroup = (outcome: Outcome): OutcomeGroup => groups[outcome];

/** Place in that order; 0 for `unknown`. */
export const outcomeRank = (outcome: Outcome): number => ranks[outcome];

const ranks = Object.fromEntries(outcomes.map((outcome, rank) => [outcome, rank])) as Record<Outcome, number>;
