import { hash, randomBytes, timingSafeEqual } from 'node:crypto';

/** Why a call is not let in, in the order of the checks (`ces-contract.md` §1). Outside, all of them look the same. */
export type KeyRefusal = 'header-missing' | 'no-auth-key' | 'header-empty' | 'wrong-key';

/** The accepted keys of a tenant, ready to be compared. */
export type KeyRing = readonly Buffer[];

export const keyRing = (authKeys: readonly string[]): KeyRing =>
  authKeys.filter((key) => key !== '').map(digest);

/**
 * Compares the header's value with every accepted key in constant time: whole, with letter case, not trimmed.
 * Null lets the call in. A tenant nobody knows has an empty ring and takes as long as a wrong key.
 */
export function refuseKey(presented: string | null, ring: KeyRing): KeyRefusal | null {
  const seen = digest(presented ?? '');
  let matches = false;
  for (const key of ring.length === 0 ? noKey : ring) {
    if (timingSafeEqual(seen, key)) matches = true;
  }
  if (presented === null) return 'header-missing';
  if (ring.length === 0) return 'no-auth-key';
  if (presented === '') return 'header-empty';
  return matches ? null : 'wrong-key';
}

/** Digests have one length, whatever the key's is, and comparing them tells nothing about a key. */
const digest = (key: string): Buffer => hash('sha256', key, 'buffer');

const noKey: KeyRing = [randomBytes(32)];
