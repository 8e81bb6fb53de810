import { bulkReadiness } from './bulk-sender.ts';
import type { DnsAnswer, ResolveDns } from './dns.ts';
import { type NameLists, normalName, toUnicode } from './domain-name.ts';
import { evaluateRecord } from './evaluate.ts';
import { expectedRecords } from './expected-records.ts';
import { finding, groupFindings } from './finding.ts';
import { type Proven, proveFixes } from './prove-fix.ts';
import { createQuery, known, type Query } from './query.ts';
import type { DomainRecord, DomainReport, RecordReport } from './record.ts';
import type { ServiceDomain } from './service-domain.ts';
import { type CheckContext, isWrong, type Verdict } from './verdict.ts';

export type DomainPlan = {
  domain: string;
  /** What the service says now; its verdict and its values. */
  service: ServiceDomain;
  dmarcReportAddress?: string;
};

/** A domain with the records to publish, before any check. */
export function planDomain(plan: DomainPlan, zone: string | null = null): DomainReport {
  const domain = normalName(plan.domain);
  const { active, message } = plan.service;
  const records = expectedRecords({ ...plan.service, domain }, { zone, ...reportAddress(plan) });
  return {
    domain,
    unicode: toUnicode(domain),
    zone,
    service: { active, message },
    state: 'unchecked',
    records: records.map((record) => ({ record, state: 'unchecked', stale: false, found: [], findings: [] })),
    checkedAt: null,
  };
}

export type DomainCheck = DomainPlan & {
  resolve: ResolveDns;
  /**
   * Asks the zone's own servers past every cache. With it, what is published but not yet seen everywhere is `pending`
   * instead of missing or wrong.
   */
  resolveAuthoritative?: ResolveDns;
  /** Tells that nobody has been given a name which the zone of a suffix denies; without it only top levels are known. */
  lists?: Pick<NameLists, 'publicSuffix'>;
  /** The last report: where DNS does not answer now, its states stay, marked `stale`. */
  previous?: DomainReport;
  now: Date;
  signal?: AbortSignal;
};

/**
 * Checks every record of a domain. Never rejects, save with the signal's reason: no answer is a finding, not an error.
 * One question per name and type is asked, at most {@link MAX_QUERIES}.
 */
export async function checkDomain(check: DomainCheck): Promise<DomainReport> {
  const { previous, signal, resolveAuthoritative } = check;
  const domain = normalName(check.domain);
  const query = createQuery(check.resolve, signal);
  const { soa, apex } = await findApex(domain, query);
  const isUndelegated =
    apex !== null &&
    (!apex.includes('.') || (known(soa).rcode === 'NXDOMAIN' && Boolean(check.lists?.publicSuffix?.(apex))));
  const zone = isUndelegated ? null : (apex ?? (soa.state === 'failed' ? (previous?.zone ?? null) : null));
  const plan = planDomain(check, zone);
  const planned = plan.records.map(({ record }) => record);
  const context: CheckContext = { query, domain, zone, isUndelegated, planned, ...reportAddress(check) };
  const authority = resolveAuthoritative && { ...context, query: createQuery(resolveAuthoritative, signal) };
  const [nameServers, verdicts] = await Promise.all([
    nameServersOf(zone, query),
    Promise.all(
      plan.records.map(({ record }) =>
        authority ? judge(record, context, authority) : evaluateRecord(record, context),
      ),
    ),
  ]);
  const proven = await proveFixes(
    verdicts.map((seen, at) => ({ record: planned[at] as DomainRecord, seen })),
    context,
  );
  const records = plan.records.map((planned, at) => merge(planned, verdicts[at], proven[at], previous));
  const report: DomainReport = {
    ...plan,
    state: domainState(plan.service.active, records),
    records,
    checkedAt: check.now.toISOString(),
    receivers: bulkReadiness({ domain, records }),
  };
  const servers = nameServers ?? (previous?.zone === zone ? previous.nameServers : undefined);
  if (servers !== undefined) report.nameServers = servers;
  const spf = verdicts.find((seen) => seen.spf)?.spf;
  if (spf) report.spf = spf;
  if (previous?.unused !== undefined) report.unused = previous.unused;
  return report;
}

/**
 * The service's verdict and our evidence in one word. `verified`: the service sends from it and no required record is known to be
 * missing or wrong. Seen by us but not by the service, or published but still cached elsewhere, it is `pending`.
 */
export function domainState(isActive: boolean, records: readonly RecordReport[]): DomainReport['state'] {
  const required = records.filter(({ record }) => record.required);
  if (required.some(isWrong)) return 'unverified';
  if (isActive) return 'verified';
  const has = (state: RecordReport['state']): boolean => required.some((one) => one.state === state);
  return has('pending') || !has('unchecked') ? 'pending' : 'unchecked';
}

/** Right at the zone's own servers, but not yet where everybody asks: only the caches are left to wait for. */
async function judge(record: DomainRecord, context: CheckContext, authority: CheckContext): Promise<Verdict> {
  const seen = await evaluateRecord(record, context);
  const there = isWrong(seen) ? await evaluateRecord(record, authority) : null;
  if (there?.state !== 'ok') return seen;
  const seconds = seen.retryAfter ?? Math.max(0, ...seen.found.map(({ ttl }) => ttl));
  const findings = [finding('dns.cached', { seconds }), ...there.findings];
  return { ...there, state: 'pending', found: seen.found, findings, retryAfter: seconds };
}

/** A check without an answer leaves what an earlier one showed of the same value. */
function merge(
  planned: RecordReport,
  seen: Verdict | undefined,
  proven: Proven | undefined,
  previous: DomainReport | undefined,
): RecordReport {
  if (!seen) return planned;
  const { state, found, retryAfter } = seen;
  const findings = groupFindings(seen.findings);
  const { id, value } = planned.record;
  const before = previous?.records.find(({ record }) => record.id === id && record.value === value);
  const isKept = before && before.state !== 'unchecked' && state === 'unchecked';
  if (!isKept) {
    const report: RecordReport = { ...planned, state, found, findings, ...proven };
    if (retryAfter !== undefined) report.retryAfter = retryAfter;
    return report;
  }
  const kept = before.findings.filter(({ code }) => !findings.some((one) => one.code === code));
  return { ...before, record: planned.record, stale: true, findings: [...findings, ...kept] };
}

/**
 * The apex is the owner of the SOA that answers for the name. An alias answers with the SOA of where it leads, so that the
 * zone it stands in shows at a name above it.
 */
async function findApex(domain: string, query: Query): Promise<{ soa: DnsAnswer; apex: string | null }> {
  const soa = await query(domain, 'SOA');
  let answer = soa;
  for (let name = domain; ; answer = await query(name, 'SOA')) {
    const { rows, soaOwner, chain } = known(answer);
    const owner = rows[0]?.name ?? soaOwner ?? null;
    if (chain.length === 0) {
      const isAbove = owner !== null && (owner === domain || domain.endsWith(`.${owner}`));
      return { soa, apex: isAbove ? owner : null };
    }
    name = name.slice(name.indexOf('.') + 1);
    if (!name.includes('.')) return { soa, apex: null };
  }
}

/** Names of the zone's servers in the order of the alphabet; null where DNS does not say. */
async function nameServersOf(zone: string | null, query: Query): Promise<string[] | null> {
  if (zone === null) return null;
  const { rows } = known(await query(zone, 'NS'));
  const names: string[] = [];
  for (const row of rows) if (row.type === 'NS') names.push(row.target);
  return names.length === 0 ? null : names.slice(0, MAX_NAME_SERVERS).sort();
}

/** A zone has a handful; 13 fit into one old packet (RFC 1034 §4.1 asks for two). */
const MAX_NAME_SERVERS = 20;

function reportAddress({ dmarcReportAddress }: { dmarcReportAddress?: string }): {
  dmarcReportAddress?: string;
} {
  return dmarcReportAddress === undefined ? {} : { dmarcReportAddress };
}
