import { finding } from './finding.ts';
import type { DomainRecord } from './record.ts';
import { evaluatorOf } from './record-kinds.ts';
import { isWildcardAnswer } from './simulate.ts';
import { type CheckContext, isWrong, noAnswer, replace, type Verdict } from './verdict.ts';

/** What DNS shows for one record, with the fixes that come into question; none of them is proven yet. */
export async function evaluateRecord(record: DomainRecord, context: CheckContext): Promise<Verdict> {
  const answer = await context.query(record.fqdn, record.type);
  if (answer.state === 'failed') return noAnswer(answer);
  const seen = await evaluatorOf(record)(record, answer, context);
  if (!isWrong(seen) || seen.state === 'missing') return seen;
  const isBelow = record.fqdn !== (context.zone ?? context.domain);
  if (isBelow && (await isWildcardAnswer(context.query, record.fqdn, record.type))) {
    // A name of its own goes before the wildcard, which stays for all others.
    const findings = [finding('dns.wildcard', { name: record.fqdn })];
    const fixes = seen.fixes.map((fix) => replace(record, [], fix.needsConsent, fix.value));
    return { ...seen, state: 'missing', findings, fixes };
  }
  const [name] = answer.chain;
  if (name === undefined) return seen;
  // Beside an alias nothing else can stand (RFC 1034 §3.6.2), and what it leads to is not in this zone to be changed.
  const fixes = seen.fixes.map(({ value }) => replace(record, [name], true, value));
  return { ...seen, findings: [finding('dns.alias-in-the-way', { name }), ...seen.findings], fixes };
}
