import type {
  DomainReport,
  Finding,
  LaunchView,
  OperationAnswer,
  ReadinessItem,
  ReadinessReport,
} from '@mail-settings/core';
import { domainReport, minutesAgo, recordReport, todayAt } from './stub-setup.ts';

const from = { email: 'hello@example.com', name: 'Example Shop' };

/** One mailing of 12,480 recipients and one of three, two senders. */
export const mailings: OperationAnswer<'listMailings'> = {
  available: true,
  mailings: [
    { id: 'm1', name: 'November product news', subject: 'News', from, recipients: 12_480 },
    { id: 'm2', name: 'Board invitation', subject: 'Board', from, recipients: 3 },
  ],
  senders: [from, { email: 'sales@example.com', name: 'Sales' }],
};

const items: ReadinessItem[] = (
  [
    ['api-key-accepted', 'block', 'block', { provider: 'Example Relay, EU region' }],
    ['service-active', 'block', 'block', {}],
    ['from-domain-verified', 'block', 'warn', { domain: 'example.com' }],
    ['auth-key-accepted', 'block', 'none', {}],
    ['response-domain-accepted', 'block', 'none', {}],
    ['endpoint-reachable', 'block', 'none', { evidence: 'service' }],
    ['certificate-valid', 'warn', 'none', {}],
    ['daily-limit', 'warn', 'warn', {}],
    ['allow-list-declared', 'warn', 'none', {}],
    ['monitoring-on', 'advice', 'none', {}],
    ['dmarc-reports', 'advice', 'none', {}],
  ] as const
).map(([id, launch, test, params]) => ({ id, launch, test, state: 'met', params }));

/** Everything met, save what the test changes. */
export function readiness(
  changes: Partial<Record<ReadinessItem['id'], Partial<ReadinessItem>>> = {},
): ReadinessReport {
  const changed = items.map((item) => ({ ...item, ...changes[item.id] }));
  const blocks = (level: 'launch' | 'test') =>
    changed.some((item) => item[level] === 'block' && item.state !== 'met');
  return { items: changed, canTest: !blocks('test'), canLaunch: !blocks('launch') };
}

export function launchView(
  id: string,
  launch: Partial<LaunchView['launch']> = {},
  counts: Partial<LaunchView['counts']> = {},
): LaunchView {
  return {
    launch: {
      id,
      mailing: { id: 'm1', name: 'November product news' },
      from,
      test: false,
      state: 'sending',
      recipients: 12_480,
      sent: 0,
      unknown: 0,
      error: null,
      actor: { id: 'u1' },
      createdAt: todayAt(0, 0),
      updatedAt: todayAt(0, 0),
      ...launch,
    },
    counts: { delivered: 0, opened: 0, clicked: 0, failed: 0, waiting: 0, ...counts },
    serviceStops: true,
  };
}

const key = `MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA${'sBxmLTlhgKPAEqqxYmsSj4g4LyRlzPfV5CwcZwIap6f8uSMx'.repeat(7)}IDAQAB`;
const dkim = `v=DKIM1; k=rsa; p=${key}`;
const ownSpf = 'v=spf1 ip4:203.0.113.24 include:_spf.desk.example -all';
const site = 'site-verification=ab12';
const problem = (code: string, params: Finding['params'] = {}): Finding => ({
  code,
  severity: 'error',
  source: 'RFC 7208 §4.5',
  params,
});
const text = (...values: string[]) => values.map((value) => ({ type: 'TXT', value, ttl: 300, via: [] }));

/** A domain after a check: one record of each kind and state. SPF wants a part more, of the key a part is missing. */
export const newsReport: DomainReport = domainReport('news.example.com', {
  state: 'unverified',
  zone: 'example.com',
  checkedAt: todayAt(0, 0),
  service: { active: false, message: 'SPF record is not valid' },
  spf: { lookups: 4, voids: 0, all: '-' },
  nameServers: ['ns1.dns.example'],
  dnsHost: {
    id: 'example',
    name: 'Example DNS',
    ns: [],
    host: 'Name',
    value: 'Content',
    ru: { host: 'Поддомен', value: 'Содержимое' },
    relative: true,
    apex: '@',
    max: 2048,
    notes: ['txt-quotes-added', 'proxies-cname'],
    link: 'https://dns.example/help',
  },
  receivers: {
    gmail: { ready: false, blockers: ['spf', 'dkim'] },
    yahoo: { ready: false, blockers: ['spf', 'dkim'] },
    outlook: { ready: false, blockers: ['spf', 'dkim'] },
  },
  watch: {
    standing: 'new',
    misses: 0,
    rhythm: 'unverified',
    looks: 1,
    nextCheckAt: minutesAgo(-60),
  },
  records: [
    recordReport(
      { id: 'spf', purpose: 'spf', value: 'v=spf1 include:spf.relay.example ~all' },
      {
        state: 'mismatch',
        found: text(site, ownSpf),
        findings: [problem('spf.not-authorised', { terms: 'include:spf.relay.example' })],
        fix: {
          action: 'replace',
          type: 'TXT',
          fqdn: 'news.example.com',
          host: 'news',
          value: ownSpf.replace('-all', 'include:spf.relay.example -all'),
          removes: [ownSpf],
          needsConsent: false,
          proof: { state: 'exact', lost: '0', gained: '256', gainedRanges: ['198.51.100.0/24'] },
        },
      },
    ),
    recordReport(
      {
        id: 'dkim:s1',
        purpose: 'dkim',
        fqdn: 's1._domainkey.news.example.com',
        host: 's1._domainkey.news',
        value: dkim,
      },
      {
        state: 'mismatch',
        found: text(dkim.slice(0, 255)),
        findings: [problem('dns.truncated', { length: 255, expected: dkim.length })],
        fix: {
          action: 'replace',
          type: 'TXT',
          fqdn: 's1._domainkey.news.example.com',
          host: 's1._domainkey.news',
          value: dkim,
          removes: [dkim.slice(0, 255)],
          needsConsent: false,
        },
      },
    ),
    recordReport(
      {
        id: 'dkim:s2',
        purpose: 'dkim',
        type: 'CNAME',
        fqdn: 's2._domainkey.news.example.com',
        host: 's2._domainkey.news',
        value: 's2.dkim.relay.example',
      },
      { state: 'ok', found: [{ type: 'CNAME', value: 's2.dkim.relay.example', ttl: 300, via: [] }] },
    ),
    recordReport(
      {
        id: 'dmarc',
        purpose: 'dmarc',
        fqdn: '_dmarc.news.example.com',
        host: '_dmarc.news',
        value: 'v=DMARC1; p=none',
      },
      {
        state: 'ok',
        found: text('v=DMARC1; p=quarantine; rua=mailto:dmarc@example.com'),
        findings: [{ ...problem('dmarc.test-mode'), severity: 'advice' }],
      },
    ),
    recordReport({}, { state: 'missing', found: text(site, ownSpf), retryAfter: 600 }),
    recordReport(
      {
        id: 'mx',
        purpose: 'mx',
        type: 'MX',
        fqdn: 'bounce.news.example.com',
        host: 'bounce.news',
        value: 'mx.relay.example',
        priority: 10,
        required: false,
      },
      { state: 'pending', retryAfter: 43_000 },
    ),
  ],
});

/** A verified domain, one that only the service has not seen, one that broke, one unused, one never checked. */
export const domainList: DomainReport[] = [
  domainReport('example.com', { state: 'verified', zone: 'example.com', checkedAt: todayAt(0, 0) }),
  newsReport,
  domainReport('mail.example.org', { state: 'pending' }),
  domainReport('example.net', { state: 'verified', unused: true }),
  domainReport('xn--bcher-kva.example', { unicode: 'bücher.example' }),
];
