import { checkAlias } from './alias.ts';
import { bulkReadiness } from './bulk-sender.ts';
import { checkDkim } from './dkim.ts';
import { checkDmarc } from './dmarc.ts';
import type { DnsAnswer, ResolveDns } from './dns.ts';
import { normalName, toUnicode } from './domain-name.ts';
import { expectedRecords } from './expected-records.ts';
import { finding } from './finding.ts';
import { createLook, rowsOf } from './look.ts';
import { checkMx } from './mx.ts';
import { checkOwnership } from './ownership.ts';
import type { DomainRecord, DomainReport, RecordPurpose, RecordReport } from './record.ts';
import type { ServiceDomain } from './service-domain.ts';
import { checkSpf } from './spf.ts';
import { type CheckContext, fixOf, isWildcard, type Verdict } from './verdict.ts';

/** A domain with the records to publish, before anybody looked. */
export function planDomain(plan: {
  domain: string;
  service: ServiceDomain;
  dmarcReportAddress?: string;
}): DomainReport {
  const domain = normalName(plan.domain);
  const records = expectedRecords({ ...plan.service, domain }, reportAddress(plan.dmarcReportAddress)).map(
    unchecked,
  );
  return {
    domain,
    unicode: toUnicode(domain),
    zone: null,
    service: { active: plan.service.active, message: plan.service.message },
    state: 'unchecked',
    records,
    checkedAt: null,
  };
}

export type DomainCheck = {
  domain: string;
  /** What the service says now; its verdict and its values. */
  service: ServiceDomain;
  resolve: ResolveDns;
  /**
   * Asks the zone's own servers past every cache. With it, what is published but not yet seen everywhere is `pending`
   * instead of missing or wrong.
   */
  resolveAuthoritative?: ResolveDns;
  /** The last report: where DNS does not answer now, its states stay, marked `stale`. */
  previous?: DomainReport;
  now: Date;
  signal?: AbortSignal;
  dmarcReportAddress?: string;
};

/**
 * Looks at every record of a domain. Never rejects, save with the signal's reason: no answer is a finding, not an error.
 * One question per name and type is asked, at most {@link MAX_QUESTIONS}.
 */
export async function checkDomain(check: DomainCheck): Promise<DomainReport> {
  const { service, previous, signal } = check;
  const domain = normalName(check.domain);
  const look = createLook(check.resolve, signal);
  const answer = await look(domain, 'SOA');
  const apex = apexOf(domain, answer);
  const zone = apex?.includes('.') ? apex : answer.state === 'failed' ? (previous?.zone ?? null) : null;
  const isUndelegated = apex !== null && !apex.includes('.');
  const context: CheckContext = {
    look,
    domain,
    zone,
    isUndelegated,
    ...reportAddress(check.dmarcReportAddress),
  };
  const authority = check.resolveAuthoritative && {
    ...context,
    look: createLook(check.resolveAuthoritative, signal),
  };
  const planned = expectedRecords(
    { ...service, domain },
    { zone, ...reportAddress(check.dmarcReportAddress) },
  );
  const verdicts = await Promise.all(
    planned.map(async (record) => {
      const seen = await evaluate(record, context);
      return authority && isOpen(seen) ? pending(record, seen, authority) : seen;
    }),
  );
  const records = planned.map((record, at) => report(record, verdicts[at], previous));
  const spf = verdicts.find((one) => one.spf)?.spf;
  return {
    ...planDomain({ domain, service }),
    zone,
    state: domainState(service.active, records),
    records,
    checkedAt: check.now.toISOString(),
    ...(spf ? { spf } : {}),
    receivers: bulkReadiness({ domain, records }),
    ...(previous?.unused === undefined ? {} : { unused: previous.unused }),
  };
}

/**
 * The service's verdict and our evidence in one word. `verified`: the service sends from it and no required record is known to be
 * missing or wrong. Seen by us but not by the service, or published but still cached elsewhere, it is `pending`.
 */
export function domainState(isActive: boolean, records: readonly RecordReport[]): DomainReport['state'] {
  const required = records.filter(({ record }) => record.required);
  const has = (...states: RecordReport['state'][]): boolean =>
    required.some(({ state }) => states.includes(state));
  if (has('missing', 'mismatch', 'conflict')) return 'unverified';
  if (isActive) return 'verified';
  return has('pending') || !has('unchecked') ? 'pending' : 'unchecked';
}

async function evaluate(record: DomainRecord, context: CheckContext): Promise<Verdict> {
  const seen = await CHECKS[record.type === 'CNAME' ? 'tracking' : record.purpose](record, context);
  if (!isOpen(seen) || seen.state === 'missing') return seen;
  if (!(await isWildcard(record, context, await context.look(record.fqdn, record.type)))) return seen;
  return {
    ...seen,
    state: 'missing',
    findings: [finding('dns.wildcard', { name: record.fqdn })],
    fix: fixOf(record, 'add'),
  };
}

const CHECKS: Record<RecordPurpose, (record: DomainRecord, context: CheckContext) => Promise<Verdict>> = {
  spf: checkSpf,
  dkim: checkDkim,
  dmarc: checkDmarc,
  mx: checkMx,
  ownership: checkOwnership,
  tracking: checkAlias,
};

function isOpen({ state }: Verdict): boolean {
  return state === 'missing' || state === 'mismatch' || state === 'conflict';
}

/** Right at the zone's own servers, but not yet where everybody asks: only the caches are left to wait for. */
async function pending(record: DomainRecord, seen: Verdict, authority: CheckContext): Promise<Verdict> {
  const there = await evaluate(record, authority);
  if (there.state !== 'ok') return seen;
  const wait = seen.retryAfter ?? Math.max(0, ...seen.found.map(({ ttl }) => ttl));
  return {
    state: 'pending',
    found: seen.found,
    findings: [finding('dns.cached', { seconds: wait }), ...there.findings],
    retryAfter: wait,
  };
}

/** A look without an answer leaves what an earlier one showed. */
function report(
  record: DomainRecord,
  seen: Verdict | undefined,
  previous: DomainReport | undefined,
): RecordReport {
  if (!seen) return unchecked(record);
  const { spf: _, ...verdict } = seen;
  const before = previous?.records.find((one) => one.record.id === record.id);
  if (seen.state !== 'unchecked' || !before || before.state === 'unchecked')
    return { record, stale: false, ...verdict };
  const kept = before.findings.filter(({ code }) => code !== 'dns.no-answer');
  return { ...before, record, stale: true, findings: [...verdict.findings, ...kept] };
}

function unchecked(record: DomainRecord): RecordReport {
  return { record, state: 'unchecked', stale: false, found: [], findings: [] };
}

/** The apex is the owner of the SOA that answers for the name. */
function apexOf(domain: string, answer: DnsAnswer): string | null {
  if (answer.state === 'failed') return null;
  const owner = rowsOf(answer).find(({ type }) => type === 'SOA')?.name ?? answer.soaOwner ?? null;
  return owner !== null && (owner === domain || domain.endsWith(`.${owner}`)) ? owner : null;
}

function reportAddress(address: string | undefined): { dmarcReportAddress?: string } {
  return address === undefined ? {} : { dmarcReportAddress: address };
}
