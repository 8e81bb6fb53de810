import { SPF_MAX_LOOKUPS } from './check-host.ts';
import type { DnsAnswer, DnsRow } from './dns.ts';
import { finding } from './finding.ts';
import { known, type Query, textsOf } from './query.ts';
import type { DomainRecord, Finding } from './record.ts';
import { inspectSpf, type SpfInspection } from './spf-inspect.ts';
import { mergeSpf, requiredTerms, spfTermKey } from './spf-merge.ts';
import { isSpf, parseSpf } from './spf-record.ts';
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

/** Judges whether the domain's one SPF record authorises what the service asks for, and whether receivers can evaluate it. */
export const evaluateSpf: Evaluate = async (record, answer, context) => {
  const seen = await evaluateRecords(record, answer, context);
  const value = seen.fix?.value;
  if (value === undefined) return seen;
  // What would lead over the limit further down is nothing to propose.
  const row: DnsRow = { name: record.fqdn, ttl: 0, type: 'TXT', strings: [value] };
  const changed: Query = async (name, type) =>
    name === record.fqdn && type === 'TXT' ? { ...known(answer), rows: [row] } : context.query(name, type);
  const { lookups } = await inspectSpf(record.fqdn, changed);
  if (lookups <= SPF_MAX_LOOKUPS) return seen;
  const { fix, ...rest } = seen;
  const reason = finding('spf.too-many-lookups', { lookups, limit: SPF_MAX_LOOKUPS });
  return { ...rest, findings: [reason, ...seen.findings] };
};

async function evaluateRecords(
  record: DomainRecord,
  answer: DnsAnswer,
  context: CheckContext,
): Promise<Verdict> {
  // What a service means by a text that is no record nobody can say.
  if (!isValidSpf(record.value))
    return verdict('unchecked', answer, [finding('spf.syntax', { term: record.value })]);
  const add = requiredTerms(record.value);
  const records = textsOf(answer).filter(isSpf);
  if (records.length < 2 && !records.some(isValidSpf)) {
    const repair = (text: string): Repair | undefined => {
      const merge = mergeSpf([text], { add });
      if (merge.kind !== 'conflict') return { value: merge.record };
      return merge.suggestion === undefined ? undefined : { value: merge.suggestion, needsConsent: true };
    };
    // Beside a record that counts, broken or not, another must not be made.
    const texts = records.length > 0 ? records : textsOf(answer);
    const damaged = damagedText(record, answer, texts, isValidSpf, nearSpf, repair);
    if (damaged) return damaged;
  }
  if (records.length === 0) {
    const authorises = (text: string): boolean =>
      isSpf(text) && mergeSpf([text], { add }).kind === 'unchanged';
    return absent(record, answer, context, authorises);
  }
  const inspection = await inspectSpf(record.fqdn, context.query, add);
  const { lookups, voids, all, reached } = inspection;
  const merge = mergeSpf(records, { add, reached, lookups });
  return { ...judge(record, answer, records, inspection, merge), spf: { lookups, voids, all } };
}

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
  const isNear = !isSpf(text) && /^\s+v=spf1|^v\s*=\s*spf1?(?![\w.])|^spf1\s|^v=spf1[^ ]/i.test(text);
  return isNear ? [finding(/^\s/.test(text) ? 'spf.leading-whitespace' : 'spf.bad-version')] : [];
}

function isValidSpf(text: string): boolean {
  return isSpf(text) && !('badTerm' in parseSpf(text));
}
