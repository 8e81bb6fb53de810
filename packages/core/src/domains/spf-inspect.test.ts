import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createLook } from './look.ts';
import type { Finding } from './record.ts';
import { inspectSpf } from './spf-inspect.ts';
import { mergeSpf } from './spf-merge.ts';
import { isSpf, parseSpf } from './spf-record.ts';
import { type Zone, zoneResolver } from './zone-resolver.ts';

type Lint = {
  cases: {
    id: string;
    title: string;
    domain: string;
    zone: Zone;
    expect: { state: string; lookups?: number; voids?: number; all?: string; lint?: string[] };
  }[];
};
type Syntax = { cases: { id: string; record: string; valid: boolean }[] };
type Merge = {
  cases: {
    id: string;
    title: string;
    existing: string[];
    add: string[];
    expect: { record?: string; has?: string[]; all?: string; unchanged?: boolean };
  }[];
};

const lint = fixture<Lint>('lint.json');
describe.skipIf(lint === null)('published inspection cases (skipped where the fixtures are absent)', () => {
  test.each(lint?.cases ?? [])('$id $title', async ({ domain, zone, expect: want }) => {
    const { findings, ...seen } = await inspectSpf(domain, createLook(zoneResolver(zone)));
    for (const key of ['state', 'lookups', 'voids', 'all'] as const) {
      if (want[key] !== undefined) expect([key, seen[key]]).toEqual([key, want[key]]);
    }
    // The old record type 99 is dead (RFC 7208 §3.1); the resolver port has no question for it.
    const codes = (want.lint ?? []).filter((code) => code !== 'type-spf-record');
    expect(findings.flatMap(spellings)).toEqual(expect.arrayContaining(codes));
  });
});

const syntax = fixture<Syntax>('record-syntax.json');
describe.skipIf(syntax === null)('published syntax cases (skipped where the fixtures are absent)', () => {
  test.each(syntax?.cases ?? [])('$id $record', ({ record, valid }) => {
    expect(isSpf(record) && !('badTerm' in parseSpf(record))).toBe(valid);
  });
});

const merge = fixture<Merge>('merge.json');
describe.skipIf(merge === null)('published merge cases (skipped where the fixtures are absent)', () => {
  test.each(merge?.cases ?? [])('$id $title', ({ existing, add, expect: want }) => {
    const merged = mergeSpf(existing, { add });
    if (want.unchanged) expect(merged.kind).toBe('unchanged');
    if (merged.kind === 'conflict') throw new Error(`conflict ${merged.finding.code}`);
    if (want.record !== undefined) expect(merged.record).toBe(want.record);
    const terms = merged.record.split(' ');
    if (want.has) expect(terms.slice(0, -1)).toEqual(expect.arrayContaining(want.has));
    if (want.all) expect(terms.at(-1)).toBe(want.all);
  });
});

/** The tables write `code:detail`. */
function spellings({ code, params }: Finding): string[] {
  const plain = code.replace('spf.', '');
  return [plain, ...Object.values(params).map((value) => `${plain}:${value}`)];
}

function fixture<T>(name: string): T | null {
  const path = new URL(`../../../../../shared/fixtures/spf/${name}`, import.meta.url);
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : null;
}
