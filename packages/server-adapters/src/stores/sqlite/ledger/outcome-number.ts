import type { Ended, Outcome } from '@mail-settings/core';

/** Numbers of the outcomes in the tables, so that rows stay short. A number once given is never changed or given again. */
const numbers: Readonly<Record<Outcome, number>> = {
  unknown: 0,
  'send-error': 1,
  delivered: 2,
  deferred: 3,
  rejected: 4,
  'invalid-addressee': 5,
  queued: 6,
  'handed-over': 7,
  'hard-bounce': 8,
  complained: 9,
  unsubscribed: 10,
  'canceled-limit': 11,
  clicked: 12,
  'soft-bounce': 13,
  planned: 14,
  opened: 15,
  'canceled-unsubscribed': 19,
  'canceled-invalid-address': 20,
  'canceled-incorrect-address': 21,
  'canceled-no-address': 22,
  'canceled-no-template': 25,
  'canceled-domain-not-verified': 26,
  'canceled-sender-not-valid': 27,
  'canceled-duplicate': 42,
  sending: 43,
  'canceled-unsubscribed-from-type': 44,
};

export const outcomeNumber = (outcome: Outcome): number => numbers[outcome];

/** `unknown` for a number of a later version. */
export const outcomeOfNumber = (number: number): Outcome => outcomes.get(number) ?? 'unknown';

const outcomes = new Map(Object.entries(numbers).map(([outcome, number]) => [number, outcome as Outcome]));

export const endedNumber = (ended: Ended | null): number | null =>
  ended === null ? null : ended === 'completed' ? 2 : 3;

export const endedOfNumber = (number: number | null): Ended | null =>
  number === 2 ? 'completed' : number === 3 ? 'expired' : null;
