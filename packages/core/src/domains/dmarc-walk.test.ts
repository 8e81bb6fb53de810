import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type Zone, zoneResolver } from '../testing/zone-resolver.ts';
import { discoverDmarc, evaluateDmarc, reportDestination, walkDmarc } from './dmarc-walk.ts';
import type { DnsType } from './dns.ts';
import { createQuery, type Query } from './query.ts';

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
    const query = ask(zone, asked);
    expect(await evaluateDmarc(input, query)).toMatchObject(want);
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
      'no p at all makes sp count for nothing, too',
      { ...exists, '_dmarc.example.org': text('v=DMARC1; sp=reject; rua=mailto:d@example.org') },
      'none',
    ],
    [
      'reports by any scheme are asked for',
      { ...exists, '_dmarc.example.org': text('v=DMARC1; rua=https://example.org/d') },
      'none',
    ],
    [
      'an address without a scheme asks for no reports',
      { ...exists, '_dmarc.example.org': text('v=DMARC1; rua=d@example.org') },
      null,
    ],
    [
      'a record with a tag twice is none, the walk goes on (RFC 6376 §3.2)',
      {
        '_dmarc.a.example.org': text('v=DMARC1; p=none; p=none'),
        '_dmarc.example.org': text('v=DMARC1; p=reject'),
      },
      'reject',
    ],
    [
      'an own record without use is still the only one that counts',
      { '_dmarc.a.example.org': text('v=DMARC1; adkim=s'), '_dmarc.example.org': text('v=DMARC1; p=reject') },
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

describe('a message (RFC 9989 §4.4, §5.3)', () => {
  const strict = text('v=DMARC1; p=reject; adkim=s; aspf=s');
  type Message = Parameters<typeof evaluateDmarc>[0];
  test.each<[title: string, zone: Zone, message: Message, result: string]>([
    [
      'names mind no case',
      { '_dmarc.example.org': strict },
      { author: 'Example.ORG', spf: 'EXAMPLE.org.' },
      'pass',
    ],
    [
      'letters of other alphabets are compared by their A-labels',
      { '_dmarc.xn--e1afmkfd.example': strict },
      { author: 'пример.example', dkim: ['xn--e1afmkfd.example'] },
      'pass',
    ],
    [
      'the parent is not aligned in strict mode',
      { '_dmarc.example.org': strict },
      { author: 'a.example.org', spf: 'example.org' },
      'fail',
    ],
    [
      'one aligned signature is enough',
      { '_dmarc.example.org': P },
      { author: 'example.org', dkim: ['b.example', 'a.example.org'] },
      'pass',
    ],
    [
      'another domain’s pass is no pass',
      { '_dmarc.example.org': P, '_dmarc.b.example': P },
      { author: 'example.org', spf: 'b.example' },
      'fail',
    ],
    [
      'no answer at the name itself is temperror',
      { '_dmarc.a.example.org': 'TIMEOUT', '_dmarc.example.org': P },
      { author: 'a.example.org' },
      'temperror',
    ],
    [
      'its own record needs no answer from above',
      { '_dmarc.a.example.org': P, '_dmarc.example.org': 'TIMEOUT' },
      { author: 'a.example.org', spf: 'a.example.org' },
      'pass',
    ],
    [
      'relaxed alignment without the answer it hangs on is temperror',
      { '_dmarc.a.example.org': P, '_dmarc.example.org': 'TIMEOUT' },
      { author: 'a.example.org', spf: 'b.example.org' },
      'temperror',
    ],
    [
      'no record and no answer is temperror, too',
      { '_dmarc.org': 'TIMEOUT' },
      { author: 'example.org' },
      'temperror',
    ],
  ])('%s', async (_, zone, message, result) => {
    expect((await evaluateDmarc(message, ask(zone))).result).toBe(result);
  });
});

describe('a destination of reports (RFC 9990 §4)', () => {
  const own: Zone = { '_dmarc.example.org': P };
  const record = (host: string, ...texts: string[]): Zone => ({
    ...own,
    [`example.org._report._dmarc.${host}`]: text(...texts),
  });
  test.each<[title: string, zone: Zone, uri: string, needed: boolean, authorized: boolean | null]>([
    ['the host minds no case and no final dot', own, 'mailto:d@EXAMPLE.org.', false, true],
    ['of the domain below the same organizational domain', own, 'mailto:d@reports.example.org', false, true],
    [
      'below, but an organization of its own (psd=n)',
      { ...own, '_dmarc.b.example.org': text('v=DMARC1; p=none; psd=n') },
      'mailto:d@b.example.org',
      true,
      false,
    ],
    [
      'a wildcard answers for everybody',
      { ...own, '*._report._dmarc.b.example': text('v=DMARC1;') },
      'mailto:d@b.example',
      true,
      true,
    ],
    [
      'an alias leads to the record',
      {
        ...own,
        'example.org._report._dmarc.b.example': { CNAME: ['c.example'] },
        'c.example': text('v=DMARC1'),
      },
      'mailto:d@b.example',
      true,
      true,
    ],
    [
      'one of several texts is enough',
      record('b.example', 'hello', 'v=DMARC1', 'v=DMARC1;'),
      'mailto:d@b.example',
      true,
      true,
    ],
    ['the version minds case', record('b.example', 'v=dmarc1'), 'mailto:d@b.example', true, false],
    ['another text is no permission', record('b.example', 'yes'), 'mailto:d@b.example', true, false],
    [
      'an old size does not belong to the host',
      record('b.example', 'v=DMARC1'),
      'mailto:d@b.example!10m',
      true,
      true,
    ],
    ['nor do header fields', record('b.example', 'v=DMARC1'), 'mailto:d@b.example?subject=x', true, true],
    [
      'no answer leaves it open',
      { ...own, 'example.org._report._dmarc.b.example': 'TIMEOUT' },
      'mailto:d@b.example',
      true,
      null,
    ],
    [
      'no answer about the organization, too',
      { ...own, '_dmarc.org': 'TIMEOUT' },
      'mailto:d@b.example',
      true,
      null,
    ],
  ])('%s', async (_, zone, uri, needed, authorized) => {
    expect(await reportDestination('example.org', uri, ask(zone))).toMatchObject({ needed, authorized });
  });
});

function ask(zone: Zone, asked: string[] = []): Query {
  const query = createQuery(zoneResolver(zone));
  return (name, type: DnsType) => {
    if (type === 'TXT' && !asked.includes(name)) asked.push(name);
    return query(name, type);
  };
}

function fixture<T>(name: string): T | null {
  const path = new URL(`../../../../../shared/fixtures/dmarc/${name}`, import.meta.url);
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : null;
}
