import type { DnsRow, DnsType } from '@mail-settings/core';
import ipaddr from 'ipaddr.js';

/** One question as it goes over the wire; `name` is in normal form (`normalName`). */
export type Question = { name: string; type: DnsType; recursion: boolean; edns: boolean };

/** What a packet holds of use here: rows of the types the kit asks for, class IN. */
export type Packet = {
  rcode: number;
  isAuthoritative: boolean;
  isCut: boolean;
  answers: DnsRow[];
  authorities: DnsRow[];
};

/**
 * Lower case without final dot, or `undefined` for what cannot be put on the wire: empty or long labels
 * (RFC 1035 §2.3.4), characters that are no byte, blanks and controls. The root is the empty name. A dot inside a label is `\.`.
 */
export function normalName(name: string): string | undefined {
  if (isNormal(name)) return name;
  const normal = lower(name).replace(/\.$/, '');
  if (normal === '') return normal;
  if (/[^\x21-\x7e\x80-\xff]/.test(normal) || normal.length > 253) return undefined;
  const labels = labelsOf(normal);
  const fits = (label: string) => label !== '' && label.length <= 63;
  return labels.every(fits) && labels.length === dotsOf(normal) + 1 ? normal : undefined;
}

/** True for what is in normal form already, as most names are: lower-case letters, digits, hyphens, underscores. */
function isNormal(name: string): boolean {
  let start = 0;
  for (let at = 0; at < name.length; at++) {
    const code = name.charCodeAt(at);
    if (code === dot) {
      if (at === start || at - start > 63) return false;
      start = at + 1;
    } else if ((code < 97 || code > 122) && (code < 48 || code > 57) && code !== 45 && code !== 95) {
      return false;
    }
  }
  return start < name.length && name.length - start <= 63 && name.length <= 253;
}

/** With EDNS the answer may be 1,232 bytes, which no path cuts (RFC 9715). */
export function writeQuestion(id: number, { name, type, recursion, edns }: Question): Buffer {
  const bytes = Buffer.allocUnsafe(name.length + 29);
  put16(bytes, 0, id);
  put16(bytes, 2, recursion ? 0x0100 : 0);
  put16(bytes, 4, 1);
  put16(bytes, 6, 0);
  put16(bytes, 8, 0);
  put16(bytes, 10, edns ? 1 : 0);
  let at = writeName(bytes, name);
  put16(bytes, at, typeNumbers[type]);
  put16(bytes, at + 2, classIn);
  at += 4;
  if (!edns) return bytes.subarray(0, at);
  bytes[at] = 0;
  put16(bytes, at + 1, optNumber);
  put16(bytes, at + 3, 1_232);
  put16(bytes, at + 5, 0);
  put16(bytes, at + 7, 0);
  put16(bytes, at + 9, 0);
  return bytes.subarray(0, at + 11);
}

/** Writes the name behind the header, and says where it ends. */
function writeName(bytes: Buffer, name: string): number {
  let start = 12;
  let at = 13;
  for (let from = 0; from < name.length; from++) {
    let code = name.charCodeAt(from);
    if (code === dot) {
      bytes[start] = at - start - 1;
      start = at++;
      continue;
    }
    if (code === backslash) code = name.charCodeAt(++from);
    bytes[at++] = code;
  }
  bytes[start] = at - start - 1;
  if (at === 13) return at;
  bytes[at] = 0;
  return at + 1;
}

function put16(bytes: Buffer, at: number, value: number): void {
  bytes[at] = value >> 8;
  bytes[at + 1] = value & 0xff;
}

/**
 * The response to exactly this question. `undefined` for what is none and has to be waited past: a question, another id,
 * another question (RFC 5452 §9.1); `'damaged'` for one that cannot be read. Strict where it reads (every length, every
 * pointer), and blind to record types it has no use for.
 */
export function readReply(bytes: Buffer, id: number, asked: Question): Packet | 'damaged' | undefined {
  if (bytes.length < 4) return undefined;
  const isResponse = (bytes.readUInt16BE(2) & 0xf800) === 0x8000;
  if (bytes.readUInt16BE(0) !== id || !isResponse) return undefined;
  try {
    return read(bytes, asked);
  } catch (error) {
    if (error instanceof RangeError) return 'damaged';
    throw error;
  }
}

function read(bytes: Buffer, asked: Question): Packet | 'damaged' | undefined {
  const flags = bytes.readUInt16BE(2);
  const questions = bytes.readUInt16BE(4);
  if (questions > 1) return 'damaged';
  const cursor: Cursor = { bytes, at: 12, asked: '' };
  // A server that cannot read the question may leave it out of its complaint.
  if (questions === 0 && [0, 3].includes(flags & 0xf)) return 'damaged';
  if (questions === 1) {
    const isOurs =
      readName(cursor) === asked.name &&
      number16(cursor) === typeNumbers[asked.type] &&
      number16(cursor) === classIn;
    if (!isOurs) return undefined;
    cursor.asked = asked.name;
  }
  const packet: Packet = {
    rcode: flags & 0xf,
    isAuthoritative: (flags & 0x0400) !== 0,
    isCut: (flags & 0x0200) !== 0,
    answers: [],
    authorities: [],
  };
  // What follows a cut is anybody's guess, and is asked for again.
  if (packet.isCut) return packet;
  for (let left = bytes.readUInt16BE(6); left > 0; left--) readRow(cursor, packet, packet.answers);
  for (let left = bytes.readUInt16BE(8); left > 0; left--) readRow(cursor, packet, packet.authorities);
  for (let left = bytes.readUInt16BE(10); left > 0; left--) readRow(cursor, packet, undefined);
  return packet;
}

/** `asked` is the name in the question, which most records point to. */
type Cursor = { bytes: Buffer; at: number; asked: string };

function number16(cursor: Cursor): number {
  cursor.at += 2;
  return cursor.bytes.readUInt16BE(cursor.at - 2);
}

function number32(cursor: Cursor): number {
  cursor.at += 4;
  return cursor.bytes.readUInt32BE(cursor.at - 4);
}

/** Reads one record; `rows` takes it where its type is of use. */
function readRow(cursor: Cursor, packet: Packet, rows: DnsRow[] | undefined): void {
  const name = readName(cursor);
  const type = number16(cursor);
  const isIn = number16(cursor) === classIn;
  const ttl = number32(cursor);
  const length = number16(cursor);
  const end = cursor.at + length;
  if (end > cursor.bytes.length) throw new RangeError('record past the end');
  // The upper bits of the rcode (RFC 6891 §6.1.3).
  if (type === optNumber && !rows) packet.rcode |= (ttl >>> 24) << 4;
  const known = isIn && rows ? typeNames.get(type) : undefined;
  if (known) {
    rows?.push(readValue(cursor, known, end, { name, ttl: lifetime(ttl) }));
    if (cursor.at !== end) throw new RangeError('record of another length');
  }
  cursor.at = end;
}

/** The value behind what all records have. */
function readValue(
  cursor: Cursor,
  type: DnsType,
  end: number,
  common: { name: string; ttl: number },
): DnsRow {
  switch (type) {
    case 'A':
    case 'AAAA':
      return { ...common, type, address: readAddress(cursor, type === 'A' ? 4 : 16, end) };
    case 'CNAME':
    case 'NS':
    case 'PTR':
      return { ...common, type, target: readName(cursor) };
    case 'MX':
      return { ...common, type, priority: number16(cursor), exchange: readName(cursor) };
    case 'TXT':
      return { ...common, type, strings: readStrings(cursor, end) };
    case 'SOA': {
      const [primary, mailbox, serial] = [readName(cursor), readName(cursor), number32(cursor)];
      cursor.at += 12;
      return { ...common, type, primary, mailbox, serial, minimum: lifetime(number32(cursor)) };
    }
  }
}

function readAddress(cursor: Cursor, length: number, end: number): string {
  if (cursor.at + length !== end) throw new RangeError('address of another length');
  const bytes = [...cursor.bytes.subarray(cursor.at, end)];
  cursor.at = end;
  return length === 4 ? bytes.join('.') : new ipaddr.IPv6(bytes).toRFC5952String();
}

function readStrings(cursor: Cursor, end: number): string[] {
  const strings: string[] = [];
  while (cursor.at < end) {
    const from = cursor.at + 1;
    cursor.at = from + cursor.bytes.readUInt8(cursor.at);
    strings.push(cursor.bytes.toString('latin1', from, cursor.at));
  }
  return strings;
}

/**
 * Pointers lead to something earlier each time, so that a chain of them ends (RFC 1035 §4.1.4), and no name needs more of them
 * than it can have labels.
 */
function readName(cursor: Cursor): string {
  const { bytes } = cursor;
  let length = 0;
  let written = 0;
  let pointers = 0;
  let at = cursor.at;
  let start = at;
  for (;;) {
    const size = bytes.readUInt8(at++);
    if (size >= 0xc0) {
      const target = ((size & 0x3f) << 8) | bytes.readUInt8(at++);
      if (target >= start || ++pointers > mostPointers) throw new RangeError('pointers that lead nowhere');
      if (pointers === 1) cursor.at = at;
      if (target === 12 && written === 0 && cursor.asked !== '') return cursor.asked;
      start = target;
      at = target;
      continue;
    }
    length += size + 1;
    const end = at + size;
    if (size > 63 || length > 255 || end > bytes.length) throw new RangeError('label too long');
    if (size === 0) break;
    if (written > 0) scratch[written++] = dot;
    for (; at < end; at++) {
      const code = bytes[at] ?? 0;
      if (code === dot || code === backslash) scratch[written++] = backslash;
      // ASCII only: other bytes are not letters to DNS (RFC 4343 §2.1).
      scratch[written++] = code >= 65 && code <= 90 ? code + 32 : code;
    }
  }
  if (pointers === 0) cursor.at = at;
  return scratch.toString('latin1', 0, written);
}

const mostPointers = 127;

/** Where a name is put together: each byte of it may need a backslash. */
const scratch = Buffer.alloc(512);
const dot = 46;
const backslash = 92;

/** RFC 2181 §8: a lifetime with its top bit set is none. */
function lifetime(ttl: number): number {
  return ttl > 0x7fffffff ? 0 : ttl;
}

function labelsOf(name: string): string[] {
  if (!name.includes('\\')) return name.split('.');
  return (name.match(/(?:\\.|[^.\\])+/g) ?? []).map((label) => label.replace(/\\(.)/g, '$1'));
}

const dotsOf = (name: string) => name.replace(/\\./g, '').split('.').length - 1;

/** ASCII only: other bytes are not letters to DNS (RFC 4343 §2.1). */
function lower(name: string): string {
  return /[\x80-\uffff]/.test(name)
    ? name.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
    : name.toLowerCase();
}

const classIn = 1;
const optNumber = 41;
const typeNumbers: Record<DnsType, number> = {
  A: 1,
  NS: 2,
  CNAME: 5,
  SOA: 6,
  PTR: 12,
  MX: 15,
  TXT: 16,
  AAAA: 28,
};
const typeNames = new Map<number, DnsType>();
for (const type of ['A', 'NS', 'CNAME', 'SOA', 'PTR', 'MX', 'TXT', 'AAAA'] as const) {
  typeNames.set(typeNumbers[type], type);
}
