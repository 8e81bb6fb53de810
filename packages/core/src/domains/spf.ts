import type { DnsAnswer } from './dns.ts';
import { finding } from './finding.ts';
import { textsOf } from './query.ts';
import type { DomainRecord, Finding, RecordFix } from './record.ts';
import { inspectSpf, type SpfInspection } from './spf-inspect.ts';
import { activeMechanisms, mergeSpf, requiredTerms, spfTermKey } from './spf-merge.ts';
import { spfProposals } from './spf-proposals.ts';
import { isSpf, parseSpf } from './spf-record.ts';
import { resultForService, type ServiceSenders, serviceSenders } from './spf-service.ts';
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

/**
 * Judges whether mail from the service passes SPF for the domain, by whatever way its record says so: what counts is what
 * `check_host` finds for the service's addresses (RFC 7208 §4), not the text.
 */
export const evaluateSpf: Evaluate = async (record, answer, context) => {
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
  const { lookups, voids, all } = inspection;
  const seen = await judge({ record, answer, records, add, inspection, context });
  return { ...seen, spf: { lookups, voids, all } };
};

type Case = {
  record: DomainRecord;
  answer: DnsAnswer;
  records: string[];
  /** Terms the service asks for. */
  add: string[];
  inspection: SpfInspection;
  context: CheckContext;
};

async function judge(one: Case): Promise<Verdict> {
  const { record, answer, add, inspection, context } = one;
  const { findings, isTrustedBroken } = inspection;
  if (isPlain(one) && !isTrustedBroken) return verdict('ok', answer, findings);
  const service = await serviceSenders(record.fqdn, add, context.query);
  if (service.state === 'broken') return brokenService(one, service);
  const isNamed = add.every((term) => inspection.reached.includes(spfTermKey(term)));
  const result =
    service.addresses.length > 0
      ? await resultForService(record.fqdn, service.addresses, context.query)
      : byText(one, isNamed);
  if (result === 'passes')
    return verdict('ok', answer, isNamed ? findings : [finding('spf.by-other-terms'), ...findings]);
  if (result === 'refused') return refused(one, isNamed);
  // One part of the tree that does not answer must not hide that the service is named in another.
  if (isNamed && inspection.state !== 'permerror') return verdict('ok', answer, findings);
  if (result === 'depends')
    return verdict('unchecked', answer, [finding('spf.depends-on-message'), ...findings]);
  return { ...noAnswer(answer), findings: [...noAnswer(answer).findings, ...findings] };
}

/** All terms of the service stand in the record itself, nothing before them refuses anybody, and no receiver fails at it. */
function isPlain({ records, add, inspection }: Case): boolean {
  const [current = '', ...others] = records;
  const record = parseSpf(current);
  if (others.length > 0 || 'badTerm' in record || inspection.state !== 'ok') return false;
  const active = activeMechanisms(record);
  const first = active.findIndex(({ qualifier }) => qualifier !== '+');
  const passing = new Set((first < 0 ? active : active.slice(0, first)).map(({ text }) => spfTermKey(text)));
  return add.every((term) => passing.has(spfTermKey(term)));
}

/** Where nobody can tell from which addresses the service sends, its term must stand where it passes. */
function byText({ inspection }: Case, isNamed: boolean): Awaited<ReturnType<typeof resultForService>> {
  if (isNamed && inspection.state !== 'permerror') return 'passes';
  return inspection.state === 'temperror' ? 'unanswered' : 'refused';
}

/** The owner has done, or can do, all that is asked: what fails is below the service's own name. */
function brokenService({ answer, add, inspection }: Case, service: ServiceSenders): Verdict {
  const reason = finding('spf.service-broken', { terms: add.join(' ') });
  const isOfService = (one: Finding): boolean =>
    service.findings.some(({ code, params }) => one.code === code && one.params.domain === params.domain);
  const others = inspection.findings.filter((one) => !isOfService(one));
  return { ...verdict('mismatch', answer, [reason, ...service.findings, ...others]), party: 'service' };
}

async function refused(
  { record, answer, records, add, inspection, context }: Case,
  isNamed: boolean,
): Promise<Verdict> {
  const { reached, lookups, findings } = inspection;
  const merge = mergeSpf(records, { add, reached, lookups });
  if (records.length > 1) {
    const suggestion = merge.kind === 'conflict' ? merge.suggestion : undefined;
    const fix = suggestion === undefined ? undefined : replace(record, records, true, suggestion);
    return verdict('conflict', answer, findings, fix);
  }
  const reasons = reasonsOf(
    merge,
    findings,
    add.filter((term) => !reached.includes(spfTermKey(term))),
    isNamed,
  );
  const proposals = await spfProposals({
    domain: record.fqdn,
    current: records[0] ?? '',
    add,
    merge,
    query: context.query,
  });
  const fixes: RecordFix[] = proposals.map(({ value, needsConsent }) =>
    replace(record, records, needsConsent, value),
  );
  return verdict(
    'mismatch',
    answer,
    [...reasons, ...findings.filter(({ code }) => !reasons.some((one) => one.code === code))],
    ...fixes,
  );
}

/** Why mail from the service does not pass: what the record says of it, else that it is not named. */
function reasonsOf(
  merge: ReturnType<typeof mergeSpf>,
  findings: readonly Finding[],
  missing: readonly string[],
  isNamed: boolean,
): Finding[] {
  const isFailing = findings.some(({ severity }) => severity === 'error');
  if (merge.kind === 'conflict') return [merge.finding];
  if (isNamed || missing.length === 0) return isFailing ? [] : [finding('spf.refused-before')];
  return [
    finding('spf.not-authorised', { terms: missing.join(' ') }),
    ...(merge.kind === 'merged' ? merge.findings : []),
  ];
}

/** Meant as an SPF record but never selected as one (RFC 7208 §4.5). */
function nearSpf(text: string): Finding[] {
  const isNear = !isSpf(text) && /^\s+v=spf1|^v\s*=\s*spf1?(?![\w.])|^spf1\s|^v=spf1[^ ]/i.test(text);
  return isNear ? [finding(/^\s/.test(text) ? 'spf.leading-whitespace' : 'spf.bad-version')] : [];
}

function isValidSpf(text: string): boolean {
  return isSpf(text) && !('badTerm' in parseSpf(text));
}
