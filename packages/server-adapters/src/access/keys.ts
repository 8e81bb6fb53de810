import { createHmac, hash, randomBytes, timingSafeEqual } from 'node:crypto';

/** Why a call is not let in, in the order of the checks (`ces-contract.md` §1). Outside, all of them look the same. */
export type KeyRefusal = 'header-missing' | 'no-auth-key' | 'header-empty' | 'wrong-key';

/** The accepted keys of a tenant, ready to be compared. */
export type KeyRing = readonly { text: string; digest: Buffer }[];

export const keyRing = (authKeys: readonly string[]): KeyRing =>
  authKeys.filter((key) => key !== '').map((text) => ({ text, digest: digest(text) }));

/**
 * Compares the header's value with every accepted key in constant time: whole, with letter case, not trimmed.
 * Null lets the call in. An unknown tenant has an empty ring and takes as long as a wrong key.
 */
export function refuseKey(presented: string | null, ring: KeyRing): KeyRefusal | null {
  const seen = digest(presented ?? '');
  return refuse(presented, ring, (key) => timingSafeEqual(seen, key.digest));
}

/** The same for a signature; `isSigned` tells whether it was made with a key, and is asked about every one of them. */
export const refuseSignature = (
  signature: string | null,
  ring: KeyRing,
  isSigned: (key: string, signature: string) => boolean,
): KeyRefusal | null => refuse(signature, ring, ({ text }) => isSigned(text, signature ?? ''));

/**
 * Whether a signature, in hexadecimal digits of any letter case, is the HMAC-SHA-256 (RFC 2104) of the bytes under a key, taken
 * as UTF-8. In constant time. For providers whose service signs its webhooks.
 *
 * ```ts
 * import { isHmacSha256 } from '@mail-settings/server-adapters';
 * import type { WebhookAuthentication } from '@mail-settings/core';
 *
 * export const authentication: WebhookAuthentication = {
 *   when: 'after-body',
 *   header: 'x-signature',
 *   bodyLimit: 1_000_000,
 *   isSigned: (key, { signature, body }) => isHmacSha256(key, body, signature),
 * };
 * ```
 */
export function isHmacSha256(key: string, bytes: Uint8Array, signature: string): boolean {
  const expected = createHmac('sha256', key).update(bytes).digest();
  const seen = Buffer.from(/^[0-9a-f]{64}$/i.test(signature) ? signature : '00'.repeat(32), 'hex');
  return timingSafeEqual(seen, expected);
}

function refuse(
  presented: string | null,
  ring: KeyRing,
  isAccepted: (key: KeyRing[number]) => boolean,
): KeyRefusal | null {
  let matches = false;
  for (const key of ring.length === 0 ? noKey : ring) {
    if (isAccepted(key)) matches = true;
  }
  if (presented === null) return 'header-missing';
  if (ring.length === 0) return 'no-auth-key';
  if (presented === '') return 'header-empty';
  return matches ? null : 'wrong-key';
}

/** Digests have one length, whatever the key's is, and comparing them tells nothing about a key. */
const digest = (key: string): Buffer => hash('sha256', key, 'buffer');

const noKey: KeyRing = [{ text: randomBytes(32).toString('hex'), digest: randomBytes(32) }];
