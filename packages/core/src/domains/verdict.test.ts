import { describe, expect, test } from 'vitest';
import { type Zone, zoneResolver } from '../testing/zone-resolver.ts';
import { checkDomain } from './check-domain.ts';
import type { DomainReport, RecordReport, RecordState } from './record.ts';
import type { ServiceDomain } from './service-domain.ts';

// What people do wrong, one trouble per row: the state, every finding, and what is to be done, exactly.

const KEY =
  'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAy3Z9ffZe8gUTJrdGuKj6IwEembmKYpp0jMa8uhudErcI4gFVUaFiiRWxc4jP/XR9NAEv3XwHm+CVcHu+L/n6VWt6g59U7vHXQicMfKGmEp2VplsgojNy/Y5X9HdVYM0azsI47NcJCDW9UVfeOHdOSgFME4F8dNtUKC4KTB2d1pqj/yixz+V8Sv8xkEyPfSRHcNXIw0LvelqJ1MRfN3hO/3uQSVrPYYk4SyV0b6wfnkQs28fpiIpGQvzlGI5WkrdOQT5k4YHaEvZDLNdwiMeVZOEL7dDoFs2mQsovm+tH0StUAZTnr61NLVFfD5V6Ip1V9zVtspPHvYSuOWwyArFZ9QIDAQAB';
const OTHER = `v=DKIM1; p=${KEY.slice(0, 60)}AAAA${KEY.slice(64)}`;
const WEAK =
  'v=DKIM1; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDwIRP/UC3SBsEmGqZ9ZJW3/DkMoGeLnQg1fWn7/zYtIxN2SnFCjxOCKG9v3b4jYfcTNh5ijSsq631uBItLa7od+v/RtdC2UzJ1lWT947qR+Rcac2gbto/NMqJ0fzfVjH4OuKhitdY9tf6mcwGjaNBcWToIMmPSPDdQPNUYckcQ2QIDAQAB';
const RIGHT = `v=DKIM1; k=rsa; p=${KEY}`;
const HASH = 'service-validate-hash=abc123';
const ESP = 'include:_spf.service.example';
const SPF = `v=spf1 ${ESP} ~all`;
const POLICY = 'v=DMARC1; p=none';
const DOMAIN = 'mail.example.org';

const service: ServiceDomain = {
  domain: DOMAIN,
  active: true,
  message: null,
  spf: SPF,
  dkim: [{ host: 'us._domainkey', value: RIGHT }],
  mx: null,
  dmarc: POLICY,
  ownership: HASH,
  records: [
    { host: 'click', type: 'CNAME', value: 'track.service.example', purpose: 'tracking', active: true },
  ],
};
const good: Zone = {
  'example.org': { SOA: ['SOA'] },
  [DOMAIN]: { TXT: [`v=spf1 ${ESP} -all`, HASH] },
  [`us._domainkey.${DOMAIN}`]: { TXT: [RIGHT] },
  [`_dmarc.${DOMAIN}`]: { TXT: [`v=DMARC1; p=reject; rua=mailto:d@${DOMAIN}`] },
  [`click.${DOMAIN}`]: { CNAME: ['track.service.example'] },
  'track.service.example': { A: ['203.0.113.9'] },
  '_spf.service.example': { TXT: ['v=spf1 ip4:203.0.113.0/24 ~all'] },
};
const GONE = {};
const root = (...texts: unknown[]): Zone => ({ [DOMAIN]: { TXT: texts } });
const spf = (text: unknown, more: Zone = {}): Zone => ({ ...root(text, HASH), ...more });
const dkim = (...texts: unknown[]): Zone => ({ [`us._domainkey.${DOMAIN}`]: { TXT: texts } });
const dmarc = (...texts: unknown[]): Zone => ({ [`_dmarc.${DOMAIN}`]: { TXT: texts } });
const click = (records: Zone[string]): Zone => ({ [`click.${DOMAIN}`]: records });

type Fix = { action?: string; value?: string; removes?: string[]; needsConsent?: boolean } | null;
type Row = [title: string, id: string, zone: Zone, state: RecordState, codes: string[], fix: Fix];
const add = (value: string): Fix => ({ action: 'add', value, removes: [], needsConsent: false });
const swap = (removes: string[], value: string, needsConsent = false): Fix => ({
  action: 'replace',
  value,
  removes,
  needsConsent,
});

const exists = (count: number): Zone[string] => ({
  TXT: [`v=spf1 ${Array.from({ length: count }, (_, at) => `exists:%{i}.${at}.example`).join(' ')} -all`],
});
/** Seven lookups and six. */
const DEEP: Zone = { 'six.example': exists(6), 'five.example': exists(5) };

describe('SPF', () => {
  test.each<Row>([
    ['nothing is there', 'spf', root(HASH), 'missing', [], add(SPF)],
    [
      'the service is not in it',
      'spf',
      spf('v=spf1 mx:a.example -all', { 'a.example': { MX: [[1, 'b.example']] } }),
      'mismatch',
      ['spf.not-authorised'],
      swap(['v=spf1 mx:a.example -all'], `v=spf1 mx:a.example ${ESP} -all`),
    ],
    [
      'quotes typed into the value: the owner’s terms stay',
      'spf',
      spf(`"v=spf1 ip4:192.0.2.1 ${ESP} -all"`),
      'mismatch',
      ['dns.quotes'],
      swap([`"v=spf1 ip4:192.0.2.1 ${ESP} -all"`], `v=spf1 ip4:192.0.2.1 ${ESP} -all`),
    ],
    [
      'quotes, and the service is missing, too',
      'spf',
      spf('"v=spf1 ip4:192.0.2.1 -all"'),
      'mismatch',
      ['dns.quotes'],
      swap(['"v=spf1 ip4:192.0.2.1 -all"'], `v=spf1 ip4:192.0.2.1 ${ESP} -all`),
    ],
    [
      'a no-break space',
      'spf',
      spf(`v=spf1 ip4:192.0.2.1\xc2\xa0-all`),
      'mismatch',
      ['dns.odd-spaces'],
      swap([`v=spf1 ip4:192.0.2.1\xc2\xa0-all`], `v=spf1 ip4:192.0.2.1 ${ESP} -all`),
    ],
    [
      'a no-break space behind the version',
      'spf',
      spf(`v=spf1\xc2\xa0${ESP} -all`),
      'mismatch',
      ['dns.odd-spaces'],
      swap([`v=spf1\xc2\xa0${ESP} -all`], `v=spf1 ${ESP} -all`),
    ],
    [
      'quotes inside of the value',
      'spf',
      spf(`v=spf1 ${ESP} "-all"`),
      'mismatch',
      ['dns.quotes'],
      swap([`v=spf1 ${ESP} "-all"`], `v=spf1 ${ESP} -all`),
    ],
    [
      'typographic quotes',
      'spf',
      spf(`\xe2\x80\x9c${SPF}\xe2\x80\x9d`),
      'mismatch',
      ['dns.quotes'],
      swap([`\xe2\x80\x9c${SPF}\xe2\x80\x9d`], SPF),
    ],
    ['backticks of a chat', 'spf', spf(`\`${SPF}\``), 'mismatch', ['dns.quotes'], swap([`\`${SPF}\``], SPF)],
    [
      'quotes around a domain that never sends',
      'spf',
      spf('"v=spf1 -all"'),
      'mismatch',
      ['dns.quotes'],
      swap(['"v=spf1 -all"'], `v=spf1 ${ESP} -all`, true),
    ],
    [
      'quotes around a record that refuses the service',
      'spf',
      spf(`"v=spf1 ip4:192.0.2.1 -${ESP} -all"`),
      'mismatch',
      ['dns.quotes'],
      null,
    ],
    [
      'a space in front: the owner’s terms stay',
      'spf',
      spf(' v=spf1 ip4:192.0.2.1 -all'),
      'mismatch',
      ['spf.leading-whitespace'],
      swap([' v=spf1 ip4:192.0.2.1 -all'], `v=spf1 ip4:192.0.2.1 ${ESP} -all`, true),
    ],
    [
      'a tab behind the version, a line break at the end',
      'spf',
      spf('v=spf1\tip4:192.0.2.1 -all\r\n'),
      'mismatch',
      ['dns.odd-spaces'],
      swap(['v=spf1\tip4:192.0.2.1 -all\r\n'], `v=spf1 ip4:192.0.2.1 ${ESP} -all`),
    ],
    [
      'a line break inside of the record that counts, and a damaged one beside it',
      'spf',
      root('"v=spf1 -all"', `v=spf1 ip4:192.0.2.1\n${ESP} -all`, HASH),
      'mismatch',
      ['dns.odd-spaces'],
      swap([`v=spf1 ip4:192.0.2.1\n${ESP} -all`], `v=spf1 ip4:192.0.2.1 ${ESP} -all`),
    ],
    [
      'a record nobody can repair, and a damaged one beside it: no second one is made',
      'spf',
      root(`"v=spf1 ${ESP} -all"`, 'v=spf1 foo -all', HASH),
      'mismatch',
      ['spf.syntax'],
      null,
    ],
    [
      'no space behind the version',
      'spf',
      spf(['v=spf1', 'mx -all']),
      'mismatch',
      ['spf.bad-version'],
      swap(['v=spf1mx -all'], SPF, true),
    ],
    [
      'the whole line of a zone file',
      'spf',
      spf(`mail IN TXT ${SPF}`),
      'mismatch',
      ['dns.extra-text'],
      swap([`mail IN TXT ${SPF}`], SPF),
    ],
    [
      'cut off',
      'spf',
      spf('v=spf1 include:_spf.serv'),
      'mismatch',
      ['spf.include-missing', 'spf.not-authorised', 'spf.no-all'],
      swap(['v=spf1 include:_spf.serv'], `v=spf1 ${ESP}`, true),
    ],
    [
      'a second record',
      'spf',
      root(SPF, 'v=spf1 ip4:192.0.2.1 -all', HASH),
      'conflict',
      ['spf.multiple-records'],
      swap([SPF, 'v=spf1 ip4:192.0.2.1 -all'], `v=spf1 ${ESP} ip4:192.0.2.1 ~all`, true),
    ],
    [
      'a syntax error is the owner’s to repair',
      'spf',
      spf(`v=spf1 ${ESP} ipv4:192.0.2.1 -all`),
      'mismatch',
      ['spf.syntax'],
      null,
    ],
    [
      'too many lookups are the owner’s to repair',
      'spf',
      spf(`v=spf1 ${ESP} ${'exists:%{i}.e.example '.repeat(10)}-all`),
      'ok',
      ['spf.duplicate-term', 'spf.too-many-lookups'],
      null,
    ],
    [
      'an eleventh lookup is not proposed',
      'spf',
      spf(`v=spf1 ${Array.from({ length: 10 }, (_, at) => `exists:%{i}.${at}.example`).join(' ')} -all`),
      'mismatch',
      ['spf.too-many-lookups'],
      null,
    ],
    [
      'two records that lead to too many lookups together',
      'spf',
      { ...root('v=spf1 include:six.example -all', 'v=spf1 include:five.example -all', HASH), ...DEEP },
      'conflict',
      ['spf.multiple-records'],
      null,
    ],
    [
      'quotes around a record that leads to too many lookups',
      'spf',
      { ...root('"v=spf1 include:six.example include:five.example -all"', HASH), ...DEEP },
      'mismatch',
      ['dns.quotes'],
      null,
    ],
    [
      'the service costs what is left and more',
      'spf',
      {
        ...root('v=spf1 include:six.example exists:%{i}.a.example exists:%{i}.b.example -all', HASH),
        ...DEEP,
        '_spf.service.example': { TXT: ['v=spf1 exists:%{i}.s.example ~all'] },
      },
      'mismatch',
      ['spf.not-authorised'],
      null,
    ],
    ['a redirect to the service itself', 'spf', spf('v=spf1 redirect=_spf.service.example'), 'ok', [], null],
    [
      'a redirect to the service further down',
      'spf',
      spf('v=spf1 redirect=r.example', { 'r.example': { TXT: ['v=spf1 redirect=_spf.service.example'] } }),
      'ok',
      [],
      null,
    ],
    ['everybody may send', 'spf', spf(`v=spf1 ${ESP} +all`), 'ok', ['spf.all-passes'], null],
    [
      'published for the parent',
      'spf',
      { ...root(HASH), 'example.org': { SOA: ['SOA'], TXT: [SPF] } },
      'missing',
      ['dns.wrong-host'],
      add(SPF),
    ],
    [
      'the zone was added twice',
      'spf',
      { ...root(HASH), [`${DOMAIN}.example.org`]: { TXT: [SPF] } },
      'missing',
      ['dns.doubled-host'],
      add(SPF),
    ],
    [
      'an alias in the way, to a record of somebody else',
      'spf',
      { [DOMAIN]: { CNAME: ['host.example'] }, 'host.example': { TXT: ['v=spf1 -all', HASH] } },
      'mismatch',
      ['dns.alias-in-the-way', 'spf.never-sends'],
      null,
    ],
    ['no answer', 'spf', { [DOMAIN]: 'TIMEOUT' }, 'unchecked', ['dns.no-answer'], null],
  ])('%s', row);
});

describe('SPF of a service that names no record', () => {
  test.each([`"${SPF}"`, ESP, 'v=spf1 include:_spf.service.example, ~all'])(
    'counts neither way: %s',
    async (value) => {
      await row('', 'spf', spf('v=spf1 ip4:192.0.2.1 -all'), 'unchecked', ['spf.syntax'], null, {
        spf: value,
      });
    },
  );
});

describe('DKIM', () => {
  test.each<Row>([
    ['nothing is there', 'dkim:us', { [`us._domainkey.${DOMAIN}`]: GONE }, 'missing', [], add(RIGHT)],
    [
      'the same key in other words',
      'dkim:us',
      dkim(`p=${KEY.slice(0, 90)} ${KEY.slice(90)}`),
      'ok',
      ['dkim.missing-version'],
      null,
    ],
    ['a key in testing', 'dkim:us', dkim(`v=DKIM1; t=y; p=${KEY}`), 'ok', ['dkim.testing-flag'], null],
    ['quotes', 'dkim:us', dkim(`"${RIGHT}"`), 'mismatch', ['dns.quotes'], swap([`"${RIGHT}"`], RIGHT)],
    [
      'quotes between strings',
      'dkim:us',
      dkim(`"${RIGHT.slice(0, 200)}" "${RIGHT.slice(200)}"`),
      'mismatch',
      ['dns.quotes'],
      swap([`"${RIGHT.slice(0, 200)}" "${RIGHT.slice(200)}"`], RIGHT),
    ],
    [
      'escapes',
      'dkim:us',
      dkim(RIGHT.replaceAll(';', '\\;')),
      'mismatch',
      ['dns.escapes'],
      swap([RIGHT.replaceAll(';', '\\;')], RIGHT),
    ],
    [
      'a character without width',
      'dkim:us',
      dkim(`${RIGHT.slice(0, 99)}\xe2\x80\x8b${RIGHT.slice(99)}`),
      'mismatch',
      ['dns.odd-spaces'],
      { value: RIGHT, needsConsent: false },
    ],
    [
      'escapes by number',
      'dkim:us',
      dkim(RIGHT.replaceAll('; ', '\\059\\032')),
      'mismatch',
      ['dns.escapes'],
      swap([RIGHT.replaceAll('; ', '\\059\\032')], RIGHT),
    ],
    [
      'armour',
      'dkim:us',
      dkim(`v=DKIM1; p=-----BEGIN PUBLIC KEY-----${KEY}-----END PUBLIC KEY-----`),
      'mismatch',
      ['dns.pem-armour'],
      { value: RIGHT, needsConsent: false },
    ],
    [
      'nothing but the key in its armour',
      'dkim:us',
      dkim(`-----BEGIN PUBLIC KEY-----\n${KEY}\n-----END PUBLIC KEY-----`),
      'mismatch',
      ['dns.pem-armour'],
      { value: RIGHT, needsConsent: false },
    ],
    [
      'cut at 255 bytes',
      'dkim:us',
      dkim(RIGHT.slice(0, 255)),
      'mismatch',
      ['dns.truncated'],
      swap([RIGHT.slice(0, 255)], RIGHT),
    ],
    [
      'cut at 255 bytes, in other words',
      'dkim:us',
      dkim(`k=rsa; t=s; p=${KEY}`.slice(0, 255)),
      'mismatch',
      ['dns.truncated'],
      { value: RIGHT, needsConsent: false },
    ],
    [
      'revoked',
      'dkim:us',
      dkim('v=DKIM1; k=rsa; p='),
      'mismatch',
      ['dkim.revoked'],
      swap(['v=DKIM1; k=rsa; p='], RIGHT),
    ],
    [
      'somebody else’s working key',
      'dkim:us',
      dkim(OTHER),
      'mismatch',
      ['dkim.other-key'],
      swap([OTHER], RIGHT, true),
    ],
    [
      'two keys',
      'dkim:us',
      dkim(RIGHT, WEAK),
      'conflict',
      ['dkim.multiple-records'],
      swap([WEAK], RIGHT, true),
    ],
    [
      'two keys, none of them ours',
      'dkim:us',
      dkim(OTHER, WEAK),
      'conflict',
      ['dkim.multiple-records'],
      swap([OTHER, WEAK], RIGHT, true),
    ],
    [
      'the zone was added twice',
      'dkim:us',
      { [`us._domainkey.${DOMAIN}`]: GONE, [`us._domainkey.${DOMAIN}.example.org`]: { TXT: [RIGHT] } },
      'missing',
      ['dns.doubled-host'],
      add(RIGHT),
    ],
    [
      'at the domain itself',
      'dkim:us',
      { ...root(`v=spf1 ${ESP} -all`, HASH, RIGHT), [`us._domainkey.${DOMAIN}`]: GONE },
      'missing',
      ['dns.wrong-host'],
      add(RIGHT),
    ],
    [
      'without the underscore',
      'dkim:us',
      { [`us._domainkey.${DOMAIN}`]: GONE, [`us.domainkey.${DOMAIN}`]: { TXT: [RIGHT] } },
      'missing',
      ['dns.missing-underscore'],
      add(RIGHT),
    ],
    [
      'at the selector alone',
      'dkim:us',
      { [`us._domainkey.${DOMAIN}`]: GONE, [`us.${DOMAIN}`]: { TXT: [RIGHT] } },
      'missing',
      ['dns.wrong-host'],
      add(RIGHT),
    ],
    [
      'in a zone of its own',
      'dkim:us',
      { [`us._domainkey.${DOMAIN}`]: GONE, [`_domainkey.${DOMAIN}`]: { SOA: ['SOA'] } },
      'missing',
      ['dns.wrong-zone'],
      add(RIGHT),
    ],
    [
      'a wildcard answers',
      'dkim:us',
      { [`us._domainkey.${DOMAIN}`]: GONE, [`*.${DOMAIN}`]: { TXT: ['v=spf1 -all'] } },
      'missing',
      ['dns.wildcard'],
      add(RIGHT),
    ],
    [
      'behind an alias to the right key',
      'dkim:us',
      { [`us._domainkey.${DOMAIN}`]: { CNAME: ['k.example'] }, 'k.example': { TXT: [RIGHT] } },
      'ok',
      [],
      null,
    ],
    [
      'behind an alias to nothing',
      'dkim:us',
      { [`us._domainkey.${DOMAIN}`]: { CNAME: ['k.example'] } },
      'missing',
      ['dns.alias-in-the-way'],
      swap(['k.example'], RIGHT, true),
    ],
    [
      'behind an alias to another key: the alias has to go, not what it leads to',
      'dkim:us',
      { [`us._domainkey.${DOMAIN}`]: { CNAME: ['k.example'] }, 'k.example': { TXT: [OTHER] } },
      'mismatch',
      ['dns.alias-in-the-way', 'dkim.other-key'],
      swap(['k.example'], RIGHT, true),
    ],
  ])('%s', row);
});

describe('DMARC', () => {
  const none: Zone = { [`_dmarc.${DOMAIN}`]: GONE };
  const PARENT: Zone = {
    '_dmarc.example.org': { TXT: ['v=DMARC1; p=reject; rua=mailto:d@example.org'] },
  };
  test.each<Row>([
    ['nothing is there', 'dmarc', none, 'missing', [], add(POLICY)],
    [
      'the parent’s counts',
      'dmarc',
      { ...none, '_dmarc.example.org': { TXT: ['v=DMARC1; p=reject; rua=mailto:d@example.org'] } },
      'ok',
      ['dmarc.inherited'],
      null,
    ],
    [
      'the parent’s counts, with what is wrong with it',
      'dmarc',
      { ...none, '_dmarc.example.org': { TXT: ['v=DMARC1; p=none; pct=5; rua=mailto:d@reports.example'] } },
      'ok',
      ['dmarc.historic-tag', 'dmarc.inherited', 'dmarc.report-not-authorised'],
      null,
    ],
    [
      'the parent’s counts where the text at the name is none',
      'dmarc',
      { ...dmarc('v=spf1 -all', 'hello'), ...PARENT },
      'ok',
      ['dmarc.inherited'],
      null,
    ],
    [
      'the parent’s counts where the own is damaged: in its place a weaker one would stand',
      'dmarc',
      { ...dmarc(' v=DMARC1; p=none'), ...PARENT },
      'ok',
      ['dmarc.inherited', 'dmarc.leading-whitespace'],
      null,
    ],
    [
      'the parent’s counts where a wildcard answers',
      'dmarc',
      { ...none, [`*.${DOMAIN}`]: { TXT: ['v=spf1 -all'] }, ...PARENT },
      'ok',
      ['dmarc.inherited'],
      null,
    ],
    [
      'the parent’s counts where a wildcard answers with two, which count as none',
      'dmarc',
      { ...none, [`*.${DOMAIN}`]: { TXT: ['v=DMARC1; p=none', 'v=DMARC1; p=none; pct=5'] }, ...PARENT },
      'ok',
      ['dmarc.inherited'],
      null,
    ],
    [
      'the parent’s may count where the text at the name is none',
      'dmarc',
      { ...dmarc('v=spf1 -all'), '_dmarc.example.org': 'TIMEOUT' },
      'unchecked',
      ['dns.no-answer'],
      null,
    ],
    [
      'the parent’s is no policy',
      'dmarc',
      { ...none, '_dmarc.example.org': { TXT: ['v=DMARC1; adkim=s'] } },
      'missing',
      [],
      add(POLICY),
    ],
    [
      'two of the parent count as none',
      'dmarc',
      { ...none, '_dmarc.example.org': { TXT: ['v=DMARC1; p=none', 'v=DMARC1; p=reject'] } },
      'missing',
      [],
      add(POLICY),
    ],
    [
      'the registry’s counts where nothing is below it',
      'dmarc',
      { ...none, '_dmarc.org': { TXT: ['v=DMARC1; p=none; psd=y; rua=mailto:d@reports.example'] } },
      'ok',
      ['dmarc.inherited', 'dmarc.psd-yes', 'dmarc.report-not-authorised'],
      null,
    ],
    [
      'the parent’s may count, but does not answer',
      'dmarc',
      { ...none, '_dmarc.example.org': 'TIMEOUT' },
      'unchecked',
      ['dns.no-answer'],
      null,
    ],
    ['stricter than proposed is left alone', 'dmarc', {}, 'ok', [], null],
    [
      'quotes: the owner’s policy stays, if they agree to its force',
      'dmarc',
      dmarc('"v=DMARC1; p=reject"'),
      'mismatch',
      ['dns.quotes'],
      swap(['"v=DMARC1; p=reject"'], 'v=DMARC1; p=reject', true),
    ],
    [
      'quotes around a policy without force',
      'dmarc',
      dmarc('"v=DMARC1; p=none; sp=none"'),
      'mismatch',
      ['dns.quotes'],
      swap(['"v=DMARC1; p=none; sp=none"'], 'v=DMARC1; p=none; sp=none'),
    ],
    [
      'escapes',
      'dmarc',
      dmarc('v=DMARC1\\; p=quarantine'),
      'mismatch',
      ['dns.escapes'],
      swap(['v=DMARC1\\; p=quarantine'], 'v=DMARC1; p=quarantine', true),
    ],
    [
      'a space in front',
      'dmarc',
      dmarc(' v=DMARC1; p=quarantine'),
      'mismatch',
      ['dmarc.leading-whitespace'],
      swap([' v=DMARC1; p=quarantine'], 'v=DMARC1; p=quarantine', true),
    ],
    [
      'a no-break space',
      'dmarc',
      dmarc('v=DMARC1;\xc2\xa0p=reject'),
      'mismatch',
      ['dns.odd-spaces'],
      swap(['v=DMARC1;\xc2\xa0p=reject'], 'v=DMARC1; p=reject', true),
    ],
    [
      'quotes around a part',
      'dmarc',
      dmarc('v=DMARC1; p="none"'),
      'mismatch',
      ['dns.quotes'],
      swap(['v=DMARC1; p="none"'], 'v=DMARC1; p=none'),
    ],
    [
      'small letters',
      'dmarc',
      dmarc('v=dmarc1; p=reject; adkim=s'),
      'mismatch',
      ['dmarc.bad-version'],
      swap(['v=dmarc1; p=reject; adkim=s'], 'v=DMARC1; p=reject; adkim=s', true),
    ],
    [
      'no semicolon',
      'dmarc',
      dmarc('v=DMARC1 p=reject'),
      'mismatch',
      ['dmarc.bad-version'],
      swap(['v=DMARC1 p=reject'], 'v=DMARC1; p=reject', true),
    ],
    [
      'commas',
      'dmarc',
      dmarc('v=DMARC1, p=reject, rua=mailto:d@example.org'),
      'mismatch',
      ['dmarc.bad-version'],
      { value: 'v=DMARC1; p=reject', needsConsent: true },
    ],
    [
      'no version at all',
      'dmarc',
      dmarc('p=reject; rua=mailto:d@example.org'),
      'mismatch',
      ['dmarc.bad-version'],
      swap(['p=reject; rua=mailto:d@example.org'], 'v=DMARC1; p=reject; rua=mailto:d@example.org', true),
    ],
    [
      'the version stands behind',
      'dmarc',
      dmarc('p=reject; v=DMARC1'),
      'mismatch',
      ['dmarc.version-not-first'],
      swap(['p=reject; v=DMARC1'], 'v=DMARC1; p=reject', true),
    ],
    [
      'an SPF record at the name',
      'dmarc',
      dmarc('v=spf1 -all'),
      'mismatch',
      ['dmarc.wrong-record'],
      swap(['v=spf1 -all'], POLICY, true),
    ],
    [
      'a policy nobody knows',
      'dmarc',
      dmarc('v=DMARC1; p=refuse; adkim=s'),
      'mismatch',
      ['dmarc.invalid-value', 'dmarc.no-rua'],
      swap(['v=DMARC1; p=refuse; adkim=s'], 'v=DMARC1; p=none; adkim=s', true),
    ],
    [
      'two records: the stricter stays',
      'dmarc',
      dmarc('v=DMARC1; p=none', 'v=DMARC1; p=quarantine'),
      'conflict',
      ['dmarc.multiple-records'],
      swap(['v=DMARC1; p=none', 'v=DMARC1; p=quarantine'], 'v=DMARC1; p=quarantine', true),
    ],
    [
      'without the underscore',
      'dmarc',
      { ...none, [`dmarc.${DOMAIN}`]: { TXT: ['v=DMARC1; p=reject'] } },
      'missing',
      ['dns.missing-underscore'],
      add(POLICY),
    ],
    [
      'at the domain itself',
      'dmarc',
      { ...none, ...root(`v=spf1 ${ESP} -all`, HASH, POLICY) },
      'missing',
      ['dns.wrong-host'],
      add(POLICY),
    ],
  ])('%s', row);
});

describe('DMARC by an alias', () => {
  const target = 'mail.example.org.dmarc.service.example';
  const alias = { host: '_dmarc', type: 'CNAME', value: target, purpose: 'tracking', active: false } as const;
  const name = `_dmarc.${DOMAIN}`;
  test.each<Row>([
    ['is right', 'dmarc', { [name]: { CNAME: [target] }, [target]: { TXT: [POLICY] } }, 'ok', [], null],
    ['is not needed where the owner has a policy', 'dmarc', {}, 'ok', [], null],
    [
      'is not needed where one is inherited',
      'dmarc',
      {
        [name]: GONE,
        '_dmarc.example.org': { TXT: ['v=DMARC1; p=reject; rua=mailto:d@example.org'] },
      },
      'ok',
      ['dmarc.inherited'],
      null,
    ],
    ['is missing', 'dmarc', { [name]: GONE }, 'missing', [], add(target)],
    [
      'leads elsewhere',
      'dmarc',
      { [name]: { CNAME: ['x.example'] } },
      'mismatch',
      ['dns.other-target'],
      swap(['x.example'], target, true),
    ],
  ])('%s', (...all) => row(...all, { records: [alias] }));
});

describe('proof of ownership', () => {
  test.each<Row>([
    ['nothing is there', 'ownership', root(`v=spf1 ${ESP} -all`), 'missing', [], add(HASH)],
    ['spaces around', 'ownership', root(`v=spf1 ${ESP} -all`, ` ${HASH} `), 'ok', [], null],
    [
      'quotes',
      'ownership',
      root(`v=spf1 ${ESP} -all`, `"${HASH}"`),
      'mismatch',
      ['dns.quotes'],
      swap([`"${HASH}"`], HASH),
    ],
    [
      'the whole line',
      'ownership',
      root(`v=spf1 ${ESP} -all`, `mail TXT ${HASH}`),
      'mismatch',
      ['dns.extra-text'],
      swap([`mail TXT ${HASH}`], HASH),
    ],
    [
      'cut off',
      'ownership',
      root(`v=spf1 ${ESP} -all`, HASH.slice(0, -3)),
      'mismatch',
      ['dns.truncated'],
      swap([HASH.slice(0, -3)], HASH),
    ],
    [
      'another hash is another record',
      'ownership',
      root(`v=spf1 ${ESP} -all`, 'service-validate-hash=xyz'),
      'missing',
      [],
      add(HASH),
    ],
    [
      'for the parent',
      'ownership',
      { ...root(`v=spf1 ${ESP} -all`), 'example.org': { SOA: ['SOA'], TXT: [HASH] } },
      'missing',
      ['dns.wrong-host'],
      add(HASH),
    ],
  ])('%s', row);
});

describe('an alias', () => {
  const target = 'track.service.example';
  test.each<Row>([
    ['nothing is there', 'tracking:click', click(GONE), 'missing', [], add(target)],
    [
      'another target',
      'tracking:click',
      click({ CNAME: ['t.other.example'] }),
      'mismatch',
      ['dns.other-target'],
      swap(['t.other.example'], target, true),
    ],
    [
      'the zone was added to the target',
      'tracking:click',
      click({ CNAME: [`${target}.example.org`] }),
      'mismatch',
      ['dns.doubled-target'],
      swap([`${target}.example.org`], target),
    ],
    [
      'two targets',
      'tracking:click',
      click({ CNAME: [target, 't.other.example'] }),
      'conflict',
      ['dns.several-cnames'],
      swap(['t.other.example'], target),
    ],
    [
      'flattened',
      'tracking:click',
      click({ A: ['203.0.113.9'] }),
      'ok',
      ['dns.cname-flattened'],
      swap(['203.0.113.9'], target),
    ],
    [
      'proxied',
      'tracking:click',
      click({ A: ['198.51.100.1'] }),
      'mismatch',
      ['dns.cname-proxied'],
      swap(['198.51.100.1'], target, true),
    ],
    [
      'the zone was added to the host',
      'tracking:click',
      { ...click(GONE), [`click.${DOMAIN}.example.org`]: { CNAME: [target] } },
      'missing',
      ['dns.doubled-host'],
      add(target),
    ],
    [
      'typed as a text',
      'tracking:click',
      click({ TXT: ['Track.service.example.'] }),
      'mismatch',
      ['dns.wrong-type'],
      swap(['Track.service.example.'], target),
    ],
    [
      'the target does not answer',
      'tracking:click',
      { ...click({ A: ['203.0.113.9'] }), [target]: 'TIMEOUT' },
      'unchecked',
      ['dns.no-answer'],
      null,
    ],
  ])('%s', row);
});

describe('an alias to a key', () => {
  const alias = {
    host: 's1._domainkey',
    type: 'CNAME',
    value: 's1.service.example',
    purpose: 'dkim',
    active: true,
  } as const;
  const name = `s1._domainkey.${DOMAIN}`;
  const behind = (...texts: string[]): Zone => ({
    [name]: { CNAME: [alias.value] },
    [alias.value]: { TXT: texts },
  });
  test.each<Row>([
    ['is right', 'dkim:s1', behind(RIGHT), 'ok', [], null],
    ['leads to a weak key', 'dkim:s1', behind(WEAK), 'ok', ['dkim.weak-key'], null],
    [
      'leads to a revoked key, which the service must repair',
      'dkim:s1',
      behind('v=DKIM1; p='),
      'mismatch',
      ['dkim.revoked'],
      null,
    ],
    ['leads to two keys', 'dkim:s1', behind(RIGHT, OTHER), 'conflict', ['dkim.multiple-records'], null],
    ['leads to nothing', 'dkim:s1', { [name]: { CNAME: [alias.value] } }, 'ok', ['dns.target-empty'], null],
    [
      'stands beside a text',
      'dkim:s1',
      { [name]: { CNAME: [alias.value], TXT: ['hello'] } },
      'conflict',
      ['dns.cname-and-other'],
      swap(['hello'], alias.value),
    ],
    [
      'was flattened to the key itself',
      'dkim:s1',
      { [name]: { TXT: [RIGHT] }, [alias.value]: { TXT: [RIGHT] } },
      'ok',
      ['dns.cname-flattened'],
      swap([RIGHT], alias.value),
    ],
    [
      'was typed as a text',
      'dkim:s1',
      { [name]: { TXT: [alias.value] }, [alias.value]: { TXT: [RIGHT] } },
      'mismatch',
      ['dns.wrong-type'],
      swap([alias.value], alias.value),
    ],
    [
      'has another working key in its place',
      'dkim:s1',
      { [name]: { TXT: [OTHER] }, [alias.value]: { TXT: [RIGHT] } },
      'mismatch',
      ['dns.wrong-type'],
      swap([OTHER], alias.value, true),
    ],
  ])('%s', (...all) => row(...all, { records: [alias] }));
});

describe('mail for the domain', () => {
  const mx = (...hosts: [number, string][]): Zone => ({
    [DOMAIN]: { ...(good[DOMAIN] as object), MX: hosts },
  });
  const ours = 'mx.service.example';
  test.each<Row>([
    ['nothing is there', 'mx', {}, 'missing', [], add(ours)],
    ['any priority will do', 'mx', mx([50, ours]), 'ok', [], null],
    [
      'somebody else’s',
      'mx',
      mx([10, 'mx.other.example']),
      'mismatch',
      ['mx.other-hosts'],
      swap(['mx.other.example'], ours, true),
    ],
    [
      'somebody else’s beside ours',
      'mx',
      mx([5, 'mx.other.example'], [10, ours]),
      'conflict',
      ['mx.other-hosts'],
      swap(['mx.other.example'], ours, true),
    ],
    ['no mail at all', 'mx', mx([0, '.']), 'conflict', ['mx.null'], swap(['.'], ours, true)],
    [
      'the zone was added to the host',
      'mx',
      mx([10, `${ours}.example.org`]),
      'mismatch',
      ['dns.doubled-target'],
      swap([`${ours}.example.org`], ours),
    ],
  ])('%s', (...all) => row(...all, { mx: `10 ${ours}` }));

  const two = ['10 mxa.service.example', '20 mxb.service.example'].map(
    (value) => ({ host: '@', type: 'MX', value, purpose: 'mx', active: false }) as const,
  );
  test.each<Row>([
    ['both are there', 'mx#2', mx([10, 'mxa.service.example'], [20, 'mxb.service.example']), 'ok', [], null],
    [
      'the second is missing',
      'mx#2',
      mx([10, 'mxa.service.example']),
      'missing',
      [],
      add('mxb.service.example'),
    ],
    ['the first is right without the second', 'mx', mx([10, 'mxa.service.example']), 'ok', [], null],
    [
      'somebody else’s beside both',
      'mx',
      mx([10, 'mxa.service.example'], [20, 'mxb.service.example'], [5, 'mx.other.example']),
      'conflict',
      ['mx.other-hosts'],
      swap(['mx.other.example'], 'mxa.service.example', true),
    ],
  ])('of two hosts: %s', (...all) => row(...all, { records: two }));

  test.each<Row>([
    ['a mail host', 'spf', mx([10, ours]), 'ok', [], null],
    ['a text', 'tracking', {}, 'ok', [], null],
  ])('the type of a record counts before its purpose: %s', (...all) => {
    const records = [
      { host: '@', type: 'MX', value: ours, purpose: 'spf', active: false },
      { host: '@', type: 'TXT', value: HASH, purpose: 'tracking', active: false },
    ] as const;
    return row(...all, { records: [...records] });
  });
});

describe('one failure turns nothing that was right into something wrong', () => {
  const alias = {
    host: 's1._domainkey',
    type: 'CNAME',
    value: 's1.service.example',
    purpose: 'dkim',
    active: true,
  } as const;
  const full: Zone = {
    ...good,
    [DOMAIN]: {
      TXT: ['v=spf1 include:x.example a:h.example exists:e.example mx redirect=r.example', HASH],
      MX: [[10, 'mx.service.example']],
    },
    'x.example': { TXT: ['v=spf1 include:y.example -all'] },
    'y.example': { TXT: [`v=spf1 ${ESP} ?all`] },
    'r.example': { TXT: ['v=spf1 -all'] },
    'h.example': { A: ['192.0.2.1'] },
    'e.example': { A: ['127.0.0.2'] },
    [`_dmarc.${DOMAIN}`]: {},
    '_dmarc.example.org': { TXT: ['v=DMARC1; p=reject; rua=mailto:d@reports.example'] },
    [`${DOMAIN}._report._dmarc.reports.example`]: { TXT: ['v=DMARC1'] },
    [`s1._domainkey.${DOMAIN}`]: { CNAME: [alias.value] },
    [alias.value]: { TXT: [RIGHT] },
    org: { A: ['192.0.2.9'] },
    '_dmarc.org': {},
  };
  const plan = { ...service, mx: '10 mx.service.example', records: [alias, ...(service.records ?? [])] };
  const query = (zone: Zone, previous?: DomainReport): Promise<DomainReport> =>
    checkDomain({
      domain: DOMAIN,
      service: plan,
      resolve: zoneResolver(zone),
      now: new Date('2026-11-24T10:00:00Z'),
      ...(previous && { previous }),
    });

  test('all of it is right at first', async () => {
    const report = await query(full);
    expect(report.records.map(({ state }) => state).filter((state) => state !== 'ok')).toEqual([]);
    expect(report.state).toBe('verified');
  });

  test.each(Object.keys(full))('no answer from %s', async (name) => {
    const down: Zone = { ...full, [name]: 'TIMEOUT' };
    const again = await query(down, await query(full));
    expect(again.records.map(({ record, state }) => [record.id, state])).toEqual(
      again.records.map(({ record }) => [record.id, 'ok']),
    );
    expect(again.state).toBe('verified');
    const first = await query(down);
    expect(first.records.filter(({ state }) => state !== 'ok' && state !== 'unchecked')).toEqual([]);
  });
});

async function row(
  _: string,
  id: string,
  zone: Zone,
  state: RecordState,
  codes: string[],
  fix: Fix,
  more: Partial<ServiceDomain> = {},
): Promise<void> {
  const { records } = await checkDomain({
    domain: DOMAIN,
    service: { ...service, ...more },
    resolve: zoneResolver(
      Object.fromEntries(Object.entries({ ...good, ...zone }).filter(([, records]) => records !== GONE)),
    ),
    now: new Date('2026-11-24T10:00:00Z'),
  });
  const seen: RecordReport | undefined = records.find(({ record }) => record.id === id);
  expect([seen?.state, seen?.findings.map(({ code }) => code).sort()]).toEqual([state, [...codes].sort()]);
  if (fix === null) expect(seen?.fix).toBeUndefined();
  else expect(seen?.fix).toMatchObject(fix);
  const isWrong = state === 'missing' || state === 'mismatch' || state === 'conflict';
  if (isWrong && !codes.includes('dns.wildcard'))
    expect(seen?.retryAfter).toBe(seen?.found.length ? 300 : 600);
}
