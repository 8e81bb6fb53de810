import type { FoundRecord, RecordReport } from '@mail-settings/core';

/** Seen in DNS, and not what it should be. */
export const isWrong = ({ state }: RecordReport): boolean => state === 'mismatch' || state === 'conflict';

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
 * Empty where nothing is to be published: a policy from above applies, or the zone has what is right and nobody sees it yet.
 */
export function wantedValue(report: RecordReport): string {
  const { record, fix, state } = report;
  const isTheirs = record.purpose === 'spf' || record.purpose === 'dmarc';
  const isKept = isTheirs && fix === undefined;
  const [own] = isKept && (state === 'ok' || isWrong(report)) ? foundFor(report) : [];
  if (isKept && own === undefined && (state === 'ok' || state === 'pending')) return '';
  const value = own?.value ?? fix?.value ?? record.value;
  return record.priority === undefined ? value : `${record.priority} ${value}`;
}

/** The terms of a proposed SPF record that name the service, to be put into a record by hand. */
export function spfPart(proposed: string): string {
  const terms = proposed
    .split(/\s+/)
    .slice(1)
    .filter((term) => !/^[?~+-]?all$/i.test(term));
  const named = terms.filter((term) => /[:=]/.test(term));
  return (named.length > 0 ? named : terms).join(' ');
}
