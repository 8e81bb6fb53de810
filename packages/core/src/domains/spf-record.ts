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

/** Reads the whole record first: an error anywhere spoils all of it (RFC 7208 §4.6, §12). */
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
  let at = 0;
  while (isNameChar(term.charCodeAt(at))) at++;
  if (term.charCodeAt(at) === 61 && isLetter(term.charCodeAt(0)))
    return readModifier(term.slice(0, at).toLowerCase(), term.slice(at + 1), record);
  const mechanism = readMechanism(term);
  if (mechanism === null) return false;
  record.mechanisms.push(mechanism);
  return true;
}

function readModifier(name: string, value: string, record: SpfRecord): boolean {
  if (name === 'redirect' || name === 'exp') {
    if (record[name] !== null) return false;
    record[name] = domainSpec(value);
    return record[name] !== null;
  }
  record.unknown.push(name);
  return parseMacro(value, false) !== null;
}

function readMechanism(term: string): SpfMechanism | null {
  const qualifier = QUALIFIERS.find((sign) => term.startsWith(sign));
  const start = qualifier === undefined ? 0 : 1;
  let nameEnd = start;
  while (isNameChar(term.charCodeAt(nameEnd))) nameEnd++;
  const rest = term.slice(nameEnd);
  const base = { qualifier: qualifier ?? '+', text: term };
  const kind = term.slice(start, nameEnd).toLowerCase();
  switch (kind) {
    case 'all':
      return rest === '' ? { ...base, kind } : null;
    case 'include':
    case 'exists': {
      const domain = rest.startsWith(':') ? domainSpec(rest.slice(1)) : null;
      return domain === null ? null : { ...base, kind, domain };
    }
    case 'ptr': {
      const domain = rest.startsWith(':') ? domainSpec(rest.slice(1)) : null;
      return domain === null && rest !== '' ? null : { ...base, kind, domain };
    }
    case 'ip4': {
      const [address, length] = splitLength(rest, '/', 32);
      const network = parseIp4(address.slice(1));
      return network === null || !address.startsWith(':') ? null : { ...base, kind, network, length };
    }
    case 'ip6': {
      const [address, length] = splitLength(rest, '/', 128);
      const network = parseIp6(address.slice(1));
      return network === null || !address.startsWith(':') ? null : { ...base, kind, network, length };
    }
    case 'a':
    case 'mx': {
      const [four, length6] = splitLength(rest, '//', 128);
      const [name, length4] = splitLength(four, '/', 32);
      const domain = name.startsWith(':') ? domainSpec(name.slice(1)) : null;
      return domain === null && name !== '' ? null : { ...base, kind, domain, length4, length6 };
    }
    default:
      return null;
  }
}

const QUALIFIERS = ['+', '-', '~', '?'] as const satisfies SpfQualifier[];

/** Takes a prefix length off the end. What is none stays in the text, and no address or domain ends so. */
function splitLength(text: string, slash: string, most: number): readonly [string, number] {
  const at = text.lastIndexOf(slash);
  const digits = at < 0 ? '' : text.slice(at + slash.length);
  return /^(?:0|[1-9]\d{0,2})$/.test(digits) && Number(digits) <= most ? [text.slice(0, at), Number(digits)] : [text, most];
}

/** domain-spec: a macro text that ends in a top label or in a macro (RFC 7208 §7.1). */
function domainSpec(text: string): MacroText | null {
  return parseMacro(text, true);
}

function isLetter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90);
}

function isNameChar(code: number): boolean {
  return isLetter(code) || (code >= 48 && code <= 57) || code === 45 || code === 46 || code === 95;
}
