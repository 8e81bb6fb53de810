import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type Zone, zoneResolver } from '../testing/zone-resolver.ts';
import { checkHost } from './check-host.ts';

type Suite = { scenarios: Scenario[] };
type Scenario = {
  description: string;
  tests: Record<
    string,
    { helo: string; host: string; mailfrom: string; result: string | string[]; explanation?: string }
  >;
  zonedata: Record<string, (Record<string, unknown> | string)[]>;
};

const folder = '../../../../../shared/fixtures/spf/';
for (const file of ['rfc7208-tests.json', 'stalwart-scenarios.json']) {
  const path = new URL(`${folder}${file}`, import.meta.url);
  const suite: Suite | null = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : null;
  describe.skipIf(suite === null)(
    `published cases of ${file} (skipped where the fixtures are absent)`,
    () => {
      for (const { description, tests, zonedata } of suite?.scenarios ?? []) {
        const resolve = zoneResolver(readZone(zonedata));
        test.each(Object.entries(tests))(`${description}: %s`, async (_, one) => {
          const outcome = await checkHost({ ip: one.host, sender: one.mailfrom, helo: one.helo, resolve });
          expect([one.result].flat()).toContain(outcome.result);
          if (one.explanation !== undefined) expect(outcome.explanation ?? 'DEFAULT').toBe(one.explanation);
        });
      }
    },
  );
}

// One row per rule: the record of example.com (or a zone), the client, what must come out.
const CLIENT = '192.0.2.1';
const SIX = '2001:db8::1';
const text = (...texts: unknown[]): { TXT: unknown[] } => ({ TXT: texts });
const deep = (levels: number): Zone =>
  Object.fromEntries(
    Array.from({ length: levels }, (_, at) => [
      `i${at}.example`,
      text(`v=spf1 ${at + 1 < levels ? `include:i${at + 1}.example` : '+all'} -all`),
    ]),
  );
const redirects = (count: number): Zone => ({
  'example.com': text('v=spf1 redirect=i0.example'),
  ...Object.fromEntries(
    Array.from({ length: count }, (_, at) => [
      `i${at}.example`,
      text(at + 1 < count ? `v=spf1 redirect=i${at + 1}.example` : 'v=spf1 +all'),
    ]),
  ),
});
const hosts = (count: number): [number, string][] =>
  Array.from({ length: count }, (_, at) => [at, `mx${at}.example`]);

describe('check_host', () => {
  test.each<[clause: string, title: string, record: string, zone: Zone, result: string, client?: string]>([
    ['2.6', 'no record is none', '', {}, 'none'],
    ['2.6', 'a question without an answer is temperror', '', { 'example.com': 'TIMEOUT' }, 'temperror'],
    ['3.1', 'the version minds no case', 'V=SpF1 +all', {}, 'pass'],
    [
      '3.3',
      'strings are joined with nothing between',
      '',
      { 'example.com': text(['v=spf1 ip4:192.0', '.2.1 -all']) },
      'pass',
    ],
    [
      '3.3',
      'a missing space joins two terms into one',
      '',
      { 'example.com': text(['v=spf1 mx', '-all']) },
      'permerror',
    ],
    ['4.5', 'v=spf10 is another record', 'v=spf10 +all', {}, 'none'],
    ['4.5', 'a space in front disqualifies', ' v=spf1 +all', {}, 'none'],
    [
      '4.5',
      'two records are permerror',
      '',
      { 'example.com': text('v=spf1 +all', 'v=spf1 -all') },
      'permerror',
    ],
    [
      '4.5',
      'other texts are ignored, also unreadable ones',
      '',
      { 'example.com': text('\xff\xfe', 'v=spf1 +all', 'v=spf2.0/pra -all') },
      'pass',
    ],
    ['4.6', 'an error after the deciding term still counts', 'v=spf1 +all foo', {}, 'permerror'],
    ['4.6.1', 'an empty record is neutral', 'v=spf1', {}, 'neutral'],
    ['4.6.4', 'ten lookups are allowed', 'v=spf1 include:i0.example -all', deep(10), 'pass'],
    ['4.6.4', 'the eleventh is permerror', 'v=spf1 include:i0.example -all', deep(11), 'permerror'],
    [
      '4.6.4',
      'a term that decides first hides what is too much behind it',
      `v=spf1 ip4:${CLIENT} ${'a '.repeat(20)}-all`,
      {},
      'pass',
    ],
    ['4.6.4', 'two void lookups are allowed', 'v=spf1 a:x.example a:y.example +all', {}, 'pass'],
    [
      '4.6.4',
      'the third is permerror',
      'v=spf1 a:x.example exists:y.example mx:z.example +all',
      {},
      'permerror',
    ],
    [
      '4.6.4',
      'hosts of mx that have no address are not void terms',
      'v=spf1 mx -all',
      { 'example.com': { MX: hosts(5), TXT: ['v=spf1 mx -all'] } },
      'fail',
    ],
    [
      '4.6.4',
      'a match among ten mail hosts counts',
      '',
      { 'example.com': { MX: hosts(11), TXT: ['v=spf1 mx -all'] }, 'mx9.example': { A: [CLIENT] } },
      'pass',
    ],
    [
      '4.6.4',
      'an eleventh mail host is permerror',
      '',
      { 'example.com': { MX: hosts(11), TXT: ['v=spf1 mx -all'] }, 'mx10.example': { A: [CLIENT] } },
      'permerror',
    ],
    ['4.6.4', 'an address without a name is a void lookup', 'v=spf1 ptr ptr ptr +all', {}, 'permerror'],
    [
      '4.6.4',
      'an eleventh name of the client is left out',
      'v=spf1 ptr -all',
      {
        '1.2.0.192.in-addr.arpa': { PTR: [...hosts(10).map(([, name]) => name), 'z.example.com'] },
        'z.example.com': { A: [CLIENT] },
      },
      'fail',
    ],
    ['4.7', 'without a match it is neutral', 'v=spf1 ip4:198.51.100.1', {}, 'neutral'],
    ['4.8', 'a name with an empty label matches nothing', 'v=spf1 a:x..example -all', {}, 'fail'],
    [
      '4.8',
      'a final dot is nothing',
      'v=spf1 a:host.example. -all',
      { 'host.example': { A: [CLIENT] } },
      'pass',
    ],
    ['5', 'softfail', 'v=spf1 ~all', {}, 'softfail'],
    ['5', 'neutral', 'v=spf1 ?all', {}, 'neutral'],
    ['5', 'an IPv4-mapped address is IPv4', `v=spf1 ip4:${CLIENT} -all`, {}, 'pass', `::ffff:${CLIENT}`],
    ['5', 'an IPv4 network says nothing of an IPv6 client', 'v=spf1 ip4:0.0.0.0/0 -all', {}, 'fail', SIX],
    ['5.1', 'terms after all have no effect', 'v=spf1 -all +ip4:0.0.0.0/0', {}, 'fail'],
    [
      '5.2',
      'the all of an included record stays inside',
      'v=spf1 include:i.example ?all',
      { 'i.example': text('v=spf1 -all') },
      'neutral',
    ],
    ['5.2', 'an include of nothing is permerror', 'v=spf1 include:i.example +all', {}, 'permerror'],
    [
      '5.2',
      'an include of an error is permerror',
      'v=spf1 include:i.example +all',
      { 'i.example': text('v=spf1 foo') },
      'permerror',
    ],
    [
      '5.2',
      'an include without an answer is temperror',
      'v=spf1 include:i.example +all',
      { 'i.example': 'TIMEOUT' },
      'temperror',
    ],
    [
      '5.2',
      'the qualifier is the including record’s',
      'v=spf1 ?include:i.example -all',
      { 'i.example': text('v=spf1 +all') },
      'neutral',
    ],
    [
      '5.3',
      'a with prefix lengths for both families',
      'v=spf1 a:host.example/24//64 -all',
      { 'host.example': { A: ['192.0.2.200'], AAAA: ['2001:db8::ffff'] } },
      'pass',
      SIX,
    ],
    [
      '5.3',
      'a without an answer is temperror',
      'v=spf1 a:host.example -all',
      { 'host.example': 'TIMEOUT' },
      'temperror',
    ],
    [
      '5.4',
      'mx asks for the hosts’ addresses',
      'v=spf1 mx:m.example -all',
      { 'm.example': { MX: [[1, 'mx0.example']] }, 'mx0.example': { A: [CLIENT] } },
      'pass',
    ],
    [
      '5.4',
      'the name itself is no mail host',
      'v=spf1 mx:m.example -all',
      { 'm.example': { A: [CLIENT] } },
      'fail',
    ],
    ['5.4', 'a null MX has no host', 'v=spf1 mx:m.example -all', { 'm.example': { MX: [[0, '.']] } }, 'fail'],
    [
      '5.5',
      'ptr wants the name to lead back',
      'v=spf1 ptr -all',
      { '1.2.0.192.in-addr.arpa': { PTR: ['x.example.com'] }, 'x.example.com': { A: ['192.0.2.9'] } },
      'fail',
    ],
    [
      '5.5',
      'ptr takes names below the domain',
      'v=spf1 ptr -all',
      { '1.2.0.192.in-addr.arpa': { PTR: ['x.example.com'] }, 'x.example.com': { A: [CLIENT] } },
      'pass',
    ],
    [
      '5.5',
      'ptr does not take names that merely end alike',
      'v=spf1 ptr -all',
      { '1.2.0.192.in-addr.arpa': { PTR: ['xexample.com'] }, 'xexample.com': { A: [CLIENT] } },
      'fail',
    ],
    [
      '5.5',
      'ptr without an answer does not match',
      'v=spf1 ptr -all',
      { '1.2.0.192.in-addr.arpa': 'TIMEOUT' },
      'fail',
    ],
    ['5.6', 'a prefix length of 0 takes everybody', 'v=spf1 ip6:::/0 -all', {}, 'pass', SIX],
    ['5.6', 'a prefix is compared by bits', 'v=spf1 ip4:192.0.2.128/25 -all', {}, 'fail'],
    ['5.6', 'an address over 255 is a syntax error', 'v=spf1 ip4:192.0.2.256 -all', {}, 'permerror'],
    ['5.6', 'a leading zero is a syntax error', 'v=spf1 ip4:192.0.2.01 -all', {}, 'permerror'],
    ['5.6', 'a prefix length with a leading zero too', 'v=spf1 ip4:192.0.2.0/024 -all', {}, 'permerror'],
    [
      '5.7',
      'exists asks for A, also for an IPv6 client',
      'v=spf1 exists:e.example -all',
      { 'e.example': { A: ['127.0.0.2'] } },
      'pass',
      SIX,
    ],
    [
      '5.7',
      'exists does not ask for AAAA',
      'v=spf1 exists:e.example -all',
      { 'e.example': { AAAA: ['::1'] } },
      'fail',
      SIX,
    ],
    ['6', 'unknown modifiers are ignored', 'v=spf1 x-note=a%%b +all', {}, 'pass'],
    ['6', 'unknown modifiers must be macro texts', 'v=spf1 x-note=a%b +all', {}, 'permerror'],
    [
      '6',
      'redirect twice is a syntax error',
      'v=spf1 redirect=a.example redirect=a.example',
      {},
      'permerror',
    ],
    [
      '6.1',
      'redirect counts only where nothing matched',
      'v=spf1 redirect=r.example ip4:192.0.2.0/24',
      { 'r.example': text('v=spf1 -all') },
      'pass',
    ],
    [
      '6.1',
      'redirect gives the other record’s result',
      'v=spf1 redirect=r.example',
      { 'r.example': text('v=spf1 ~all') },
      'softfail',
    ],
    [
      '6.1',
      'redirect is ignored beside all',
      'v=spf1 redirect=r.example ?all',
      { 'r.example': text('v=spf1 -all') },
      'neutral',
    ],
    ['6.1', 'redirect to nothing is permerror', 'v=spf1 redirect=r.example', {}, 'permerror'],
    ['7.1', 'a domain-spec ends in a top label', 'v=spf1 a:host.123 -all', {}, 'permerror'],
    ['7.1', 'an escape is no macro end by its last sign alone', 'v=spf1 a:host%%- -all', {}, 'permerror'],
    ['7.1', 'a macro letter nobody knows', 'v=spf1 exists:%{q}.example -all', {}, 'permerror'],
    ['7.1', 'c, r and t are for explanations only', 'v=spf1 exists:%{c}.example -all', {}, 'permerror'],
    ['7.1', 'zero parts are none', 'v=spf1 exists:%{d0}.example -all', {}, 'permerror'],
    [
      '7.3',
      'parts reversed and cut from the right',
      'v=spf1 exists:%{ir}.%{d1r}.example -all',
      { '1.2.0.192.example.example': { A: ['127.0.0.2'] } },
      'pass',
    ],
    [
      '7.3',
      'other delimiters',
      'v=spf1 exists:%{l-}.%{l1r+-}.example -all',
      { 'line.a+b.line.example': { A: ['127.0.0.2'] } },
      'pass',
    ],
    [
      '7.3',
      'upper case asks for URL escapes',
      'v=spf1 exists:%{L}.example -all',
      { 'line-a%2bb.example': { A: ['127.0.0.2'] } },
      'pass',
    ],
    [
      '7.3',
      'IPv6 in nibbles',
      'v=spf1 exists:%{ir}.%{v}.example -all',
      { '1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.example': { A: ['127.0.0.2'] } },
      'pass',
      SIX,
    ],
    [
      '7.3',
      'a name over 253 bytes loses labels on the left',
      `v=spf1 exists:${'x'.repeat(60)}.${'y'.repeat(60)}.${'z'.repeat(60)}.${'w'.repeat(60)}.%{d}.example -all`,
      { [`${'y'.repeat(60)}.${'z'.repeat(60)}.${'w'.repeat(60)}.example.com.example`]: { A: ['127.0.0.2'] } },
      'pass',
    ],
    ['4.5', 'spaces behind the last term are nothing', `v=spf1 ip4:${CLIENT}  `, {}, 'pass'],
    ['4.5', 'a tab is no space', `v=spf1\tip4:${CLIENT}`, {}, 'none'],
    ['4.6', 'a byte that is no ASCII is an error', 'v=spf1 +all x=caf\xe9', {}, 'permerror'],
    ['4.6.1', 'a mechanism nobody knows is an error', 'v=spf1 +all ipv4:192.0.2.1', {}, 'permerror'],
    ['4.6.1', 'a modifier with a qualifier is an error', 'v=spf1 +all -x=1', {}, 'permerror'],
    ['4.6.1', 'a modifier begins with a letter', 'v=spf1 +all 1x=1', {}, 'permerror'],
    ['4.6.1', 'all with a value is another term', 'v=spf1 all:example.com', {}, 'permerror'],
    ['4.6.1', 'include without a name', 'v=spf1 include +all', {}, 'permerror'],
    ['4.6.1', 'exp without a name', 'v=spf1 +all exp=', {}, 'permerror'],
    ['6', 'exp twice is a syntax error', 'v=spf1 +all exp=a.example exp=a.example', {}, 'permerror'],
    ['4.6.4', 'redirect is a lookup', '', redirects(10), 'pass'],
    ['4.6.4', 'redirect is counted, too', '', redirects(11), 'permerror'],
    [
      '4.6.4',
      'exists and ptr are lookups, ip4 and all are not',
      `v=spf1 ${'?exists:e.example '.repeat(10)}ip4:${CLIENT} -all`,
      { 'e.example': { A: ['127.0.0.2'] } },
      'neutral',
    ],
    [
      '4.6.4',
      'the same name asked for again costs again',
      `v=spf1 ${'-exists:%{i}.e.example '.repeat(3)}+all`,
      {},
      'permerror',
    ],
    [
      '4.7',
      'no answer counts where it comes first',
      'v=spf1 a:slow.example include:gone.example +all',
      { 'slow.example': 'TIMEOUT' },
      'temperror',
    ],
    [
      '4.7',
      'an error counts where it comes first',
      'v=spf1 include:gone.example a:slow.example +all',
      { 'slow.example': 'TIMEOUT' },
      'permerror',
    ],
    ['4.8', 'a label over 63 bytes matches nothing', `v=spf1 a:${'x'.repeat(64)}.example -all`, {}, 'fail'],
    [
      '5',
      'an address in IPv6 form of IPv4 asks for A',
      'v=spf1 a:h.example -all',
      { 'h.example': { A: [CLIENT] } },
      'pass',
      `::ffff:${CLIENT}`,
    ],
    ['5', 'and is no IPv6 address', 'v=spf1 ip6:::/0 -all', {}, 'fail', `::ffff:${CLIENT}`],
    [
      '5.2',
      'an include that passes takes the qualifier: fail',
      'v=spf1 -include:i.example +all',
      { 'i.example': text('v=spf1 +all') },
      'fail',
    ],
    [
      '5.2',
      'softfail and neutral below are no match',
      'v=spf1 include:i.example include:j.example -all',
      { 'i.example': text('v=spf1 ~all'), 'j.example': text('v=spf1 ?all') },
      'fail',
    ],
    [
      '5.2',
      'an include of two records is permerror',
      'v=spf1 include:i.example +all',
      { 'i.example': text('v=spf1 +all', 'v=spf1 +all') },
      'permerror',
    ],
    [
      '5.2',
      'a redirect below counts for the include',
      'v=spf1 include:i.example -all',
      { 'i.example': text('v=spf1 redirect=j.example'), 'j.example': text('v=spf1 +all') },
      'pass',
    ],
    [
      '5.2',
      'a name that cannot be asked for is permerror',
      'v=spf1 include:x..example +all',
      {},
      'permerror',
    ],
    [
      '5.3',
      'a follows aliases',
      'v=spf1 a:h.example -all',
      { 'h.example': { CNAME: ['g.example'] }, 'g.example': { A: [CLIENT] } },
      'pass',
    ],
    [
      '5.3',
      'a alone is the domain of the record',
      'v=spf1 include:i.example -all',
      { 'i.example': { TXT: ['v=spf1 a -all'], A: [CLIENT] } },
      'pass',
    ],
    ['5.3', 'an empty name is an error', 'v=spf1 a: +all', {}, 'permerror'],
    ['5.3', 'slashes without a length are an error', 'v=spf1 a// +all', {}, 'permerror'],
    ['5.3', 'the lengths in the wrong order', 'v=spf1 a//64/24 +all', {}, 'permerror'],
    ['5.3', 'an IPv4 length over 32', 'v=spf1 a/33 +all', {}, 'permerror'],
    ['5.3', 'an IPv6 length over 128', 'v=spf1 a//129 +all', {}, 'permerror'],
    [
      '5.4',
      'mx with an IPv6 length',
      'v=spf1 mx:m.example//64 -all',
      { 'm.example': { MX: [[1, 'mx0.example']] }, 'mx0.example': { AAAA: ['2001:db8::ff'] } },
      'pass',
      SIX,
    ],
    [
      '5.4',
      'a mail host that does not answer is temperror',
      'v=spf1 mx:m.example +all',
      { 'm.example': { MX: [[1, 'mx0.example']] }, 'mx0.example': 'TIMEOUT' },
      'temperror',
    ],
    [
      '5.5',
      'ptr of another domain',
      'v=spf1 ptr:other.example -all',
      { '1.2.0.192.in-addr.arpa': { PTR: ['h.Other.example'] }, 'h.other.example': { A: [CLIENT] } },
      'pass',
    ],
    [
      '5.5',
      'a name that does not answer is passed over',
      'v=spf1 ptr -all',
      {
        '1.2.0.192.in-addr.arpa': { PTR: ['slow.example.com', 'x.example.com'] },
        'slow.example.com': 'TIMEOUT',
        'x.example.com': { A: [CLIENT] },
      },
      'pass',
    ],
    ['5.5', 'ptr takes no prefix length', 'v=spf1 ptr/24 +all', {}, 'permerror'],
    ['5.6', 'an address without its last part', 'v=spf1 ip4:192.0.2 +all', {}, 'permerror'],
    ['5.6', 'a slash without a length', 'v=spf1 ip4:192.0.2.1/ +all', {}, 'permerror'],
    ['5.6', 'two slashes', 'v=spf1 ip4:192.0.2.1//32 +all', {}, 'permerror'],
    ['5.6', 'IPv4 inside of IPv6', 'v=spf1 ip6:2001:db8::192.0.2.1 -all', {}, 'pass', '2001:db8::c000:201'],
    ['5.6', 'two gaps in an address', 'v=spf1 ip6:2001::db8::1 +all', {}, 'permerror'],
    ['5.7', 'exists takes no prefix length', 'v=spf1 exists:e.example/24 +all', {}, 'permerror'],
    [
      '5.7',
      'exists without an answer is temperror',
      'v=spf1 exists:e.example +all',
      { 'e.example': 'TIMEOUT' },
      'temperror',
    ],
    [
      '6.1',
      'redirect twice as far is judged for the last domain',
      'v=spf1 redirect=r.example',
      { 'r.example': { TXT: ['v=spf1 a -all'], A: [CLIENT] } },
      'pass',
    ],
    [
      '6.1',
      'redirect without an answer is temperror',
      'v=spf1 redirect=r.example',
      { 'r.example': 'TIMEOUT' },
      'temperror',
    ],
    [
      '7.1',
      'any number of parts may be asked for',
      'v=spf1 exists:%{d12345678901}.e.example -all',
      { 'example.com.e.example': { A: ['127.0.0.2'] } },
      'pass',
    ],
    [
      '7.1',
      'numbers may begin with zeros',
      'v=spf1 exists:%{d01}.e.example -all',
      { 'com.e.example': { A: ['127.0.0.2'] } },
      'pass',
    ],
    [
      '7.1',
      'the letters of a macro stand in one order',
      'v=spf1 exists:%{dr2}.e.example -all',
      {},
      'permerror',
    ],
    ['7.1', 'a brace that never closes', 'v=spf1 exists:%{d.e.example -all', {}, 'permerror'],
    ['7.1', 'a percent sign alone', 'v=spf1 exists:100%.e.example -all', {}, 'permerror'],
    [
      '7.1',
      'a name may end in a macro',
      'v=spf1 exists:e.%{d} -all',
      { 'e.example.com': { A: ['127.0.0.2'] } },
      'pass',
    ],
    [
      '7.1',
      'a top label may have a hyphen, inside',
      'v=spf1 a:h.1-2 -all',
      { 'h.1-2': { A: [CLIENT] } },
      'pass',
    ],
    [
      '7.3',
      'o and s keep the sender’s domain behind an include',
      'v=spf1 include:i.example -all',
      {
        'i.example': text('v=spf1 exists:%{o}.%{d}.e.example -all'),
        'example.com.i.example.e.example': { A: ['127.0.0.2'] },
      },
      'pass',
    ],
    [
      '7.3',
      'h is the HELO name',
      'v=spf1 exists:%{h}.e.example -all',
      { 'mx.example.com.e.example': { A: ['127.0.0.2'] } },
      'pass',
    ],
    [
      '7.3',
      'all parts where fewer are there',
      'v=spf1 exists:%{d9r}.e.example -all',
      { 'com.example.e.example': { A: ['127.0.0.2'] } },
      'pass',
    ],
    [
      '7.3',
      '253 bytes are not too many',
      `v=spf1 a:${'x'.repeat(61)}.${'y'.repeat(63)}.${'z'.repeat(63)}.${'w'.repeat(55)}.example -all`,
      {
        [`${'x'.repeat(61)}.${'y'.repeat(63)}.${'z'.repeat(63)}.${'w'.repeat(55)}.example`]: { A: [CLIENT] },
      },
      'pass',
    ],
    [
      '7.3',
      '254 are',
      `v=spf1 a:${'x'.repeat(62)}.${'y'.repeat(63)}.${'z'.repeat(63)}.${'w'.repeat(55)}.example -all`,
      { [`${'y'.repeat(63)}.${'z'.repeat(63)}.${'w'.repeat(55)}.example`]: { A: [CLIENT] } },
      'pass',
    ],
    [
      '7.3',
      'a long name without macros loses labels, too',
      `v=spf1 a:${`${'x'.repeat(60)}.`.repeat(4)}h.example.com -all`,
      { [`${`${'x'.repeat(60)}.`.repeat(3)}h.example.com`]: { A: [CLIENT] } },
      'pass',
    ],
    [
      '7.3',
      'p is the domain itself where that leads back',
      'v=spf1 exists:%{p}.e.example -all',
      {
        '1.2.0.192.in-addr.arpa': { PTR: ['b.example.net', 'a.example.com', 'example.com'] },
        'b.example.net': { A: [CLIENT] },
        'a.example.com': { A: [CLIENT] },
        'example.com': { A: [CLIENT], TXT: ['v=spf1 exists:%{p}.e.example -all'] },
        'example.com.e.example': { A: ['127.0.0.2'] },
      },
      'pass',
    ],
    [
      '7.3',
      'p is a name below the domain before any other',
      'v=spf1 exists:%{p}.e.example -all',
      {
        '1.2.0.192.in-addr.arpa': { PTR: ['b.example.net', 'a.example.com'] },
        'b.example.net': { A: [CLIENT] },
        'a.example.com': { A: [CLIENT] },
        'a.example.com.e.example': { A: ['127.0.0.2'] },
      },
      'pass',
    ],
    [
      '7.3',
      'p is unknown where no name leads back',
      'v=spf1 exists:%{p}.example -all',
      { 'unknown.example': { A: ['127.0.0.2'] } },
      'pass',
    ],
  ])('§%s: %s', async (_, __, record, zone, result, client = CLIENT) => {
    const resolve = zoneResolver({ ...(record ? { 'example.com': text(record) } : {}), ...zone });
    const outcome = await checkHost({
      ip: client,
      sender: 'line-a+b@example.com',
      helo: 'mx.example.com',
      resolve,
    });
    expect(outcome.result).toBe(result);
  });

  test.each<[clause: string, title: string, sender: string, helo: string, result: string]>([
    ['2.4', 'an empty sender is judged by the HELO name', '', 'helo.example.com', 'softfail'],
    ['4.3', 'a name without a dot is none', 'a@localhost', 'x.example.com', 'none'],
    ['2.3', 'an address is no HELO name', '', '[192.0.2.1]', 'none'],
    ['4.1', 'only the last @ counts', '"post@x"@helo.example.com', 'x.example.com', 'softfail'],
    ['4.1', 'a domain without an @ is a domain', 'post.example.com', 'x.example.com', 'pass'],
    ['4.3', 'an empty label is none', 'a@a..example.com', 'x.example.com', 'none'],
    ['4.3', 'a label over 63 bytes is none', `a@${'x'.repeat(64)}.example.com`, 'x.example.com', 'none'],
    ['4.3', 'no local part is postmaster', '@post.example.com', 'x.example.com', 'pass'],
    ['4.3', 'a final dot is nothing', 'postmaster@post.example.com.', 'x.example.com', 'pass'],
    [
      'RFC 8616 §4',
      'a foreign local part matches no term that names it',
      'пост@post.example.com',
      'x.example.com',
      'fail',
    ],
    [
      'RFC 8616 §4',
      'a foreign domain is asked for by its A-labels',
      'a@пример.example',
      'x.example.com',
      'softfail',
    ],
  ])('§%s: %s', async (_, __, sender, helo, result) => {
    const resolve = zoneResolver({
      'helo.example.com': text('v=spf1 ~all'),
      'post.example.com': text('v=spf1 exists:%{l}.local.example -all'),
      'xn--e1afmkfd.example': text('v=spf1 ~all'),
      'postmaster.local.example': { A: ['127.0.0.2'] },
    });
    expect((await checkHost({ ip: CLIENT, sender, helo, resolve })).result).toBe(result);
  });

  test.each<[title: string, zone: Zone, explanation: string | null]>([
    [
      'macros are expanded, also those only explanations have',
      { 'e.example': text('%{c} is not %{d}; see %{r} at %{t}%_%%') },
      '192.0.2.1 is not example.com; see mx.receiver.example at 1795514400 %',
    ],
    ['two texts are none', { 'e.example': text('a', 'b') }, null],
    ['a text that is no ASCII is none', { 'e.example': text('caf\xe9') }, null],
    ['a broken macro is none', { 'e.example': text('%{') }, null],
    ['no answer is none', { 'e.example': 'TIMEOUT' }, null],
    ['no text is none', {}, null],
    ['strings are joined', { 'e.example': text(['not ', 'you']) }, 'not you'],
    ['letters nobody knows are none', { 'e.example': text('%{x}') }, null],
    ['the local part is named', { 'e.example': text('%{l} of %{o1}, %{S}') }, 'a of com, a%40example.com'],
  ])('§6.2, the owner’s explanation: %s', async (_, zone, explanation) => {
    const resolve = zoneResolver({ 'example.com': text('v=spf1 -all exp=e.example'), ...zone });
    const query = {
      ip: CLIENT,
      sender: 'a@example.com',
      helo: 'h.example',
      resolve,
      receiver: 'mx.receiver.example',
    };
    const outcome = await checkHost({ ...query, now: new Date('2026-11-24T10:00:00Z') });
    expect(outcome).toMatchObject({ result: 'fail', explanation });
  });

  test('§6.2: an included record’s explanation is not used, a redirect’s is', async () => {
    const zone = { 'i.example': text('v=spf1 -all exp=e.example'), 'e.example': text('words') };
    const said = async (record: string): Promise<string | null> => {
      const resolve = zoneResolver({ 'example.com': text(record), ...zone });
      return (await checkHost({ ip: CLIENT, sender: 'a@example.com', helo: 'h.example', resolve }))
        .explanation;
    };
    expect(await said('v=spf1 include:i.example -all')).toBeNull();
    expect(await said('v=spf1 redirect=i.example')).toBe('words');
  });

  test('RFC 8616 §4: an explanation names a foreign domain by its A-labels, and no foreign local part', async () => {
    const said = async (sender: string, words: string): Promise<string | null> => {
      const resolve = zoneResolver({
        'xn--e1afmkfd.example': text('v=spf1 -all exp=e.example'),
        'e.example': text(words),
      });
      return (await checkHost({ ip: CLIENT, sender, helo: 'пример.example', resolve })).explanation;
    };
    expect(await said('a@пример.example', '%{o} %{d} %{h}')).toBe(
      'xn--e1afmkfd.example xn--e1afmkfd.example xn--e1afmkfd.example',
    );
    expect(await said('пост@пример.example', '%{o}')).toBe('xn--e1afmkfd.example');
    expect(await said('пост@пример.example', '%{l}')).toBeNull();
  });

  test('the outcome says which term decided and what it cost', async () => {
    const resolve = zoneResolver({ 'example.com': text('v=spf1 a:x.example mx ?ip4:192.0.2.0/24 -all') });
    const outcome = await checkHost({ ip: CLIENT, sender: 'a@example.com', helo: 'h.example', resolve });
    expect(outcome).toEqual({
      result: 'neutral',
      explanation: null,
      mechanism: '?ip4:192.0.2.0/24',
      lookups: 2,
      voids: 2,
    });
  });

  test('an aborted evaluation rejects with the signal’s reason', async () => {
    const resolve = zoneResolver({ 'example.com': text('v=spf1 -all') });
    const query = {
      ip: CLIENT,
      sender: 'a@example.com',
      helo: 'h.example',
      resolve,
      signal: AbortSignal.abort('enough'),
    };
    await expect(checkHost(query)).rejects.toBe('enough');
  });
});

/** In the suites, a record of the old type SPF stands for a TXT record too, unless the name has TXT records of its own. */
function readZone(data: Scenario['zonedata']): Zone {
  return Object.fromEntries(
    Object.entries(data).map(([name, rows]) => {
      const records: Record<string, unknown[] | 'TIMEOUT'> = {};
      const hasOwnText = rows.some((row) => typeof row !== 'string' && 'TXT' in row);
      if (rows.length === 1 && rows[0] === 'TIMEOUT') return [name, 'TIMEOUT'];
      if (rows.includes('TIMEOUT')) for (const type of ['A', 'AAAA', 'TXT']) records[type] = 'TIMEOUT';
      for (const row of rows) {
        if (typeof row === 'string') continue;
        for (const [type, value] of Object.entries(row)) {
          const as = type === 'SPF' ? 'TXT' : type;
          if ((type === 'SPF' && hasOwnText) || value === 'NONE') continue;
          const list = records[as];
          if (value === 'TIMEOUT') records[as] = 'TIMEOUT';
          else records[as] = [...(Array.isArray(list) ? list : []), value];
        }
      }
      return [name, records];
    }),
  );
}
