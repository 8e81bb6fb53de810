import {
  type DmarcPolicy,
  type DmarcRecord,
  isDmarc,
  nearDmarc,
  parseDmarc,
  repairDmarc,
  strictestDmarc,
  strictness,
} from './dmarc-record.ts';
import { discoverDmarc, effectivePolicy, reportDestination } from './dmarc-walk.ts';
import type { DnsAnswer } from './dns.ts';
import { finding } from './finding.ts';
import { textsOf } from './query.ts';
import type { DomainRecord, Finding, RecordFix } from './record.ts';
import { isWildcardAnswer } from './simulate.ts';
import { damageOf } from './text-damage.ts';
import {
  absent,
  type CheckContext,
  damagedText,
  type Evaluate,
  noAnswer,
  type Repair,
  replace,
  type Verdict,
  verdict,
} from './verdict.ts';

/** Judges whether a DMARC policy covers the domain: any valid one does, an inherited one too. An owner's policy is never weakened. */
export const evaluateDmarc: Evaluate = async (record, answer, context) => {
  const records = textsOf(answer).filter(isDmarc);
  const [own = ''] = records;
  const parsed = parseDmarc(own);
  if (!parsed) return withoutOwn(record, answer, context);
  if (records.length > 1) {
    // A wildcard's stay for all other names, and count for this one as little as several of its own would.
    if (await isWildcardAnswer(context.query, record.fqdn, 'TXT')) return withoutOwn(record, answer, context);
    const reason = finding('dmarc.multiple-records', { count: records.length });
    return verdict('conflict', answer, [reason], ...(await withoutSeveral(record, records, context)));
  }
  const { findings } = parsed;
  if (parsed.policy === null) {
    const damage = damageOf(own, record.value, (text) => Boolean(parseDmarc(text)?.policy));
    const value = damage?.text ?? repairDmarc(own, context.dmarcReportAddress);
    const fix = replace(record, records, !damage || parseDmarc(value)?.policy !== 'none', value);
    return verdict('mismatch', answer, damage?.findings ?? findings, fix);
  }
  findings.push(...weakerThanProposed(own, record.value));
  if (parsed.rua.length > 0 || parsed.ruf.length > 0) findings.push(...(await unauthorised(parsed, context)));
  return verdict('ok', answer, findings);
};

/**
 * Several records count as none (RFC 9989 §4.10): where what is inherited then is as strict as any of them, all of them may
 * go; else one may stay, the strictest.
 */
async function withoutSeveral(
  record: DomainRecord,
  records: string[],
  { domain, query }: CheckContext,
): Promise<RecordFix[]> {
  const strictest = strictestDmarc(records);
  const { policy } = await discoverDmarc(domain, query);
  const own = parseDmarc(strictest)?.policy ?? 'none';
  const { value: _, ...gone } = replace(record, records, true);
  const remove: RecordFix = { ...gone, action: 'remove' };
  const one = replace(record, records, true, strictest);
  return policy !== null && strictness(policy) >= strictness(own) ? [remove, one] : [one];
}

async function withoutOwn(record: DomainRecord, answer: DnsAnswer, context: CheckContext): Promise<Verdict> {
  const repair = (text: string): Repair => {
    const value = parseDmarc(text)?.policy ? text : repairDmarc(text, context.dmarcReportAddress);
    return isPolicy(text) ? { value, needsConsent: parseDmarc(value)?.policy !== 'none' } : {};
  };
  const near = damagedText(record, answer, textsOf(answer), isDmarc, nearDmarc, repair);
  const { policyDomain, record: inherited, isPartial } = await discoverDmarc(context.domain, context.query);
  // What is no policy is passed over (RFC 9989 §4.7): a new one in its place could be weaker than the inherited.
  if (policyDomain !== null && inherited) {
    const said = near?.findings.filter(({ code }) => code !== 'dmarc.wrong-record') ?? [];
    return verdict('ok', answer, [
      ...said,
      finding('dmarc.inherited', { domain: policyDomain, adkim: inherited.adkim }),
      ...inherited.findings,
      ...(await unauthorised(inherited, { ...context, domain: policyDomain })),
    ]);
  }
  return isPartial ? noAnswer(answer) : (near ?? absent(record, answer, context, isDmarc));
}

/** What is compared is what receivers do with mail that fails (RFC 9989 §4.10.1): in test mode a step less than `p` says. */
function weakerThanProposed(own: string, planned: string): Finding[] {
  const [policy, proposed] = [own, planned].map((text) => {
    const record = parseDmarc(text);
    return record?.policy ? effectivePolicy(record.policy, record) : 'none';
  }) as [DmarcPolicy, DmarcPolicy];
  return strictness(policy) < strictness(proposed)
    ? [finding('dmarc.weaker-than-proposed', { policy, proposed })]
    : [];
}

/** Says that it is a DMARC record, however badly. */
function isPolicy(text: string): boolean {
  return /\bdmarc|^p[ \t]*=/i.test(text);
}

/** Somebody else's mailbox must allow reports about this domain. */
async function unauthorised({ rua, ruf }: DmarcRecord, { domain, query }: CheckContext): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const uri of [...rua, ...ruf].slice(0, MAX_REPORT_URIS)) {
    const { owner, authorized } = await reportDestination(domain, uri, query);
    if (owner && authorized === false) findings.push(finding('dmarc.report-not-authorised', { uri, owner }));
  }
  return findings;
}

const MAX_REPORT_URIS = 4;
