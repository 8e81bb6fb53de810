import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { discoverDmarc, evaluateDmarc, reportDestination, walkDmarc } from './dmarc-walk.ts';
import type { DnsType } from './dns.ts';
import { createLook, type Look } from './look.ts';
import { type Zone, zoneResolver } from './zone-resolver.ts';

type Walks = {
  cases: {
    id: string;
    title: string;
    zone: Zone;
    input: { author: string; spf?: string; dkim?: string[] };
    expect: Record<string, unknown> & { queries?: string[] };
    disputed?: string;
  }[];
};
type Reports = {
  cases: {
    id: string;
    title: string;
    zone: Zone;
    policyDomain: string;
    uri: string;
    expect: Record<string, unknown>;
    disputed?: string;
  }[];
};

const walks = fixture<Walks>('tree-walk.json')?.cases.filter(({ disputed }) => !disputed);
describe.skipIf(!walks)('published tree walks (skipped where the fixtures are absent)', () => {
  test.each(walks ?? [])('$id $title', async ({ zone, input, expect: { queries, ...want } }) => {
    const asked: string[] = [];
    const look = ask(zone, asked);
    expect(await evaluateDmarc(input, look)).toMatchObject(want);
    if (queries) expect(asked).toEqual(queries);
  });
});

const reports = fixture<Reports>('report-authorization.json')?.cases.filter(({ disputed }) => !disputed);
describe.skipIf(!reports)('published report destinations (skipped where the fixtures are absent)', () => {
  test.each(reports ?? [])('$id $title', async ({ zone, policyDomain, uri, expect: want }) => {
    expect(await reportDestination(policyDomain, uri, ask(zone))).toMatchObject(want);
  });
});

const text = (...texts: string[]): { TXT: string[] } => ({ TXT: texts });
const P = text('v=DMARC1; p=none');

describe('the tree walk (RFC 9989 §4.10)', () => {
  test('asks for the name itself, then for seven labels and fewer, down to the top level', async () => {
    const asked: string[] = [];
    await walkDmarc('a.b.c.d.e.f.g.h.example.com', ask({}, asked));
    expect(asked.map((name) => name.replace('_dmarc.', ''))).toEqual([
      'a.b.c.d.e.f.g.h.example.com',
      'd.e.f.g.h.example.com',
      'e.f.g.h.example.com',
      'f.g.h.example.com',
      'g.h.example.com',
      'h.example.com',
      'example.com',
      'com',
    ]);
  });

  test.each<[clause: string, title: string, zone: Zone, domain: string, org: string]>([
    [
      '4.10.2',
      'the shortest name with a record is the organizational domain',
      { '_dmarc.a.example.org': P, '_dmarc.example.org': P },
      'x.a.example.org',
      'example.org',
    ],
    [
      '4.10.2',
      'psd=n ends the walk there',
      { '_dmarc.a.example.org': text('v=DMARC1; p=none; psd=n'), '_dmarc.example.org': P },
      'x.a.example.org',
      'a.example.org',
    ],
    [
      '4.10.2',
      'psd=y puts it one label below',
      { '_dmarc.org': text('v=DMARC1; p=none; psd=y') },
      'x.a.example.org',
      'example.org',
    ],
    [
      '4.10.2',
      'psd=y at the start itself moves nothing',
      { '_dmarc.example.org': text('v=DMARC1; p=none; psd=y') },
      'example.org',
      'example.org',
    ],
    ['4.10.2', 'without any record it is the start', {}, 'x.a.example.org', 'x.a.example.org'],
    [
      '4.10',
      'two records at a name count as none',
      { '_dmarc.example.org': text('v=DMARC1; p=none', 'v=DMARC1; p=reject'), '_dmarc.org': P },
      'example.org',
      'org',
    ],
  ])('§%s: %s', async (_, __, zone, domain, org) => {
    expect((await walkDmarc(domain, ask(zone))).orgDomain).toBe(org);
  });

  test('a name that does not answer leaves the outcome open', async () => {
    const walk = await walkDmarc('a.example.org', ask({ '_dmarc.example.org': 'TIMEOUT' }));
    expect(walk).toMatchObject({ steps: [], isPartial: true });
  });
});

describe('the policy that counts (RFC 9989 §4.10.1)', () => {
  const exists: Zone = { 'a.example.org': { A: ['192.0.2.1'] } };
  test.each<[title: string, zone: Zone, policy: string | null]>([
    [
      'p of the parent where it has no sp',
      { ...exists, '_dmarc.example.org': text('v=DMARC1; p=reject') },
      'reject',
    ],
    [
      'sp of the parent for a name that exists',
      { ...exists, '_dmarc.example.org': text('v=DMARC1; p=reject; sp=none; np=reject') },
      'none',
    ],
    [
      'np for a name that does not exist',
      { '_dmarc.example.org': text('v=DMARC1; p=none; sp=none; np=reject') },
      'reject',
    ],
    [
      'sp for a name that does not exist where there is no np',
      { '_dmarc.example.org': text('v=DMARC1; p=none; sp=quarantine') },
      'quarantine',
    ],
    [
      'a dangling alias exists',
      {
        'a.example.org': { CNAME: ['gone.example'] },
        '_dmarc.example.org': text('v=DMARC1; p=none; np=reject'),
      },
      'none',
    ],
    [
      'a name with something below exists',
      { 'x.a.example.org': { A: ['192.0.2.1'] }, '_dmarc.example.org': text('v=DMARC1; p=none; np=reject') },
      'none',
    ],
    [
      't=y takes one step back',
      { ...exists, '_dmarc.example.org': text('v=DMARC1; p=reject; t=y') },
      'quarantine',
    ],
    [
      'a bad sp with reports makes all of it none',
      { ...exists, '_dmarc.example.org': text('v=DMARC1; p=reject; sp=x; rua=mailto:d@example.org') },
      'none',
    ],
    [
      'a bad sp without reports is no DMARC',
      { ...exists, '_dmarc.example.org': text('v=DMARC1; p=reject; sp=x') },
      null,
    ],
    [
      'the public suffix’s own record, where nothing is below it',
      { ...exists, '_dmarc.org': text('v=DMARC1; p=reject; psd=y') },
      'reject',
    ],
  ])('%s', async (_, zone, policy) => {
    expect((await discoverDmarc('a.example.org', ask(zone))).policy).toBe(policy);
  });
});

function ask(zone: Zone, asked: string[] = []): Look {
  const look = createLook(zoneResolver(zone));
  return (name, type: DnsType) => {
    if (type === 'TXT' && !asked.includes(name)) asked.push(name);
    return look(name, type);
  };
}

function fixture<T>(name: string): T | null {
  const path = new URL(`../../../../../shared/fixtures/dmarc/${name}`, import.meta.url);
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : null;
}
