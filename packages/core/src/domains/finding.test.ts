import { describe, expect, test } from 'vitest';
import { type Zone, zoneResolver } from '../testing/zone-resolver.ts';
import { checkDomain } from './check-domain.ts';
import { parseDkimKey } from './dkim-key.ts';
import { parseDmarc } from './dmarc-record.ts';
import { type FindingCode, finding, findingCodes } from './finding.ts';
import { createQuery } from './query.ts';
import type { Finding, RecordReport, RecordState } from './record.ts';
import type { ServiceDomain } from './service-domain.ts';
import { inspectSpf } from './spf-inspect.ts';

// One good domain, damaged in one way per row: what the check must say, and in which state it leaves the record.

const KEY =
  'MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDwIRP/UC3SBsEmGqZ9ZJW3/DkMoGeLnQg1fWn7/zYtIxN2SnFCjxOCKG9v3b4jYfcTNh5ijSsq631uBItLa7od+v/RtdC2UzJ1lWT947qR+Rcac2gbto/NMqJ0fzfVjH4OuKhitdY9tf6mcwGjaNBcWToIMmPSPDdQPNUYckcQ2QIDAQAB';
const OTHER_KEY =
  'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAy3Z9ffZe8gUTJrdGuKj6IwEembmKYpp0jMa8uhudErcI4gFVUaFiiRWxc4jP/XR9NAEv3XwHm+CVcHu+L/n6VWt6g59U7vHXQicMfKGmEp2VplsgojNy/Y5X9HdVYM0azsI47NcJCDW9UVfeOHdOSgFME4F8dNtUKC4KTB2d1pqj/yixz+V8Sv8xkEyPfSRHcNXIw0LvelqJ1MRfN3hO/3uQSVrPYYk4SyV0b6wfnkQs28fpiIpGQvzlGI5WkrdOQT5k4YHaEvZDLNdwiMeVZOEL7dDoFs2mQsovm+tH0StUAZTnr61NLVFfD5V6Ip1V9zVtspPHvYSuOWwyArFZ9QIDAQAB';
const DOMAIN = 'mail.example.org';
const SELECTOR = `us._domainkey.${DOMAIN}`;
const DMARC = `_dmarc.${DOMAIN}`;
const RIGHT = `v=DKIM1; k=rsa; p=${KEY}`;
const OWNER = 'service-validate-hash=abc123';

const service: ServiceDomain = {
  domain: DOMAIN,
  active: true,
  message: null,
  spf: 'v=spf1 include:_spf.service.example ~all',
  dkim: [{ host: 'us._domainkey', value: RIGHT }],
  mx: '10 mx.service.example',
  dmarc: 'v=DMARC1; p=none',
  ownership: OWNER,
  records: [
    { host: 'click', type: 'CNAME', value: 'track.service.example', purpose: 'tracking', active: true },
  ],
};

const good: Zone = {
  'example.org': { SOA: ['SOA'], MX: [[10, 'mx.example.org']] },
  'mx.example.org': { A: ['192.0.2.1'] },
  [DOMAIN]: {
    TXT: ['v=spf1 include:_spf.service.example -all', OWNER],
    MX: [[10, 'mx.service.example']],
    A: ['192.0.2.7'],
  },
  [SELECTOR]: { TXT: [RIGHT] },
  [DMARC]: { TXT: [`v=DMARC1; p=reject; rua=mailto:d@${DOMAIN}`] },
  [`click.${DOMAIN}`]: { CNAME: ['track.service.example'] },
  'track.service.example': { A: ['203.0.113.9'] },
  '_spf.service.example': { TXT: ['v=spf1 ip4:203.0.113.0/24 ~all'] },
};

const GONE = {};
const txt = (...texts: unknown[]): Zone => ({ [DOMAIN]: { ...(good[DOMAIN] as object), TXT: texts } });
const spf = (text: string, more: Zone = {}): Zone => ({ ...txt(text, OWNER), ...more });
const dkim = (...texts: unknown[]): Zone => ({ [SELECTOR]: { TXT: texts } });
const dmarc = (...texts: unknown[]): Zone => ({ [DMARC]: { TXT: texts } });
const ESP = 'include:_spf.service.example';

type Row = [
  code: FindingCode,
  id: string,
  state: RecordState,
  title: string,
  zone: Zone,
  service?: Partial<ServiceDomain>,
];

const rows: Row[] = [
  [
    'spf.syntax',
    'spf',
    'mismatch',
    'a term nobody knows damages the whole record',
    spf(`v=spf1 ${ESP} foo -all`),
  ],
  [
    'spf.multiple-records',
    'spf',
    'conflict',
    'a second SPF record is an error, even if ours is right',
    txt(`v=spf1 ${ESP} -all`, 'v=spf1 mx ~all', OWNER),
  ],
  [
    'spf.leading-whitespace',
    'spf',
    'mismatch',
    'a space in front disqualifies the record',
    spf(' v=spf1 mx -all'),
  ],
  [
    'spf.bad-version',
    'spf',
    'mismatch',
    'strings joined without a space between',
    txt(['v=spf1', 'mx -all'], OWNER),
  ],
  [
    'spf.not-authorised',
    'spf',
    'mismatch',
    'the record is there, the service is not in it',
    spf('v=spf1 mx -all'),
  ],
  ['spf.refused-term', 'spf', 'mismatch', 'the owner refuses the service', spf(`v=spf1 -${ESP} ~all`)],
  ['spf.not-passing', 'spf', 'mismatch', 'the owner only tolerates the service', spf(`v=spf1 ?${ESP} ~all`)],
  [
    'spf.refused-before',
    'spf',
    'mismatch',
    'what stands before the service refuses it',
    spf(`v=spf1 -ip4:203.0.113.0/24 ${ESP} ~all`),
  ],
  [
    'spf.service-broken',
    'spf',
    'mismatch',
    'nothing stands at the service’s own name',
    spf(`v=spf1 ${ESP} ~all`, { '_spf.service.example': {} }),
  ],
  [
    'spf.depends-on-message',
    'spf',
    'unchecked',
    'who may send hangs on the mailbox',
    spf('v=spf1 exists:%{l}.users.example.org ~all'),
  ],
  [
    'spf.by-other-terms',
    'spf',
    'ok',
    'the service’s addresses, not its name',
    spf('v=spf1 ip4:203.0.113.0/24 ~all'),
  ],
  ['spf.never-sends', 'spf', 'mismatch', 'the domain says that it never sends', spf('v=spf1 -all')],
  ['spf.too-many-lookups', 'spf', 'ok', 'eleven lookups', spf(`v=spf1 ${ESP} ${'mx '.repeat(10)}-all`)],
  [
    'spf.too-many-voids',
    'spf',
    'ok',
    'three names without addresses',
    spf(`v=spf1 ${ESP} a:a.example.org a:b.example.org a:c.example.org -all`),
  ],
  ['spf.void', 'spf', 'ok', 'one name without an address', spf(`v=spf1 ${ESP} a:a.example.org -all`)],
  [
    'spf.too-many-mx',
    'spf',
    'ok',
    'eleven mail hosts',
    spf(`v=spf1 ${ESP} mx:big.example -all`, {
      'big.example': { MX: [...'abcdefghijk'].map((host) => [1, `${host}.example`]) },
    }),
  ],
  ['spf.loop', 'spf', 'ok', 'an include of itself', spf(`v=spf1 ${ESP} include:${DOMAIN} -all`)],
  [
    'spf.include-missing',
    'spf',
    'ok',
    'an include of nothing',
    spf(`v=spf1 ${ESP} include:gone.example -all`),
  ],
  [
    'spf.include-multiple',
    'spf',
    'ok',
    'an include of two records',
    spf(`v=spf1 ${ESP} include:two.example -all`, { 'two.example': { TXT: ['v=spf1 -all', 'v=spf1 ~all'] } }),
  ],
  ['spf.redirect-missing', 'spf', 'ok', 'a redirect to nothing', spf(`v=spf1 ${ESP} redirect=gone.example`)],
  [
    'spf.redirect-multiple',
    'spf',
    'ok',
    'a redirect to two records',
    spf(`v=spf1 ${ESP} redirect=two.example`, { 'two.example': { TXT: ['v=spf1 -all', 'v=spf1 ~all'] } }),
  ],
  ['spf.all-passes', 'spf', 'ok', '+all lets everybody send', spf(`v=spf1 ${ESP} +all`)],
  ['spf.all-neutral', 'spf', 'ok', '?all says nothing', spf(`v=spf1 ${ESP} ?all`)],
  ['spf.no-all', 'spf', 'ok', 'no all and no redirect', spf(`v=spf1 ${ESP}`)],
  ['spf.ptr', 'spf', 'ok', 'ptr should not be used', spf(`v=spf1 ${ESP} ptr -all`)],
  [
    'spf.no-answer',
    'spf',
    'ok',
    'a name below does not answer',
    spf(`v=spf1 ${ESP} a:slow.example -all`, { 'slow.example': 'TIMEOUT' }),
  ],
  [
    'spf.large-record',
    'spf',
    'ok',
    'more than 450 bytes',
    spf(`v=spf1 ${ESP} ${Array.from({ length: 30 }, (_, at) => `ip4:192.0.2.${at}`).join(' ')} -all`),
  ],
  [
    'spf.large-answer',
    'spf',
    'ok',
    'all TXT at the name together',
    txt(`v=spf1 ${ESP} -all`, OWNER, 'x'.repeat(500)),
  ],
  [
    'spf.sender-id-record',
    'spf',
    'ok',
    'a leftover of Sender ID',
    txt(`v=spf1 ${ESP} -all`, 'v=spf2.0/pra mx -all', OWNER),
  ],
  ['spf.after-all', 'spf', 'ok', 'text after all has no effect', spf(`v=spf1 ${ESP} -all mx`)],
  ['spf.unknown-modifier', 'spf', 'ok', 'a modifier nobody knows', spf(`v=spf1 ${ESP} ms=123 -all`)],
  ['spf.duplicate-term', 'spf', 'ok', 'the same term twice', spf(`v=spf1 ${ESP} mx MX -all`)],
  ['dkim.empty', 'dkim:us', 'mismatch', 'an empty text', dkim('')],
  ['dkim.syntax', 'dkim:us', 'mismatch', 'a tag without a value', dkim(`v=DKIM1; p=${OTHER_KEY}; broken`)],
  [
    'dkim.duplicate-tag',
    'dkim:us',
    'mismatch',
    'a tag twice voids the list',
    dkim(`v=DKIM1; p=${KEY}; p=${KEY}`),
  ],
  ['dkim.version-not-first', 'dkim:us', 'mismatch', 'v stands behind', dkim(`p=${KEY}; v=DKIM1`)],
  ['dkim.bad-version', 'dkim:us', 'mismatch', 'another version', dkim(`v=DKIM2; p=${KEY}`)],
  ['dkim.missing-tag', 'dkim:us', 'mismatch', 'no key in it', dkim('v=DKIM1; n=later')],
  ['dkim.revoked', 'dkim:us', 'mismatch', 'an empty p revokes the key', dkim('v=DKIM1; p=')],
  [
    'dkim.unknown-key-type',
    'dkim:us',
    'mismatch',
    'a key type nobody knows',
    dkim(`v=DKIM1; k=dsa; p=${KEY}`),
  ],
  ['dkim.bad-key', 'dkim:us', 'mismatch', 'no key at all', dkim('v=DKIM1; p=AAAA')],
  [
    'dkim.no-sha256',
    'dkim:us',
    'mismatch',
    'the right key, but for sha1 only',
    dkim(`v=DKIM1; h=sha1; p=${KEY}`),
  ],
  [
    'dkim.not-for-email',
    'dkim:us',
    'mismatch',
    'the right key, but not for mail',
    dkim(`v=DKIM1; s=tlsrpt; p=${KEY}`),
  ],
  ['dkim.weak-key', 'dkim:us', 'ok', '1024 bits are few', dkim(RIGHT)],
  [
    'dkim.testing-flag',
    'dkim:us',
    'ok',
    'receivers may ignore a key in testing',
    dkim(`v=DKIM1; t=y; p=${KEY}`),
  ],
  ['dkim.missing-version', 'dkim:us', 'ok', 'v is recommended', dkim(`p=${KEY}`)],
  [
    'dkim.multiple-records',
    'dkim:us',
    'conflict',
    'two keys at one selector, even if ours is one of them',
    dkim(RIGHT, `v=DKIM1; p=${OTHER_KEY}`),
  ],
  ['dkim.other-text', 'dkim:us', 'ok', 'another text beside the key', dkim(RIGHT, 'hello')],
  ['dkim.other-key', 'dkim:us', 'mismatch', 'somebody else’s key', dkim(`v=DKIM1; p=${OTHER_KEY}`)],
  ['dmarc.syntax', 'dmarc', 'ok', 'a tag without a value', dmarc('v=DMARC1; p=none; broken')],
  [
    'dmarc.duplicate-tag',
    'dmarc',
    'mismatch',
    'two policies in one record',
    dmarc('v=DMARC1; p=none; p=reject'),
  ],
  ['dmarc.leading-whitespace', 'dmarc', 'mismatch', 'a space in front', dmarc(' v=DMARC1; p=none')],
  ['dmarc.wrong-record', 'dmarc', 'mismatch', 'an SPF record at the name', dmarc('v=spf1 -all')],
  ['dmarc.bad-version', 'dmarc', 'mismatch', 'v minds case', dmarc('v=dmarc1; p=none')],
  ['dmarc.version-not-first', 'dmarc', 'mismatch', 'v stands behind', dmarc('p=none; v=DMARC1')],
  [
    'dmarc.invalid-value',
    'dmarc',
    'mismatch',
    'a policy nobody knows and no reports',
    dmarc('v=DMARC1; p=refuse'),
  ],
  [
    'dmarc.missing-tag',
    'dmarc',
    'ok',
    'no policy but reports counts as none',
    dmarc(`v=DMARC1; rua=mailto:d@${DOMAIN}`),
  ],
  [
    'dmarc.invalid-uri',
    'dmarc',
    'ok',
    'an address without mailto',
    dmarc('v=DMARC1; p=none; rua=d@example.org'),
  ],
  [
    'dmarc.unsupported-uri-scheme',
    'dmarc',
    'ok',
    'reports by another way',
    dmarc('v=DMARC1; p=none; rua=https://example.org/d'),
  ],
  [
    'dmarc.multiple-records',
    'dmarc',
    'conflict',
    'two records cancel each other',
    dmarc('v=DMARC1; p=none', 'v=DMARC1; p=reject'),
  ],
  [
    'dmarc.obsolete-uri-size',
    'dmarc',
    'ok',
    'sizes are gone',
    dmarc(`v=DMARC1; p=none; rua=mailto:d@${DOMAIN}!10m`),
  ],
  ['dmarc.historic-tag', 'dmarc', 'ok', 'pct is historic', dmarc('v=DMARC1; p=none; pct=50')],
  ['dmarc.unknown-tag', 'dmarc', 'ok', 'unknown tags are ignored', dmarc('v=DMARC1; p=none; xyz=1')],
  [
    'dmarc.many-uris',
    'dmarc',
    'ok',
    'receivers may stop at two addresses',
    dmarc(`v=DMARC1; p=none; rua=mailto:a@${DOMAIN},mailto:b@${DOMAIN},mailto:c@${DOMAIN}`),
  ],
  ['dmarc.no-rua', 'dmarc', 'ok', 'nobody gets reports', dmarc('v=DMARC1; p=none')],
  ['dmarc.test-mode', 'dmarc', 'ok', 't=y lowers the policy', dmarc('v=DMARC1; p=reject; t=y')],
  ['dmarc.psd-yes', 'dmarc', 'ok', 'only registries say psd=y', dmarc('v=DMARC1; p=reject; psd=y')],
  [
    'dmarc.p-not-second',
    'dmarc',
    'ok',
    'readers of the old RFC want p second',
    dmarc('v=DMARC1; sp=reject; p=reject'),
  ],
  [
    'dmarc.weaker-subdomain-policy',
    'dmarc',
    'ok',
    'subdomains are let off',
    dmarc('v=DMARC1; p=reject; sp=none'),
  ],
  [
    'dmarc.weaker-than-proposed',
    'dmarc',
    'ok',
    'the service proposes more',
    dmarc('v=DMARC1; p=none'),
    { dmarc: 'v=DMARC1; p=quarantine' },
  ],
  [
    'dmarc.inherited',
    'dmarc',
    'ok',
    'the organizational domain has a policy',
    { [DMARC]: GONE, '_dmarc.example.org': { TXT: ['v=DMARC1; p=reject'] } },
  ],
  [
    'dmarc.report-not-authorised',
    'dmarc',
    'ok',
    'the other side does not take reports',
    dmarc('v=DMARC1; p=none; rua=mailto:d@elsewhere.example'),
  ],
  [
    'mx.null',
    'mx',
    'conflict',
    'the host takes no mail at all',
    { [DOMAIN]: { ...(good[DOMAIN] as object), MX: [[0, '.']] } },
  ],
  [
    'mx.other-hosts',
    'mx',
    'conflict',
    'another host beside ours',
    {
      [DOMAIN]: {
        ...(good[DOMAIN] as object),
        MX: [
          [5, 'mx.other.example'],
          [10, 'mx.service.example'],
        ],
      },
    },
  ],
  ['dns.no-answer', 'dkim:us', 'unchecked', 'nobody answers', { [SELECTOR]: 'TIMEOUT' }],
  [
    'dns.not-delegated',
    'dkim:us',
    'missing',
    'the top level answers itself',
    { 'example.org': GONE, org: { SOA: ['SOA'] }, [SELECTOR]: GONE },
  ],
  [
    'dns.wrong-zone',
    'dkim:us',
    'missing',
    'the names below are a zone of their own',
    { [SELECTOR]: GONE, [`_domainkey.${DOMAIN}`]: { SOA: ['SOA'] } },
  ],
  [
    'dns.wrong-host',
    'dkim:us',
    'missing',
    'published for the parent',
    { [SELECTOR]: GONE, 'us._domainkey.example.org': { TXT: [RIGHT] } },
  ],
  [
    'dns.doubled-host',
    'dkim:us',
    'missing',
    'the zone was added twice',
    { [SELECTOR]: GONE, [`${SELECTOR}.example.org`]: { TXT: [RIGHT] } },
  ],
  [
    'dns.missing-underscore',
    'dmarc',
    'missing',
    'the underscore was left out',
    { [DMARC]: GONE, [`dmarc.${DOMAIN}`]: { TXT: ['v=DMARC1; p=none'] } },
  ],
  [
    'dns.wrong-type',
    `tracking:click`,
    'mismatch',
    'the target as a text',
    { [`click.${DOMAIN}`]: { TXT: ['track.service.example'], A: ['track.service.example'] } },
  ],
  [
    'dns.wildcard',
    'dkim:us',
    'missing',
    'a wildcard answers for everything',
    { [SELECTOR]: GONE, [`*._domainkey.${DOMAIN}`]: { TXT: ['v=spf1 -all'] } },
  ],
  [
    'dns.alias-in-the-way',
    'dkim:us',
    'missing',
    'the name is an alias to something else',
    { [SELECTOR]: { CNAME: ['elsewhere.example'] } },
  ],
  [
    'dns.alias-in-the-way',
    'dkim:us',
    'mismatch',
    'the wrong key stands behind an alias, where it has to be changed',
    { [SELECTOR]: { CNAME: ['keys.example'] }, 'keys.example': { TXT: [`v=DKIM1; p=${OTHER_KEY}`] } },
  ],
  [
    'dns.through-alias',
    'tracking:click',
    'ok',
    'an alias of the owner’s leads to the service’s name',
    {
      [`click.${DOMAIN}`]: { CNAME: ['links.example.org'] },
      'links.example.org': { CNAME: ['track.service.example'] },
    },
  ],
  [
    'dns.several-cnames',
    'tracking:click',
    'conflict',
    'two aliases',
    { [`click.${DOMAIN}`]: { CNAME: ['track.service.example', 'other.example'] } },
  ],
  [
    'dns.other-target',
    'tracking:click',
    'mismatch',
    'an alias to somebody else',
    { [`click.${DOMAIN}`]: { CNAME: ['track.other.example'] } },
  ],
  [
    'dns.doubled-target',
    'tracking:click',
    'mismatch',
    'the zone was added to the target',
    { [`click.${DOMAIN}`]: { CNAME: ['track.service.example.example.org'] } },
  ],
  [
    'dns.cname-flattened',
    'tracking:click',
    'ok',
    'the host answers with the target’s address',
    { [`click.${DOMAIN}`]: { A: ['203.0.113.9'] } },
  ],
  [
    'dns.cname-proxied',
    'tracking:click',
    'mismatch',
    'the host answers with an address of its own',
    { [`click.${DOMAIN}`]: { A: ['198.51.100.1'] } },
  ],
  ['dns.odd-spaces', 'spf', 'mismatch', 'a no-break space of a web page', spf(`v=spf1 ${ESP}\xc2\xa0-all`)],
  [
    'dns.quotes',
    'ownership',
    'mismatch',
    'quotes typed into the value',
    txt(`v=spf1 ${ESP} -all`, `"${OWNER}"`),
  ],
  ['dns.escapes', 'dkim:us', 'mismatch', 'backslashes before semicolons', dkim(RIGHT.replaceAll(';', '\\;'))],
  [
    'dns.pem-armour',
    'dkim:us',
    'mismatch',
    'the key pasted with its armour',
    dkim(`v=DKIM1; p=-----BEGIN PUBLIC KEY-----${KEY}-----END PUBLIC KEY-----`),
  ],
  [
    'dns.extra-text',
    'dkim:us',
    'mismatch',
    'the whole line pasted as the value',
    dkim(`us._domainkey TXT ${RIGHT}`),
  ],
  ['dns.truncated', 'dkim:us', 'mismatch', 'cut after the first string', dkim(RIGHT.slice(0, 200))],
];

describe('what the check recognises', () => {
  test.each(rows)('%s (%s %s): %s', async (code, id, state, _, zone, more) => {
    const record = await checkOne(id, zone, more);
    expect(record?.findings.map((one) => one.code)).toContain(code);
    expect(record?.state).toBe(state);
    const rule = finding(code);
    expect(record?.findings.find((one) => one.code === code)).toMatchObject({
      source: rule.source,
      severity: rule.severity,
    });
    if (state !== 'ok' && state !== 'unchecked' && code !== 'spf.syntax' && !code.startsWith('spf.'))
      expect(record?.fix).toBeDefined();
  });
});

const others: [FindingCode, string, () => Finding[] | Promise<Finding[]>][] = [
  [
    'spf.missing',
    'a domain without an SPF record',
    async () => (await inspectSpf('none.example', createQuery(zoneResolver({})))).findings,
  ],
  [
    'dkim.short-key',
    '512 bits must not verify',
    () => parseDkimKey(`p=${btoa(`0H\x02A\0\xc1${'x'.repeat(63)}\x02\x03\x01\0\x01`)}`).findings,
  ],
  [
    'dkim.long-key',
    'verifiers need not handle more than 4096 bits',
    () =>
      parseDkimKey(`p=${btoa(`0\x82\x02\x8a\x02\x82\x02\x81\0\xc1${'x'.repeat(639)}\x02\x03\x01\0\x01`)}`)
        .findings,
  ],
  [
    'dns.cached',
    'right at the zone’s own servers',
    async () => (await checkOne('ownership', txt('v=spf1 mx -all'), {}, good))?.findings ?? [],
  ],
  [
    'dns.target-empty',
    'the key behind an alias is gone',
    async () =>
      (
        await checkOne(
          'dkim:s1',
          { [`s1._domainkey.${DOMAIN}`]: { CNAME: ['s1.service.example'] } },
          { records: [ALIASED] },
        )
      )?.findings ?? [],
  ],
  [
    'dns.cname-and-other',
    'a text beside the alias',
    async () =>
      (
        await checkOne(
          'dkim:s1',
          { [`s1._domainkey.${DOMAIN}`]: { CNAME: ['s1.service.example'], TXT: [RIGHT] } },
          { records: [ALIASED] },
        )
      )?.findings ?? [],
  ],
];
const ALIASED = {
  host: 's1._domainkey',
  type: 'CNAME',
  value: 's1.service.example',
  purpose: 'dkim',
  active: true,
} as const;

describe('what needs another check', () => {
  test.each(others)('%s: %s', async (code, _, query) => {
    expect((await query()).map((one) => one.code)).toContain(code);
  });
});

test('every code there is has a row here', () => {
  const covered = new Set([...rows.map(([code]) => code), ...others.map(([code]) => code)]);
  // What a fix would do is said beside the fix: `fix.test.ts`.
  const isMissing = (code: FindingCode): boolean => !code.startsWith('fix.') && !covered.has(code);
  expect(findingCodes().filter(isMissing)).toEqual([]);
});

test('nothing is said about a good domain but the size of its key', async () => {
  const report = await check({});
  expect(report.state).toBe('verified');
  expect(report.records.flatMap(({ findings }) => findings.map(({ code }) => code))).toEqual([
    'dkim.weak-key',
  ]);
  expect(report.receivers?.gmail).toEqual({ ready: true, blockers: [] });
  expect(report.spf).toEqual({ lookups: 1, voids: 0, all: '-' });
});

test('a record without DMARC that can be read at all is one', () => {
  expect(parseDmarc('v=DMARC1')?.policy).toBeNull();
});

function check(zone: Zone, more: Partial<ServiceDomain> = {}, authority?: Zone) {
  return checkDomain({
    domain: DOMAIN,
    service: { ...service, ...more },
    resolve: zoneResolver(
      Object.fromEntries(Object.entries({ ...good, ...zone }).filter(([, records]) => records !== GONE)),
    ),
    ...(authority ? { resolveAuthoritative: zoneResolver(authority) } : {}),
    now: new Date('2026-11-24T10:00:00Z'),
  });
}

async function checkOne(
  id: string,
  zone: Zone,
  more?: Partial<ServiceDomain>,
  authority?: Zone,
): Promise<RecordReport | undefined> {
  return (await check(zone, more, authority)).records.find(({ record }) => record.id === id);
}
