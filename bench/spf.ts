import assert from 'node:assert/strict';
import { checkHost, type DnsAnswer, type DnsRow } from '@mail-settings/core';
import { spf } from 'mailauth/lib/spf/index.js';

/**
 * SPF decided by core against mailauth in strict mode: how many times faster.
 *
 * Same zones, same process, a sender and an address never seen before for each evaluation, and nothing kept from one
 * to the next. Both take short turns with the same queries, each result is compared, and the ratio of times is taken in
 * each turn; the median counts. `npm run bench -- spf [turns] [milliseconds a turn]`
 */
const [, , turns = '21', turn = '400'] = process.argv;

const zones = {
  simple: { 'simple.example': 'v=spf1 ip4:10.0.0.0/8 ip4:192.0.2.7 ip6:2001:db8:5::/48 -all' },
  nested: {
    'nested.example': 'v=spf1 ip4:192.0.2.0/28 include:_spf.one.example ~all',
    '_spf.one.example': 'v=spf1 include:_a.one.example include:_b.one.example ~all',
    '_a.one.example': 'v=spf1 ip4:203.0.113.0/24 ip4:198.51.100.0/25 ip6:2001:db8:1::/48 ~all',
    '_b.one.example': 'v=spf1 ip4:192.0.2.64/26 include:_c.one.example ~all',
    '_c.one.example': 'v=spf1 ip4:10.0.0.0/8 ip6:2001:db8:2::/48 ~all',
  },
  tenLookups: {
    'ten.example': `v=spf1 ${numbers(10, (at) => `include:_${at}.two.example`).join(' ')} -all`,
    ...Object.fromEntries(
      numbers(10, (at) => [
        `_${at}.two.example`,
        `v=spf1 ip4:203.0.113.${at * 16}/28 ip4:${at === 9 ? '10.0.0.0/8' : `192.0.2.${at}`} ip6:2001:db8:${at}::/48 ~all`,
      ]),
    ),
  },
} satisfies Record<string, Record<string, string>>;

type Evaluate = (ip: string, sender: string) => Promise<string>;
type Query = { ip: string; sender: string };

let made = 0;
const vsMailauth: Record<string, number> = {};
for (const [name, zone] of Object.entries(zones)) vsMailauth[name] = await compare(name, zone);
console.log(JSON.stringify({ vsMailauth }));

async function compare(name: string, zone: Record<string, string>): Promise<number> {
  const [domain = ''] = Object.keys(zone);
  const contenders = [createOurs(zone), createTheirs(zone)] as const;
  let count = 500;
  for (const _ of ['cold', 'warm', 'warmer']) {
    const [, theirs] = await takeTurn(domain, count, contenders);
    count = Math.max(20, Math.round((count * Number(turn)) / theirs));
  }
  const ratios: number[] = [];
  for (let at = 0; at < Number(turns); at++) {
    const [ours, theirs] = await takeTurn(domain, count, contenders, at % 2 === 1);
    ratios.push(theirs / ours);
  }
  const sorted = ratios.toSorted((one, other) => one - other);
  const at = (share: number) => (sorted[Math.floor((sorted.length - 1) * share)] ?? 0).toFixed(2);
  console.log(`${name}: ${at(0.5)} times mailauth (${at(0)} to ${at(1)} in ${turns} turns of ${count})`);
  return Number(at(0.5));
}

/** Milliseconds each of the two takes for the same queries, one after the other. */
async function takeTurn(
  domain: string,
  count: number,
  contenders: readonly [Evaluate, Evaluate],
  isTurned = false,
): Promise<[number, number]> {
  const queries = numbers(count, () => freshQuery(domain));
  const [ours, theirs] = contenders;
  const later = isTurned ? await timed(queries, theirs) : undefined;
  const mine = await timed(queries, ours);
  const other = later ?? (await timed(queries, theirs));
  assert.deepEqual(mine.results, other.results);
  assert.ok(new Set(mine.results).size > 1, 'some addresses may send and some may not');
  return [mine.ms, other.ms];
}

async function timed(queries: readonly Query[], evaluate: Evaluate) {
  const results: string[] = [];
  const begin = performance.now();
  for (const { ip, sender } of queries) results.push(await evaluate(ip, sender));
  return { ms: performance.now() - begin, results };
}

/** Of five addresses three may send; neither they nor the senders repeat within 2²⁴ queries. */
function freshQuery(domain: string): Query {
  const at = made++;
  const end = `${(at >> 16) & 0xff}.${(at >> 8) & 0xff}.${at & 0xff}`;
  const ip = at % 5 < 3 ? `10.${end}` : at % 5 === 3 ? `11.${end}` : sixth(at);
  return { ip, sender: `person.${at}@${domain}` };
}

function sixth(at: number): string {
  return `2001:db8:ffff::${(at >> 16).toString(16)}:${(at & 0xffff).toString(16)}`;
}

function createOurs(zone: Record<string, string>): Evaluate {
  const answers = new Map(
    Object.entries(zone).map(([name, text]): [string, DnsAnswer] => {
      const rows: DnsRow[] = [{ name, ttl: 300, type: 'TXT', strings: [text] }];
      return [`TXT ${name}`, { state: 'answer', rcode: 'NOERROR', rows, chain: [], authoritative: false }];
    }),
  );
  const resolve = async (name: string, type: string): Promise<DnsAnswer> =>
    answers.get(`${type} ${name}`) ?? { state: 'failed', reason: 'refused' };
  return async (ip, sender) => (await checkHost({ ip, sender, helo: 'mx.example.org', resolve })).result;
}

function createTheirs(zone: Record<string, string>): Evaluate {
  const answers = new Map(Object.entries(zone).map(([name, text]) => [`TXT ${name}`, [[text]]]));
  const resolver = async (name: string, type: string): Promise<string[][]> => {
    const answer = answers.get(`${type} ${name}`);
    if (answer === undefined) throw Object.assign(new Error('refused'), { code: 'EREFUSED' });
    return answer;
  };
  return async (ip, sender) => {
    const { status } = await spf({
      ip,
      sender,
      helo: 'mx.example.org',
      mta: 'mx.example.org',
      strict: true,
      resolver,
    });
    return status.result;
  };
}

function numbers<T>(count: number, make: (at: number) => T): T[] {
  return Array.from({ length: count }, (_, at) => make(at));
}
