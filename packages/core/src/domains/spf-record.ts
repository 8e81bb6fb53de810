import { parseIp4, parseIp6 } from './ip.ts';
import { type MacroText, parseMacro } from './spf-macro.ts';

export type SpfQualifier = '+' | '-' | '~' | '?';

/** One directive of a record. `text` is the term as written. */
export type SpfMechanism = { qualifier: SpfQualifier; text: string } & (
  | { kind: 'all' }
  | { kind: 'ip4'; network: number; length: number }
  | { kind: 'ip6'; network: number[]; length: number }
  | { kind: 'include' | 'exists'; domain: MacroText }
  | { kind: 'ptr'; domain: MacroText | null }
  | {
      kind: 'a' | 'mx';
      /** Null: the domain the record is evaluated for. */
      domain: MacroText | null;
      /** Prefix lengths for IPv4 and IPv6 addresses. */
      length4: number;
      length6: number;
    }
);

export type SpfRecord = {
  mechanisms: SpfMechanism[];
  redirect: MacroText | null;
  exp: MacroText | null;
  /** Modifiers nobody knows, in lower case. */
  unknown: string[];
  /** Every term as written, in order. */
  terms: string[];
};

/** The term that breaks the grammar. */
export type SpfSyntaxError = { badTerm: string };

/** True for a text that is selected as an SPF record: `v=spf1` and then a space or nothing (RFC 7208 §4.5). */
export function isSpf(text: string): boolean {
  return (text.length === 6 || text.charCodeAt(6) === 32) && text.slice(0, 6).toLowerCase() === 'v=spf1';
}

/** Reads the whole record first: an error anywhere invalidates all of it (RFC 7208 §4.6, §12). */
export function parseSpf(text: string): SpfRecord | SpfSyntaxError {
  const record: SpfRecord = { mechanisms: [], redirect: null, exp: null, unknown: [], terms: [] };
  for (let at = 6; at < text.length; ) {
    if (text.charCodeAt(at) === 32) {
      at++;
      continue;
    }
    const space = text.indexOf(' ', at);
    const end = space < 0 ? text.length : space;
    const term = text.slice(at, end);
    if (!readTerm(term, record)) return { badTerm: term };
    record.terms.push(term);
    at = end;
  }
  return record;
}

function readTerm(term: string, record: SpfRecord): boolean {
  const sign = term.charCodeAt(0);
  const qualifier = sign === 43 ? '+' : sign === 45 ? '-' : sign === 126 ? '~' : sign === 63 ? '?' : null;
  const start = qualifier === null ? 0 : 1;
  let end = start;
  while (isNameChar(term.charCodeAt(end))) end++;
  const name = term.slice(start, end).toLowerCase();
  if (term.charCodeAt(end) === 61) {
    return start === 0 && isLetter(sign) && readModifier(name, term.slice(end + 1), record);
  }
  const mechanism = readMechanism(name, term, end, qualifier ?? '+');
  if (mechanism === null) return false;
  record.mechanisms.push(mechanism);
  return true;
}

function readModifier(name: string, value: string, record: SpfRecord): boolean {
  if (name === 'redirect' || name === 'exp') {
    if (record[name] !== null) return false;
    record[name] = parseMacro(value, true);
    return record[name] !== null;
  }
  record.unknown.push(name);
  return parseMacro(value, false) !== null;
}

/** `end` is where the name of the mechanism ends. */
function readMechanism(
  kind: string,
  text: string,
  end: number,
  qualifier: SpfQualifier,
): SpfMechanism | null {
  const hasValue = text.charCodeAt(end) === 58;
  const from = hasValue ? end + 1 : end;
  switch (kind) {
    case 'all':
      return end === text.length ? { kind, qualifier, text } : null;
    case 'include':
    case 'exists': {
      const domain = hasValue ? parseMacro(text.slice(from), true) : null;
      return domain === null ? null : { kind, qualifier, text, domain };
    }
    case 'ptr': {
      const domain = hasValue ? parseMacro(text.slice(from), true) : null;
      return domain === null && end < text.length ? null : { kind, qualifier, text, domain };
    }
    case 'ip4': {
      const { at, length } = prefixLength(text, text.length, 1, 32);
      const network = hasValue ? parseIp4(text.slice(from, at)) : null;
      return network === null ? null : { kind, qualifier, text, network, length };
    }
    case 'ip6': {
      const { at, length } = prefixLength(text, text.length, 1, 128);
      const network = hasValue ? parseIp6(text.slice(from, at)) : null;
      return network === null ? null : { kind, qualifier, text, network, length };
    }
    case 'a':
    case 'mx': {
      const six = prefixLength(text, text.length, 2, 128);
      const four = prefixLength(text, six.at, 1, 32);
      const domain = hasValue ? parseMacro(text.slice(from, four.at), true) : null;
      if (domain === null && (hasValue || four.at > end)) return null;
      return { kind, qualifier, text, domain, length4: four.length, length6: six.length };
    }
    default:
      return null;
  }
}

/**
 * The prefix length after one or two slashes at the end of `text`, and where it begins. What is none stays in the text:
 * no address and no domain ends so.
 */
function prefixLength(
  text: string,
  end: number,
  slashes: number,
  most: number,
): { at: number; length: number } {
  let start = end;
  while (start > 0 && isDigit(text.charCodeAt(start - 1))) start--;
  const digits = end - start;
  const at = start - slashes;
  const isLength = digits > 0 && digits < 4 && (digits === 1 || text.charCodeAt(start) !== 48);
  if (!isLength || text.charCodeAt(start - 1) !== 47 || text.charCodeAt(at) !== 47)
    return { at: end, length: most };
  const length = Number(text.slice(start, end));
  return length > most ? { at: end, length: most } : { at, length };
}

function isLetter(code: number): boolean {
  const lower = code | 32;
  return lower >= 97 && lower <= 122;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function isNameChar(code: number): boolean {
  return isLetter(code) || isDigit(code) || code === 45 || code === 46 || code === 95;
}
