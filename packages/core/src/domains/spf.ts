import type { DnsAnswer } from './dns.ts';
import { finding } from './finding.ts';
import { type Look, textsOf } from './look.ts';
import type { DomainRecord, Finding } from './record.ts';
import { inspectSpf, type SpfInspection } from './spf-inspect.ts';
import { mergeSpf, requiredTerms, spfTermKey } from './spf-merge.ts';
import { isSpf, parseSpf } from './spf-record.ts';
import {
  absent,
  type Evaluate,
  type Mended,
  noAnswer,
  replace,
  spoilt,
  type Verdict,
  verdict,
} from './verdict.ts';

/** Judges whether the domain's one SPF record authorises what the service asks for, and whether receivers can evaluate it. */
export const evaluateSpf: Evaluate = async (record, answer, context) => {
  const add = requiredTerms(record.value);
  const records = textsOf(answer).filter(isSpf);
  if (records.length < 2 && !records.some(isValidSpf)) {
    const mend = (text: string): Mended => {
      const merge = mergeSpf([text], { add });
      return merge.kind === 'conflict' ? { needsConsent: true } : { value: merge.record };
    };
    const damaged = spoilt(record, answer, isValidSpf, records.length === 0 ? nearSpf : undefined, mend);
    if (damaged) return damaged;
  }
  if (records.length === 0) {
    const authorises = (text: string): boolean =>
      isSpf(text) && mergeSpf([text], { add }).kind === 'unchanged';
    return absent(record, answer, context, authorises);
  }
  const inspection = await inspectSpf(record.fqdn, context.look, add);
  const { lookups, voids, all, reached } = inspection;
  const change = { add, reached, lookups };
  const plain = mergeSpf(records, change);
  // Only what has to be added costs something.
  const merge =
    plain.kind === 'unchanged'
      ? plain
      : mergeSpf(records, { ...change, costs: await costsOf(add, context.look) });
  return { ...judge(record, answer, records, inspection, merge), spf: { lookups, voids, all } };
};

function judge(
  record: DomainRecord,
  answer: DnsAnswer,
  records: string[],
  { reached, state, findings }: SpfInspection,
  merge: ReturnType<typeof mergeSpf>,
): Verdict {
  if (merge.kind === 'unchanged') return verdict(state === 'permerror' ? 'mismatch' : 'ok', answer, findings);
  if (merge.kind === 'conflict') {
    const { suggestion, finding: reason } = merge;
    const fix = suggestion === undefined ? undefined : replace(record, records, true, suggestion);
    const others = findings.filter(({ code }) => code !== reason.code);
    return verdict(records.length > 1 ? 'conflict' : 'mismatch', answer, [reason, ...others], fix);
  }
  // The authorisation may stand in a part of the tree that did not answer.
  if (state === 'temperror') return noAnswer(answer);
  const terms = requiredTerms(record.value).filter((term) => !reached.includes(spfTermKey(term)));
  const reason = finding('spf.not-authorised', { terms: terms.join(' ') });
  const fix = replace(record, records, false, merge.record);
  return verdict('mismatch', answer, [reason, ...merge.findings, ...findings], fix);
}

/** Meant as an SPF record but never selected as one (RFC 7208 §4.5). */
function nearSpf(text: string): Finding[] {
  const isNear = /^\s+v=spf1|^v\s*=\s*spf1?(?![\w.])|^spf1\s|^v=spf1[^ ]/i.test(text);
  return isNear ? [finding(/^\s/.test(text) ? 'spf.leading-whitespace' : 'spf.bad-version')] : [];
}

/** What each new term would add to the look-ups, with everything below it. */
async function costsOf(terms: readonly string[], look: Look): Promise<Record<string, number>> {
  const costs: Record<string, number> = {};
  for (const term of terms) {
    const target = /^include:([^%]+?)\.?$/i.exec(term)?.[1]?.toLowerCase();
    if (target) costs[term] = 1 + (await inspectSpf(target, look)).lookups;
  }
  return costs;
}

function isValidSpf(text: string): boolean {
  return isSpf(text) && !('badTerm' in parseSpf(text));
}
