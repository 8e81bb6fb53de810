import type { ServiceDomain } from '@mail-settings/core';

/**
 * Zones as owners have them, made from a seed: mail hosts, includes, redirects and wildcards of their own, and every record
 * the service asks for right, absent, near miss, at a wrong place, doubled or in the way of something else.
 */

/** TXT texts, CNAME and MX targets and addresses by name; a TXT text may be several character-strings. */
export type Records = {
  A?: string[];
  AAAA?: string[];
  CNAME?: string[];
  MX?: [number, string][];
  TXT?: (string | string[])[];
};
export type OwnersZone = Record<string, Records>;

export type MadeZone = {
  domain: string;
  service: ServiceDomain;
  zone: OwnersZone;
  /** Every address that a record of the zone names, and some that none does. */
  addresses: string[];
};

/** A number from 0 to below 1, the same for the same seed (mulberry32). */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function makeZone(seed: number): MadeZone {
  const next = random(seed);
  const chance = (share: number): boolean => next() < share;
  const pick = <T>(all: readonly T[]): T => all[Math.floor(next() * all.length)] as T;
  const domain = pick(['example.org', 'news.example.org']);
  const zone: OwnersZone = elsewhere(chance(0.1));
  const service = makeService(domain, chance, pick);

  zone[domain] = { TXT: ['site-verification=1'], A: ['192.0.2.80'] };
  const hosts = Math.floor(next() * 3);
  const mx = zone[domain];
  for (let at = 0; at < hosts; at++) {
    zone[`mx${at}.example.org`] = {
      A: [`192.0.2.${10 + at}`],
      ...(chance(0.3) && { AAAA: [`2001:db8:10::${at}`] }),
    };
    mx.MX = [...(mx.MX ?? []), [10 * at, `mx${at}.example.org`]];
  }
  if (service.mx !== null && chance(0.5)) {
    if (chance(0.5)) mx.MX = [];
    mx.MX = [...(mx.MX ?? []), [10, chance(0.9) ? 'mx.mailer.example' : 'mx.mailer.example.example.org']];
  }
  for (const text of ownersSpf(chance, pick)) mx.TXT?.push(text);
  if (service.ownership !== null && chance(0.6)) mx.TXT?.push(damaged(service.ownership, chance, pick));
  if (chance(0.06)) zone[domain] = { CNAME: ['host.other.example'] };

  const put = (name: string, records: Records): void => {
    zone[name] = { ...zone[name], ...records };
  };
  for (const { host, value } of service.dkim)
    put(`${host}.${domain}`, textsAround(value, [OTHER_KEY, 'v=DKIM1; p=', 'hello'], chance, pick));
  for (const { host, value } of service.records ?? [])
    put(`${host}.${domain}`, aliasAround(value, chance, pick));
  put(`_dmarc.${domain}`, textsAround(pick(POLICIES), POLICIES, chance, pick));
  if (chance(0.08)) put(`_dmarc.${domain}`, { TXT: [], CNAME: ['policy.other.example'] });
  if (chance(0.1)) put(`_dmarc.${domain}.example.org`, { TXT: [pick(POLICIES)] });
  if (domain !== 'example.org' && chance(0.5)) put('_dmarc.example.org', { TXT: [pick(POLICIES)] });
  if (chance(0.25)) put(`*.${pick(['example.org', domain])}`, pick(WILDCARDS));
  return { domain, service, zone: published(zone), addresses: addressesOf(zone, next) };
}

/** A name without records is not in the zone. */
export function published(zone: OwnersZone): OwnersZone {
  const sets = Object.entries(zone).map(([name, records]) => {
    const kept = Object.entries(records).filter(([, values]) => values.length > 0);
    return [name, Object.fromEntries(kept)] as const;
  });
  return Object.fromEntries(sets.filter(([, records]) => Object.keys(records).length > 0));
}

type Chance = (share: number) => boolean;
type Pick = <T>(all: readonly T[]) => T;

const KEY =
  'MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDwIRP/UC3SBsEmGqZ9ZJW3/DkMoGeLnQg1fWn7/zYtIxN2SnFCjxOCKG9v3b4jYfcTNh5ijSsq631uBItLa7od+v/RtdC2UzJ1lWT947qR+Rcac2gbto/NMqJ0fzfVjH4OuKhitdY9tf6mcwGjaNBcWToIMmPSPDdQPNUYckcQ2QIDAQAB';
const OTHER_KEY = `v=DKIM1; p=${KEY.replace('PNUY', 'AAAA')}`;
const OURS = 'include:_spf.mailer.example';
const POLICIES = [
  'v=DMARC1; p=none',
  'v=DMARC1; p=none; rua=mailto:d@example.org',
  'v=DMARC1; p=quarantine; sp=none; rua=mailto:d@example.org',
  'v=DMARC1; p=reject; rua=mailto:d@example.org,mailto:e@example.org; adkim=s',
  'v=DMARC1; p=reject; t=y',
];
const WILDCARDS: Records[] = [
  { TXT: ['v=spf1 -all'] },
  { TXT: ['v=spf1 mx ip4:192.0.2.10 -all'], MX: [[10, 'mx0.example.org']] },
  { A: ['192.0.2.80'] },
  { CNAME: ['host.other.example'] },
  { MX: [[10, 'mx1.example.org']] },
  { TXT: ['v=DMARC1; p=reject'] },
];

function makeService(domain: string, chance: Chance, pick: Pick): ServiceDomain {
  return {
    domain,
    active: chance(0.5),
    message: null,
    spf: `v=spf1 ${OURS} ${pick(['~all', '-all'])}`,
    dkim: chance(0.7) ? [{ host: 'us._domainkey', value: `v=DKIM1; k=rsa; p=${KEY}` }] : [],
    mx: chance(0.3) ? '10 mx.mailer.example' : null,
    dmarc: chance(0.5) ? 'v=DMARC1; p=none' : null,
    ownership: chance(0.5) ? 'mailer-validate-hash=abc123' : null,
    records: chance(0.6)
      ? [
          { host: 's1._domainkey', type: 'CNAME', value: 's1.mailer.example', purpose: 'dkim', active: true },
          { host: 'click', type: 'CNAME', value: 'track.mailer.example', purpose: 'tracking', active: true },
        ]
      : [],
  };
}

/** Names of the service and of other senders, which are nobody's to change here. */
function elsewhere(isCostly: boolean): OwnersZone {
  return {
    '_spf.mailer.example': {
      TXT: [`v=spf1 ${isCostly ? 'a:gone.mailer.example ' : ''}ip4:198.51.100.0/24 ip6:2001:db8:5::/48 -all`],
    },
    'mx.mailer.example': { A: ['198.51.100.7'] },
    's1.mailer.example': { TXT: [`v=DKIM1; k=rsa; p=${KEY}`] },
    'track.mailer.example': { A: ['198.51.100.9'] },
    '_spf.office.example': { TXT: ['v=spf1 ip4:203.0.113.0/26 include:_b.office.example ~all'] },
    '_b.office.example': { TXT: ['v=spf1 ip4:203.0.113.64/26 a:out.office.example ?all'] },
    'out.office.example': { A: ['203.0.113.200'], AAAA: ['2001:db8:20::1'] },
    '_spf.crm.example': {
      TXT: ['v=spf1 a:a.crm.example a:b.crm.example a:c.crm.example ip4:192.0.2.200/29 -all'],
    },
    'a.crm.example': { A: ['192.0.2.130'] },
    'b.crm.example': { A: ['192.0.2.131'], AAAA: ['2001:db8:30::2'] },
    'c.crm.example': { A: ['192.0.2.132'] },
    'none.example': { A: ['192.0.2.99'] },
    '_spf.twice.example': { TXT: ['v=spf1 ip4:192.0.2.60 -all', 'v=spf1 -all'] },
    'host.other.example': {
      A: ['192.0.2.81'],
      TXT: ['v=spf1 ip4:192.0.2.81 -all'],
      MX: [[10, 'mx0.example.org']],
    },
    'policy.other.example': { TXT: ['v=DMARC1; p=quarantine'] },
  };
}

function ownersSpf(chance: Chance, pick: Pick): (string | string[])[] {
  if (chance(0.12)) return [];
  const terms: string[] = [];
  const some: [number, string][] = [
    [0.5, 'mx'],
    [0.2, 'a'],
    [0.5, 'include:_spf.office.example'],
    [0.3, 'include:_spf.crm.example'],
    [0.3, 'ip4:192.0.2.7'],
    [0.2, 'ip4:192.0.2.16/28'],
    [0.15, 'ip6:2001:db8:7::/48'],
    [0.08, 'a:gone1.example.org'],
    [0.08, 'a:gone2.example.org'],
    [0.05, 'exists:%{i}.list.example'],
    [0.05, 'include:none.example'],
    [0.04, 'include:_spf.twice.example'],
    [0.03, 'include:example.org'],
    [0.03, '-ip4:198.51.100.0/25'],
    [0.3, pick([OURS, OURS, `?${OURS}`, `-${OURS}`])],
    [0.04, 'ip4:198.51.100.0/24'],
  ];
  for (const [share, term] of some) if (chance(share)) terms.push(term);
  for (let at = terms.length - 1; at > 0; at--) {
    const other = pick(terms.map((_, index) => index));
    [terms[at], terms[other]] = [terms[other] as string, terms[at] as string];
  }
  const end = pick([
    '-all',
    '~all',
    '?all',
    '-all',
    '~all',
    '',
    'redirect=_spf.office.example',
    'redirect=nx.example',
    '+all',
  ]);
  const text = ['v=spf1', ...terms, ...(end === '' ? [] : [end])].join(' ');
  const made = chance(0.4) ? damaged(text, chance, pick, SPF_DAMAGE) : text;
  return chance(0.08)
    ? [made, pick(['v=spf1 mx -all', `v=spf1 ${OURS} ~all`, 'v=spf1 ip4:192.0.2.7 ?all'])]
    : [made];
}

function textsAround(right: string, others: readonly string[], chance: Chance, pick: Pick): Records {
  if (chance(0.2)) return {};
  const texts = [chance(0.15) ? pick(others) : damaged(right, chance, pick)];
  if (chance(0.12)) texts.push(pick(others));
  return { TXT: texts };
}

function aliasAround(target: string, chance: Chance, pick: Pick): Records {
  if (chance(0.35)) return { CNAME: [target] };
  return pick<Records>([
    {},
    { CNAME: [`${target}.example.org`] },
    { CNAME: ['host.other.example'] },
    { A: ['192.0.2.80'] },
    { TXT: [target] },
    { TXT: [OTHER_KEY] },
  ]);
}

type Damage = (text: string) => string | string[];

function damaged(text: string, chance: Chance, pick: Pick, kinds: readonly Damage[] = DAMAGE): string {
  if (chance(0.5)) return text;
  const made = pick(kinds)(text);
  return Array.isArray(made) ? made.join('') : made;
}

const DAMAGE: readonly Damage[] = [
  (text) => `"${text}"`,
  (text) => `\\"${text.replaceAll(';', '\\;')}\\"`,
  (text) => `\xe2\x80\x9c${text}\xe2\x80\x9d`,
  (text) => ` ${text} `,
  (text) => text.replaceAll(' ', '\xc2\xa0'),
  (text) => text.replaceAll(' ', '  '),
  (text) => text.replaceAll(';', '\\;'),
  (text) => text.replaceAll('; ', ' '),
  (text) => text.replaceAll(';', ','),
  (text) => text.replace('=', ' = '),
  (text) => text.toLowerCase(),
  (text) => text.slice(0, -7),
  (text) => `mail IN TXT "${text}"`,
];
const SPF_DAMAGE: readonly Damage[] = [
  ...DAMAGE,
  (text) => text.replace('v=spf1 ', 'v=spf1; '),
  (text) => text.replace('v=spf1 ', 'v=spf1'),
  (text) => text.replace('v=spf1', 'spf1'),
  (text) => text.replace('v=spf1', 'v=spf 1'),
  (text) => text.replaceAll('include:', 'include: '),
  (text) => text.replaceAll('include:', 'include='),
  (text) => text.replaceAll('ip4:', 'ip:'),
  (text) => text.replaceAll('ip4:', 'ipv4:'),
  (text) => text.replaceAll('ip4:', ''),
  (text) => text.replace(/([-~?])all/, '$1 all'),
  (text) => text.replace(/all$/, 'all.'),
  (text) => text.replace(/all$/, 'all;'),
  (text) => text.replace(/ (include|ip4)/, ', $1'),
  (text) => text.replace(/ include:/, 'include:'),
  (text) => text.replace('ip6:', 'ip4:'),
  (text) => text.replace('mx', 'mxx'),
];

function addressesOf(zone: OwnersZone, next: () => number): string[] {
  const all = new Set<string>();
  for (const records of Object.values(zone)) {
    for (const address of [...(records.A ?? []), ...(records.AAAA ?? [])]) all.add(address);
    for (const text of records.TXT ?? []) for (const address of networksIn(String(text))) all.add(address);
  }
  for (let at = 0; at < 4; at++)
    all.add(`${Math.floor(next() * 223) + 1}.${Math.floor(next() * 256)}.0.${at}`);
  return [...all];
}

/** First and last address of the networks a text names, read by its form alone. */
function networksIn(text: string): string[] {
  return [
    ...text.matchAll(/(\d+\.\d+\.\d+)\.(\d+)(?:\/(2[4-9]|3[0-2]))?|(2001:db8:\w*)::(\w*)(?:\/(\d+))?/g),
  ].flatMap(([whole, head, last, length, net, host, wide]) => {
    if (head !== undefined) {
      const span = 2 ** (32 - Number(length ?? 32));
      const first = Math.floor(Number(last) / span) * span;
      return [`${head}.${first}`, `${head}.${first + span - 1}`];
    }
    return wide === undefined
      ? [`${net}::${host}`]
      : [`${net}::1`, `${net}:ffff:ffff:ffff:ffff:ffff`, whole.slice(0, -wide.length - 1)];
  });
}
