import { checkAlias } from './alias.ts';
import { checkDkim } from './dkim.ts';
import { checkDmarc } from './dmarc.ts';
import type { DnsAnswer, ResolveDns } from './dns.ts';
import { normalName, toUnicode } from './domain-name.ts';
import { expectedRecords } from './expected-records.ts';
import { createLook, rowsOf } from './look.ts';
import { checkMx } from './mx.ts';
import { checkOwnership } from './ownership.ts';
import type { DomainRecord, DomainReport, RecordReport } from './record.ts';
import type { ServiceDomain } from './service-domain.ts';
import { checkSpf } from './spf.ts';
import { type CheckContext, finding, type Verdict } from './verdict.ts';

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
  const zone = zoneOf(domain, await look(domain, 'SOA')) ?? previous?.zone ?? null;
  const context: CheckContext = { look, domain, zone, ...reportAddress(check.dmarcReportAddress) };
  const authority = check.resolveAuthoritative && {
    ...context,
    look: createLook(check.resolveAuthoritative, signal),
  };
  const records: RecordReport[] = [];
  for (const record of expectedRecords(
    { ...service, domain },
    { zone, ...reportAddress(check.dmarcReportAddress) },
  )) {
    const seen = await evaluate(record, context);
    const verdict = authority && isOpen(seen) ? await pending(record, seen, authority) : seen;
    records.push(
      report(
        record,
        verdict,
        previous?.records.find(({ record: { id } }) => id === record.id),
      ),
    );
  }
  return {
    ...planDomain({ domain, service }),
    zone,
    state: domainState(service.active, records),
    records,
    checkedAt: check.now.toISOString(),
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

function evaluate(record: DomainRecord, context: CheckContext): Promise<Verdict> {
  if (record.type === 'CNAME') return checkAlias(record, context);
  switch (record.purpose) {
    case 'spf':
      return checkSpf(record, context);
    case 'dkim':
      return checkDkim(record, context);
    case 'dmarc':
      return checkDmarc(record, context);
    case 'mx':
      return checkMx(record, context);
    default:
      return checkOwnership(record, context);
  }
}

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
    findings: [finding('dns.cached', 'advice', 'RFC 2308 §5', { seconds: wait }), ...there.findings],
    retryAfter: wait,
  };
}

function report(record: DomainRecord, verdict: Verdict, before: RecordReport | undefined): RecordReport {
  if (verdict.state !== 'unchecked' || before === undefined || before.state === 'unchecked')
    return { record, stale: false, ...verdict };
  return {
    ...before,
    record,
    stale: true,
    findings: [...verdict.findings, ...before.findings.filter(({ code }) => code !== 'dns.no-answer')],
  };
}

function unchecked(record: DomainRecord): RecordReport {
  return { record, state: 'unchecked', stale: false, found: [], findings: [] };
}

/** The apex is the owner of the SOA that answers for the name; a top level answering means that the domain is not delegated. */
function zoneOf(domain: string, answer: DnsAnswer): string | null {
  if (answer.state === 'failed') return null;
  const owner = rowsOf(answer).find(({ type }) => type === 'SOA')?.name ?? answer.soaOwner;
  const isAbove = owner !== undefined && (owner === domain || domain.endsWith(`.${owner}`));
  return isAbove && owner.includes('.') ? owner : null;
}

function reportAddress(address: string | undefined): { dmarcReportAddress?: string } {
  return address === undefined ? {} : { dmarcReportAddress: address };
}
