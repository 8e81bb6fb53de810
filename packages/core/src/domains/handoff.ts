import { isDmarc } from './dmarc-record.ts';
import type { DomainReport, RecordReport } from './record.ts';
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
  value: string;
  priority: number | null;
  ttl: number;
  removes: string[];
};

/**
 * What a DNS administrator has to publish: where a record must be changed, its new value (a merged SPF record, for example).
 * An owner's own SPF or DMARC record that does the job is handed over as it is. Left out is what would undo something of
 * theirs: a change that only they can decide, a policy inherited from above, a record of which the new text is not seen yet.
 */
export function handoffRows(
  report: DomainReport,
  { records = 'open', ttl = 3600 }: Handoff = {},
): HandoffRow[] {
  return report.records
    .filter(({ state }) => records === 'all' || (state !== 'ok' && state !== 'pending'))
    .flatMap((report) => {
      const { type, fqdn, host, priority = null } = report.record;
      const isRight = report.state === 'ok' || report.state === 'pending';
      const removes = isRight ? [] : (report.fix?.removes ?? []);
      const value = valueToPublish(report);
      return value === null ? [] : [{ type, fqdn, host, value, priority, ttl, removes }];
    });
}

function valueToPublish({ record, state, found, fix }: RecordReport): string | null {
  const { type, purpose, value } = record;
  if (state === 'mismatch' || state === 'conflict') return fix ? (fix.value ?? value) : null;
  const isText = purpose === 'spf' ? isSpf : purpose === 'dmarc' ? isDmarc : undefined;
  const isOwn = isText && (type === 'TXT' ? isText : (text: string): boolean => text === value);
  if (isOwn === undefined || (state !== 'ok' && state !== 'pending')) return fix?.value ?? value;
  return (state === 'ok' && found.find((one) => isOwn(one.value))?.value) || null;
}

/** Lines for a BIND zone file (RFC 1035 §5.1): absolute names, strings of at most 255 bytes, everything unusual escaped. */
export function toZoneFile(rows: readonly HandoffRow[]): string {
  const lines = rows.map(({ type, fqdn, value, priority, ttl, removes }) => {
    const data =
      type === 'TXT'
        ? toStrings(toBytes(value))
            .map((string) => `"${string.replace(/["\\]/g, '\\$&').replace(/[^ -~]/g, escapeByte)}"`)
            .join(' ')
        : `${type === 'MX' ? `${priority ?? 0} ` : ''}${zoneName(value)}`;
    const gone = removes
      // What was found is bytes already.
      .map((text) => `; - ${zoneName(fqdn)} ${text.replace(/[^ -~]/g, escapeByte)}\n`)
      .join('');
    return `${gone}${zoneName(fqdn)} ${ttl} IN ${type} ${data}\n`;
  });
  return lines.join('');
}

/**
 * RFC 4180, with the names of the columns first; of several values that have to go each is on a line of the last cell. Cells
 * hold the values byte for byte, for programs to read: a spreadsheet takes one that begins with `=`, `+`, `-` or `@` for a
 * formula, and must be told that the columns are text.
 */
export function toCsv(rows: readonly HandoffRow[]): string {
  const line = (cells: readonly string[][]): string =>
    `${cells.map((cell) => `"${cell.join('\n').replaceAll('"', '""')}"`).join(',')}\r\n`;
  return [COLUMNS.map((column) => [column]), ...rows.map(cellsOf)].map(line).join('');
}

/** A table for tickets and chats, values as code so that they can be copied whole. */
export function toMarkdown(rows: readonly HandoffRow[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`;
  const head = line([...COLUMNS]) + line(COLUMNS.map(() => '---'));
  const cell = (values: string[]): string => values.map(code).join(' ');
  return head + rows.map((row) => line(cellsOf(row).map(cell))).join('');
}

const COLUMNS = ['type', 'host', 'fqdn', 'value', 'priority', 'ttl', 'removes'] as const;

/** What stands in each column: one value, none or several. */
function cellsOf(row: HandoffRow): string[][] {
  return COLUMNS.map((column) => [row[column] ?? []].flat().map(String));
}

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
