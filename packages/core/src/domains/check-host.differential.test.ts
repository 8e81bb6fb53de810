import { spf } from 'mailauth/lib/spf/index.js';
import { expect, test } from 'vitest';
import { type Zone, zoneResolver } from '../testing/zone-resolver.ts';
import { checkHost } from './check-host.ts';
import type { DnsType } from './dns.ts';

const ZONES = 2500;

/** Where the other implementation reads the RFC differently: which texts of a zone let us differ, and by which clause. */
const DIFFERENCES: { clause: string; mark: RegExp }[] = [
  // §4.6.4 counts terms, and `%{p}` is none; the other counts its question as a lookup and a void one.
  { clause: 'RFC 7208 §4.6.4', mark: /%\{p/i },
];

test(`agrees with mailauth in strict mode on ${ZONES} zones made from the grammar`, {
  timeout: 120_000,
}, async () => {
  const roll = dice(20261124);
  const { pick } = roll;
  const counts = { rich: 0, notPass: 0 };
  const differences: string[] = [];
  for (let made = 0; made < ZONES; made++) {
    const zone = makeZone(roll);
    const query = {
      ip: pick(CLIENTS),
      sender: pick(SENDERS),
      helo: 'a.example.com',
      resolve: zoneResolver(zone),
    };
    const ours = await checkHost(query);
    const theirs = await spf({
      ...query,
      resolver: (name: string, type: string) => answerFor(query.resolve, name, type),
      strict: true,
      mta: 'm',
    });
    const text = JSON.stringify(zone);
    if (/include:|redirect=|%\{/i.test(text)) counts.rich++;
    if (ours.result !== 'pass') counts.notPass++;
    if (ours.result !== theirs.status.result && !DIFFERENCES.some(({ mark }) => mark.test(text))) {
      differences.push(`${ours.result}, not ${theirs.status.result}: ${query.ip} ${query.sender} ${text}`);
    }
  }
  expect(differences).toEqual([]);
  expect(counts.rich / ZONES).toBeGreaterThan(0.6);
  expect(counts.notPass / ZONES).toBeGreaterThan(0.3);
});

type Dice = ReturnType<typeof dice>;

/** The same numbers in every run, so that a difference can be checked again. */
function dice(seed: number) {
  let state = seed;
  const next = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const pick = <T>(from: readonly [T, ...T[]]): T => from[Math.floor(next() * from.length)] ?? from[0];
  return { pick, chance: (share: number): boolean => next() < share };
}

const NAMES = [
  'example.com',
  'a.example.com',
  'b.example.net',
  'c.example.org',
  'd.e.example.com',
  'h1.example.com',
  'h2.example.net',
] as const;
const ADDRESSES = ['192.0.2.1', '192.0.2.77', '198.51.100.5', '203.0.113.9'] as const;
const CLIENTS = [...ADDRESSES, '2001:db8::1', '::ffff:192.0.2.1'] as const;
const SENDERS = ['u@example.com', 'u-v@example.com', 'u@a.example.com', '@example.com', ''] as const;
const MACROS = [
  '%{i}.x.example.com',
  '%{ir}.%{v}.y.example.com',
  '%{d2}',
  '%{l}.z.example.com',
  '%{o}',
  '%{h}',
  '%{d1r}.example.com',
  '%{s}.q.example.com',
  '%{L}.w.example.com',
  '%{lr-}.example.com',
  '%{p}.p.example.com',
] as const;
const ODD_NAMES = ['bad..example.com', `${'x'.repeat(64)}.com`, 'nodot', 'a.123', 'example.com.'] as const;
const ODD_TERMS = [
  'foo',
  'a:',
  'include',
  'exists:',
  'ip4:',
  'ip4',
  'redirect:x.com',
  'all:',
  'x=%{z}',
  'x=1',
  'a b',
  'exp=h1.example.com',
] as const;

function makeZone(roll: Dice): Zone {
  const { pick, chance } = roll;
  const zone: Record<string, Record<string, unknown[] | 'TIMEOUT'>> = {};
  for (const name of NAMES) {
    const records: Record<string, unknown[] | 'TIMEOUT'> = {};
    if (name === 'example.com' || chance(0.88)) {
      records.TXT = [
        ...(chance(0.05) ? ['other'] : []),
        makeRecord(roll),
        ...(chance(0.02) ? ['v=spf1 -all'] : []),
      ];
    }
    if (chance(0.5)) records.A = [pick(ADDRESSES)];
    if (chance(0.3)) records.AAAA = ['2001:db8::1'];
    if (chance(0.4))
      records.MX = [
        [10, pick(NAMES)],
        [20, pick(NAMES)],
      ];
    if (chance(0.03)) records.A = 'TIMEOUT';
    zone[name] = records;
  }
  for (const address of ADDRESSES)
    zone[`${address.split('.').reverse().join('.')}.in-addr.arpa`] = { PTR: [pick(NAMES)] };
  zone['u.z.example.com'] = { A: ['127.0.0.1'] };
  if (chance(0.5)) zone['com.example.com'] = { A: ['127.0.0.2'] };
  return zone;
}

function makeRecord(roll: Dice): string {
  const { pick, chance } = roll;
  const terms = Array.from({ length: pick([0, 1, 2, 3, 3, 9]) }, () => makeTerm(roll));
  const last = pick(['-all', '-all', '~all', '?all', '+all', `redirect=${makeName(roll)}`, '']);
  const record = [
    'v=spf1',
    ...terms,
    ...(last ? [last] : []),
    ...(chance(0.1) ? ['exp=h1.example.com'] : []),
  ].join(' ');
  return chance(0.01) ? pick([` ${record}`, record.replace('spf1', 'spf10'), `${record}\t`]) : record;
}

function makeTerm(roll: Dice): string {
  const { pick, chance } = roll;
  const sign = pick(['', '', '', '-', '~', '?', '+']);
  const kind = pick(['include', 'include', 'include', 'a', 'a', 'mx', 'ptr', 'ip4', 'ip6', 'exists', 'odd']);
  switch (kind) {
    case 'include':
    case 'exists':
      return `${sign}${kind}:${makeName(roll)}`;
    case 'a':
    case 'mx': {
      const length = chance(0.3)
        ? pick(['/24', '/0', '/32', '//64', '/24//64', '/33', '/08', '//129', '/'])
        : '';
      return `${sign}${pick([kind, kind.toUpperCase()])}${chance(0.6) ? `:${makeName(roll)}` : ''}${length}`;
    }
    case 'ptr':
      return `${sign}ptr${chance(0.5) ? `:${makeName(roll)}` : ''}`;
    case 'ip4':
      return `${sign}ip4:${pick(ADDRESSES)}${pick(['', '', '', '/24', '/31', '/0', chance(0.1) ? '/33' : '/8'])}`;
    case 'ip6':
      return `${sign}ip6:${pick(['2001:db8::1', '2001:db8::', '::', '::ffff:1.2.3.4'])}${pick(['', '/64', '/0'])}`;
    default:
      return chance(0.15) ? pick(ODD_TERMS) : `${sign}ip4:10.0.0.1`;
  }
}

function makeName(roll: Dice): string {
  const { pick, chance } = roll;
  return chance(0.15) ? pick(MACROS) : chance(0.04) ? pick(ODD_NAMES) : pick(NAMES);
}

/** Our answers in the form of Node's resolver, which the other one wants. */
async function answerFor(
  resolve: ReturnType<typeof zoneResolver>,
  name: string,
  type: string,
): Promise<string[]> {
  const answer = await resolve(name, type as DnsType);
  if (answer.state === 'failed') throw Object.assign(new Error('no answer'), { code: 'ETIMEOUT' });
  if (answer.rows.length === 0)
    throw Object.assign(new Error('nothing'), {
      code: answer.rcode === 'NXDOMAIN' ? 'ENOTFOUND' : 'ENODATA',
    });
  const rows: unknown[] = answer.rows.map((row) => {
    switch (row.type) {
      case 'TXT':
        return row.strings;
      case 'MX':
        return { priority: row.priority, exchange: row.exchange };
      case 'A':
      case 'AAAA':
        return row.address;
      default:
        return 'target' in row ? row.target : row;
    }
  });
  // Mail hosts are objects, which its declared type leaves out.
  return rows as string[];
}
