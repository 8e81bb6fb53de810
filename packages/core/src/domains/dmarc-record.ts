import { type FindingCode, finding } from './finding.ts';
import type { Finding } from './record.ts';
import { readTags, type Tag } from './txt.ts';

export type DmarcPolicy = 'none' | 'quarantine' | 'reject';

/** One address for reports, without the size that older records put behind it. */
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
  /** Report addresses that can be used, case kept. */
  rua: string[];
  ruf: string[];
  findings: Finding[];
};

/** True for a text that is a DMARC record: the first tag is `v` with exactly `DMARC1` (RFC 9989 §4.7). */
export function isDmarc(text: string): boolean {
  return /^v[ \t]*=[ \t]*DMARC1[ \t]*(?:;|$)/.test(text.replace(/^V/, 'v'));
}

/** Reads a DMARC record (RFC 9989 §4.7, §4.8). Tag names and most values do not mind case. Null where the text is no DMARC record. */
export function parseDmarc(text: string): DmarcRecord | null {
  if (!isDmarc(text)) return null;
  const list = readTags(text).map(({ name, value }) => ({ name: name.toLowerCase(), value }));
  const findings: Finding[] = [];
  const note: Note = (code, tag, value) => {
    findings.push(
      finding(code, { ...(tag === undefined ? {} : { tag }), ...(value === undefined ? {} : { value }) }),
    );
  };
  const tags = collect(list, note);
  const pick = <T extends string>(tag: string, allowed: readonly T[]): T | null => {
    const value = tags.get(tag)?.toLowerCase();
    const found = allowed.find((one) => one === value) ?? null;
    if (value !== undefined && found === null) note('dmarc.invalid-value', tag, value);
    return found;
  };
  const [p, sp, np] = [pick('p', POLICIES), pick('sp', POLICIES), pick('np', POLICIES)];
  const isDouble = findings.some(({ code }) => code === 'dmarc.duplicate-tag');
  const record: DmarcRecord = {
    policy: null,
    p,
    sp,
    np,
    adkim: pick('adkim', ['r', 's']) ?? 'r',
    aspf: pick('aspf', ['r', 's']) ?? 'r',
    fo: '0',
    psd: pick('psd', ['y', 'n', 'u']) ?? 'u',
    t: pick('t', ['y', 'n']) ?? 'n',
    rua: readUris('rua', tags.get('rua'), note),
    ruf: readUris('ruf', tags.get('ruf'), note),
    findings,
  };
  const fo = tags.get('fo')?.toLowerCase().replace(/[ \t]/g, '');
  if (fo !== undefined && isReportOption(fo)) record.fo = fo;
  else if (fo !== undefined) note('dmarc.invalid-value', 'fo', fo);
  const isSpoilt = p === null || (tags.has('sp') && sp === null) || (tags.has('np') && np === null);
  if (!isDouble) record.policy = isSpoilt ? (record.rua.length > 0 ? 'none' : null) : p;
  const names = list.map(({ name }) => name);
  if (!names.includes('p')) note('dmarc.missing-tag', 'p');
  else if (names.indexOf('p') !== 1) note('dmarc.p-not-second');
  if (!tags.has('rua')) note('dmarc.no-rua');
  if (record.t === 'y') note('dmarc.test-mode');
  if (record.psd === 'y') note('dmarc.psd-yes');
  if (p && sp && POLICIES.indexOf(sp) < POLICIES.indexOf(p)) note('dmarc.weaker-subdomain-policy', 'sp', sp);
  return record;
}

/** Why a text that was meant as a DMARC record is none; null where nothing shows that it was meant so. */
export function nearDmarc(text: string): Finding | null {
  if (isDmarc(text)) return null;
  if (/^\s+v[ \t]*=[ \t]*DMARC1/i.test(text)) return finding('dmarc.leading-whitespace');
  if (/^v[ \t]*=[ \t]*spf1/i.test(text)) return finding('dmarc.wrong-record', { kind: 'spf' });
  if (/^v[ \t]*=[ \t]*DMARC/i.test(text)) return finding('dmarc.bad-version');
  return /;[ \t]*v[ \t]*=[ \t]*DMARC1[ \t]*(?:;|$)/i.test(text) ? finding('dmarc.version-not-first') : null;
}

/**
 * The record to propose: the service's own where it is a DMARC record, else the weakest one that counts.
 * An address for reports is added only where there is none. Historic tags (`pct`, `rf`, `ri`) are never written.
 */
export function proposedDmarc(given: string | null, reportAddress?: string): string {
  const base = given !== null && parseDmarc(given.trim()) ? given.trim() : 'v=DMARC1; p=none';
  if (!reportAddress || (parseDmarc(base)?.rua.length ?? 0) > 0) return base;
  return setTag(base, 'rua', `mailto:${reportAddress.replace(/^mailto:/i, '')}`);
}

/** The record with one tag set to a value, all else as it was; a new tag goes to the end, `p` to the second place. */
export function setTag(record: string, name: string, value: string): string {
  const tags = readTags(record).filter((tag) => tag.name !== '');
  const own: Tag = { name, value };
  const at = tags.findIndex((tag) => tag.name.toLowerCase() === name);
  if (at >= 0) tags[at] = own;
  else tags.splice(name === 'p' ? 1 : tags.length, 0, own);
  return tags.map((tag) => (tag.value === null ? tag.name : `${tag.name}=${tag.value}`)).join('; ');
}

/**
 * A record that counts no longer because of its form, put right without taking anything back: the first of several equal tags
 * with the strictest policy named, bad values and historic tags left out.
 */
export function mendDmarc(text: string, reportAddress?: string): string {
  const kept = new Map<string, string>();
  for (const { name, value } of readTags(text)) {
    const tag = name.toLowerCase();
    if (value === null || value === '' || HISTORIC.includes(tag)) continue;
    if (POLICY_TAGS.includes(tag)) {
      const policy = strictest([kept.get(tag), value.toLowerCase()]);
      if (policy) kept.set(tag, policy);
    } else if (!kept.has(tag)) {
      kept.set(tag, value);
    }
  }
  kept.delete('v');
  const policy = kept.get('p') ?? 'none';
  kept.delete('p');
  const rest = [...kept].map(([tag, value]) => `; ${tag}=${value}`).join('');
  return proposedDmarc(`v=DMARC1; p=${policy}${rest}`, reportAddress);
}

/** The record with the strictest policy; of equals the first. */
export function strictestDmarc(records: readonly string[]): string {
  const policies = records.map((record) => parseDmarc(record)?.policy ?? undefined);
  const at = policies.indexOf(strictest(policies) ?? undefined);
  return records[Math.max(at, 0)] ?? '';
}

function strictest(values: readonly (string | undefined)[]): DmarcPolicy | null {
  return [...POLICIES].reverse().find((policy) => values.includes(policy)) ?? null;
}

const POLICY_TAGS = ['p', 'sp', 'np'];
export const POLICIES: readonly DmarcPolicy[] = ['none', 'quarantine', 'reject'];

const KNOWN = ['v', 'p', 'sp', 'np', 'adkim', 'aspf', 'fo', 'psd', 't', 'rua', 'ruf'];
const HISTORIC = ['pct', 'rf', 'ri'];

type Note = (code: FindingCode, tag?: string, value?: string) => void;

/** Tags with a value, and notes on what is malformed, unknown or twice there. The first of several counts. */
function collect(list: readonly Tag[], note: Note): Map<string, string> {
  const tags = new Map<string, string>();
  for (const { name, value } of list) {
    if (HISTORIC.includes(name)) note('dmarc.historic-tag', name);
    else if (value && name !== '' && !KNOWN.includes(name)) note('dmarc.unknown-tag', name);
    if (name === '' || value === null || (value === '' && !KNOWN.includes(name))) {
      note('dmarc.syntax', name);
    } else if (tags.has(name)) {
      note('dmarc.duplicate-tag', name);
    } else {
      tags.set(name, value);
    }
  }
  return tags;
}

function readUris(tag: string, value: string | undefined, note: Note): string[] {
  if (value === undefined) return [];
  const uris: string[] = [];
  for (const part of value.split(',')) {
    const uri = part.trim();
    const plain = uri.replace(/!\d+[kmgt]?$/i, '');
    const scheme = /^[a-z][a-z\d+.-]*:/i.exec(plain)?.[0].toLowerCase() ?? '';
    if (/^mailto:[^@\s]+@[^@\s]+$/i.test(plain)) uris.push(plain);
    else
      note(
        scheme === '' || scheme === 'mailto:' ? 'dmarc.invalid-uri' : 'dmarc.unsupported-uri-scheme',
        tag,
        uri,
      );
    if (plain !== uri) note('dmarc.obsolete-uri-size', tag);
  }
  if (uris.length > 2) note('dmarc.many-uris', tag);
  return uris;
}

/** `0` and `1` exclude each other (RFC 9989 §4.8). */
function isReportOption(value: string): boolean {
  const options = value.split(':');
  return (
    options.every((option) => /^[01ds]$/.test(option)) && !(options.includes('0') && options.includes('1'))
  );
}
