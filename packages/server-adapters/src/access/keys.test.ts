import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { keyRing, refuseKey } from './keys.ts';

// not by a mock of the module: the files of one process share what it has loaded
const compare = vi.spyOn(crypto, 'timingSafeEqual');
beforeAll(() => syncBuiltinESMExports());
beforeEach(() => {
  compare.mockClear();
});
afterAll(() => {
  compare.mockRestore();
  syncBuiltinESMExports();
});

const keys = ['first-auth-key-0123456789', 'second', 'third-auth-key'];

test.each<[string, string | null, readonly string[], string | null]>([
  ['the first key', 'first-auth-key-0123456789', keys, null],
  ['the last key', 'third-auth-key', keys, null],
  ['a key that differs at its start', 'Xirst-auth-key-0123456789', keys, 'wrong-key'],
  ['a key that differs at its end', 'first-auth-key-012345678X', keys, 'wrong-key'],
  ['a longer key', `second${'x'.repeat(10_000)}`, keys, 'wrong-key'],
  ['a shorter key', 's', keys, 'wrong-key'],
  ['a key in other letters', 'SECOND', keys, 'wrong-key'],
  ['a key with a space', ' second', keys, 'wrong-key'],
  ['an empty header', '', keys, 'header-empty'],
  ['no header', null, keys, 'header-missing'],
  ['any key where none is set', 'second', [], 'no-auth-key'],
  ['an empty header where an empty key was given', '', [''], 'no-auth-key'],
])('%s is compared with every key alike, whatever comes of it', (_, presented, accepted, refusal) => {
  const ring = keyRing(accepted);
  expect(refuseKey(presented, ring)).toBe(refusal);
  // As many comparisons of as many bytes: neither place nor length of what matches shows in the time taken.
  expect(compare.mock.calls.map((sides) => sides.map((side) => side.byteLength))).toEqual(
    Array.from({ length: Math.max(1, ring.length) }, () => [32, 32]),
  );
});
