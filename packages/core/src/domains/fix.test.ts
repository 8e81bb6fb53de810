import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Zone, zoneResolver } from '../testing/zone-resolver.ts';
import { checkDomain } from './check-domain.ts';
import { type DmarcPolicy, strictness } from './dmarc-record.ts';
import { discoverDmarc } from './dmarc-walk.ts';
import { createQuery } from './query.ts';
import type { DomainReport, RecordReport } from './record.ts';
import type { ServiceDomain } from './service-domain.ts';
import { isWrong } from './verdict.ts';

// Anyone who does what the check says must see it content at the next check: zones damaged in any way, the fixes carried out, checked again.

const KEY =
  'MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDwIRP/UC3SBsEmGqZ9ZJW3/DkMoGeLnQg1fWn7/zYtIxN2SnFCjxOCKG9v3b4jYfcTNh5ijSsq631uBItLa7od+v/RtdC2UzJ1lWT947qR+Rcac2gbto/NMqJ0fzfVjH4OuKhitdY9tf6mcwGjaNBcWToIMmPSPDdQPNUYckcQ2QIDAQAB';
const RIGHT = `v=DKIM1; k=rsa; p=${KEY}`;
const OTHER = `v=DKIM1; p=${KEY.replace('PNUY', 'AAAA')}`;
const HASH = 'service-validate-hash=abc123';
const ESP = 'include:_spf.service.example';
const DOMAIN = 'mail.example.org';
const service: ServiceDomain = {
  domain: DOMAIN,
  active: true,
  message: null,
  spf: `v=spf1 ${ESP} ~all`,
  dkim: [],
  mx: '10 mx.service.example',
  dmarc: 'v=DMARC1; p=none',
  ownership: HASH,
  records: [
    { host: 'us._domainkey', type: 'TXT', value: RIGHT, purpose: 'dkim', active: true },
    { host: 's2._domainkey', type: 'CNAME', value: 's2.service.example', purpose: 'dkim', active: true },
    { host: 'click', type: 'CNAME', value: 'track.service.example', purpose: 'tracking', active: true },
  ],
};

type Records = { A?: string[]; CNAME?: string[]; MX?: [number, string][]; TXT?: string[] };

const SPF = [
  `v=spf1 ${ESP} -all`,
  'v=spf1 mx -all',
  'v=spf1 -all',
  'v=spf1',
  'V=SPF1 ?ALL',
  'v=spf1 +all',
  `v=spf1 ip4:192.0.2.0/24 exp=e.example ~all ${ESP}`,
  `v=spf1 -${ESP} ~all`,
  'v=spf1 foo -all',
  'v=spf1 redirect=r.example',
  'v=spf1 redirect=_spf.service.example',
  'v=spf1 include:six.example -all',
  'v=spf1 include:five.example ~all',
];
const DKIM = [
  RIGHT,
  OTHER,
  `p=${KEY}`,
  'v=DKIM1; p=',
  `v=DKIM1; h=sha1; p=${KEY}`,
  KEY,
  'hello',
  'v=spf1 -all',
];
const DMARC = [
  'v=DMARC1; p=none',
  'v=DMARC1; p=reject; rua=mailto:d@example.org',
  'v=DMARC1; p=quarantine; pct=50; sp=none',
  'v=DMARC1; p=refuse',
  'v=DMARC1; p=none; p=reject',
  'v=DMARC1; rua=mailto:d@example.org',
  'v=DMARC1',
  'v=spf1 -all',
  'hello',
];
const damage = fc.constantFrom<((text: string) => string)[]>(
  (text) => text,
  (text) => `"${text}"`,
  (text) => `\xe2\x80\x9c${text}\xe2\x80\x9d`,
  (text) => ` ${text} `,
  (text) => `${text}\n`,
  (text) => `\xef\xbb\xbf${text}`,
  (text) => text.replaceAll(' ', '\t'),
  (text) => text.replaceAll(' ', '\xc2\xa0'),
  (text) => text.replaceAll(';', '\\;'),
  (text) => text.replaceAll(';', ','),
  (text) => text.replace('=', ' = '),
  (text) => text.slice(0, -7),
  (text) => text.toUpperCase(),
  (text) => `mail IN TXT "${text}"`,
  (text) => `"${text.slice(0, 20)}" "${text.slice(20)}"`,
  (text) => text.replace(/^v=\w+;? ?/, ''),
);
const texts = (choice: readonly string[], most = 2): fc.Arbitrary<string[]> =>
  fc.array(
    fc.tuple(fc.constantFrom(...choice), damage).map(([text, harm]) => harm(text)),
    { maxLength: most },
  );
const alias = fc
  .constantFrom('gone.example', 'host.example', 's2.service.example')
  .map((name) => ({ CNAME: [name] }));
const orAlias = (own: fc.Arbitrary<Records>): fc.Arbitrary<Records> =>
  fc.oneof({ weight: 9, arbitrary: own }, { weight: 1, arbitrary: alias });
const zones = fc
  .record<Record<string, Records>>({
    [DOMAIN]: orAlias(
      fc.record({
        TXT: fc
          .tuple(texts(SPF), texts([HASH], 1), texts([RIGHT, 'v=DMARC1; p=none', 'other'], 1))
          .map((all) => all.flat()),
        MX: fc.constantFrom<[number, string][][]>(
          [],
          [[10, 'mx.service.example']],
          [
            [5, 'mx.other.example'],
            [10, 'mx.service.example'],
          ],
          [[0, '.']],
          [[10, 'mx.service.example.example.org']],
        ),
      }),
    ),
    [`us._domainkey.${DOMAIN}`]: orAlias(fc.record({ TXT: texts(DKIM) })),
    [`s2._domainkey.${DOMAIN}`]: orAlias(
      fc.record({
        TXT: texts([...DKIM, 's2.service.example'], 1),
        CNAME: fc.constantFrom([], ['s2.service.example']),
      }),
    ),
    [`_dmarc.${DOMAIN}`]: orAlias(fc.record({ TXT: texts(DMARC) })),
    '_dmarc.example.org': fc.record({ TXT: texts(DMARC, 1) }),
    [`click.${DOMAIN}`]: fc.constantFrom<Records[]>(
      {},
      { CNAME: ['track.service.example'] },
      { CNAME: ['track.service.example.example.org'] },
      { CNAME: ['track.service.example', 'other.example'] },
      { A: ['203.0.113.9'] },
      { A: ['192.0.2.1'] },
      { TXT: ['track.service.example'] },
    ),
    [`*.${DOMAIN}`]: fc.constantFrom<Records[]>(
      {},
      {},
      {},
      { TXT: ['v=spf1 -all'] },
      { CNAME: ['host.example'] },
    ),
  })
  .map((zone) => published({ ...elsewhere, ...zone }));

const exists = (count: number): Records => ({
  TXT: [`v=spf1 ${Array.from({ length: count }, (_, at) => `exists:%{i}.${at}.example`).join(' ')} -all`],
});
const elsewhere: Record<string, Records> = {
  'host.example': { A: ['192.0.2.7'], TXT: ['v=spf1 mx -all'] },
  'r.example': { TXT: ['v=spf1 ip4:198.51.100.1 -all'] },
  'six.example': exists(6),
  'five.example': exists(5),
  'track.service.example': { A: ['203.0.113.9'] },
  's2.service.example': { TXT: [RIGHT] },
  '_spf.service.example': { TXT: ['v=spf1 ip4:203.0.113.0/24 ~all'] },
};

test('carrying out every fix leaves nothing wrong that had one, and damages nothing that was right', async () => {
  await fc.assert(
    fc.asyncProperty(zones, async (zone) => {
      const before = await check(zone);
      const fixed = before.records.filter(isFixable);
      const then = fixed.reduce(carryOut, zone);
      const after = await check(then);
      const isLeft = ({ record, state, findings }: RecordReport, at: number): boolean =>
        state !== 'ok' &&
        (before.records[at]?.state === 'ok' || fixed.some((one) => one.record.id === record.id)) &&
        // What leads nowhere in their own record is the owner's to repair.
        !findings.some(({ code }) => /^spf\.(?:include|redirect)-missing$/.test(code));
      expect(after.records.filter(isLeft)).toEqual([]);

      const [was, is] = [await policyOf(zone), await policyOf(then)];
      const isWeaker = was !== null && (is === null || strictness(is) < strictness(was));
      const hasConsent = fixed.some(({ record, fix }) => record.purpose === 'dmarc' && fix?.needsConsent);
      expect(isWeaker && !hasConsent).toBe(false);
    }),
    { numRuns: 300 },
  );
});

function check(zone: Record<string, Records>): Promise<DomainReport> {
  return checkDomain({
    domain: DOMAIN,
    service,
    resolve: zoneResolver({ 'example.org': { SOA: ['SOA'] }, ...zone } as Zone),
    now: new Date(0),
  });
}

async function policyOf(zone: Record<string, Records>): Promise<DmarcPolicy | null> {
  return (await discoverDmarc(DOMAIN, createQuery(zoneResolver(zone)))).policy;
}

function isFixable(report: RecordReport): boolean {
  return isWrong(report) && report.fix !== undefined;
}

/** What an administrator does who is told so: takes away the values named, of whatever type, and puts in the new one. */
function carryOut(zone: Record<string, Records>, { record, fix }: RecordReport): Record<string, Records> {
  if (!fix) return zone;
  const stays = (value: string): boolean => value !== fix.value && !fix.removes.includes(value);
  const { A = [], CNAME = [], MX = [], TXT = [] } = zone[fix.fqdn] ?? {};
  const left = {
    A: A.filter(stays),
    CNAME: CNAME.filter(stays),
    MX: MX.filter(([, host]) => stays(host)),
    TXT: TXT.filter(stays),
  };
  const { value = '' } = fix;
  if (fix.type === 'MX') left.MX.push([record.priority ?? 0, value]);
  else left[fix.type].push(value);
  return published({ ...zone, [fix.fqdn]: left });
}

/** A name without records is not in the zone. */
function published(zone: Record<string, Records>): Record<string, Records> {
  const sets = Object.entries(zone).map(([name, records]) => {
    const kept = Object.entries(records).filter(([, values]) => values.length > 0);
    return [name, Object.fromEntries(kept)] as const;
  });
  return Object.fromEntries(sets.filter(([, records]) => Object.keys(records).length > 0));
}
