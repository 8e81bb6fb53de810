import { SPF_MAX_LOOKUPS } from './check-host.ts';
import { type FindingCode, finding } from './finding.ts';
import { parseIp6, sameNet4, sameNet6 } from './ip.ts';
import type { Finding } from './record.ts';
import { isSpf, parseSpf, type SpfMechanism, type SpfQualifier, type SpfRecord } from './spf-record.ts';

export type SpfMerge =
  | { kind: 'unchanged'; record: string }
  | { kind: 'merged'; record: string; findings: Finding[] }
  /** Only the owner can decide; `suggestion` is a record that would work. */
  | { kind: 'conflict'; finding: Finding; suggestion?: string };

export type SpfChange = {
  /** Mechanisms to authorise, for example `include:_spf.example.net`. */
  add: readonly string[];
  remove?: readonly string[];
  /** Terms that are in effect further down, through `include` or `redirect`. */
  reached?: readonly string[];
  /** Lookups of the whole tree as it is. */
  lookups?: number;
};

/** Aim for answers that fit one UDP packet (RFC 7208 §3.4). */
export const SPF_GOOD_LENGTH = 450;

/**
 * Puts authorisations into what is published at a name. The owner's `all` is never touched and a term never follows it;
 * what must not be decided for the owner is a conflict: a syntax error, several records, an explicit refusal of the term,
 * `-all` alone, an eleventh lookup. A new term counts as one: what is below it shows when the merged record is inspected.
 */
export function mergeSpf(existing: readonly string[], change: SpfChange): SpfMerge {
  const records = existing.filter(isSpf);
  const added = new Map(change.add.map((term) => [spfTermKey(term), term]));
  const [current = ''] = records;
  if (records.length === 0)
    return { kind: 'merged', record: ['v=spf1', ...added.values(), '~all'].join(' '), findings: [] };
  if (records.length > 1) return severalRecords(records, added);
  const parsed = parseSpf(current);
  if ('badTerm' in parsed) return conflict('spf.syntax', { term: parsed.badTerm });
  const own = activeMechanisms(parsed);
  const reached = change.reached?.map(spfTermKey) ?? [];
  const wanted: string[] = [];
  for (const [key, term] of added) {
    const names = (other: string): boolean => other === key || isWithin(term, other);
    // The first that names somebody decides about them.
    const first = parsed.mechanisms.find((one) => names(termKey(one)));
    if (first && first.qualifier !== '+')
      return conflict(first.qualifier === '-' ? 'spf.refused-term' : 'spf.not-passing', { term: first.text });
    const passes = (first && own.includes(first)) || reached.some(names);
    if (!passes) wanted.push(term);
  }
  const removed = new Set(change.remove?.map(spfTermKey));
  const terms =
    removed.size === 0 ? parsed.terms : parsed.terms.filter((term) => !removed.has(spfTermKey(term)));
  if (wanted.length === 0 && terms.length === parsed.terms.length)
    return { kind: 'unchanged', record: current };
  const merged = insert(terms, wanted);
  const [first, ...others] = parsed.mechanisms;
  const isSilent = first?.kind === 'all' && first.qualifier === '-' && others.length === 0;
  if (wanted.length > 0 && isSilent) return conflict('spf.never-sends', {}, merged);
  const cost = (list: readonly string[]): number => list.reduce((sum, term) => sum + costOf(term), 0);
  const gone = own.flatMap(({ text }) => (removed.has(spfTermKey(text)) ? [text] : []));
  const lookups = (change.lookups ?? countLookups(parsed)) - cost(gone) + cost(wanted);
  if (wanted.length > 0 && lookups > SPF_MAX_LOOKUPS)
    return conflict('spf.too-many-lookups', { lookups, limit: SPF_MAX_LOOKUPS });
  const findings: Finding[] = [];
  if (merged.length > SPF_GOOD_LENGTH) {
    findings.push(finding('spf.large-record', { length: merged.length }));
  }
  return { kind: 'merged', record: merged, findings };
}

/** The mechanisms that stand before `all`: what comes after has no effect (RFC 7208 §5.1). */
export function activeMechanisms(record: SpfRecord): SpfMechanism[] {
  const all = record.mechanisms.findIndex(({ kind }) => kind === 'all');
  return all < 0 ? record.mechanisms : record.mechanisms.slice(0, all);
}

/** True for an address or network within another. */
function isWithin(term: string, wider: string): boolean {
  const one = networkOf(term);
  const other = one && networkOf(wider);
  if (!other || other.length > one.length) return false;
  if (other.kind === 'ip4') return one.kind === 'ip4' && sameNet4(one.network, other.network, other.length);
  return one.kind === 'ip6' && sameNet6(one.network, other.network, other.length);
}

function networkOf(term: string): Extract<SpfMechanism, { kind: 'ip4' | 'ip6' }> | null {
  const record = /^\+?ip[46]:/i.test(term) ? parseSpf(`v=spf1 ${term}`) : { badTerm: term };
  const [one] = 'badTerm' in record ? [] : record.mechanisms;
  return one?.kind === 'ip4' || one?.kind === 'ip6' ? one : null;
}

/**
 * What a service's proposed record asks to be authorised: its mechanisms that name somebody. Bare `a` and `mx` mean the
 * owner's own hosts and count only where nothing else is named; a redirect becomes an include.
 */
export function requiredTerms(proposed: string): string[] {
  const parsed = isSpf(proposed) ? parseSpf(proposed) : { badTerm: '' };
  if ('badTerm' in parsed) return [];
  const passing = activeMechanisms(parsed).filter(({ qualifier }) => qualifier === '+');
  const named = passing.filter(
    (one) => !((one.kind === 'a' || one.kind === 'mx' || one.kind === 'ptr') && one.domain === null),
  );
  const hasAll = parsed.mechanisms.some(({ kind }) => kind === 'all');
  const redirect = hasAll ? undefined : parsed.terms.find((term) => /^redirect=/i.test(term));
  const terms = (named.length > 0 || redirect ? named : passing).map(({ text }) => text.replace(/^\+/, ''));
  return redirect ? [...terms, `include:${redirect.slice('redirect='.length)}`] : terms;
}

/**
 * A term in the form in which terms are compared: case, `+`, a final dot, full prefix lengths and the spelling of an address
 * do not matter.
 */
export function spfTermKey(term: string): string {
  const key = (term.startsWith('+') ? term.slice(1) : term).toLowerCase();
  const slash = key.indexOf('/');
  if (key.startsWith('ip4:') || key.startsWith('ip6:')) {
    const isWhole = slash >= 0 && key.slice(slash) === (key.startsWith('ip4:') ? '/32' : '/128');
    const plain = isWhole ? key.slice(0, slash) : key;
    if (plain.startsWith('ip4:')) return plain;
    const end = isWhole || slash < 0 ? plain.length : slash;
    const groups = parseIp6(plain.slice(4, end));
    return groups ? `ip6:${groups.map((group) => group.toString(16)).join(':')}${plain.slice(end)}` : plain;
  }
  if (slash < 0) return key.endsWith('.') ? key.slice(0, -1) : key;
  const name = key.slice(0, key.charCodeAt(slash - 1) === 46 ? slash - 1 : slash);
  return `${name}${key
    .slice(slash)
    .replace(/^\/32(?=$|\/\/)/, '')
    .replace(/\/\/128$/, '')}`;
}

function termKey(mechanism: SpfMechanism): string {
  return spfTermKey(mechanism.text.replace(/^[-~?]/, ''));
}

function costOf(term: string): number {
  return /^[+~?-]?(?:include|a|mx|ptr|exists)(?:[:/]|$)/i.test(term) ? 1 : 0;
}

/** What the record itself costs, without what is below it. */
function countLookups(record: SpfRecord): number {
  const isRedirect = record.redirect !== null && !record.mechanisms.some(({ kind }) => kind === 'all');
  return activeMechanisms(record).reduce((sum, { text }) => sum + costOf(text), isRedirect ? 1 : 0);
}

/** New terms go before `all`, else before the modifiers; a term of the same kind after `all` is moved. */
function insert(terms: readonly string[], wanted: readonly string[]): string {
  const keys = new Set(wanted.map(spfTermKey));
  const kept = terms.filter((term) => !keys.has(spfTermKey(term)));
  const all = kept.findIndex((term) => /^[+~?-]?all$/i.test(term));
  const modifier = kept.findIndex((term) => /^(?:redirect|exp)=/i.test(term));
  const at = all >= 0 ? all : modifier >= 0 ? modifier : kept.length;
  return ['v=spf1', ...kept.slice(0, at), ...wanted, ...kept.slice(at)].join(' ');
}

/**
 * Never decided for the owner: the union with the laxer `all` is only suggested, and only where it keeps what each record says.
 */
function severalRecords(records: readonly string[], added: ReadonlyMap<string, string>): SpfMerge {
  const asIs = conflict('spf.multiple-records', { count: records.length });
  const union = new Map<string, string>();
  let all: SpfQualifier = '-';
  for (const text of records) {
    const record = parseSpf(text);
    if ('badTerm' in record) return asIs;
    const end = record.mechanisms.find(({ kind }) => kind === 'all')?.qualifier;
    if (record.redirect !== null && end === undefined) return asIs;
    for (const one of activeMechanisms(record)) {
      if (one.qualifier !== '+' && added.has(termKey(one))) return asIs;
      union.set(spfTermKey(one.text), one.text);
    }
    if (LAXITY.indexOf(end ?? '?') > LAXITY.indexOf(all)) all = end ?? '?';
  }
  for (const [key, term] of added) union.set(key, union.get(key) ?? term);
  const terms = [...union.values()];
  if (terms.reduce((sum, term) => sum + costOf(term), 0) > SPF_MAX_LOOKUPS) return asIs;
  // Everybody may send under `+all`: that is nothing to hand on in a proposal.
  const suggestion = ['v=spf1', ...terms, `${all === '+' ? '?' : all}all`].join(' ');
  return { ...asIs, suggestion };
}

const LAXITY: readonly SpfQualifier[] = ['-', '~', '?', '+'];

function conflict(
  code: FindingCode,
  params: Finding['params'],
  suggestion?: string,
): Extract<SpfMerge, { kind: 'conflict' }> {
  return {
    kind: 'conflict',
    finding: finding(code, params),
    ...(suggestion === undefined ? {} : { suggestion }),
  };
}
