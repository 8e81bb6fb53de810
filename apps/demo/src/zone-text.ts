import { isIP } from 'node:net';

/** One record of a zone; `name` is absolute, lower case, without the final dot. */
export type ZoneRecord = { name: string; ttl: number } & (
  | { type: 'A' | 'AAAA' | 'NS'; value: string }
  | { type: 'CNAME'; value: string }
  | { type: 'MX'; priority: number; value: string }
  | { type: 'TXT'; strings: string[] }
);

/** What a person typed, read: records, or the first line that cannot be read and why. */
export type ZoneReading = { ok: true; records: ZoneRecord[] } | { ok: false; line: number; problem: string };

/**
 * Reads the text of a zone file (RFC 1035 §5.1): one record a line, `name [ttl] [IN] type value`. A name without a
 * final dot is below the zone, `@` is the zone, a line that begins with a space repeats the last name. Comments,
 * quoted strings, parentheses and `$TTL` are understood. A SOA is left out, since the server makes its own.
 */
export function readZone(text: string, apex: string): ZoneReading {
  const records: ZoneRecord[] = [];
  let ttl = 300;
  let last = apex;
  for (const { line, indented, words } of logicalLines(text)) {
    try {
      if (words[0]?.text.toUpperCase() === '$TTL') {
        ttl = seconds(words[1]?.text);
        continue;
      }
      if (words[0]?.text.toUpperCase() === '$ORIGIN') {
        if (absolute(words[1]?.text ?? '', '') !== apex)
          throw new Unreadable('only the zone itself may be the origin');
        continue;
      }
      const rest = [...words];
      last = indented ? last : absolute(rest.shift()?.text ?? '', apex);
      if (last !== apex && !last.endsWith(`.${apex}`)) throw new Unreadable(`${last} is not in this zone`);
      const record = readRecord(last, rest, ttl, apex);
      if (record !== undefined) records.push(record);
    } catch (error) {
      if (error instanceof Unreadable) return { ok: false, line, problem: error.message };
      throw error;
    }
  }
  const clash = records.find(
    (one) => one.type === 'CNAME' && records.some((other) => other !== one && other.name === one.name),
  );
  if (clash !== undefined) {
    return { ok: false, line: 0, problem: `${clash.name} has a CNAME and other records (RFC 1034 §3.6.2)` };
  }
  return { ok: true, records };
}

/** The records as zone file text that `readZone` reads back to the same records. */
export function writeZone(records: readonly ZoneRecord[], apex: string): string {
  return records
    .map((record) => `${relative(record.name, apex)} ${record.ttl} ${record.type} ${valueText(record)}\n`)
    .join('');
}

/** The value as a zone file shows it. */
function valueText(record: ZoneRecord): string {
  if (record.type === 'TXT') return record.strings.map(quote).join(' ');
  if (record.type === 'MX') return `${record.priority} ${record.value}.`;
  return record.type === 'A' || record.type === 'AAAA' ? record.value : `${record.value}.`;
}

class Unreadable extends Error {}

type Word = { text: string; quoted: boolean };

/** Splits into words and joins what parentheses hold together. Bytes beyond ASCII stand as UTF-8, one character each. */
function logicalLines(text: string): { line: number; indented: boolean; words: Word[] }[] {
  const lines: { line: number; indented: boolean; words: Word[] }[] = [];
  let depth = 0;
  for (const [index, raw] of Buffer.from(text, 'utf8').toString('latin1').split(/\r?\n/).entries()) {
    const opened = depth > 0 ? lines.at(-1) : undefined;
    const words: Word[] = opened?.words ?? [];
    for (const [token, inside] of raw.matchAll(/"((?:[^"\\]|\\.)*)"|;.*|[()]|(?:[^\s"();\\]|\\.)+/g)) {
      if (token.startsWith(';')) break;
      if (token === '(') depth += 1;
      else if (token === ')') depth -= 1;
      else words.push({ text: plain(inside ?? token), quoted: inside !== undefined });
    }
    if (opened === undefined && words.length > 0)
      lines.push({ line: index + 1, indented: /^\s/.test(raw), words });
  }
  return lines;
}

/** `\;` is the character itself, `\059` the byte of that number (RFC 1035 §5.1). */
function plain(text: string): string {
  return text.replace(/\\(\d{3}|.)/g, (_, escaped: string) =>
    escaped.length === 3 ? String.fromCharCode(Number(escaped) & 255) : escaped,
  );
}

function quote(string: string): string {
  const text = string
    .replace(/["\\]/g, '\\$&')
    .replace(/[^\x20-\x7e]/g, (c) => `\\${String(c.charCodeAt(0)).padStart(3, '0')}`);
  return `"${text}"`;
}

function readRecord(name: string, words: Word[], zoneTtl: number, apex: string): ZoneRecord | undefined {
  let ttl = zoneTtl;
  while (words[0] !== undefined && /^(\d+[smhdw]?|in)$/i.test(words[0].text)) {
    const word = words.shift()?.text ?? '';
    if (!/^in$/i.test(word)) ttl = seconds(word);
  }
  const type = words.shift()?.text.toUpperCase();
  const values = words.map(({ text }) => text);
  const [first = '', second = ''] = values;
  switch (type) {
    case undefined:
      throw new Unreadable('there is no record type');
    case 'SOA':
      return undefined;
    case 'TXT':
      return { name, ttl, type, strings: textStrings(words) };
    case 'MX':
      if (!/^\d{1,5}$/.test(first) || values.length !== 2)
        throw new Unreadable('MX wants a priority and a host');
      return { name, ttl, type, priority: Number(first), value: absolute(second, apex) };
    case 'A':
    case 'AAAA':
      if (isIP(first) !== (type === 'A' ? 4 : 6)) throw new Unreadable(`${first} is no address for ${type}`);
      return { name, ttl, type, value: first };
    case 'CNAME':
    case 'NS':
      if (values.length !== 1) throw new Unreadable(`${type} wants one host`);
      if (type === 'NS' && name !== apex)
        throw new Unreadable('this server hands no part of the zone to others');
      return { name, ttl, type, value: absolute(first, apex) };
    default:
      throw new Unreadable(`records of type ${type} are not served here`);
  }
}

/** One string for each quoted part; words without quotes are one value. Strings longer than 255 bytes are cut into several. */
function textStrings(words: Word[]): string[] {
  if (words.length === 0) throw new Unreadable('TXT wants a text');
  const strings = words.every(({ quoted }) => quoted)
    ? words.map(({ text }) => text)
    : [words.map(({ text }) => text).join(' ')];
  return strings.flatMap((string) => (string === '' ? [''] : (string.match(/[\s\S]{1,255}/g) ?? [])));
}

function absolute(name: string, apex: string): string {
  const text = name.toLowerCase();
  const full =
    text === '@' ? apex : text.endsWith('.') ? text.slice(0, -1) : apex === '' ? text : `${text}.${apex}`;
  const labels = full.split('.');
  if (full.length > 253 || !labels.every((label) => /^[!-~]{1,63}$/.test(label)))
    throw new Unreadable(`"${name}" is no name`);
  return full;
}

function relative(name: string, apex: string): string {
  return name === apex ? '@' : name.slice(0, -apex.length - 1);
}

function seconds(text = ''): number {
  const [, number = '', unit = 's'] = /^(\d{1,9})([smhdw]?)$/i.exec(text) ?? [];
  if (number === '') throw new Unreadable(`"${text}" is no time to live`);
  return Number(number) * (units[unit.toLowerCase()] ?? 1);
}

const units: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };
