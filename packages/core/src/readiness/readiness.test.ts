import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ConnectionFact, connectionReason } from '../connection/status.ts';
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
  deployment: 'on-site',
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

it('in the cloud nobody looks at the certificate, so nobody has to confirm what was not seen', () => {
  const { items } = evaluateReadiness({ ...good, deployment: 'cloud', endpoint: null });
  expect(items.map(({ id }) => id)).toEqual(readinessIds.filter((id) => id !== 'certificate-valid'));
  expect(items.filter(({ state }) => state !== 'met')).toEqual([]);
});

const standings: [ReadinessId, string, Partial<ReadinessFacts>, string][] = [
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
  ['certificate-valid', 'it ends soon', { endpoint: look(certificate('expiring-soon')) }, 'warn none unmet'],
  ['certificate-valid', 'it is expired', { endpoint: look(certificate('expired')) }, 'warn none unmet'],
  ['certificate-valid', 'plain HTTP on 443', { endpoint: look({ plainHttp: true }) }, 'warn none unmet'],
  ['certificate-valid', 'nobody saw one', { endpoint: null }, 'warn none unknown'],
  ['daily-limit', 'more recipients than are left', { left: 9 }, 'warn warn unmet'],
  ['daily-limit', 'as many as are left', { left: 10 }, 'warn warn met'],
  ['daily-limit', 'there is no limit', { left: 'no-limit' }, 'warn warn met'],
  ['daily-limit', 'nobody could say what is left', { left: null }, 'advice none unknown'],
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
  [
    'api-key-accepted',
    'the service is down, and says nothing of the key',
    connection({ sending: { state: 'failed', reason: 'service-unreachable' } }),
    'block block unknown',
  ],
  [
    'api-key-accepted',
    'the service answers what nobody can read',
    connection({ sending: { state: 'failed', reason: 'answer-unreadable' } }),
    'block block unknown',
  ],
  ['api-key-accepted', 'it works', {}, 'block block met'],
  ['service-active', 'it works', {}, 'block block met'],
  [
    'service-active',
    'nobody asked yet',
    connection({ sending: { state: 'unchecked' } }),
    'block block unknown',
  ],
  ['from-domain-verified', 'it is', {}, 'block warn met'],
  ['from-domain-verified', 'the domain was never added', { domains: [] }, 'block warn unmet'],
  [
    'from-domain-verified',
    'the records are wrong',
    { domains: [domain('example.com', 'unverified')] },
    'block warn unmet',
  ],
  [
    'auth-key-accepted',
    'only the domain is missing, so nobody tried the key',
    connection({ responses: { state: 'unconfigured', reason: 'needs-response-domain' } }),
    'block none unknown',
  ],
  [
    'auth-key-accepted',
    'the service said nothing of it',
    connection({ responses: { state: 'failed', reason: 'unexpected-code' } }),
    'block none unknown',
  ],
  [
    'response-domain-accepted',
    'only the auth key is missing, so nobody tried the domain',
    connection({ responses: { state: 'unconfigured', reason: 'needs-auth-key' } }),
    'block none unknown',
  ],
  [
    'response-domain-accepted',
    'the service said nothing of it',
    connection({ responses: { state: 'failed', reason: 'rate-limited' } }),
    'block none unknown',
  ],
  ['auth-key-accepted', 'it works', {}, 'block none met'],
  [
    'auth-key-accepted',
    'nothing is set',
    connection({ responses: { state: 'unconfigured' } }),
    'block none unmet',
  ],
  [
    'auth-key-accepted',
    'the master key is wrong',
    connection({ responses: { state: 'unchecked', reason: 'wrong-master-key' } }),
    'block none unknown',
  ],
  ['response-domain-accepted', 'it works', {}, 'block none met'],
  [
    'response-domain-accepted',
    'it is empty',
    connection({ responses: { state: 'unconfigured', reason: 'needs-response-domain' } }),
    'block none unmet',
  ],
  [
    'response-domain-accepted',
    'it waits for the service',
    connection({ responses: { state: 'unchecked', reason: 'needs-service' } }),
    'block none unknown',
  ],
  [
    'endpoint-reachable',
    'nobody looked, and nobody said anything',
    { responsesArrive: false, endpoint: null, ...connection({ responses: { state: 'unchecked' } }) },
    'block none unknown',
  ],
  ['certificate-valid', 'it is', {}, 'warn none met'],
  [
    'certificate-valid',
    'nobody knows its issuer',
    { endpoint: look(certificate('self-signed')) },
    'warn none unmet',
  ],
  [
    'certificate-valid',
    'it is of another host',
    { endpoint: look(certificate('wrong-host')) },
    'warn none unmet',
  ],
  [
    'certificate-valid',
    'a part of it is missing',
    { endpoint: look(certificate('incomplete-chain')) },
    'warn none unmet',
  ],
  ['daily-limit', 'no mailing is chosen', { recipients: null }, 'warn warn met'],
  ['allow-list-declared', 'none is', {}, 'warn none met'],
  ['monitoring-on', 'it is', {}, 'advice none met'],
  ['dmarc-reports', 'they have an address', {}, 'advice none met'],
  ['dmarc-reports', 'no From is chosen', { fromDomain: null }, 'advice none met'],
];

/** Every way there is: what it means for a launch, for a test email, and how it stands. */
const ways: Record<ReadinessId, string[]> = {
  'api-key-accepted': ['block block met', 'block block unmet', 'block block unknown'],
  'service-active': ['block block met', 'block block unmet', 'block block unknown'],
  'from-domain-verified': ['block warn met', 'block warn unmet', 'block warn unknown'],
  'auth-key-accepted': ['block none met', 'block none unmet', 'block none unknown'],
  'response-domain-accepted': ['block none met', 'block none unmet', 'block none unknown'],
  'endpoint-reachable': ['block none met', 'block none unmet', 'block none unknown', 'warn none unknown'],
  'certificate-valid': ['warn none met', 'warn none unmet', 'warn none unknown'],
  'daily-limit': ['warn warn met', 'warn warn unmet', 'advice none unknown'],
  'allow-list-declared': ['warn none met', 'warn none unmet'],
  'monitoring-on': ['advice none met', 'advice none unmet'],
  'dmarc-reports': ['advice none met', 'advice none unmet', 'advice none unknown'],
};

describe('each way an item can stand', () => {
  it.each(readinessIds)('%s has a row for each', (id) => {
    const rows = standings.filter(([one]) => one === id).map(([, , , way]) => way);
    expect([...new Set(rows)].sort()).toEqual([...ways[id]].sort());
  });

  it('and no facts give another way', () => {
    const state = fc.constantFrom('unconfigured', 'unchecked', 'active', 'failed') as fc.Arbitrary<
      ConnectionFact['state']
    >;
    const fact = fc.record({ state, reason: fc.constantFrom(...connectionReason.options) });
    const reports = fc.constantFrom('verified', 'pending', 'unverified', 'unchecked') as fc.Arbitrary<
      DomainReport['state']
    >;
    const facts = fc.record({
      connection: fc.record({
        sending: fact,
        responses: fact,
        provider: fc.constantFrom(null, 'Example Relay'),
        checkedAt: fc.constant(null),
      }),
      fromDomain: fc.constantFrom(null, 'example.com', 'example.net'),
      domains: fc.array(
        reports.map((one) => domain('example.com', one, 'v=DMARC1; p=none')),
        { maxLength: 1 },
      ),
      endpoint: fc.constantFrom(
        null,
        look(),
        look({ outcome: 'unknown' }),
        look({ outcome: 'not-reachable' }),
        look({ plainHttp: true }),
      ),
      deployment: fc.constantFrom('on-site' as const, 'cloud' as const),
      responsesArrive: fc.boolean(),
      left: fc.constantFrom(null, 'no-limit' as const, 0, 100),
      recipients: fc.constantFrom(null, 0, 50, 500),
      allowListDeclared: fc.boolean(),
      monitoringOn: fc.boolean(),
    });
    fc.assert(
      fc.property(facts, (known) => {
        const report = evaluateReadiness(known);
        for (const { id, launch, test, state } of report.items)
          expect(ways[id]).toContain(`${launch} ${test} ${state}`);
        const isBlocked = report.items.some((one) => one.launch === 'block' && one.state !== 'met');
        expect(report.canLaunch).toBe(!isBlocked);
      }),
      { numRuns: 1000 },
    );
  });

  it.each(standings)('%s: %s', (id, _, change, expected) => {
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
