import { type FindingCode, finding } from './finding.ts';
import type { Finding } from './record.ts';
import { readTags } from './txt.ts';

export type DmarcPolicy = 'none' | 'quarantine' | 'reject';

/** A DMARC record as receivers understand it. */
export type DmarcRecord = {
  /** The policy for the domain itself, before `t`; null: no DMARC at all (RFC 9989 §4.10.1). */
  policy: DmarcPolicy | null;
  /** What the tags say, defaults filled in. A bad or absent `p` is null. */
  p: DmarcPolicy | null;
  sp: DmarcPolicy | null;
  np: DmarcPolicy | null;
  adkim: 'r' | 's';
  aspf: 'r' | 's';
  fo: string;
  psd: 'y' | 'n' | 'u';
  t: 'y' | 'n';
  /** Report addresses that can be used, case kept, without the sizes older records put behind them. */
  rua: string[];
  ruf: string[];
  findings: Finding[];
};

/** True for a text that is a DMARC record: the first tag is `v` with exactly `DMARC1` (RFC 9989 §4.7). */
export function isDmarc(text: string): boolean {
  return /^[vV][ \t]*=[ \t]*DMARC1[ \t]*(?:;|$)/.test(text);
}

/** Reads a DMARC record (RFC 9989 §4.7, §4.8). Tag names and most values do not mind case. Null where the text is no DMARC record. */
export function parseDmarc(text: string): DmarcRecord | null {
  if (!isDmarc(text)) return null;
  const findings: Finding[] = [];
  const note: Note = (code, params) => {
    findings.push(finding(code, params));
  };
  const { tags, names } = collect(text, note);
  const pick = <T extends string>(tag: string, allowed: readonly T[]): T | null => {
    const value = tags.get(tag)?.toLowerCase();
    const found = allowed.find((one) => one === value) ?? null;
    if (value !== undefined && found === null) note('dmarc.invalid-value', { tag, value });
    return found;
  };
  const [p, sp, np] = [pick('p', POLICIES), pick('sp', POLICIES), pick('np', POLICIES)];
  const uris = (tag: string): string[] => readUris(tag, tags.get(tag), note);
  const hasReports = (tags.get('rua') ?? '').split(',').some(isReportUri);
  const record: DmarcRecord = {
    policy: p,
    p,
    sp,
    np,
    adkim: pick('adkim', ['r', 's']) ?? 'r',
    aspf: pick('aspf', ['r', 's']) ?? 'r',
    fo: readOptions(tags.get('fo'), note),
    psd: pick('psd', ['y', 'n', 'u']) ?? 'u',
    t: pick('t', ['y', 'n']) ?? 'n',
    rua: uris('rua'),
    ruf: uris('ruf'),
    findings,
  };
  if (p === null || (tags.has('sp') && sp === null) || (tags.has('np') && np === null))
    record.policy = hasReports ? 'none' : null;
  if (findings.some(({ code }) => code === 'dmarc.duplicate-tag')) record.policy = null;
  if (!names.includes('p')) note('dmarc.missing-tag', { tag: 'p' });
  else if (names[1] !== 'p') note('dmarc.p-not-second');
  if (!tags.has('rua')) note('dmarc.no-rua');
  if (record.t === 'y') note('dmarc.test-mode');
  if (record.psd === 'y') note('dmarc.psd-yes');
  if (p && sp && strictness(sp) < strictness(p))
    note('dmarc.weaker-subdomain-policy', { tag: 'sp', value: sp });
  return record;
}

/** Why a text that was meant as a DMARC record is none; empty where nothing shows that it was meant so. */
export function nearDmarc(text: string): Finding[] {
  const near = NEAR.find(([, pattern]) => !isDmarc(text) && pattern.test(text));
  return near ? [finding(near[0])] : [];
}

const NEAR: readonly [FindingCode, RegExp][] = [
  ['dmarc.leading-whitespace', /^\s+v[ \t]*=[ \t]*DMARC1/i],
  ['dmarc.wrong-record', /^v[ \t]*=[ \t]*spf1/i],
  ['dmarc.bad-version', /^v[ \t]*=[ \t]*DMARC/i],
  ['dmarc.version-not-first', /;[ \t]*v[ \t]*=[ \t]*DMARC1[ \t]*(?:;|$)/i],
  ['dmarc.bad-version', /^(?:DMARC1[ \t]*;|p[ \t]*=[ \t]*(?:none|quarantine|reject)[ \t]*(?:;|$))/i],
];

/**
 * The record to propose: the service's own where it is a DMARC record, else the weakest one that counts.
 * An address for reports is added only where there is none.
 */
export function proposedDmarc(given: string | null, reportAddress?: string): string {
  const own = given?.trim() ?? '';
  const policy = parseDmarc(own)?.policy;
  const record = policy ? own : policy === null ? repairDmarc(own) : 'v=DMARC1; p=none';
  const hasReports = !reportAddress || (parseDmarc(record)?.rua.length ?? 0) > 0;
  return hasReports ? record : repairDmarc(record, reportAddress);
}

/**
 * A record rewritten without taking anything back: of equal tags the first stays, of policies the strictest, and historic tags
 * (`pct`, `rf`, `ri`) and bad policies go. Reports are sent to the address only where the record names none that can be used.
 */
export function repairDmarc(text: string, reportAddress?: string): string {
  // A policy counts also where the separators are wrong.
  const meant = [...text.toLowerCase().matchAll(/(?:^|[;,\s])p\s*=\s*(\w+)/g)].map(([, policy]) => policy);
  const kept = new Map<string, string>([['p', strictest(meant) ?? 'none']]);
  for (const { name, value } of readTags(text)) {
    const tag = name.toLowerCase();
    const policy = POLICY_TAGS.includes(tag) ? strictest([kept.get(tag), value?.toLowerCase()]) : value;
    if (policy && tag !== 'v' && !HISTORIC.includes(tag) && (POLICY_TAGS.includes(tag) || !kept.has(tag)))
      kept.set(tag, policy);
  }
  const hasReports = (parseDmarc(text)?.rua.length ?? 0) > 0;
  if (reportAddress && !hasReports) kept.set('rua', `mailto:${reportAddress.replace(/^mailto:/i, '')}`);
  return ['v=DMARC1', ...[...kept].map((pair) => pair.join('='))].join('; ');
}

/** The record with the strictest policy, of equals the first; repaired where none of them has a policy. */
export function strictestDmarc(records: readonly string[]): string {
  const policies = records.map((record) => parseDmarc(record)?.policy);
  return records[policies.indexOf(strictest(policies) ?? undefined)] ?? repairDmarc(records[0] ?? '');
}

/** 0 for `none`, 2 for `reject`. */
export function strictness(policy: DmarcPolicy): number {
  return POLICIES.indexOf(policy);
}

function strictest(values: readonly (string | null | undefined)[]): DmarcPolicy | null {
  return POLICIES.reduce<DmarcPolicy | null>(
    (best, policy) => (values.includes(policy) ? policy : best),
    null,
  );
}

const POLICIES: readonly DmarcPolicy[] = ['none', 'quarantine', 'reject'];
const POLICY_TAGS = ['p', 'sp', 'np'];
const KNOWN = [...POLICY_TAGS, 'v', 'adkim', 'aspf', 'fo', 'psd', 't', 'rua', 'ruf'];
const HISTORIC = ['pct', 'rf', 'ri'];

type Note = (code: FindingCode, params?: Finding['params']) => void;

/** Tags with a value, and notes on what is malformed, unknown or twice there. The first of several counts. */
function collect(text: string, note: Note): { tags: Map<string, string>; names: string[] } {
  const tags = new Map<string, string>();
  const names: string[] = [];
  for (const { name, value } of readTags(text)) {
    const tag = name.toLowerCase();
    const isKnown = KNOWN.includes(tag);
    names.push(tag);
    if (HISTORIC.includes(tag)) note('dmarc.historic-tag', { tag });
    else if (value && tag && !isKnown) note('dmarc.unknown-tag', { tag });
    if (!tag || value === null || !(value || isKnown)) note('dmarc.syntax', { tag });
    else if (tags.has(tag)) note('dmarc.duplicate-tag', { tag });
    else tags.set(tag, value);
  }
  return { tags, names };
}

/** A URI as such, whether or not anybody sends reports to its scheme (RFC 9989 §4.10.1). */
function isReportUri(part: string): boolean {
  return /^[a-z][a-z\d+.-]*:[^\s!]+(?:!\d+[kmgt]?)?$/i.test(part.trim());
}

function readUris(tag: string, value: string | undefined, note: Note): string[] {
  const uris: string[] = [];
  for (const part of value?.split(',') ?? []) {
    const uri = part.trim();
    const plain = uri.replace(/!\d+[kmgt]?$/i, '');
    if (/^mailto:[^@\s]+@[^@\s]+$/i.test(plain)) uris.push(plain);
    else
      note(
        /^(?!mailto:)[a-z][a-z\d+.-]*:/i.test(plain) ? 'dmarc.unsupported-uri-scheme' : 'dmarc.invalid-uri',
        { tag, uri },
      );
    if (plain !== uri) note('dmarc.obsolete-uri-size', { tag });
  }
  if (uris.length > 2) note('dmarc.many-uris', { tag });
  return uris;
}

/** `fo`, in which `0` and `1` exclude each other (RFC 9989 §4.8). */
function readOptions(value: string | undefined, note: Note): string {
  const fo = value?.toLowerCase().replace(/[ \t]/g, '') ?? '0';
  if (/^[01ds](?::[01ds])*$/.test(fo) && !/0.*1|1.*0/.test(fo)) return fo;
  note('dmarc.invalid-value', { tag: 'fo', value: fo });
  return '0';
}
