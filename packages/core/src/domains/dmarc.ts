import {
  type DmarcRecord,
  isDmarc,
  mendDmarc,
  nearDmarc,
  POLICIES,
  parseDmarc,
  strictestDmarc,
} from './dmarc-record.ts';
import { discoverDmarc, reportDestination } from './dmarc-walk.ts';
import type { DnsAnswer } from './dns.ts';
import { finding } from './finding.ts';
import { textsOf } from './look.ts';
import type { DomainRecord, Finding } from './record.ts';
import { damageOf } from './text-damage.ts';
import { absent, type CheckContext, fixOf, noAnswer, type Verdict, verdict } from './verdict.ts';

/** Looks whether a DMARC policy covers the domain: any valid one does, an inherited one too. An owner's policy is never weakened. */
export async function checkDmarc(record: DomainRecord, context: CheckContext): Promise<Verdict> {
  const answer = await context.look(record.fqdn, 'TXT');
  if (answer.state === 'failed') return noAnswer(answer);
  const found = textsOf(answer);
  const [own, ...others] = found.filter(isDmarc);
  if (own === undefined) return withoutOwn(record, context, answer, found);
  if (others.length > 0) {
    const records = [own, ...others];
    const fix = fixOf(record, 'replace', {
      value: strictestDmarc(records),
      removes: records,
      needsConsent: true,
    });
    return verdict('conflict', answer, [finding('dmarc.multiple-records', { count: records.length })], fix);
  }
  const parsed = parseDmarc(own);
  const findings = parsed?.findings ?? [];
  if (parsed && parsed.policy !== null) {
    const asked = parseDmarc(record.value)?.policy ?? 'none';
    const isWeaker = POLICIES.indexOf(parsed.policy) < POLICIES.indexOf(asked);
    const weaker = isWeaker
      ? [finding('dmarc.weaker-than-proposed', { policy: parsed.policy, proposed: asked })]
      : [];
    return verdict('ok', answer, [...findings, ...weaker, ...(await reports(parsed, context))]);
  }
  return verdict(
    'mismatch',
    answer,
    findings,
    fixOf(record, 'replace', {
      value: mendDmarc(own, context.dmarcReportAddress),
      removes: [own],
      needsConsent: true,
    }),
  );
}

async function withoutOwn(
  record: DomainRecord,
  context: CheckContext,
  answer: DnsAnswer,
  found: string[],
): Promise<Verdict> {
  for (const text of found) {
    const damage = damageOf(text, record.value, isDmarc);
    const near = nearDmarc(text);
    const reasons = damage.length > 0 ? damage : near ? [near] : [];
    if (reasons.length > 0) {
      const removes = [text];
      return verdict(
        'mismatch',
        answer,
        reasons,
        fixOf(record, 'replace', { removes, needsConsent: damage.length === 0 }),
      );
    }
  }
  const { policyDomain, record: inherited, isPartial } = await discoverDmarc(context.domain, context.look);
  if (policyDomain !== null && inherited) {
    return verdict('ok', answer, [
      finding('dmarc.inherited', { domain: policyDomain }),
      ...inherited.findings,
    ]);
  }
  return isPartial ? noAnswer(answer) : absent(record, context, answer, isDmarc);
}

/** Somebody else's mailbox must allow reports about this domain. */
async function reports({ rua, ruf }: DmarcRecord, context: CheckContext): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const uri of [...rua, ...ruf].slice(0, MAX_REPORT_URIS)) {
    const { owner, authorized } = await reportDestination(context.domain, uri, context.look);
    if (authorized === false)
      findings.push(finding('dmarc.report-not-authorised', { uri, owner: owner ?? '' }));
  }
  return findings;
}

const MAX_REPORT_URIS = 4;
