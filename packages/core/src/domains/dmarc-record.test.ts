import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { isDmarc, mendDmarc, nearDmarc, parseDmarc, proposedDmarc, strictestDmarc } from './dmarc-record.ts';
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
    ['what is no DMARC record is not passed on', 'p=none', undefined, 'v=DMARC1; p=none'],
  ])('%s', (_, given, address, record) => {
    expect(proposedDmarc(given, address)).toBe(record);
  });
});

describe('mending', () => {
  test.each<[title: string, record: string, mended: string]>([
    ['a policy nobody knows becomes none', 'v=DMARC1; p=refuse', 'v=DMARC1; p=none'],
    ['of two policies the stricter stays', 'v=DMARC1; p=none; p=reject', 'v=DMARC1; p=reject'],
    ['a bad sp goes, p stays', 'v=DMARC1; p=reject; sp=x; adkim=s', 'v=DMARC1; p=reject; adkim=s'],
    ['historic tags go', 'v=DMARC1; p=x; pct=20; ri=3600', 'v=DMARC1; p=none'],
    [
      'report addresses stay',
      'v=DMARC1; p=reject; p=none; rua=mailto:d@example.org',
      'v=DMARC1; p=reject; rua=mailto:d@example.org',
    ],
  ])('%s', (_, record, mended) => {
    expect(mendDmarc(record)).toBe(mended);
  });

  test('of several records the strictest is kept', () => {
    expect(strictestDmarc(['v=DMARC1; p=none', 'v=DMARC1; p=reject', 'v=DMARC1; p=quarantine'])).toBe(
      'v=DMARC1; p=reject',
    );
  });
});
