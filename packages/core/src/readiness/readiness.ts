import '../jitless.ts';
import * as z from 'zod/mini';
import type { Connection } from '../connection/status.ts';
import type { DomainReport } from '../domains/record.ts';
import type { ProbeReport } from '../reachability/probe.ts';

export const readinessIds = [
  'api-key-accepted',
  'service-active',
  'from-domain-verified',
  'auth-key-accepted',
  'response-domain-accepted',
  'endpoint-reachable',
  'certificate-valid',
  'daily-limit',
  'allow-list-declared',
  'monitoring-on',
  'dmarc-reports',
] as const;
export type ReadinessId = (typeof readinessIds)[number];

/** One thing a test or a launch needs. `unknown` counts as not met: it could not be determined. */
export const readinessItem = z.object({
  id: z.enum(readinessIds),
  /** What it means for a launch; `block` stops it, `warn` requires a tick, `advice` is only shown. */
  launch: z.enum(['block', 'warn', 'advice']),
  /** What it means for a test email. */
  test: z.enum(['block', 'warn', 'none']),
  state: z.enum(['met', 'unmet', 'unknown']),
  /** Facts for the texts, for example the reason of the connection. */
  params: z.record(z.string(), z.union([z.string(), z.number()])),
});
export type ReadinessItem = z.infer<typeof readinessItem>;

export const readinessReport = z.object({
  items: z.array(readinessItem),
  canTest: z.boolean(),
  /** Without unmet blocks; warnings still require their ticks. */
  canLaunch: z.boolean(),
});
export type ReadinessReport = z.infer<typeof readinessReport>;

/** What is known when readiness is asked for. */
export type ReadinessFacts = {
  connection: Connection;
  /** Domain of the From address, A-labels; null on the page before one is chosen. */
  fromDomain: string | null;
  domains: DomainReport[];
  endpoint: ProbeReport | null;
  /** In the cloud the endpoint is not the customer's to repair: it is not probed, and its certificate is no item. */
  deployment: 'on-site' | 'cloud';
  /** A response of the service came in within the last 24 hours, and after the domain for responses was last changed. */
  responsesArrive: boolean;
  /** How many emails may still go out today; null where the service did not say. */
  left: number | 'no-limit' | null;
  /** Size of the mailing; null where none is chosen. */
  recipients: number | null;
  allowListDeclared: boolean;
  monitoringOn: boolean;
};

/** Assesses the facts. The table of ids and levels is in `mission.md`, "Readiness: the items". */
export function evaluateReadiness(facts: ReadinessFacts): ReadinessReport {
  const items = [
    apiKeyAccepted(facts),
    serviceActive(facts),
    fromDomainVerified(facts),
    authKeyAccepted(facts),
    responseDomainAccepted(facts),
    endpointReachable(facts),
    ...(facts.deployment === 'cloud' ? [] : [certificateValid(facts)]),
    dailyLimit(facts),
    item('allow-list-declared', 'warn', 'none', facts.allowListDeclared ? 'unmet' : 'met'),
    item('monitoring-on', 'advice', 'none', facts.monitoringOn ? 'met' : 'unmet'),
    dmarcReports(facts),
  ];
  const blocks = (level: 'launch' | 'test') =>
    items.some((it) => it[level] === 'block' && it.state !== 'met');
  return { items, canTest: !blocks('test'), canLaunch: !blocks('launch') };
}

type Params = ReadinessItem['params'];

const item = (
  id: ReadinessId,
  launch: ReadinessItem['launch'],
  test: ReadinessItem['test'],
  state: ReadinessItem['state'],
  params: Params = {},
): ReadinessItem => ({ id, launch, test, state, params });

/** `unchecked` is unknown, not wrong: the page then says what to check instead of what to repair. */
const stateOf = (state: Connection['sending']['state']): ReadinessItem['state'] =>
  state === 'active' ? 'met' : state === 'unchecked' ? 'unknown' : 'unmet';

const reasonOf = (reason: string | undefined): Params => (reason === undefined ? {} : { reason });

/** Only the service can refuse a key: where it said nothing of it, that is unknown. */
function apiKeyAccepted({ connection: { sending, provider } }: ReadinessFacts): ReadinessItem {
  const inactive = sending.reason === 'service-inactive';
  const isUntold = sending.state === 'failed' && sending.reason !== 'key-rejected';
  const params = provider === null ? reasonOf(sending.reason) : { provider };
  return item(
    'api-key-accepted',
    'block',
    'block',
    inactive ? 'met' : isUntold ? 'unknown' : stateOf(sending.state),
    inactive ? {} : params,
  );
}

function serviceActive({ connection: { sending } }: ReadinessFacts): ReadinessItem {
  const known = sending.state === 'active' || sending.reason === 'service-inactive';
  return item(
    'service-active',
    'block',
    'block',
    known ? stateOf(sending.state) : 'unknown',
    known ? {} : reasonOf(sending.reason),
  );
}

function fromDomainVerified({ fromDomain, domains }: ReadinessFacts): ReadinessItem {
  const verified = domains.filter(({ state }) => state === 'verified');
  if (fromDomain === null) {
    const first = verified[0];
    return item(
      'from-domain-verified',
      'block',
      'warn',
      first ? 'met' : 'unmet',
      first ? { domain: first.unicode } : {},
    );
  }
  const report = domains.find(({ domain }) => domain === fromDomain);
  if (report === undefined)
    return item('from-domain-verified', 'block', 'warn', 'unmet', {
      domain: fromDomain,
      reason: 'not-added',
    });
  const state = report.state === 'verified' ? 'met' : report.state === 'unchecked' ? 'unknown' : 'unmet';
  return item('from-domain-verified', 'block', 'warn', state, { domain: report.unicode });
}

/**
 * Both flags come with one answer of the service, the auth key named first; see `connectionOfAccount`. What it said
 * nothing of, or was not asked about since the other is missing, nobody knows.
 */
function authKeyAccepted({ connection: { responses } }: ReadinessFacts): ReadinessItem {
  const { state, reason } = responses;
  const domainOnly = aboutDomain(reason);
  const isUntold =
    reason === 'needs-response-domain' || (state === 'failed' && reason !== 'auth-key-rejected');
  return item(
    'auth-key-accepted',
    'block',
    'none',
    domainOnly ? 'met' : isUntold ? 'unknown' : stateOf(state),
    domainOnly ? {} : reasonOf(reason),
  );
}

function responseDomainAccepted({ connection: { responses } }: ReadinessFacts): ReadinessItem {
  const { state, reason } = responses;
  const isUntold = reason === 'needs-auth-key' || (state === 'failed' && !aboutDomain(reason));
  return item(
    'response-domain-accepted',
    'block',
    'none',
    isUntold ? 'unknown' : stateOf(state),
    reasonOf(reason),
  );
}

const aboutDomain = (reason: string | undefined): boolean =>
  reason === 'response-domain-unreachable' || reason === 'response-domain-taken';

/** Evidence in order of weight: responses that came in, the service's own verdict, our probe from inside. */
function endpointReachable({
  endpoint,
  responsesArrive,
  connection: { responses },
}: ReadinessFacts): ReadinessItem {
  const of = (
    launch: 'block' | 'warn',
    state: ReadinessItem['state'],
    evidence: string,
    params: Params = {},
  ) => item('endpoint-reachable', launch, 'none', state, { evidence, ...params });
  if (responsesArrive) return of('block', 'met', 'responses');
  if (responses.state === 'active') return of('block', 'met', 'service');
  const reason = endpoint?.advice === undefined ? {} : { reason: endpoint.advice };
  if (responses.reason === 'response-domain-unreachable') return of('block', 'unmet', 'service', reason);
  if (endpoint === null || endpoint.outcome === 'unknown') return of('block', 'unknown', 'none');
  if (endpoint.outcome === 'reachable') return of('warn', 'unknown', 'this-server');
  return of('block', 'unmet', 'this-server', reason);
}

/** Worse faults than these fail `endpoint-reachable`, unless better evidence says that responses do arrive. */
function certificateValid({ endpoint }: ReadinessFacts): ReadinessItem {
  const of = (state: ReadinessItem['state'], params: Params = {}) =>
    item('certificate-valid', 'warn', 'none', state, params);
  if (endpoint?.plainHttp) return of('unmet', { reason: 'plain-http' });
  if (endpoint?.certificate === undefined) return of('unknown');
  const { verdict, validTo } = endpoint.certificate;
  return verdict === 'valid' ? of('met', { validTo }) : of('unmet', { reason: verdict, validTo });
}

function dailyLimit({ left, recipients }: ReadinessFacts): ReadinessItem {
  const of = (state: ReadinessItem['state'], params: Params) =>
    item('daily-limit', 'warn', 'warn', state, params);
  // A service that tells nothing of a limit shall not require a tick at every launch.
  if (left === null) return item('daily-limit', 'advice', 'none', 'unknown');
  if (left === 'no-limit') return of('met', {});
  if (recipients === null) return of('met', { left });
  return of(recipients > left ? 'unmet' : 'met', { left, recipients });
}

function dmarcReports({ fromDomain, domains }: ReadinessFacts): ReadinessItem {
  const of = (state: ReadinessItem['state']) => item('dmarc-reports', 'advice', 'none', state);
  const report = domains.find(({ domain, state }) =>
    fromDomain === null ? state === 'verified' : domain === fromDomain,
  );
  const found = report?.records.find(({ record }) => record.purpose === 'dmarc')?.found;
  if (found === undefined || found.length === 0) return of('unknown');
  return of(found.some(({ value }) => /;\s*rua\s*=\s*mailto:/i.test(value)) ? 'met' : 'unmet');
}
