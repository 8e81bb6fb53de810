import { describe, expect, it } from 'vitest';
import type { DomainReport } from '../domains/record.ts';
import type { ProbeReport } from '../reachability/probe.ts';
import { evaluateReadiness, type ReadinessFacts, type ReadinessId, readinessIds } from './readiness.ts';

const domain = (name: string, state: DomainReport['state'], dmarc?: string): DomainReport => ({
  domain: name,
  unicode: name,
  zone: name,
  service: { active: state === 'verified', message: null },
  state,
  records:
    dmarc === undefined
      ? []
      : [
          {
            record: {
              id: 'dmarc',
              purpose: 'dmarc',
              type: 'TXT',
              fqdn: `_dmarc.${name}`,
              host: '_dmarc',
              value: dmarc,
              required: true,
            },
            state: 'ok',
            stale: false,
            found: [{ type: 'TXT', value: dmarc, ttl: 300, via: [] }],
            findings: [],
          },
        ],
  checkedAt: '2026-11-24T09:00:00.000Z',
});

const look = (change: Partial<ProbeReport> = {}): ProbeReport => ({
  at: '2026-11-24T09:00:00.000Z',
  from: 'this-server',
  stages: [],
  outcome: 'reachable',
  certificate: {
    verdict: 'valid',
    names: ['erp.example.com'],
    validFrom: '2026-10-01T00:00:00.000Z',
    validTo: '2027-02-18T00:00:00.000Z',
    issuer: 'Example CA',
    chain: [],
  },
  ...change,
});

const certificate = (verdict: NonNullable<ProbeReport['certificate']>['verdict']): Partial<ProbeReport> => {
  const known = look().certificate;
  return known === undefined ? {} : { certificate: { ...known, verdict } };
};

/** A set-up that lacks nothing. */
const good: ReadinessFacts = {
  connection: {
    sending: { state: 'active' },
    responses: { state: 'active' },
    provider: 'Example Relay',
    checkedAt: '2026-11-24T09:00:00.000Z',
  },
  fromDomain: 'example.com',
  domains: [domain('example.com', 'verified', 'v=DMARC1; p=none; rua=mailto:dmarc@example.com')],
  endpoint: look(),
  responsesArrive: true,
  left: 1000,
  recipients: 10,
  allowListDeclared: false,
  monitoringOn: true,
};

const connection = (change: Partial<ReadinessFacts['connection']>) => ({
  connection: { ...good.connection, ...change },
});

it('a complete set-up meets every item, in the order of the page', () => {
  const { items, canTest, canLaunch } = evaluateReadiness(good);
  expect(items.map(({ id }) => id)).toEqual(readinessIds);
  expect(items.filter(({ state }) => state !== 'met')).toEqual([]);
  expect([canTest, canLaunch]).toEqual([true, true]);
});

describe('each way an item can stand', () => {
  it.each<[ReadinessId, string, Partial<ReadinessFacts>, string]>([
    [
      'api-key-accepted',
      'the key is refused',
      connection({ sending: { state: 'failed', reason: 'key-rejected' } }),
      'block block unmet',
    ],
    [
      'api-key-accepted',
      'nothing is set',
      connection({ sending: { state: 'unconfigured' } }),
      'block block unmet',
    ],
    [
      'api-key-accepted',
      'nobody asked yet',
      connection({ sending: { state: 'unchecked' } }),
      'block block unknown',
    ],
    [
      'api-key-accepted',
      'the service is inactive, so it knows the key',
      connection({ sending: { state: 'failed', reason: 'service-inactive' } }),
      'block block met',
    ],
    [
      'service-active',
      'the service is inactive',
      connection({ sending: { state: 'failed', reason: 'service-inactive' } }),
      'block block unmet',
    ],
    [
      'service-active',
      'the service gave no answer',
      connection({ sending: { state: 'failed', reason: 'service-unreachable' } }),
      'block block unknown',
    ],
    [
      'service-active',
      'the key is refused, so the service said nothing of itself',
      connection({ sending: { state: 'failed', reason: 'key-rejected' } }),
      'block block unknown',
    ],
    [
      'from-domain-verified',
      'the domain is pending',
      { domains: [domain('example.com', 'pending')] },
      'block warn unmet',
    ],
    [
      'from-domain-verified',
      'the domain was never looked at',
      { domains: [domain('example.com', 'unchecked')] },
      'block warn unknown',
    ],
    [
      'from-domain-verified',
      'another domain is verified',
      { domains: [domain('example.net', 'verified')] },
      'block warn unmet',
    ],
    [
      'from-domain-verified',
      'no From is chosen and a domain is verified',
      { fromDomain: null },
      'block warn met',
    ],
    [
      'from-domain-verified',
      'no From is chosen and none is verified',
      { fromDomain: null, domains: [] },
      'block warn unmet',
    ],
    [
      'auth-key-accepted',
      'the key is refused',
      connection({ responses: { state: 'failed', reason: 'auth-key-rejected' } }),
      'block none unmet',
    ],
    [
      'auth-key-accepted',
      'it is empty',
      connection({ responses: { state: 'unconfigured', reason: 'needs-auth-key' } }),
      'block none unmet',
    ],
    [
      'auth-key-accepted',
      'it waits for the API key',
      connection({ responses: { state: 'unchecked', reason: 'needs-api-key' } }),
      'block none unknown',
    ],
    [
      'auth-key-accepted',
      'only the domain is refused',
      connection({ responses: { state: 'failed', reason: 'response-domain-taken' } }),
      'block none met',
    ],
    [
      'response-domain-accepted',
      'the domain is taken',
      connection({ responses: { state: 'failed', reason: 'response-domain-taken' } }),
      'block none unmet',
    ],
    [
      'response-domain-accepted',
      'the service cannot reach it',
      connection({ responses: { state: 'failed', reason: 'response-domain-unreachable' } }),
      'block none unmet',
    ],
    [
      'response-domain-accepted',
      'the auth key is refused first',
      connection({ responses: { state: 'failed', reason: 'auth-key-rejected' } }),
      'block none unknown',
    ],
    [
      'endpoint-reachable',
      'no response yet, but the service accepts the domain',
      { responsesArrive: false },
      'block none met',
    ],
    [
      'endpoint-reachable',
      'responses arrive although our look failed',
      { endpoint: look({ outcome: 'not-reachable' }) },
      'block none met',
    ],
    [
      'endpoint-reachable',
      'the only evidence is from inside',
      { responsesArrive: false, ...connection({ responses: { state: 'unchecked' } }) },
      'warn none unknown',
    ],
    [
      'endpoint-reachable',
      'our own look fails too',
      {
        responsesArrive: false,
        endpoint: look({ outcome: 'not-reachable' }),
        ...connection({ responses: { state: 'unchecked' } }),
      },
      'block none unmet',
    ],
    [
      'endpoint-reachable',
      'inside a private network our look says nothing',
      {
        responsesArrive: false,
        endpoint: look({ outcome: 'unknown' }),
        ...connection({ responses: { state: 'unchecked' } }),
      },
      'block none unknown',
    ],
    [
      'endpoint-reachable',
      'the service cannot reach it',
      {
        responsesArrive: false,
        ...connection({ responses: { state: 'failed', reason: 'response-domain-unreachable' } }),
      },
      'block none unmet',
    ],
    [
      'certificate-valid',
      'it ends soon',
      { endpoint: look(certificate('expiring-soon')) },
      'warn none unmet',
    ],
    ['certificate-valid', 'it is expired', { endpoint: look(certificate('expired')) }, 'warn none unmet'],
    ['certificate-valid', 'plain HTTP on 443', { endpoint: look({ plainHttp: true }) }, 'warn none unmet'],
    ['certificate-valid', 'nobody saw one', { endpoint: null }, 'warn none unknown'],
    ['daily-limit', 'more recipients than are left', { left: 9 }, 'warn warn unmet'],
    ['daily-limit', 'as many as are left', { left: 10 }, 'warn warn met'],
    ['daily-limit', 'no limit is known', { left: null }, 'warn warn met'],
    ['allow-list-declared', 'a list is declared', { allowListDeclared: true }, 'warn none unmet'],
    ['monitoring-on', 'it is off', { monitoringOn: false }, 'advice none unmet'],
    [
      'dmarc-reports',
      'no address for reports',
      { domains: [domain('example.com', 'verified', 'v=DMARC1; p=none')] },
      'advice none unmet',
    ],
    [
      'dmarc-reports',
      'no record was seen',
      { domains: [domain('example.com', 'verified')] },
      'advice none unknown',
    ],
  ])('%s: %s', (id, _, change, expected) => {
    const item = evaluateReadiness({ ...good, ...change }).items.find((one) => one.id === id);
    expect(`${item?.launch} ${item?.test} ${item?.state}`).toBe(expected);
  });
});

describe('what stops a test and a launch', () => {
  it('a test needs only the key and the service', () => {
    const { canTest, canLaunch } = evaluateReadiness({
      ...good,
      domains: [],
      ...connection({ responses: { state: 'unconfigured' } }),
    });
    expect([canTest, canLaunch]).toEqual([true, false]);
  });

  it('what nobody could tell stops as well', () => {
    expect(evaluateReadiness({ ...good, ...connection({ sending: { state: 'unchecked' } }) }).canTest).toBe(
      false,
    );
  });

  it('warnings and advice stop nothing', () => {
    const weak = {
      ...good,
      left: 0,
      allowListDeclared: true,
      monitoringOn: false,
      endpoint: look(certificate('expired')),
    };
    expect(evaluateReadiness(weak).canLaunch).toBe(true);
  });
});
