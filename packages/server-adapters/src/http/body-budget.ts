import { MailError } from '@mail-settings/core';

/** The share of one request in the memory of all. */
export type BodyShare = {
  /** Raises the share to `bytes`. Throws `overloaded` where the others leave no room. */
  reserve(bytes: number): void;
  /** Gives all of it back. May be repeated. */
  release(): void;
};

export type BodyBudget = { share(): BodyShare };

/**
 * Bounds the bytes of all bodies that are being read or stored at one time. A declared length is reserved as a whole
 * before the first byte: several bodies that each got half way would wait for one another.
 */
export function createBodyBudget(limit: number): BodyBudget {
  let inFlight = 0;
  return {
    share() {
      let own = 0;
      return {
        reserve(bytes) {
          if (bytes <= own) return;
          if (inFlight + bytes - own > limit) {
            throw new MailError('overloaded', 'Too many bytes are being received.', { retryAfter: 1 });
          }
          inFlight += bytes - own;
          own = bytes;
        },
        release() {
          inFlight -= own;
          own = 0;
        },
      };
    },
  };
}
