import type { Ended } from '../../delivery/event.ts';
import type { Outcome } from '../../delivery/outcomes.ts';

/** What a `ResponseCode` means (`ces-contract.md` §2.4, MailingResponseCode). */
export const outcomeOf = (code: number): Outcome => meanings.get(code) ?? 'unknown';

/** The code of an outcome; 0 for one the service has no code for. */
export const codeOf = (outcome: Outcome): number => codes.get(outcome) ?? 0;

/** What an `EmailStateId` says (`ces-contract.md` §2.5); null for all others. */
export const endedOf = (stateId: number | null): Ended | null =>
  stateId === 2 ? 'completed' : stateId === 3 ? 'expired' : null;

export const stateIdOf = (ended: Ended): number => (ended === 'completed' ? 2 : 3);

const meanings: ReadonlyMap<number, Outcome> = new Map([
  [1, 'send-error'],
  [2, 'delivered'],
  [3, 'deferred'],
  [4, 'rejected'],
  [5, 'invalid-addressee'],
  [6, 'queued'],
  [7, 'handed-over'],
  [8, 'hard-bounce'],
  [9, 'complained'],
  [10, 'unsubscribed'],
  [11, 'canceled-limit'],
  [12, 'clicked'],
  [13, 'soft-bounce'],
  [14, 'planned'],
  [15, 'opened'],
  [19, 'canceled-unsubscribed'],
  [20, 'canceled-invalid-address'],
  [21, 'canceled-incorrect-address'],
  [22, 'canceled-no-address'],
  [25, 'canceled-no-template'],
  [26, 'canceled-domain-not-verified'],
  [27, 'canceled-sender-not-valid'],
  [42, 'canceled-duplicate'],
  [43, 'sending'],
  [44, 'canceled-unsubscribed-from-type'],
]);

const codes = new Map([...meanings].map(([code, outcome]) => [outcome, code]));
