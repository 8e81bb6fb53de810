import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { isDkimKey, parseDkimKey } from './dkim-key.ts';
import type { Finding } from './record.ts';
import { joinStrings } from './txt.ts';

type Table = {
  cases: {
    id: string;
    txt: (string | string[])[];
    expect: {
      usable: boolean;
      revoked: boolean;
      lint: string[];
      keyType?: string;
      bits?: number;
      flags?: string[];
      services?: string[];
    };
    disputed?: string;
  }[];
};

const path = new URL('../../../../../shared/fixtures/dkim/key-records.json', import.meta.url);
const table: Table | null = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : null;

describe.skipIf(table === null)('published key records (skipped where the fixtures are absent)', () => {
  test.each(table?.cases.filter(({ disputed }) => !disputed) ?? [])('$id $txt', ({ txt, expect: want }) => {
    const { lint, keyType, ...rest } = want;
    const key = parseDkimKey(joinStrings([txt[0] ?? ''].flat()));
    expect(key).toMatchObject({ ...rest, ...(keyType ? { type: keyType } : {}) });
    expect(key.findings.map(spelling).sort()).toEqual([...lint].sort());
  });
});

function spelling({ code, params }: Finding): string {
  return `${code.replace('dkim.', '')}${params.tag === undefined ? '' : `:${params.tag}`}`;
}

// 1024 bits: the same numbers as SubjectPublicKeyInfo and as bare RSAPublicKey.
const SPKI =
  'MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDwIRP/UC3SBsEmGqZ9ZJW3/DkMoGeLnQg1fWn7/zYtIxN2SnFCjxOCKG9v3b4jYfcTNh5ijSsq631uBItLa7od+v/RtdC2UzJ1lWT947qR+Rcac2gbto/NMqJ0fzfVjH4OuKhitdY9tf6mcwGjaNBcWToIMmPSPDdQPNUYckcQ2QIDAQAB';
const BARE = btoa(atob(SPKI).slice(22));
const ED25519 = '11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=';

/** A bare RSAPublicKey whose modulus has this many bits. */
function rsa(bits: number): string {
  const first = String.fromCharCode(1 << ((bits - 1) % 8));
  const modulus = `\0${first}${'\x55'.repeat(Math.ceil(bits / 8) - 1)}`;
  const der = (kind: string, content: string): string =>
    `${kind}\x82${String.fromCharCode(content.length >> 8, content.length & 255)}${content}`;
  return btoa(der('0', `${der('\x02', modulus)}\x02\x03\x01\0\x01`));
}

describe('one key, however it is written (RFC 6376 §3.6.1)', () => {
  const key = parseDkimKey(`v=DKIM1; k=rsa; p=${SPKI}`).key;
  test.each([
    ['tags in another order', `v=DKIM1; p=${SPKI}; k=rsa`],
    ['without the default key type', `v=DKIM1;p=${SPKI};`],
    ['white space inside of the base64', `v=DKIM1; p=${SPKI.replace(/(.{64})/g, '$1 \r\n\t')}`],
    ['a bare RSAPublicKey', `v=DKIM1; p=${BARE}`],
    ['notes and unknown tags', `v=DKIM1; n=note; x=1; p=${SPKI}`],
  ])('%s', (_, record) => {
    expect(parseDkimKey(record)).toMatchObject({ usable: true, bits: 1024, type: 'rsa', key });
  });

  test('another exponent is another key', () => {
    expect(parseDkimKey(`p=${btoa(`${atob(SPKI).slice(0, -1)}\x03`)}`).key).not.toBe(key);
  });
});

describe('rules of a key record', () => {
  test.each<[clause: string, title: string, record: string, want: object]>([
    [
      'RFC 8463 §4',
      'an Ed25519 key is its 32 bytes',
      `v=DKIM1; k=ed25519; p=${ED25519}`,
      { usable: true, type: 'ed25519', bits: 256 },
    ],
    [
      'RFC 8463 §4',
      'an Ed25519 key in a wrapping is none',
      `v=DKIM1; k=ed25519; p=${SPKI}`,
      { usable: false },
    ],
    ['RFC 6376 §3.6.1', 'k=rsa over 32 bytes is no key', `v=DKIM1; p=${ED25519}`, { usable: false }],
    ['RFC 6376 §3.2', 'tag names mind case', `v=DKIM1; P=${SPKI}`, { usable: false, revoked: false }],
    [
      'RFC 6376 §3.6.1',
      'sha256 among the hashes is enough',
      `v=DKIM1; h=sha1:sha256; p=${SPKI}`,
      { usable: true },
    ],
    ['RFC 6376 §3.6.1', 'g is historic and ignored', `v=DKIM1; g=*; p=${SPKI}`, { usable: true }],
    [
      'RFC 6376 §3.6.1',
      'flags nobody knows are ignored',
      `v=DKIM1; t=s:x; p=${SPKI}`,
      { usable: true, flags: ['s', 'x'] },
    ],
    ['RFC 6376 §3.6.1', 'an empty place in the list is no tag', `v=DKIM1;; p=${SPKI}`, { usable: false }],
    [
      'RFC 8301 §3.2',
      'a cut DER value is no key',
      `v=DKIM1; p=${btoa(atob(SPKI).slice(0, 100))}`,
      { usable: false, key: null },
    ],
    [
      'RFC 6376 §3.2',
      'spaces and folds around names and values are nothing',
      `v = DKIM1 ;\r\n k =\trsa ; p = ${SPKI} ;`,
      { usable: true },
    ],
    [
      'RFC 6376 §3.2',
      'a name of letters, digits and underscores',
      `v=DKIM1; x_1=; p=${SPKI}`,
      { usable: true },
    ],
    [
      'RFC 6376 §3.2',
      'a name may not begin with a digit',
      `v=DKIM1; 1x=a; p=${SPKI}`,
      { usable: false, findings: [{ code: 'dkim.syntax' }] },
    ],
    [
      'RFC 6376 §3.2',
      'a tag without an equals sign',
      `v=DKIM1; t; p=${SPKI}`,
      { usable: false, findings: [{ code: 'dkim.syntax' }] },
    ],
    [
      'RFC 6376 §3.2',
      'an unknown tag twice voids the list, too',
      `v=DKIM1; x=1; x=2; p=${SPKI}`,
      { usable: false, findings: [{ code: 'dkim.duplicate-tag', params: { tag: 'x' } }] },
    ],
    [
      'RFC 6376 §3.6.1',
      'v where it stands must be first',
      `k=rsa; v=DKIM1; p=${SPKI}`,
      { usable: false, findings: [{ code: 'dkim.version-not-first' }] },
    ],
    [
      'RFC 6376 §3.6.1',
      'v is compared byte by byte',
      `v=DKIM1.0; p=${SPKI}`,
      { usable: false, findings: [{ code: 'dkim.bad-version' }] },
    ],
    [
      'RFC 6376 §3.6.1',
      'an empty v is another version',
      `v=; p=${SPKI}`,
      { usable: false, findings: [{ code: 'dkim.bad-version' }] },
    ],
    [
      'RFC 6376 §3.6.1',
      'p of nothing but spaces revokes',
      'v=DKIM1; p= \t ',
      { usable: false, revoked: true, findings: [{ code: 'dkim.revoked' }] },
    ],
    ['RFC 6376 §3.6.1', 'a broken list revokes nothing', 'v=DKIM1; p=; x', { usable: false, revoked: false }],
    ['RFC 6376 §3.6.1', 'without k it is rsa', `v=DKIM1; p=${SPKI}`, { type: 'rsa' }],
    [
      'RFC 6376 §3.6.1',
      'a key type nobody knows',
      `v=DKIM1; k=dsa; p=${SPKI}`,
      { usable: false, type: null, findings: [{ code: 'dkim.unknown-key-type' }] },
    ],
    [
      'RFC 6376 §3.6.1',
      'hashes nobody knows do not matter beside sha256',
      `v=DKIM1; h=sha512 : sha256; p=${SPKI}`,
      { usable: true },
    ],
    [
      'RFC 6376 §3.6.1',
      'hashes without sha256 verify nothing',
      `v=DKIM1; h=sha512; p=${SPKI}`,
      { usable: false, findings: [{ code: 'dkim.no-sha256' }] },
    ],
    ['RFC 6376 §3.6.1', 'an empty list of hashes has no sha256', `v=DKIM1; h=; p=${SPKI}`, { usable: false }],
    [
      'RFC 6376 §3.6.1',
      'a key for everything is for email',
      `v=DKIM1; s=*; p=${SPKI}`,
      { usable: true, services: ['*'] },
    ],
    [
      'RFC 6376 §3.6.1',
      'services nobody knows do not matter beside email',
      `v=DKIM1; s=tlsrpt:email; p=${SPKI}`,
      { usable: true },
    ],
    [
      'RFC 6376 §3.6.1',
      'a key for another service',
      `v=DKIM1; s=tlsrpt; p=${SPKI}`,
      { usable: false, findings: [{ code: 'dkim.not-for-email' }] },
    ],
    [
      'RFC 6376 §3.6.1',
      'testing and strict',
      `v=DKIM1; t=y : s; p=${SPKI}`,
      { usable: true, flags: ['y', 's'] },
    ],
    [
      'RFC 6376 §3.6.1',
      'notes may hold anything but a semicolon',
      `v=DKIM1; n=p=x, k=dsa; p=${SPKI}`,
      { usable: true },
    ],
    [
      'RFC 6376 §3.6.1',
      'base64 with another letter in it',
      `v=DKIM1; p=${SPKI.slice(0, 20)}-${SPKI.slice(21)}`,
      { usable: false, findings: [{ code: 'dkim.bad-key' }] },
    ],
    [
      'RFC 6376 §3.6.1',
      'base64 with something behind its end',
      `v=DKIM1; p=${SPKI}AAAA`,
      { usable: false, findings: [{ code: 'dkim.bad-key' }] },
    ],
    [
      'RFC 6376 §3.6.1',
      'base64 without its last signs',
      `v=DKIM1; k=ed25519; p=${ED25519.replace('=', '')}`,
      { usable: true, bits: 256 },
    ],
    ['RFC 6376 §3.6.1', 'a certificate request is no key', 'v=DKIM1; p=MIIBAjCBqgIBADAA', { usable: false }],
    [
      'RFC 8017 §3.1',
      'an even exponent is no exponent',
      `v=DKIM1; p=${btoa(`${atob(SPKI).slice(0, -1)}\0`)}`,
      { usable: false, key: null },
    ],
    [
      'RFC 8301 §3.2',
      '1024 bits verify, and are few',
      `v=DKIM1; p=${SPKI}`,
      { usable: true, bits: 1024, findings: [{ code: 'dkim.weak-key' }] },
    ],
    [
      'RFC 8301 §3.2',
      '1023 bits do not',
      `v=DKIM1; p=${rsa(1023)}`,
      { usable: false, bits: 1023, findings: [{ code: 'dkim.short-key' }] },
    ],
    [
      'RFC 8301 §3.2',
      '2047 bits are few',
      `v=DKIM1; p=${rsa(2047)}`,
      { usable: true, bits: 2047, findings: [{ code: 'dkim.weak-key' }] },
    ],
    [
      'RFC 8301 §3.2',
      '2048 bits are enough',
      `v=DKIM1; p=${rsa(2048)}`,
      { usable: true, bits: 2048, findings: [] },
    ],
    [
      'RFC 8301 §3.2',
      '4096 bits are not too many',
      `v=DKIM1; p=${rsa(4096)}`,
      { usable: true, bits: 4096, findings: [] },
    ],
    [
      'RFC 8301 §3.2',
      '4097 are',
      `v=DKIM1; p=${rsa(4097)}`,
      { usable: true, findings: [{ code: 'dkim.long-key' }] },
    ],
    [
      'RFC 8463 §4',
      'an Ed25519 key of 31 bytes',
      `v=DKIM1; k=ed25519; p=${btoa('x'.repeat(31))}`,
      { usable: false, findings: [{ code: 'dkim.bad-key' }] },
    ],
  ])('%s: %s', (_, __, record, want) => {
    expect(parseDkimKey(record)).toMatchObject(want);
  });

  test('other texts at the name are not taken for keys', () => {
    expect(['v=spf1 -all', 'hello', '', 'v=DMARC1; p=none'].map(isDkimKey)).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });
});
