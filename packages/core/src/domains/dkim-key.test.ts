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
