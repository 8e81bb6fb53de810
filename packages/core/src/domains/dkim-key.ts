import { type FindingCode, finding } from './finding.ts';
import type { Finding } from './record.ts';
import { readTags } from './txt.ts';

export type DkimKey = {
  /** A signature for mail may verify with it. */
  usable: boolean;
  /** `p=` is there and empty (RFC 6376 §3.6.1). */
  revoked: boolean;
  type: 'rsa' | 'ed25519' | null;
  bits: number | null;
  /** The key itself, one character per byte, whatever the wrapping: what two records are compared by. */
  key: string | null;
  flags: string[];
  services: string[];
  findings: Finding[];
};

/** Below this a signature must not verify, from here on it should not be used (RFC 8301 §3.2). */
const RSA_LEAST = 1024;
const RSA_GOOD = 2048;
/** Largest key every verifier handles (RFC 8301 §3.2). */
const RSA_MOST = 4096;

/** Reads a DKIM key record (RFC 6376 §3.6.1, RFC 8301, RFC 8463 §4). Tag names mind case, unknown tags are ignored. */
export function parseDkimKey(text: string): DkimKey {
  const result: DkimKey = {
    usable: false,
    revoked: false,
    type: null,
    bits: null,
    key: null,
    flags: [],
    services: ['*'],
    findings: [],
  };
  const note = (code: FindingCode, params?: Finding['params']): DkimKey => {
    result.findings.push(finding(code, params));
    return result;
  };
  const list = readTags(text);
  const tags = new Map<string, string>();
  if (list.length === 1 && list[0]?.name === '' && list[0].value === null) return note('dkim.empty');
  for (const { name, value } of list) {
    if (value === null || !/^[a-z][a-z\d_]*$/i.test(name)) return note('dkim.syntax', { tag: name });
    if (tags.has(name)) return note('dkim.duplicate-tag', { tag: name });
    tags.set(name, value);
  }
  const version = tags.get('v');
  if (version !== undefined && list[0]?.name !== 'v') return note('dkim.version-not-first');
  if (version !== undefined && version !== 'DKIM1') return note('dkim.bad-version', { value: version });
  const data = tags.get('p');
  if (data === undefined) return note('dkim.missing-tag', { tag: 'p' });
  if (data === '') {
    result.revoked = true;
    return note('dkim.revoked');
  }
  result.flags = readList(tags.get('t'));
  result.services = readList(tags.get('s') ?? '*');
  const type = (tags.get('k') ?? 'rsa').toLowerCase();
  if (type !== 'rsa' && type !== 'ed25519') return note('dkim.unknown-key-type', { value: type });
  result.type = type;
  const bytes = decodeBase64(data);
  const read = bytes === null ? null : type === 'rsa' ? readRsa(bytes) : readEd25519(bytes);
  if (read === null) return note('dkim.bad-key');
  Object.assign(result, read);
  const hashes = tags.has('h') ? readList(tags.get('h')?.toLowerCase()) : null;
  if (hashes && !hashes.includes('sha256')) return note('dkim.no-sha256', { value: hashes.join(':') });
  if (!result.services.some((service) => /^(?:\*|email)$/i.test(service))) return note('dkim.not-for-email');
  if (type === 'rsa' && read.bits < RSA_LEAST) return note('dkim.short-key', { bits: read.bits });
  if (type === 'rsa' && read.bits < RSA_GOOD) note('dkim.weak-key', { bits: read.bits });
  if (type === 'rsa' && read.bits > RSA_MOST) note('dkim.long-key', { bits: read.bits });
  if (result.flags.includes('y')) note('dkim.testing-flag');
  if (version === undefined) note('dkim.missing-version');
  result.usable = true;
  return result;
}

/** True for a text that looks like a key record at all, among other TXT at the name. */
export function isDkimKey(text: string): boolean {
  const tags = readTags(text);
  const version = tags.find(({ name }) => name === 'v')?.value;
  return version ? /^DKIM/i.test(version) : tags.some(({ name, value }) => name === 'p' && value !== null);
}

function readList(value: string | undefined): string[] {
  return (value ?? '').split(':').flatMap((item) => item.replace(/[ \t\r\n]/g, '') || []);
}

/** Base64 with white space in it; null where it is not whole. */
function decodeBase64(text: string): string | null {
  // `atob` passes over the same white space as mail, and over form feeds.
  if (text.includes('\f')) return null;
  try {
    return atob(text);
  } catch {
    return null;
  }
}

function readEd25519(bytes: string): { key: string; bits: number } | null {
  return bytes.length === 32 ? { key: bytes, bits: 256 } : null;
}

/** A SubjectPublicKeyInfo, or the bare RSAPublicKey that some signers publish (RFC 6376 §3.6.1 and its errata). */
function readRsa(bytes: string): { key: string; bits: number } | null {
  const outer = readDer(bytes, 0, SEQUENCE);
  if (outer?.next !== bytes.length) return null;
  const algorithm = readDer(outer.content, 0, SEQUENCE);
  const wrapped = algorithm && readDer(outer.content, algorithm.next, BIT_STRING);
  const inner = algorithm ? wrapped && readDer(wrapped.content, 1, SEQUENCE) : outer;
  if (inner === null || (algorithm && !algorithm.content.startsWith(RSA_OID))) return null;
  const modulus = readDer(inner.content, 0, INTEGER);
  const exponent = modulus && readDer(inner.content, modulus.next, INTEGER);
  if (modulus === null || exponent === null) return null;
  const digits = modulus.content.replace(/^\0+/, '');
  const power = exponent.content.replace(/^\0+/, '');
  // An exponent is odd and at least 3 (RFC 8017 §3.1).
  if (digits === '' || power === '\x01' || power.charCodeAt(power.length - 1) % 2 !== 1) return null;
  const bits = digits.length * 8 - Math.clz32(digits.charCodeAt(0)) + 24;
  return { key: `${digits}:${power}`, bits };
}

const SEQUENCE = 0x30;
const BIT_STRING = 0x03;
const INTEGER = 0x02;
/** OBJECT IDENTIFIER 1.2.840.113549.1.1.1, rsaEncryption. */
const RSA_OID = '\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01';

/** One DER value of the given kind at a place; null where there is none or it is cut. */
function readDer(bytes: string, at: number, kind: number): { content: string; next: number } | null {
  if (bytes.charCodeAt(at) !== kind) return null;
  let length = bytes.charCodeAt(at + 1);
  let start = at + 2;
  if (length >= 0x80) {
    const size = length - 0x80;
    if (size > 3) return null;
    length = 0;
    for (let index = 0; index < size; index++) length = length * 256 + bytes.charCodeAt(start++);
  }
  const next = start + length;
  return next <= bytes.length ? { content: bytes.slice(start, next), next } : null;
}
