import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  isDmarc,
  nearDmarc,
  parseDmarc,
  proposedDmarc,
  repairDmarc,
  strictestDmarc,
} from './dmarc-record.ts';
import type { Finding } from './record.ts';

type Table = {
  cases: {
    id: string;
    record: string;
    expect: {
      isDmarc: boolean | null;
      effective: string | null;
      lint: string[];
      tags?: Record<string, unknown>;
    };
    disputed?: string;
  }[];
};

const path = new URL('../../../../../shared/fixtures/dmarc/record-parsing.json', import.meta.url);
const table: Table | null = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : null;

describe.skipIf(table === null)('published records (skipped where the fixtures are absent)', () => {
  test.each(table?.cases.filter(({ disputed }) => !disputed) ?? [])(
    '$id $record',
    ({ record, expect: want }) => {
      const parsed = parseDmarc(record);
      if (want.isDmarc !== null) expect(isDmarc(record)).toBe(want.isDmarc);
      expect(parsed?.policy ?? null).toBe(want.effective);
      expect(parsed ?? {}).toMatchObject(want.tags ?? {});
      const findings = parsed?.findings ?? nearDmarc(record);
      expect([...new Set(findings.map((one) => spelling(one, want.lint)))].sort()).toEqual(
        [...want.lint].sort(),
      );
    },
  );
});

/** The tables write the tag behind some codes. */
function spelling({ code, params }: Finding, wanted: readonly string[]): string {
  const plain = code.replace('dmarc.', '');
  const long = plain === 'wrong-record' ? 'wrong-record:spf' : `${plain}:${params.tag}`;
  return wanted.includes(long) ? long : plain;
}

describe('the record to propose', () => {
  test.each<[title: string, given: string | null, address: string | undefined, record: string]>([
    ['the weakest that counts where the service names none', null, undefined, 'v=DMARC1; p=none'],
    ['with an address for reports', null, 'd@example.org', 'v=DMARC1; p=none; rua=mailto:d@example.org'],
    [
      'an address written as a URI',
      null,
      'mailto:d@example.org',
      'v=DMARC1; p=none; rua=mailto:d@example.org',
    ],
    ['the service’s own, byte for byte', 'v=DMARC1;p=quarantine', undefined, 'v=DMARC1;p=quarantine'],
    [
      'reports go where the service says',
      'v=DMARC1; p=none; rua=mailto:s@service.example',
      'd@example.org',
      'v=DMARC1; p=none; rua=mailto:s@service.example',
    ],
    ['a record without effect is repaired', 'v=DMARC1; adkim=s', undefined, 'v=DMARC1; p=none; adkim=s'],
    ['what is no DMARC record is not passed on', 'p=none', undefined, 'v=DMARC1; p=none'],
  ])('%s', (_, given, address, record) => {
    expect(proposedDmarc(given, address)).toBe(record);
  });
});

describe('repairing', () => {
  test.each<[title: string, record: string, repaired: string]>([
    ['a policy nobody knows becomes none', 'v=DMARC1; p=refuse', 'v=DMARC1; p=none'],
    ['of two policies the stricter stays', 'v=DMARC1; p=none; p=reject', 'v=DMARC1; p=reject'],
    ['a bad sp goes, p stays', 'v=DMARC1; p=reject; sp=x; adkim=s', 'v=DMARC1; p=reject; adkim=s'],
    ['historic tags go', 'v=DMARC1; p=x; pct=20; ri=3600', 'v=DMARC1; p=none'],
    [
      'report addresses stay',
      'v=DMARC1; p=reject; p=none; rua=mailto:d@example.org',
      'v=DMARC1; p=reject; rua=mailto:d@example.org',
    ],
  ])('%s', (_, record, repaired) => {
    expect(repairDmarc(record)).toBe(repaired);
  });

  test('of several records the strictest is kept', () => {
    expect(strictestDmarc(['v=DMARC1; p=none', 'v=DMARC1; p=reject', 'v=DMARC1; p=quarantine'])).toBe(
      'v=DMARC1; p=reject',
    );
    expect(strictestDmarc(['v=DMARC1; sp=x; p=none', 'v=DMARC1'])).toBe('v=DMARC1; p=none');
  });
});

describe('one row per rule of the record', () => {
  test.each<[clause: string, title: string, record: string, want: object | null]>([
    ['4.7', 'v first and exact', 'v=DMARC1.0; p=none', null],
    ['4.7', 'its value minds case', 'v=Dmarc1; p=none', null],
    ['4.7', 'its name does not', 'V=DMARC1; p=none', { policy: 'none' }],
    ['4.7', 'no space may stand in front', ' v=DMARC1; p=none', null],
    ['4.7', 'a line break is no space', 'v=DMARC1\n; p=none', null],
    [
      '4.7',
      'a semicolon may end it',
      'v=DMARC1; p=none;',
      { policy: 'none', findings: [{ code: 'dmarc.no-rua' }] },
    ],
    ['4.7', 'tag names mind no case', 'v=DMARC1; P=reject; ADKIM=s', { policy: 'reject', adkim: 's' }],
    [
      '4.7',
      'defaults',
      'v=DMARC1; p=none',
      { sp: null, np: null, adkim: 'r', aspf: 'r', fo: '0', psd: 'u', t: 'n', rua: [], ruf: [] },
    ],
    ['4.7', 'several options of fo', 'v=DMARC1; p=none; fo=1:d:s', { fo: '1:d:s' }],
    ['4.8', 'fo=0:1 falls back to 0', 'v=DMARC1; p=none; fo=1:0', { fo: '0' }],
    ['4.7', 'values after an unknown tag count', 'v=DMARC1; x=y=z; p=reject', { policy: 'reject' }],
    [
      '4.7',
      'spaces around addresses are nothing',
      'v=DMARC1; p=none; rua= mailto:a@b.example , mailto:c@d.example',
      { rua: ['mailto:a@b.example', 'mailto:c@d.example'] },
    ],
    ['A.6', 'pct changes nothing', 'v=DMARC1; p=reject; pct=0', { policy: 'reject' }],
    ['4.10.1', 'an empty sp is a bad one', 'v=DMARC1; p=reject; sp=', { policy: null }],
    [
      '4.10.1',
      'a bad np with reports makes it none',
      'v=DMARC1; p=reject; np=x; rua=mailto:a@b.example',
      { policy: 'none' },
    ],
    [
      '4.10.1',
      'no p but reports to a web address make it none',
      'v=DMARC1; rua=https://b.example/',
      { policy: 'none', rua: [] },
    ],
    ['4.10.1', 'failure reports are not enough', 'v=DMARC1; ruf=mailto:a@b.example', { policy: null }],
  ])('§%s: %s', (_, __, record, want) => {
    const parsed = parseDmarc(record);
    if (want === null) expect(parsed).toBeNull();
    else expect(parsed).toMatchObject(want);
  });
});
