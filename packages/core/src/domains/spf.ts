import type { DnsAnswer } from './dns.ts';
import { finding } from './finding.ts';
import { textsOf } from './look.ts';
import type { DomainRecord } from './record.ts';
import { inspectSpf, type SpfInspection } from './spf-inspect.ts';
import { mergeSpf, requiredTerms, spfTermKey } from './spf-merge.ts';
import { isSpf, parseSpf } from './spf-record.ts';
import { damageOf } from './text-damage.ts';
import { absent, type CheckContext, fixOf, noAnswer, type Verdict, verdict } from './verdict.ts';

/** Looks whether the domain's one SPF record authorises what the service asks for, and whether receivers can evaluate it. */
export async function checkSpf(record: DomainRecord, context: CheckContext): Promise<Verdict> {
  const answer = await context.look(record.fqdn, 'TXT');
  if (answer.state === 'failed') return noAnswer(answer);
  const add = requiredTerms(record.value);
  const found = textsOf(answer);
  const records = found.filter(isSpf);
  if (records.length === 0) return withoutRecord(record, context, answer, add);
  const inspection = await inspectSpf(record.fqdn, context.look, add);
  const { lookups, voids, all } = inspection;
  return { ...(await judge(record, context, answer, records, inspection)), spf: { lookups, voids, all } };
}

async function judge(
  record: DomainRecord,
  context: CheckContext,
  answer: DnsAnswer,
  records: string[],
  { reached, lookups, state, findings }: SpfInspection,
): Promise<Verdict> {
  const add = requiredTerms(record.value);
  const merge = mergeSpf(records, { add, reached, lookups, costs: await costsOf(add, context) });
  if (merge.kind === 'unchanged') return verdict(state === 'permerror' ? 'mismatch' : 'ok', answer, findings);
  if (merge.kind === 'merged') {
    const fix = fixOf(record, 'replace', { value: merge.record, removes: records });
    return verdict('mismatch', answer, [notAuthorised(add, reached), ...merge.findings, ...findings], fix);
  }
  const { suggestion: value } = merge;
  const fix =
    value === undefined
      ? undefined
      : fixOf(record, 'replace', { value, removes: records, needsConsent: true });
  const others = findings.filter(({ code }) => code !== merge.finding.code);
  return verdict(records.length > 1 ? 'conflict' : 'mismatch', answer, [merge.finding, ...others], fix);
}

function notAuthorised(add: readonly string[], reached: readonly string[]): Verdict['findings'][number] {
  const terms = add.filter((term) => !reached.includes(spfTermKey(term))).join(' ');
  return finding('spf.not-authorised', { terms });
}

async function withoutRecord(
  record: DomainRecord,
  context: CheckContext,
  answer: DnsAnswer,
  add: readonly string[],
): Promise<Verdict> {
  for (const text of textsOf(answer)) {
    const damage = damageOf(text, record.value, isValidSpf);
    const reasons = damage.length > 0 ? damage : nearSpf(text);
    if (reasons.length === 0) continue;
    return verdict(
      'mismatch',
      answer,
      reasons,
      fixOf(record, 'replace', { removes: [text], needsConsent: damage.length === 0 }),
    );
  }
  const authorises = (text: string): boolean => isSpf(text) && mergeSpf([text], { add }).kind === 'unchanged';
  return absent(record, context, answer, authorises);
}

/** Meant as an SPF record but never selected as one (RFC 7208 §4.5). */
function nearSpf(text: string): Verdict['findings'] {
  const isNear = /^\s+v=spf1|^v\s*=\s*spf1?(?![\w.])|^spf1\s|^v=spf1[^ ]/i.test(text);
  return isNear ? [finding(/^\s/.test(text) ? 'spf.leading-whitespace' : 'spf.bad-version')] : [];
}

/** What each new term would add to the look-ups, with everything below it. */
async function costsOf(terms: readonly string[], { look }: CheckContext): Promise<Record<string, number>> {
  const costs: Record<string, number> = {};
  for (const term of terms) {
    const target = /^include:([^%]+)$/i.exec(term)?.[1];
    if (target !== undefined)
      costs[term] = 1 + (await inspectSpf(target.toLowerCase().replace(/\.$/, ''), look)).lookups;
  }
  return costs;
}

function isValidSpf(text: string): boolean {
  return isSpf(text) && !('badTerm' in parseSpf(text));
}
