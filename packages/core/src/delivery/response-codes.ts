/** What a response code says of a recipient, in the words indicators and pages count by. */
export type ResponseGroup =
  | 'waiting'
  | 'canceled'
  | 'delivered'
  | 'soft-bounce'
  | 'hard-bounce'
  | 'rejected'
  | 'send-error'
  | 'unknown';

/** The group of a code. An opened, clicked, unsubscribed or complained-about email was delivered first. */
export const responseGroup = (code: number): ResponseGroup => responseGroups[code] ?? 'unknown';

/** Codes of CES (`ces-contract.md` §2.4). */
export const responseGroups: Readonly<Record<number, ResponseGroup>> = {
  1: 'send-error',
  2: 'delivered',
  /** Taken by the recipient's provider, but put off: not final. */
  3: 'waiting',
  4: 'rejected',
  /** No such addressee; counted as a hard bounce. */
  5: 'hard-bounce',
  6: 'waiting',
  7: 'waiting',
  8: 'hard-bounce',
  9: 'delivered',
  10: 'delivered',
  11: 'canceled',
  12: 'delivered',
  13: 'soft-bounce',
  14: 'waiting',
  15: 'delivered',
  19: 'canceled',
  20: 'canceled',
  21: 'canceled',
  22: 'canceled',
  25: 'canceled',
  26: 'canceled',
  27: 'canceled',
  42: 'canceled',
  43: 'waiting',
  44: 'canceled',
};

export const spamCode = 9;
export const unsubscribedCode = 10;
