import type { DnsAnswer } from './dns.ts';
import { type FindingCode, finding } from './finding.ts';
import { foundRows, known, type Query, valuesOf } from './query.ts';
import type {
  DomainRecord,
  DomainReport,
  Finding,
  FoundRecord,
  Obstacle,
  RecordFix,
  RecordState,
} from './record.ts';
import { isWildcardAnswer } from './simulate.ts';
import { damageOf } from './text-damage.ts';

/** What the evaluators share during the check of one domain. */
export type CheckContext = {
  query: Query;
  domain: string;
  /** Apex of the zone; null where it could not be learnt. */
  zone: string | null;
  /** The top level answers for the name itself: nobody has been given the domain, or no server was named for it. */
  isUndelegated: boolean;
  /** All records of the domain: several mail hosts may be asked for. */
  planned: readonly DomainRecord[];
  dmarcReportAddress?: string;
};

/** Reads what DNS answered for a record's own name and type. */
export type Evaluate = (
  record: DomainRecord,
  answer: DnsAnswer,
  context: CheckContext,
) => Verdict | Promise<Verdict>;

/** What a check at one record shows; `unchecked` where DNS did not answer. */
export type Verdict = {
  state: RecordState;
  found: FoundRecord[];
  findings: Finding[];
  /** Fixes that come into question, the one that changes least first. */
  fixes: RecordFix[];
  /** Whose it is to clear what is in the way, where no fix helps; the owner's without it. */
  party?: Obstacle['party'];
  retryAfter?: number;
  spf?: DomainReport['spf'];
};

export function verdict(
  state: RecordState,
  answer: DnsAnswer,
  findings: Finding[],
  ...fixes: (RecordFix | undefined)[]
): Verdict {
  const { rows } = known(answer);
  // A wrong value is kept by resolvers as long as it says itself.
  const isKept = rows.length > 0 && (state === 'mismatch' || state === 'conflict');
  const retryAfter = isKept ? Math.max(...rows.slice(0, MAX_ROWS).map(({ ttl }) => ttl)) : undefined;
  return {
    state,
    found: foundRows(answer),
    findings,
    fixes: fixes.filter((fix) => fix !== undefined),
    ...(retryAfter !== undefined && { retryAfter }),
  };
}

/** Rows of one set have one TTL (RFC 2181 §5.2); where they have not, a few tell. */
const MAX_ROWS = 20;

/** DNS gave no answer: nothing is known, which is not absence. */
export function noAnswer(answer: DnsAnswer): Verdict {
  const reason = answer.state === 'failed' ? answer.reason : 'servfail';
  return verdict('unchecked', answer, [finding('dns.no-answer', { reason })]);
}

/** Publishes `value` in place of what has to go. */
export function replace(
  { type, fqdn, host, value: planned }: DomainRecord,
  removes: string[],
  needsConsent = false,
  value = planned,
): RecordFix {
  return { action: removes.length > 0 ? 'replace' : 'add', type, fqdn, host, value, removes, needsConsent };
}

/**
 * The first of the texts that was meant as the record but damaged, or that `near` knows to be meant so; null where there is none.
 * `repair` makes the new value out of what the owner had written, or nothing where only they can; without it the planned value
 * takes its place.
 */
export function damagedText(
  record: DomainRecord,
  answer: DnsAnswer,
  texts: readonly string[],
  matches: (text: string) => boolean,
  near: (text: string) => Finding[] = () => [],
  repair: (text: string) => Repair | undefined = () => ({}),
): Verdict | null {
  for (const text of texts) {
    const damage = damageOf(text, record.value, matches);
    const reasons = damage?.findings ?? near(text);
    if (reasons.length === 0) continue;
    const repaired = repair(damage?.text ?? text.trim());
    const fix = repaired && replace(record, [text], repaired.needsConsent || !damage, repaired.value);
    return verdict('mismatch', answer, reasons, fix);
  }
  return null;
}

export type Repair = { value?: string | undefined; needsConsent?: boolean };

/**
 * Nothing right is published: says `missing` and finds out why, and whether the record stands at a name where people put it by mistake.
 * `matches` tells whether a text found there is the record.
 */
export async function absent(
  record: DomainRecord,
  answer: DnsAnswer,
  context: CheckContext,
  matches: (text: string) => boolean,
): Promise<Verdict> {
  const { zone, domain, isUndelegated, query } = context;
  const { rows, chain, soaOwner, negativeTtl } = known(answer);
  const findings: Finding[] = [];
  const isWild =
    chain.length > 0 &&
    record.fqdn !== (zone ?? domain) &&
    (await isWildcardAnswer(query, record.fqdn, record.type));
  const [alias] = isWild ? [] : chain;
  if (isUndelegated) findings.push(finding('dns.not-delegated', { domain }));
  if (isWild) findings.push(finding('dns.wildcard', { name: record.fqdn }));
  if (alias === record.value) findings.push(finding('dns.wrong-type', { type: 'CNAME' }));
  else if (alias !== undefined) findings.push(finding('dns.alias-in-the-way', { name: alias }));
  for (const [code, name] of misplacements(record.fqdn, context)) {
    const isThere = (text: string): boolean =>
      matches(text) || damageOf(text, record.value, matches) !== null;
    if (valuesOf(await query(name, record.type)).some(isThere)) findings.push(finding(code, { name }));
  }
  if (zone && soaOwner?.endsWith(`.${zone}`)) findings.push(finding('dns.wrong-zone', { zone: soaOwner }));
  const fix = replace(
    record,
    alias === undefined ? [] : [alias],
    alias !== undefined && alias !== record.value,
  );
  // Where other texts are at the name, all of them are kept together for as long as they say.
  const kept = negativeTtl ?? rows[0]?.ttl;
  return { ...verdict('missing', answer, findings, fix), ...(kept !== undefined && { retryAfter: kept }) };
}

/** The zone's name was added to a target by itself, because the target did not end in a dot. */
export function isDoubled(target: string, record: DomainRecord, { zone }: CheckContext): boolean {
  return target === `${record.value}.${zone}`;
}

function misplacements(fqdn: string, { domain, zone }: CheckContext): [FindingCode, string][] {
  const apex = zone ?? domain;
  const below = fqdn.endsWith(`.${domain}`) ? fqdn.slice(0, -domain.length - 1) : '';
  const places: [FindingCode, string][] = [['dns.doubled-host', `${fqdn}.${apex}`]];
  // A policy of the apex is no mistake: it counts for the names below, or is none.
  if (apex !== domain && below !== '_dmarc')
    places.push(['dns.wrong-host', below === '' ? apex : `${below}.${apex}`]);
  if (below !== '') places.push(['dns.wrong-host', domain]);
  if (below.includes('._domainkey'))
    places.push(['dns.wrong-host', `${below.replace('._domainkey', '')}.${domain}`]);
  if (below.includes('_')) places.push(['dns.missing-underscore', `${below.replaceAll('_', '')}.${domain}`]);
  return places;
}

/** Seen, and not what it should be. */
export function isWrong({ state }: { state: RecordState }): boolean {
  return state === 'missing' || state === 'mismatch' || state === 'conflict';
}
