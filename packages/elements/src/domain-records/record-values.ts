import type { FoundRecord, RecordReport } from '@mail-settings/core';
import type { DomainKey } from '../text/more-words.ts';

/** Seen in DNS, and not what it should be. */
export const isWrong = ({ state }: RecordReport): boolean => state === 'mismatch' || state === 'conflict';

/** Whether there is something about a record that a person should read without looking for it. */
export function opensByItself({ state, findings }: RecordReport): boolean {
  if (state === 'mismatch' || state === 'conflict') return true;
  return findings.some(({ severity }) => state !== 'ok' || severity !== 'advice');
}

/** Whether there is more to say about the fix of a record, or its absence, than the value itself. */
export function saysMore({ fix, obstacle }: RecordReport): boolean {
  return obstacle !== undefined || fix?.proof !== undefined || (fix?.effects?.length ?? 0) > 0;
}

/** Why a record is not right, in two words, by the gravest of its findings; undefined where its state says all. */
export function causeOf({ findings, state }: RecordReport): DomainKey | undefined {
  if (state === 'ok' || state === 'pending') return undefined;
  for (const { code } of findings) {
    const cause = causes.find(([, codes]) => codes.test(code));
    if (cause) return `records.cause.${cause[0]}`;
  }
  return undefined;
}

const causes = [
  ['service', /^spf\.service-broken$|^dkim\.revoked$/],
  ['alias', /^dns\.(?:alias-in-the-way|cname-and-other)$/],
  ['host', /^dns\.(?:wrong-host|doubled-host|missing-underscore|wrong-zone)$/],
  ['several', /\.multiple-records$|^dns\.several-cnames$/],
  ['type', /^dns\.wrong-type$/],
  ['target', /^dns\.(?:other|doubled)-target$/],
  ['proxy', /^dns\.cname-proxied$/],
  ['cut', /^dns\.truncated$/],
  ['damaged', /^dns\.(?:quotes|escapes|odd-spaces|extra-text|pem-armour)$|leading-whitespace$/],
  ['limit', /^spf\.too-many-/],
  ['refused', /^spf\.(?:refused-|not-passing|never-sends)/],
  ['part', /^spf\.not-authorised$/],
  ['key', /^dkim\.other-key$/],
  ['servers', /^mx\./],
  ['wildcard', /^dns\.wildcard$/],
  ['silent', /^dns\.no-answer$/],
  [
    'syntax',
    /^(?:spf|dkim|dmarc)\.(?:syntax|bad-|duplicate-|invalid-|version-|missing-tag|wrong-record|unknown-key)/,
  ],
] as const;

/** Of all that stands at the name, what this record is about: at a domain itself many texts stand side by side. */
export function foundFor({ record: { purpose, value }, found, fix }: RecordReport): FoundRecord[] {
  const start = { spf: /^v=spf1( |$)/i, dmarc: /^v\s*=\s*DMARC1/i } as Partial<Record<string, RegExp>>;
  const isAbout = (text: string): boolean =>
    start[purpose]?.test(text) ?? (purpose !== 'ownership' || text === value);
  const goes = (text: string): boolean =>
    fix?.removes.some((gone) => text === gone || text.endsWith(` ${gone}`)) === true;
  return found.filter((one) => goes(one.value) || isAbout(one.value));
}

/**
 * The value to publish as one text, an MX record with its priority. An owner's own SPF or DMARC record that does the job
 * stays, and so does one that is wrong in a way which only they can decide about: the proposed value would throw it away.
 * Empty where nothing is to be published: a policy from above applies, the zone has what is right and nobody sees it yet, or
 * no value could be proven to be safe.
 */
export function wantedValue(report: RecordReport): string {
  const { record, fix, state, obstacle } = report;
  if (fix?.action === 'remove' || (obstacle && !fix)) return '';
  const isTheirs = record.purpose === 'spf' || record.purpose === 'dmarc';
  const isKept = isTheirs && fix === undefined;
  const [own] = isKept && (state === 'ok' || isWrong(report)) ? foundFor(report) : [];
  if (isKept && own === undefined && (state === 'ok' || state === 'pending')) return '';
  const value = own?.value ?? fix?.value ?? record.value;
  return record.priority === undefined ? value : `${record.priority} ${value}`;
}
