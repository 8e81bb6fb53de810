import type { DnsAnswer } from './dns.ts';
import { type FindingCode, finding } from './finding.ts';
import { foundRows, type Look, rowsOf, textsOf } from './look.ts';
import type { DomainRecord, DomainReport, Finding, FoundRecord, RecordFix, RecordState } from './record.ts';
import { damageOf } from './text-damage.ts';

/** What the evaluators share during the check of one domain. */
export type CheckContext = {
  look: Look;
  domain: string;
  /** Apex of the zone; null where it could not be learnt. */
  zone: string | null;
  /** The top level answers for the name itself: nobody has been given the domain, or no server was named for it. */
  isUndelegated: boolean;
  dmarcReportAddress?: string;
};

/** What a look at one record shows; `unchecked` where DNS did not answer. */
export type Verdict = {
  state: RecordState;
  found: FoundRecord[];
  findings: Finding[];
  fix?: RecordFix;
  retryAfter?: number;
  spf?: DomainReport['spf'];
};

export function verdict(
  state: RecordState,
  answer: DnsAnswer,
  findings: Finding[],
  fix?: RecordFix,
): Verdict {
  return { state, found: foundRows(answer), findings, ...(fix ? { fix } : {}) };
}

/** DNS gave no answer: nothing is known, which is not absence. */
export function noAnswer(answer: DnsAnswer): Verdict {
  const reason = answer.state === 'failed' ? answer.reason : 'servfail';
  return {
    state: 'unchecked',
    found: [],
    findings: [finding('dns.no-answer', { reason })],
  };
}

export function fixOf(
  record: DomainRecord,
  action: RecordFix['action'],
  options: { value?: string; removes?: string[]; needsConsent?: boolean } = {},
): RecordFix {
  const { value = record.value, removes = [], needsConsent = false } = options;
  const target = { type: record.type, fqdn: record.fqdn, host: record.host };
  return { action, ...target, ...(action === 'remove' ? {} : { value }), removes, needsConsent };
}

/**
 * Nothing right is published: says `missing` and looks why, and whether the record stands at a name where people put it by mistake.
 * `matches` tells whether a text found there is the record.
 */
export async function absent(
  record: DomainRecord,
  context: CheckContext,
  answer: DnsAnswer,
  matches: (text: string) => boolean,
): Promise<Verdict> {
  const findings: Finding[] = [];
  const [alias] = answer.state === 'answer' ? answer.chain : [];
  const isWild = alias !== undefined && (await isWildcard(record, context, answer));
  if (context.isUndelegated) findings.push(finding('dns.not-delegated', { domain: context.domain }));
  if (isWild) findings.push(finding('dns.wildcard', { name: record.fqdn }));
  else if (alias === record.value) findings.push(finding('dns.wrong-type', { type: 'CNAME' }));
  else if (alias !== undefined) findings.push(finding('dns.alias-in-the-way', { name: alias }));
  for (const [code, name] of misplacements(record.fqdn, context)) {
    const there = texts(await context.look(name, record.type));
    const isThere = there.some((text) => matches(text) || damageOf(text, record.value, matches).length > 0);
    if (isThere) findings.push(finding(code, { name }));
  }
  const owner = answer.state === 'answer' ? answer.soaOwner : undefined;
  if (owner && context.zone && owner.endsWith(`.${context.zone}`))
    findings.push(finding('dns.wrong-zone', { zone: owner }));
  const isBlocked = alias !== undefined && !isWild;
  const fix = fixOf(
    record,
    isBlocked ? 'replace' : 'add',
    isBlocked ? { removes: [alias], needsConsent: alias !== record.value } : {},
  );
  const retryAfter = answer.state === 'answer' ? answer.negativeTtl : undefined;
  return {
    ...verdict('missing', answer, findings, fix),
    ...(retryAfter === undefined ? {} : { retryAfter }),
  };
}

/** True where a name nobody made, beside the record's, gets the same answer (RFC 4592): then nothing was published for this one. */
export async function isWildcard(
  record: DomainRecord,
  { look, domain }: CheckContext,
  answer: DnsAnswer,
): Promise<boolean> {
  if (record.fqdn === domain) return false;
  const beside = await look(
    `mail-settings-nobody-made-this${record.fqdn.slice(record.fqdn.indexOf('.'))}`,
    record.type,
  );
  const [one, other] = [answer, beside].map((each) =>
    [...(each.state === 'answer' ? each.chain : []), ...texts(each)].join('\n'),
  );
  return one !== '' && one === other;
}

/** Texts of TXT rows, targets of aliases, hosts of MX: what a record's value is compared with. */
export function texts(answer: DnsAnswer): string[] {
  return [
    ...textsOf(answer),
    ...rowsOf(answer).flatMap((row) =>
      row.type === 'CNAME' ? row.target : row.type === 'MX' ? row.exchange : [],
    ),
  ];
}

function misplacements(fqdn: string, { domain, zone }: CheckContext): [FindingCode, string][] {
  const apex = zone ?? domain;
  const below = fqdn === domain ? '' : fqdn.slice(0, -domain.length - 1);
  const places: [FindingCode, string][] = [['dns.doubled-host', `${fqdn}.${apex}`]];
  if (apex !== domain) places.push(['dns.wrong-host', below === '' ? apex : `${below}.${apex}`]);
  if (below !== '') places.push(['dns.wrong-host', domain]);
  if (below.includes('_')) places.push(['dns.missing-underscore', `${below.replaceAll('_', '')}.${domain}`]);
  return places;
}
