import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type Zone, zoneResolver } from '../testing/zone-resolver.ts';
import { createQuery } from './query.ts';
import type { Finding } from './record.ts';
import { inspectSpf } from './spf-inspect.ts';
import { mergeSpf, requiredTerms, type SpfChange, spfTermKey } from './spf-merge.ts';
import { isSpf, parseSpf } from './spf-record.ts';

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
    const { findings, ...seen } = await inspectSpf(domain, createQuery(zoneResolver(zone)));
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

// One row per rule: the record of example.com, the zone around it, what the walk must say.
const text = (...texts: unknown[]): { TXT: unknown[] } => ({ TXT: texts });
const A = { A: ['192.0.2.1'] };

describe('the walk through the tree', () => {
  type Want = {
    state?: string;
    lookups?: number;
    voids?: number;
    all?: string | null;
    codes?: string[];
    not?: string[];
  };
  test.each<[clause: string, title: string, record: string, zone: Zone, want: Want]>([
    [
      '4.6.4',
      'counts each term, also the same twice',
      'v=spf1 include:i.example include:i.example -all',
      { 'i.example': text('v=spf1 a:h.example -all'), 'h.example': A },
      { state: 'ok', lookups: 4, codes: ['spf.duplicate-term'] },
    ],
    [
      '4.6.4',
      'counts exists, ptr and redirect',
      'v=spf1 exists:%{i}.e.example ptr redirect=r.example',
      { 'r.example': text('v=spf1 -all') },
      { state: 'ok', lookups: 3, all: '-' },
    ],
    [
      '4.6.4',
      'does not count exp, ip4, ip6 and all',
      'v=spf1 ip4:192.0.2.1 ip6:2001:db8::1 -all exp=e.example',
      {},
      { state: 'ok', lookups: 0 },
    ],
    [
      '4.6.4',
      'does not count what stands after all',
      `v=spf1 -all ${'mx '.repeat(11)}`,
      {},
      { state: 'ok', lookups: 0, codes: ['spf.after-all'] },
    ],
    [
      '4.6.4',
      'allows ten',
      `v=spf1 ${'a '.repeat(10)}-all`,
      { 'example.com': A },
      { state: 'ok', lookups: 10, not: ['spf.too-many-lookups'] },
    ],
    [
      '4.6.4',
      'allows two questions without an answer',
      'v=spf1 a:x.example mx:y.example -all',
      {},
      { state: 'ok', voids: 2 },
    ],
    [
      '4.6.4',
      'takes a name with an IPv6 address only for an answer',
      'v=spf1 a:x.example -all',
      { 'x.example': { AAAA: ['2001:db8::1'] } },
      { voids: 0 },
    ],
    [
      '4.6.4',
      'takes an include of nothing for a question without an answer, too',
      'v=spf1 include:x.example -all',
      {},
      { state: 'permerror', lookups: 1, voids: 1, codes: ['spf.include-missing'] },
    ],
    [
      '4.6.4',
      'takes ten mail hosts',
      'v=spf1 mx:m.example -all',
      { 'm.example': { MX: Array.from({ length: 10 }, (_, at) => [at, `h${at}.example`]) } },
      { state: 'ok' },
    ],
    [
      '5.1',
      'finds everybody let in behind an include',
      'v=spf1 include:i.example -all',
      { 'i.example': text('v=spf1 +all') },
      { state: 'ok', all: '-', codes: ['spf.all-passes'] },
    ],
    [
      '5.1',
      'and not where the include refuses',
      'v=spf1 -include:i.example -all',
      { 'i.example': text('v=spf1 +all') },
      { all: '-', not: ['spf.all-passes'] },
    ],
    [
      '5.6',
      'finds everybody let in by a prefix length of 0',
      'v=spf1 ip4:0.0.0.0/0 -all',
      {},
      { codes: ['spf.all-passes'] },
    ],
    ['5.6', 'also of a', 'v=spf1 a/0 -all', { 'example.com': A }, { codes: ['spf.all-passes'] }],
    [
      '5.2',
      'keeps the all of an include inside',
      'v=spf1 include:i.example ~all',
      { 'i.example': text('v=spf1 ?all') },
      { all: '~', not: ['spf.all-neutral'] },
    ],
    [
      '5.2',
      'an include without an answer is temperror',
      'v=spf1 include:i.example -all',
      { 'i.example': 'TIMEOUT' },
      { state: 'temperror', codes: ['spf.no-answer'] },
    ],
    [
      '5.2',
      'an error elsewhere outweighs it',
      'v=spf1 include:i.example include:gone.example -all',
      { 'i.example': 'TIMEOUT' },
      { state: 'permerror' },
    ],
    [
      '5.2',
      'an error two levels down is an error',
      'v=spf1 include:i.example -all',
      { 'i.example': text('v=spf1 include:j.example -all'), 'j.example': text('v=spf1 foo') },
      { state: 'permerror', lookups: 2, codes: ['spf.syntax'] },
    ],
    [
      '6.1',
      'reads all behind a redirect',
      'v=spf1 redirect=r.example',
      { 'r.example': text('v=spf1 ?all') },
      { all: '?', codes: ['spf.all-neutral'], not: ['spf.no-all'] },
    ],
    [
      '6.1',
      'misses all behind a redirect',
      'v=spf1 redirect=r.example',
      { 'r.example': text('v=spf1 mx:m.example'), 'm.example': { MX: [[1, 'h.example']] } },
      { all: null, codes: ['spf.no-all'] },
    ],
    [
      '6.1',
      'does not follow a redirect beside all',
      'v=spf1 redirect=gone.example -all',
      {},
      { state: 'ok', lookups: 0, all: '-', codes: ['spf.after-all'] },
    ],
    [
      '6.1',
      'finds a loop of two redirects',
      'v=spf1 redirect=r.example',
      { 'r.example': text('v=spf1 redirect=example.com') },
      { state: 'permerror', codes: ['spf.loop'] },
    ],
    [
      '7.3',
      'knows the domain a macro stands for',
      'v=spf1 redirect=_spf.%{d}',
      {
        '_spf.example.com': text('v=spf1 include:%{o}.i.example -all'),
        'example.com.i.example': text('v=spf1 ~all'),
      },
      { state: 'ok', lookups: 2, all: '-' },
    ],
    [
      '7.3',
      'only counts what depends on the message',
      'v=spf1 include:%{l}.example -all',
      {},
      { state: 'ok', lookups: 1, voids: 0 },
    ],
    [
      '3.1',
      'knows the record of Sender ID',
      'v=spf1 -all',
      { 'example.com': text('v=spf1 -all', 'spf2.0/pra mx -all') },
      { state: 'ok', codes: ['spf.sender-id-record'] },
    ],
    [
      '3.4',
      'measures the record',
      `v=spf1 ${'ip4:192.0.2.100 '.repeat(28)}-all`,
      {},
      { codes: ['spf.large-record'] },
    ],
    [
      '4.5',
      'upper case is the same',
      'V=SPF1 A -ALL',
      { 'example.com': A },
      { state: 'ok', lookups: 1, all: '-' },
    ],
  ])('§%s: %s', async (_, __, record, zone, want) => {
    const own = { ...text(record), ...(zone['example.com'] as object) };
    const { findings, ...seen } = await inspectSpf(
      'example.com',
      createQuery(zoneResolver({ ...zone, 'example.com': own })),
    );
    const { codes = [], not = [], ...rest } = want;
    expect(seen).toMatchObject(rest);
    const found = findings.map(({ code }) => code);
    expect(found).toEqual(expect.arrayContaining(codes));
    expect(found.filter((code) => not.includes(code))).toEqual([]);
  });

  test('who is passed is known in one spelling, and only where no term on the way says otherwise', async () => {
    const zone = {
      'example.com': { ...text('v=spf1 +A include:I.example. -include:j.example ?mx -all'), ...A },
      'i.example': { ...text('v=spf1 a ip6:2001:DB8:0::1/128 ~include:k.example'), ...A },
      'j.example': text('v=spf1 include:_spf.service.example -all'),
      'k.example': text('v=spf1 include:_spf.service.example -all'),
      '_spf.service.example': text('v=spf1 ip4:192.0.2.0/24 -all'),
    };
    const { reached } = await inspectSpf('example.com', createQuery(zoneResolver(zone)));
    expect(reached).toEqual([
      'a',
      'a:example.com',
      'include:i.example',
      'a:i.example',
      'ip6:2001:db8:0:0:0:0:0:1',
    ]);
  });
});

describe('a change of the record (RFC 7208 §3.2, §4.6.4, §5.1, §6.1)', () => {
  const ADD = ['include:_spf.esp.example'];
  const TEN = Array.from({ length: 10 }, (_, at) => `include:i${at}.example`);
  test.each<[title: string, existing: string[], change: Partial<SpfChange>, record: string | null]>([
    ['puts a term before all', ['v=spf1 mx -all'], {}, 'v=spf1 mx include:_spf.esp.example -all'],
    ['keeps all as the owner wrote it', ['v=spf1 mx +ALL'], {}, 'v=spf1 mx include:_spf.esp.example +ALL'],
    [
      'puts it before a redirect',
      ['v=spf1 mx redirect=r.example'],
      {},
      'v=spf1 mx include:_spf.esp.example redirect=r.example',
    ],
    [
      'puts it before an explanation',
      ['v=spf1 mx exp=e.example'],
      {},
      'v=spf1 mx include:_spf.esp.example exp=e.example',
    ],
    [
      'puts it at the end where nothing ends the record',
      ['v=spf1 mx'],
      {},
      'v=spf1 mx include:_spf.esp.example',
    ],
    ['adds to an empty record', ['v=spf1'], {}, 'v=spf1 include:_spf.esp.example'],
    [
      'moves it where it stands after all',
      ['v=spf1 mx -all include:_spf.esp.example'],
      {},
      'v=spf1 mx include:_spf.esp.example -all',
    ],
    [
      'moves it also where nothing else is said',
      ['v=spf1 -all +include:_spf.esp.example.'],
      {},
      'v=spf1 include:_spf.esp.example -all',
    ],
    [
      'keeps macros and modifiers',
      ['v=spf1 exists:%{ir}.e.example ms=1 ~all'],
      {},
      'v=spf1 exists:%{ir}.e.example ms=1 include:_spf.esp.example ~all',
    ],
    [
      'leaves other texts alone',
      ['hello', 'v=spf1 ~all', 'spf2.0/pra -all'],
      {},
      'v=spf1 include:_spf.esp.example ~all',
    ],
    ['says softfail where there is no record', ['hello'], {}, 'v=spf1 include:_spf.esp.example ~all'],
    [
      'adds a term once',
      [],
      { add: ['include:a.example', 'INCLUDE:A.example.'] },
      'v=spf1 INCLUDE:A.example. ~all',
    ],
    [
      'adds several in their order',
      ['v=spf1 -all mx'],
      { add: ['a:x.example', 'mx'] },
      'v=spf1 a:x.example mx -all',
    ],
    [
      'removes a term in any spelling',
      ['v=spf1 +MX a:x.example. -all'],
      { add: [], remove: ['mx', 'a:x.example'] },
      'v=spf1 -all',
    ],
    [
      'changes one service for another within ten lookups',
      [`v=spf1 ${TEN.join(' ')} -all`],
      { remove: ['include:i9.example'] },
      `v=spf1 ${TEN.slice(0, 9).join(' ')} include:_spf.esp.example -all`,
    ],
    [
      'takes the tenth lookup',
      [`v=spf1 ${TEN.slice(1).join(' ')} -all`],
      {},
      `v=spf1 ${TEN.slice(1).join(' ')} include:_spf.esp.example -all`,
    ],
    [
      'does not count what stands after all',
      [`v=spf1 mx -all ${TEN.join(' ')}`],
      {},
      `v=spf1 mx include:_spf.esp.example -all ${TEN.join(' ')}`,
    ],
    [
      'adds addresses to a full record',
      [`v=spf1 ${TEN.join(' ')} -all`],
      { add: ['ip4:192.0.2.1'] },
      `v=spf1 ${TEN.join(' ')} ip4:192.0.2.1 -all`,
    ],
    ['is none where the term is there', ['v=spf1 include:_spf.esp.example -all'], {}, null],
    ['is none in another spelling', ['V=SPF1 +Include:_SPF.esp.example. ?all'], {}, null],
    ['is none where the term is reached below', ['v=spf1 include:x.example -all'], { reached: ADD }, null],
    [
      'is none in a full record that has it',
      [`v=spf1 ${TEN.join(' ')} -all`],
      { add: ['include:i3.example'] },
      null,
    ],
    [
      'is none for an address in another spelling',
      ['v=spf1 ip6:2001:DB8:0::1/128 ip4:192.0.2.1/32 -all'],
      { add: ['ip6:2001:db8::1', 'ip4:192.0.2.1'] },
      null,
    ],
    [
      'is none for an address within a network that passes',
      ['v=spf1 ip4:192.0.2.0/24 ip6:2001:db8::/32 -all'],
      { add: ['ip4:192.0.2.77', 'ip4:192.0.2.128/25', 'ip6:2001:db8:1::/48'] },
      null,
    ],
    [
      'adds a network wider than one that passes, and one wider than what is refused',
      ['v=spf1 ip4:192.0.2.0/24 -ip4:198.51.100.7 -all'],
      { add: ['ip4:192.0.0.0/16', 'ip4:198.51.100.0/24'] },
      'v=spf1 ip4:192.0.2.0/24 -ip4:198.51.100.7 ip4:192.0.0.0/16 ip4:198.51.100.0/24 -all',
    ],
    [
      'is none for an address that passes before it would be refused',
      ['v=spf1 ip4:192.0.2.0/25 -ip4:192.0.2.0/24 -all'],
      { add: ['ip4:192.0.2.7'] },
      null,
    ],
    [
      'adds a term where all keeps the redirect to it from counting',
      ['v=spf1 mx redirect=_spf.esp.example -all'],
      {},
      'v=spf1 mx redirect=_spf.esp.example include:_spf.esp.example -all',
    ],
    [
      'adds a network of the other family',
      ['v=spf1 ip4:0.0.0.0/0 -all'],
      { add: ['ip6:::/0'] },
      'v=spf1 ip4:0.0.0.0/0 ip6:::/0 -all',
    ],
    [
      'is none for full prefix lengths',
      ['v=spf1 a:x.example./32//128 mx/24//128 -all'],
      { add: ['a:x.example', 'mx/24'] },
      null,
    ],
  ])('%s', (_, existing, change, record) => {
    const merged = mergeSpf(existing, { add: ADD, ...change });
    if (record === null) expect(merged).toEqual({ kind: 'unchanged', record: existing[0] });
    else expect(merged).toMatchObject({ kind: 'merged', record });
  });

  test.each<
    [title: string, existing: string[], change: Partial<SpfChange>, code: string, suggestion?: string]
  >([
    ['a syntax error', ['v=spf1 foo -all'], {}, 'spf.syntax'],
    ['a refusal of the term', ['v=spf1 -include:_spf.esp.example ~all'], {}, 'spf.refused-term'],
    ['a term that is only tolerated', ['v=spf1 ?INCLUDE:_spf.esp.example. ~all'], {}, 'spf.not-passing'],
    [
      'a domain that never sends',
      ['v=spf1 -all'],
      {},
      'spf.never-sends',
      'v=spf1 include:_spf.esp.example -all',
    ],
    [
      'also with an explanation',
      ['v=spf1 exp=e.example -all'],
      {},
      'spf.never-sends',
      'v=spf1 exp=e.example include:_spf.esp.example -all',
    ],
    [
      'an address in a network that is refused first',
      ['v=spf1 -ip4:192.0.2.0/25 ip4:192.0.2.0/24 -all'],
      { add: ['ip4:192.0.2.7'] },
      'spf.refused-term',
    ],
    ['an eleventh lookup', [`v=spf1 ${TEN.join(' ')} -all`], {}, 'spf.too-many-lookups'],
    ['an eleventh below', ['v=spf1 mx -all'], { lookups: 10 }, 'spf.too-many-lookups'],
    [
      'two records',
      ['v=spf1 mx -all', 'v=spf1 a ~all'],
      {},
      'spf.multiple-records',
      'v=spf1 mx a include:_spf.esp.example ~all',
    ],
    [
      'two records, one of which has the term',
      ['v=spf1 +include:_SPF.esp.example -all', 'v=spf1 mx -all'],
      {},
      'spf.multiple-records',
      'v=spf1 +include:_SPF.esp.example mx -all',
    ],
    [
      'two records, one open to everybody',
      ['v=spf1 mx -all', 'v=spf1 +all'],
      {},
      'spf.multiple-records',
      'v=spf1 mx include:_spf.esp.example ?all',
    ],
    [
      'two records, one without an end',
      ['v=spf1 mx -all', 'v=spf1 a'],
      {},
      'spf.multiple-records',
      'v=spf1 mx a include:_spf.esp.example ?all',
    ],
    ['two records, one broken', ['v=spf1 mx -all', 'v=spf1 foo'], {}, 'spf.multiple-records'],
    [
      'two records, one leading elsewhere',
      ['v=spf1 mx -all', 'v=spf1 redirect=r.example'],
      {},
      'spf.multiple-records',
    ],
    [
      'two records, one refusing the term',
      ['v=spf1 mx -all', 'v=spf1 -include:_spf.esp.example ~all'],
      {},
      'spf.multiple-records',
    ],
    [
      'two records that are too much together',
      [`v=spf1 ${TEN.slice(5).join(' ')} -all`, `v=spf1 ${TEN.slice(0, 5).join(' ')} -all`],
      {},
      'spf.multiple-records',
    ],
  ])('is the owner’s to decide: %s', (_, existing, change, code, suggestion) => {
    const merged = mergeSpf(existing, { add: ADD, ...change });
    expect(merged).toMatchObject({ kind: 'conflict', finding: { code } });
    expect(merged.kind === 'conflict' && merged.suggestion).toBe(suggestion);
  });

  test('a record that grows over 450 bytes is written, and said to be large', () => {
    const long = `v=spf1 ${Array.from({ length: 28 }, (_, at) => `ip4:198.51.100.${at}`).join(' ')} -all`;
    expect(mergeSpf([long], { add: ADD })).toMatchObject({
      kind: 'merged',
      findings: [{ code: 'spf.large-record' }],
    });
  });

  test.each<[proposed: string, terms: string[]]>([
    ['v=spf1 a mx include:_spf.esp.example ~all', ['include:_spf.esp.example']],
    ['v=spf1 a mx ~all', ['a', 'mx']],
    ['v=spf1 +a:x.example/24 ip4:192.0.2.1 -all', ['a:x.example/24', 'ip4:192.0.2.1']],
    ['v=spf1 redirect=r.example', ['include:r.example']],
    ['v=spf1 mx redirect=r.example ~all', ['mx']],
    ['v=spf1 include:x.example -include:y.example -all include:z.example', ['include:x.example']],
    ['v=spf1 -all', []],
    ['include:x.example', []],
  ])('%s asks for %j', (proposed, terms) => {
    expect(requiredTerms(proposed)).toEqual(terms);
  });

  test.each<[one: string, other: string, isSame: boolean]>([
    ['+A', 'a', true],
    ['a/32', 'a', true],
    ['a//32', 'a', false],
    ['a/24', 'a', false],
    ['mx:h.example./24', 'MX:H.example/24', true],
    ['-a', 'a', false],
    ['ip6:::1', 'ip6:0:0:0:0:0:0:0:1/128', true],
    ['ip6:2001:db8::/32', 'ip6:2001:DB8::/33', false],
    ['ip4:192.0.2.1/32', 'ip4:192.0.2.1', true],
    ['ip4:192.0.2.0/24', 'ip4:192.0.2.0', false],
  ])('%s and %s are the same: %s', (one, other, isSame) => {
    expect(spfTermKey(one) === spfTermKey(other)).toBe(isSame);
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
