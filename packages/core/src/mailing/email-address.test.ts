import { expect, it } from 'vitest';
import { addressKey } from './email-address.ts';

it.each([
  ['Ann@Example.COM', 'ann@example.com'],
  ['ann@b\u00fccher.example', 'ANN@XN--BCHER-KVA.example'],
  ['no address', 'NO ADDRESS'],
])('%s and %s are one address', (one, other) => {
  expect(addressKey(one)).toBe(addressKey(other));
});

it('another local part is another address', () => {
  expect(addressKey('ann@example.com')).not.toBe(addressKey('an.n@example.com'));
});
