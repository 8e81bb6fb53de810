import { isDmarc } from './dmarc-record.ts';
import type { DomainReport, Finding, RecordReport } from './record.ts';
import { isSpf } from './spf-record.ts';
import { toBytes, toStrings } from './txt.ts';

export type Handoff = {
  /** `open`: only what is not right yet. */
  records?: 'open' | 'all';
  /** Seconds; an hour without it. */
  ttl?: number;
};

/** A record as it must stand in the zone, and what has to go for it. */
export type HandoffRow = {
  type: 'TXT' | 'CNAME' | 'MX';
  fqdn: string;
  host: string;
  /** Null where something only has to go. */
  value: string | null;
  priority: number | null;
  ttl: number;
  removes: string[];
  /** Only the owner of the domain can decide it: such rows come last, and are marked in every form. */
  needsConsent: boolean;
  /** What exactly changes for the owner. */
  effects: Finding[];
};

/** The words of a form: what stands above the rows that need consent, and what an effect says on one line. */
export type HandoffWords = {
  consent: string;
  effect(effect: Finding): string;
};

/**
 * What a DNS administrator has to publish: where a record must be changed, its new value (a merged SPF record, for example).
 * An owner's own SPF or DMARC record that does the job is handed over as it is. Left out is what would undo something of
 * theirs without a fix that was proven, a policy inherited from above, a record of which the new text is not seen yet; and
 * everything as long as DNS was not queried, since what to publish depends on what is there.
 */
export function handoffRows(
  report: DomainReport,
  { records = 'open', ttl = 3600 }: Handoff = {},
): HandoffRow[] {
  if (report.checkedAt === null) return [];
  const rows = report.records
    .filter(({ state }) => records === 'all' || (state !== 'ok' && state !== 'pending'))
    .flatMap((report) => rowOf(report, ttl));
  return [
    ...rows.filter(({ needsConsent }) => !needsConsent),
    ...rows.filter(({ needsConsent }) => needsConsent),
  ];
}

function rowOf(report: RecordReport, ttl: number): HandoffRow[] {
  const { type, fqdn, host, priority = null } = report.record;
  const isRight = report.state === 'ok' || report.state === 'pending';
  const fix = isRight ? undefined : report.fix;
  const value = valueToPublish(report);
  if (value === null && fix?.action !== 'remove') return [];
  // Mail for a whole zone is never redirected by the way.
  const touchesApex = !isRight && type === 'MX' && host === '@';
  return [
    {
      type,
      fqdn,
      host,
      value,
      priority,
      ttl,
      removes: fix?.removes ?? [],
      needsConsent: fix?.needsConsent === true || touchesApex,
      effects: fix?.effects ?? [],
    },
  ];
}

function valueToPublish({ record, state, found, fix, obstacle }: RecordReport): string | null {
  const { type, purpose, value } = record;
  if (fix?.action === 'remove' && state !== 'ok' && state !== 'pending') return null;
  if (state === 'mismatch' || state === 'conflict' || obstacle) return fix ? (fix.value ?? value) : null;
  const isText = purpose === 'spf' ? isSpf : purpose === 'dmarc' ? isDmarc : undefined;
  const isOwn = isText && (type === 'TXT' ? isText : (text: string): boolean => text === value);
  if (isOwn === undefined || (state !== 'ok' && state !== 'pending')) return fix?.value ?? value;
  return (state === 'ok' && found.find((one) => isOwn(one.value))?.value) || null;
}

/**
 * Lines for a BIND zone file (RFC 1035 §5.1): absolute names, strings of at most 255 bytes, everything unusual escaped. What
 * has to go, and all that needs consent, stands in comments: loading the file changes neither.
 */
export function toZoneFile(rows: readonly HandoffRow[], words: HandoffWords = codes): string {
  const asked = rows.filter(({ needsConsent }) => needsConsent);
  const plain = rows.filter(({ needsConsent }) => !needsConsent);
  const lines = plain.flatMap(zoneLines);
  if (asked.length > 0) lines.push(comment(words.consent));
  for (const row of asked) {
    lines.push(...row.effects.map((effect) => comment(`  ${words.effect(effect)}`)));
    lines.push(...zoneLines(row).map((line) => (line.startsWith(';') ? line : `; ${line}`)));
  }
  return lines.map((line) => `${line}\n`).join('');
}

function zoneLines({ type, fqdn, value, priority, ttl, removes }: HandoffRow): string[] {
  // What was found is bytes already.
  const gone = removes.map((text) => `; - ${zoneName(fqdn)} ${text.replace(/[^ -~]/g, escapeByte)}`);
  if (value === null) return gone;
  const data =
    type === 'TXT'
      ? toStrings(toBytes(value))
          .map((string) => `"${string.replace(/["\\]/g, '\\$&').replace(/[^ -~]/g, escapeByte)}"`)
          .join(' ')
      : `${type === 'MX' ? `${priority ?? 0} ` : ''}${zoneName(value)}`;
  return [...gone, `${zoneName(fqdn)} ${ttl} IN ${type} ${data}`];
}

function comment(text: string): string {
  return `; ${text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')}`;
}

/**
 * RFC 4180, with the names of the columns first; of several values that have to go each is on a line of its cell. A cell that
 * a spreadsheet would take for a formula (`=`, `+`, `-`, `@`, tab) begins with an apostrophe, which it does not show.
 */
export function toCsv(rows: readonly HandoffRow[], words: HandoffWords = codes): string {
  const line = (cells: readonly string[][]): string =>
    `${cells.map((cell) => `"${cell.map(inert).join('\n').replaceAll('"', '""')}"`).join(',')}\r\n`;
  const cells = rows.map((row) => [
    ...cellsOf(row),
    row.needsConsent ? [words.consent] : [],
    row.effects.map((effect) => words.effect(effect)),
  ]);
  return [[...COLUMNS, 'consent', 'effects'].map((column) => [column]), ...cells].map(line).join('');
}

function inert(value: string): string {
  return /^[=+\-@\t\r\n\uff0b\uff0d\uff1d\uff20]/.test(value) ? `'${value}` : value;
}

/** Tables for tickets and chats, values as code so that they can be copied whole; what needs consent is a table of its own. */
export function toMarkdown(rows: readonly HandoffRow[], words: HandoffWords = codes): string {
  const asked = rows.filter(({ needsConsent }) => needsConsent);
  const plain = rows.filter(({ needsConsent }) => !needsConsent);
  const tables = plain.length > 0 || asked.length === 0 ? [table([...COLUMNS], plain.map(coded))] : [];
  if (asked.length > 0) {
    const cells = asked.map((row) => [
      ...coded(row),
      row.effects.map((effect) => cellText(words.effect(effect))).join(' '),
    ]);
    tables.push(`**${cellText(words.consent)}**\n\n${table([...COLUMNS, 'effects'], cells)}`);
  }
  return tables.join('\n');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |\n`).join('');
}

const COLUMNS = ['type', 'host', 'fqdn', 'value', 'priority', 'ttl', 'removes'] as const;

/** What stands in each column: one value, none or several. */
function cellsOf(row: HandoffRow): string[][] {
  return COLUMNS.map((column) => [row[column] ?? []].flat().map(String));
}

function coded(row: HandoffRow): string[] {
  return cellsOf(row).map((values) => values.map(code).join(' '));
}

function cellText(text: string): string {
  return text.replace(/[\r\n]+/g, ' ').replace(/[|<>*_`\\[\]]/g, '\\$&');
}

/** For programs: the code of each effect and what it is about. */
const codes: HandoffWords = {
  consent: 'needs consent',
  effect: ({ code, params }) => [code, ...Object.values(params)].join(' ').replace(/[^ -~]/g, '?'),
};

function zoneName(name: string): string {
  return `${toBytes(name).replace(/[^\w.*-]/g, escapeByte)}.`;
}

function escapeByte(byte: string): string {
  return `\\${String(byte.charCodeAt(0)).padStart(3, '0')}`;
}

/** More backticks around a value than are in it; a bar would end the cell also inside of code. */
function code(value: string): string {
  const text = value.replace(/[\r\n]+/g, ' ').replaceAll('|', '\\|');
  const fence = '`'.repeat(Math.max(0, ...(text.match(/`+/g) ?? []).map(({ length }) => length)) + 1);
  return text.includes('`') ? `${fence} ${text} ${fence}` : `${fence}${text}${fence}`;
}
