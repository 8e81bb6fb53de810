import type { DnsAnswer } from './dns.ts';
import { foundRows, type Look, rowsOf, textsOf } from './look.ts';
import type { DomainRecord, Finding, FoundRecord, RecordFix, RecordState } from './record.ts';
import { damageOf } from './text-damage.ts';

/** What the evaluators share during the check of one domain. */
export type CheckContext = {
  look: Look;
  domain: string;
  /** Apex of the zone; null where it could not be learnt. */
  zone: string | null;
  dmarcReportAddress?: string;
};

/** What a look at one record shows; `unchecked` where DNS did not answer. */
export type Verdict = {
  state: RecordState;
  found: FoundRecord[];
  findings: Finding[];
  fix?: RecordFix;
  retryAfter?: number;
};

export function finding(
  code: string,
  severity: Finding['severity'],
  source: string,
  params: Finding['params'] = {},
): Finding {
  return { code, severity, source, params };
}

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
    findings: [finding('dns.no-answer', 'warning', 'RFC 2308 §7', { reason })],
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
 * Nothing right is published: says `missing` and looks whether the record stands at a name where people put it by mistake.
 * `matches` tells whether a text found there is the record.
 */
export async function absent(
  record: DomainRecord,
  context: CheckContext,
  answer: DnsAnswer,
  matches: (text: string) => boolean,
): Promise<Verdict> {
  const findings: Finding[] = [];
  for (const { code, name } of misplacements(record.fqdn, context)) {
    const there = await context.look(name, record.type);
    if (texts(there).some((text) => matches(text) || damageOf(text, record.value, matches).length > 0)) {
      findings.push(
        finding(code, 'error', code === 'dns.doubled-host' ? 'RFC 1034 §3.1' : 'RFC 1034 §3.6', { name }),
      );
    }
  }
  if (
    answer.state === 'answer' &&
    answer.soaOwner &&
    context.zone &&
    answer.soaOwner.endsWith(`.${context.zone}`)
  ) {
    findings.push(finding('dns.wrong-zone', 'warning', 'RFC 1034 §4.2', { zone: answer.soaOwner }));
  }
  const retryAfter = answer.state === 'answer' ? answer.negativeTtl : undefined;
  return {
    ...verdict('missing', answer, findings, fixOf(record, 'add')),
    ...(retryAfter === undefined ? {} : { retryAfter }),
  };
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

function misplacements(fqdn: string, { domain, zone }: CheckContext): { code: string; name: string }[] {
  const apex = zone ?? domain;
  const below = fqdn === domain ? '' : fqdn.slice(0, -domain.length - 1);
  const places = [{ code: 'dns.doubled-host', name: `${fqdn}.${apex}` }];
  if (apex !== domain)
    places.push({ code: 'dns.wrong-host', name: below === '' ? apex : `${below}.${apex}` });
  if (below !== '') places.push({ code: 'dns.wrong-host', name: domain });
  if (below.includes('_'))
    places.push({ code: 'dns.missing-underscore', name: `${below.replaceAll('_', '')}.${domain}` });
  return places;
}
