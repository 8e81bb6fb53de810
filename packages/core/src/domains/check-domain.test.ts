import { describe, expect, test } from 'vitest';
import { type Zone, zoneResolver } from '../testing/zone-resolver.ts';
import { checkDomain, planDomain } from './check-domain.ts';
import type { DnsRow, DnsType, ResolveDns } from './dns.ts';
import type { DomainReport, RecordReport } from './record.ts';
import type { ServiceDomain } from './service-domain.ts';

const KEY =
  'MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDwIRP/UC3SBsEmGqZ9ZJW3/DkMoGeLnQg1fWn7/zYtIxN2SnFCjxOCKG9v3b4jYfcTNh5ijSsq631uBItLa7od+v/RtdC2UzJ1lWT947qR+Rcac2gbto/NMqJ0fzfVjH4OuKhitdY9tf6mcwGjaNBcWToIMmPSPDdQPNUYckcQ2QIDAQAB';
const now = new Date('2026-11-24T10:00:00Z');

const service: ServiceDomain = {
  domain: 'mail.example.org',
  active: false,
  message: 'Waiting for DNS',
  spf: 'v=spf1 include:_spf.service.example ~all',
  dkim: [{ host: 'us._domainkey', value: `k=rsa; p=${KEY}` }],
  mx: null,
  dmarc: 'v=DMARC1; p=none',
  ownership: 'service-validate-hash=abc',
};

const good: Zone = {
  'example.org': { SOA: ['SOA'] },
  'mail.example.org': { TXT: ['v=spf1 mx include:_spf.service.example -all', 'service-validate-hash=abc'] },
  'us._domainkey.mail.example.org': { TXT: [[`v=DKIM1; p=${KEY.slice(0, 100)}`, KEY.slice(100)]] },
  '_dmarc.example.org': { TXT: ['v=DMARC1; p=reject; rua=mailto:d@example.org'] },
  '_spf.service.example': { TXT: ['v=spf1 ip4:203.0.113.0/24 -all'] },
};

test('a plan names every record with its full name and nothing looked at', () => {
  const report = planDomain({ domain: 'Mail.Example.ORG.', service });
  expect(report).toMatchObject({
    domain: 'mail.example.org',
    zone: null,
    state: 'unchecked',
    checkedAt: null,
  });
  expect(
    report.records.map(({ record }) => [record.id, record.type, record.fqdn, record.host, record.value]),
  ).toEqual([
    ['spf', 'TXT', 'mail.example.org', 'mail.example.org', service.spf],
    ['dkim:us', 'TXT', 'us._domainkey.mail.example.org', 'us._domainkey.mail.example.org', `k=rsa; p=${KEY}`],
    ['dmarc', 'TXT', '_dmarc.mail.example.org', '_dmarc.mail.example.org', 'v=DMARC1; p=none'],
    ['ownership', 'TXT', 'mail.example.org', 'mail.example.org', 'service-validate-hash=abc'],
  ]);
  expect(report.records.every(({ state }) => state === 'unchecked')).toBe(true);
});

test('a record that is no key, just as the service gives it, is right without a word', async () => {
  const dkim = [...service.dkim, { host: '_domainkey', value: 'o=~' }];
  const zone = { ...good, '_domainkey.mail.example.org': { TXT: ['o=~'] } };
  const { records } = await check(zone, { service: { ...service, dkim } });
  const legacy = records.find(({ record }) => record.value === 'o=~');
  expect([legacy?.state, legacy?.findings]).toEqual(['ok', []]);
});

test('a domain is verified when the service says so and every record is right; hosts are relative to the zone', async () => {
  const report = await check(good, { service: { ...service, active: true } });
  expect(states(report)).toEqual({ spf: 'ok', 'dkim:us': 'ok', dmarc: 'ok', ownership: 'ok' });
  expect(report).toMatchObject({ state: 'verified', zone: 'example.org', checkedAt: now.toISOString() });
  expect(report.records.map(({ record }) => record.host)).toEqual([
    'mail',
    'us._domainkey.mail',
    '_dmarc.mail',
    'mail',
  ]);
});

test('right records the service has not seen yet make the domain pending', async () => {
  expect((await check(good)).state).toBe('pending');
});

test('an active domain with a required record missing is not verified', async () => {
  const { 'us._domainkey.mail.example.org': _, ...zone } = good;
  const report = await check(zone, { service: { ...service, active: true } });
  expect(report.state).toBe('unverified');
  expect(record(report, 'dkim:us')).toMatchObject({
    state: 'missing',
    retryAfter: 600,
    fix: { action: 'add', host: 'us._domainkey.mail' },
  });
});

test('no answer keeps an earlier state as stale and does not take the verdict away', async () => {
  const active = { ...service, active: true };
  const previous = await check(good, { service: active });
  const down: Zone = { ...good, 'us._domainkey.mail.example.org': 'TIMEOUT' };
  const report = await check(down, { service: active, previous });
  expect(record(report, 'dkim:us')).toMatchObject({
    state: 'ok',
    stale: true,
    findings: [{ code: 'dns.no-answer' }, { code: 'dkim.weak-key' }],
  });
  expect(report.state).toBe('verified');
  expect(record(await check(down), 'dkim:us')).toMatchObject({ state: 'unchecked', stale: false });
});

test('an earlier state is not kept for another value', async () => {
  const previous = await check(good);
  const down: Zone = { ...good, 'us._domainkey.mail.example.org': 'TIMEOUT' };
  const dkim = [{ host: 'us._domainkey', value: 'k=rsa; p=AAAA' }];
  const report = await check(down, { service: { ...service, dkim }, previous });
  expect(record(report, 'dkim:us')).toMatchObject({ state: 'unchecked', stale: false });
});

test('what stands in a part of the SPF tree that did not answer may be the authorisation', async () => {
  const zone: Zone = {
    ...good,
    'mail.example.org': { TXT: ['v=spf1 include:all.example -all', 'service-validate-hash=abc'] },
    'all.example': 'TIMEOUT',
  };
  const active = { ...service, active: true };
  const report = await check(zone, { service: active, previous: await check(good, { service: active }) });
  expect(record(report, 'spf')).toMatchObject({ state: 'ok', stale: true });
  expect(report.state).toBe('verified');
});

test('an authorisation reached through an include is enough', async () => {
  const zone: Zone = {
    ...good,
    'mail.example.org': { TXT: ['v=spf1 include:all.example -all', 'service-validate-hash=abc'] },
    'all.example': { TXT: ['v=spf1 include:_spf.service.example ~all'] },
  };
  expect(record(await check(zone), 'spf')).toMatchObject({ state: 'ok' });
});

test('published at the zone’s own servers but still cached elsewhere is pending, with the time to wait', async () => {
  const { 'us._domainkey.mail.example.org': _, ...zone } = good;
  const report = await checkDomain({
    domain: service.domain,
    service,
    resolve: zoneResolver(zone, { negativeTtl: 900 }),
    resolveAuthoritative: zoneResolver(good),
    now,
  });
  expect(record(report, 'dkim:us')).toMatchObject({ state: 'pending', retryAfter: 900 });
  expect(report.state).toBe('pending');
});

describe('what to do about it', () => {
  const spf = (...texts: string[]): Zone => ({
    ...good,
    'mail.example.org': { TXT: [...texts, 'service-validate-hash=abc'] },
  });
  test.each<[title: string, id: string, zone: Zone, fix: object | undefined]>([
    [
      'the service’s term goes into the owner’s record, whose all stays',
      'spf',
      spf('v=spf1 mx -all'),
      {
        action: 'replace',
        value: 'v=spf1 mx include:_spf.service.example -all',
        removes: ['v=spf1 mx -all'],
        needsConsent: false,
      },
    ],
    [
      'two SPF records: the union with the laxer all, if the owner agrees',
      'spf',
      spf('v=spf1 mx -all', 'v=spf1 a ~all'),
      {
        action: 'replace',
        value: 'v=spf1 mx a include:_spf.service.example ~all',
        removes: ['v=spf1 mx -all', 'v=spf1 a ~all'],
        needsConsent: true,
      },
    ],
    [
      'a domain that never sends: only the owner can say otherwise',
      'spf',
      spf('v=spf1 -all'),
      { value: 'v=spf1 include:_spf.service.example -all', needsConsent: true },
    ],
    ['no SPF record: the service’s own', 'spf', spf(), { action: 'add', value: service.spf, removes: [] }],
    ['a broken SPF record is the owner’s to repair', 'spf', spf('v=spf1 foo -all'), undefined],
    [
      'a revoked key is replaced without asking',
      'dkim:us',
      { ...good, 'us._domainkey.mail.example.org': { TXT: ['v=DKIM1; p='] } },
      { action: 'replace', value: `k=rsa; p=${KEY}`, removes: ['v=DKIM1; p='], needsConsent: false },
    ],
    [
      'of two DMARC records the stricter is kept, if the owner agrees',
      'dmarc',
      {
        ...good,
        '_dmarc.example.org': {},
        '_dmarc.mail.example.org': { TXT: ['v=DMARC1; p=none', 'v=DMARC1; p=reject'] },
      },
      { action: 'replace', value: 'v=DMARC1; p=reject', needsConsent: true },
    ],
    [
      'two DMARC records count as none: both may go where what is inherited then is as strict',
      'dmarc',
      { ...good, '_dmarc.mail.example.org': { TXT: ['v=DMARC1; p=none', 'v=DMARC1; p=reject'] } },
      { action: 'remove', removes: ['v=DMARC1; p=none', 'v=DMARC1; p=reject'], needsConsent: true },
    ],
    [
      'a policy in a broken record is kept where it can be read',
      'dmarc',
      { ...good, '_dmarc.mail.example.org': { TXT: ['v=DMARC1; p=reject; sp=x'] } },
      { action: 'replace', value: 'v=DMARC1; p=reject', needsConsent: true },
    ],
    [
      'an existing reject is left alone',
      'dmarc',
      { ...good, '_dmarc.mail.example.org': { TXT: ['v=DMARC1; p=reject'] } },
      undefined,
    ],
    [
      'an alias in the way has to go',
      'dkim:us',
      { ...good, 'us._domainkey.mail.example.org': { CNAME: ['elsewhere.example'] } },
      { action: 'replace', removes: ['elsewhere.example'], needsConsent: true },
    ],
  ])('%s', async (_, id, zone, fix) => {
    const { fix: found } = record(await check(zone), id) ?? {};
    if (fix) expect(found).toMatchObject(fix);
    else expect(found).toBeUndefined();
  });
});

describe('large receivers', () => {
  test.each<[title: string, zone: Zone, ready: boolean | null, blockers: string[]]>([
    ['are content with all three', good, true, []],
    ['miss DKIM', { ...good, 'us._domainkey.mail.example.org': { TXT: ['v=DKIM1; p='] } }, false, ['dkim']],
    [
      'miss SPF and DMARC',
      { 'example.org': { SOA: ['SOA'] }, 'us._domainkey.mail.example.org': { TXT: [`p=${KEY}`] } },
      false,
      ['spf', 'dmarc'],
    ],
    [
      'cannot be judged without an answer',
      { ...good, 'us._domainkey.mail.example.org': 'TIMEOUT' },
      null,
      [],
    ],
  ])('%s', async (_, zone, ready, blockers) => {
    const { receivers } = await check(zone);
    expect(receivers).toEqual({
      gmail: { ready, blockers },
      yahoo: { ready, blockers },
      outlook: { ready, blockers },
    });
  });

  test('want From aligned with the signer', async () => {
    const dkim = [{ host: 'us._domainkey.service.example.', value: `p=${KEY}` }];
    const zone: Zone = { ...good, 'us._domainkey.service.example': { TXT: [`p=${KEY}`] } };
    expect((await check(zone, { service: { ...service, dkim } })).receivers?.gmail.blockers).toEqual([
      'alignment',
    ]);
  });
});

describe('From aligned with a signer of another name', () => {
  const dkim = [{ host: 'us._domainkey.news.mail.example.org.', value: `p=${KEY}` }];
  test.each([
    ['the domain’s own policy wants the same name', '_dmarc.mail.example.org', 's', ['alignment']],
    ['an inherited policy wants the same name', '_dmarc.example.org', 's', ['alignment']],
    ['an inherited policy wants the same organization', '_dmarc.example.org', 'r', []],
  ])('%s', async (_, owner, adkim, blockers) => {
    const zone: Zone = {
      ...good,
      'us._domainkey.news.mail.example.org': { TXT: [`p=${KEY}`] },
      '_dmarc.mail.example.org': {},
      [owner]: { TXT: [`v=DMARC1; p=none; adkim=${adkim}`] },
    };
    const { receivers } = await check(zone, { service: { ...service, dkim } });
    expect(receivers?.gmail).toEqual({ ready: blockers.length === 0, blockers });
  });
});

test('what the service does not ask for is no blocker for large receivers, and not known', async () => {
  const { receivers } = await check(good, { service: { ...service, spf: null } });
  expect(receivers?.gmail).toEqual({ ready: null, blockers: [] });
});

describe('the name servers of the zone', () => {
  const NS = ['Rob.NS.Cloudflare.com.', 'ada.ns.cloudflare.com'];
  const names = ['ada.ns.cloudflare.com', 'rob.ns.cloudflare.com'];

  test('are told, in one order whatever DNS says', async () => {
    expect((await check({ ...good, 'example.org': { SOA: ['SOA'], NS } })).nameServers).toEqual(names);
    expect(await check(good)).not.toHaveProperty('nameServers');
  });

  test('of an earlier query stay where DNS does not tell them, unless the zone is another', async () => {
    const previous = await check({ ...good, 'example.org': { SOA: ['SOA'], NS } });
    const silent: Zone = { ...good, 'example.org': { SOA: ['SOA'], NS: 'TIMEOUT' } };
    expect((await check(silent, { previous })).nameServers).toEqual(names);
    const moved: Zone = { ...good, 'mail.example.org': { SOA: ['SOA'], NS: 'TIMEOUT' } };
    expect(await check(moved, { previous })).not.toHaveProperty('nameServers');
  });
});

test('a domain that the zone of a public suffix denies is not delegated, and its records have no place there', async () => {
  const lists = { publicSuffix: (name: string) => name === 'co.example' || name === 'pages.example' };
  const at = async (domain: string, zone: Zone) => {
    const report = await checkDomain({ domain, service, resolve: zoneResolver(zone), lists, now });
    const spf = record(report, 'spf');
    return [report.zone, spf?.record.host, spf?.findings.map(({ code }) => code)];
  };
  const suffix: Zone = { 'co.example': { SOA: ['SOA'] } };
  expect(await at('shop.co.example', suffix)).toEqual([null, 'shop.co.example', ['dns.not-delegated']]);
  const given: Zone = { ...suffix, 'shop.co.example': { SOA: ['SOA'] } };
  expect(await at('shop.co.example', given)).toEqual(['shop.co.example', '@', []]);
  const inside: Zone = { 'pages.example': { SOA: ['SOA'] }, 'shop.pages.example': { A: ['192.0.2.1'] } };
  expect(await at('shop.pages.example', inside)).toEqual(['pages.example', 'shop', []]);
});

test('each name and type is asked once', async () => {
  const asked: string[] = [];
  const resolve: ResolveDns = (name, type: DnsType) => {
    asked.push(`${type} ${name}`);
    return zoneResolver(good)(name, type);
  };
  await checkDomain({ domain: service.domain, service, resolve, now });
  expect(new Set(asked).size).toBe(asked.length);
});

test('64 kB in a record make a report of few findings, errors first, with short quotations', async () => {
  const many = Array.from({ length: 6_000 }, (_, at) => `x${at}=y`).join(' ');
  const report = await check({
    ...good,
    'mail.example.org': { TXT: [`v=spf1 -all ${many} a:${'b'.repeat(60_000)}`] },
    '_dmarc.mail.example.org': { TXT: [`v=DMARC1; ${many.replaceAll(' ', ';')}; fo=z; p=none`] },
  });
  for (const { findings } of report.records) {
    expect(findings.length).toBeLessThanOrEqual(50);
    expect(JSON.stringify(findings).length).toBeLessThan(20_000);
  }
  expect(record(report, 'spf')?.findings[0]).toMatchObject({ code: 'spf.syntax' });
  expect(record(report, 'dmarc')?.findings[0]).toMatchObject({
    code: 'dmarc.invalid-value',
    severity: 'error',
  });
  expect(report.records.every(({ found }) => JSON.stringify(found).length < 100_000)).toBe(true);
});

test('findings of one kind are one, with their number and the first few they are about', async () => {
  const names = Array.from({ length: 11 }, (_, at) => `a:gone${at}.example`).join(' ');
  const report = await check({
    ...good,
    'mail.example.org': { TXT: [`v=spf1 include:_spf.service.example ${names} -all`] },
  });
  expect(record(report, 'spf')?.findings.find(({ code }) => code === 'spf.void')).toMatchObject({
    params: { term: 'a:gone0.example, a:gone1.example, a:gone2.example …' },
    count: 11,
  });
});

test('alias names longer than DNS has them are quoted in short, however many rows they lead to', async () => {
  const chain = Array.from({ length: 10 }, () => 'x'.repeat(64_000));
  const row: DnsRow = { type: 'TXT', name: 'x', ttl: 1, strings: ['a'] };
  const answer = { rcode: 'NOERROR', rows: Array.from({ length: 20 }, () => row), chain } as const;
  const resolve: ResolveDns = async () => ({ state: 'answer', authoritative: false, ...answer });
  const { records } = await checkDomain({ domain: service.domain, service, resolve, now });
  for (const { found } of records) expect(JSON.stringify(found).length).toBeLessThan(1_000_000);
});

function check(
  zone: Zone,
  more: { service?: ServiceDomain; previous?: DomainReport } = {},
): Promise<DomainReport> {
  return checkDomain({ domain: service.domain, service, resolve: zoneResolver(zone), now, ...more });
}

function states(report: DomainReport): Record<string, string> {
  return Object.fromEntries(report.records.map(({ record, state }) => [record.id, state]));
}

function record(report: DomainReport, id: string): RecordReport | undefined {
  return report.records.find((one) => one.record.id === id);
}
