import { decodeLabel } from './punycode.ts';

/** Lists that live outside core; what is absent is not checked. Names are A-labels in lower case. */
export interface NameLists {
  /** True for a public suffix itself, such as `co.uk` or `github.io`. */
  publicSuffix?(domain: string): boolean;
  /** True for a domain that gives mailboxes to everybody, such as `gmail.com`; names below it are asked one by one. */
  mailboxProvider?(domain: string): boolean;
}

export type DomainNameIssue =
  | 'empty'
  | 'address'
  | 'url'
  | 'bad-character'
  | 'bad-hyphen'
  | 'empty-label'
  | 'label-too-long'
  | 'too-long'
  | 'not-idna'
  | 'ip-address'
  | 'single-label'
  | 'special-use'
  | 'public-suffix'
  | 'mailbox-provider'
  | 'duplicate';

export type DomainName = { ok: true; domain: string; unicode: string };
export type DomainNameProblem = {
  ok: false;
  code: DomainNameIssue;
  /** The domain inside what was typed, where that alone would be right. */
  suggestion?: string;
};

/**
 * Reads a typed domain name into A-labels in lower case without the final dot (UTS 46, non-transitional; RFC 1123 §2.1, RFC 5890 §2.3.2.1).
 * `URL` does the mapping but lets hyphens, underscores, lengths and empty labels pass, so they are looked at here.
 */
export function readDomainName(typed: string, lists: NameLists = {}): DomainName | DomainNameProblem {
  const text = typed.trim();
  if (text === '') return { ok: false, code: 'empty' };
  if (text.length > LONGEST_TYPED) return { ok: false, code: 'too-long' };
  const [isUrl, , host, port, path] = URL_FORM.exec(text) ?? [];
  if (isUrl && host && (host !== text || port || path)) return problemWithSuggestion('url', host, lists);
  const address = /^(?:mailto:|[^<]*<)?[^\s@<>]*@([^\s@<>]+)>?$/i.exec(text);
  if (address?.[1]) return problemWithSuggestion('address', address[1], lists);
  if (/[\0-\x20!-,/:-@[-`{-\x7f]/.test(text))
    return { ok: false, code: looksLikeAddress(text) ? 'ip-address' : 'bad-character' };
  const mapped = toAscii(text);
  if (mapped === null)
    return {
      ok: false,
      code: looksLikeAddress(text) ? 'ip-address' : emptyLabel(text) ? 'empty-label' : 'not-idna',
    };
  const domain = mapped.replace(/\.$/, '');
  const unicode = toUnicode(domain);
  const code = looksLikeAddress(domain)
    ? 'ip-address'
    : (shapeIssue(domain, unicode) ?? useIssue(domain, lists));
  if (code) return { ok: false, code };
  return unicode.includes('xn--') ? { ok: false, code: 'not-idna' } : { ok: true, domain, unicode };
}

/** Reads several names at once (spaces, commas, semicolons or lines between them). A name already in `known` or earlier in the text is a `duplicate`. */
export function readDomainNames(
  pasted: string,
  lists: NameLists = {},
  known: readonly string[] = [],
): ({ typed: string } & (DomainName | DomainNameProblem))[] {
  const seen = new Set(known.map(normalName));
  return pasted
    .split(/[\s,;]+/)
    .filter((typed) => typed !== '')
    .map((typed) => {
      const name = readDomainName(typed, lists);
      if (!name.ok) return { typed, ...name };
      if (seen.has(name.domain)) return { typed, ok: false, code: 'duplicate' };
      seen.add(name.domain);
      return { typed, ...name };
    });
}

/** The form in which names are compared, for names that come from elsewhere; what is no name stays as it is, in lower case. */
export function normalName(name: string): string {
  if (isNormal(name)) return name;
  const plain = name.trim().replace(/\.$/, '').toLowerCase();
  const isPlain = /^[\0-\x7f]*$/.test(plain) || /[\0-\x20/:?#@\\]/.test(plain);
  return isPlain ? plain : (toAscii(plain)?.replace(/\.$/, '') ?? plain);
}

/** True for what is in normal form already, as most names are: lower-case letters, digits, hyphens, underscores, inner dots. */
function isNormal(name: string): boolean {
  let code = 46;
  for (let at = 0; at < name.length; at++) {
    code = name.charCodeAt(at);
    const isPlain = (code >= 97 && code <= 122) || (code >= 45 && code <= 57 && code !== 47) || code === 95;
    if (!isPlain) return false;
  }
  return code !== 46;
}

/** A-labels as people read them. A label that does not come back the same stays an A-label. */
export function toUnicode(domain: string): string {
  if (!domain.includes('xn--')) return domain;
  const shown = domain
    .split('.')
    .map((label) => (label.startsWith('xn--') ? (decodeLabel(label.slice(4)) ?? label) : label))
    .join('.');
  return toAscii(shown) === domain ? shown : domain;
}

/** A scheme or two slashes, a host, a port, a path; what has nothing but the host is no URL. */
const URL_FORM = /^((?:[a-z][a-z\d+.-]*:)?\/\/(?:[^/@]*@)?)?([^/:?#@]+)(:\d+)?([/?#].*)?$/i;

/** More than any name needs, also with every letter written as an escape. */
const LONGEST_TYPED = 2000;

/** Names no public DNS answers (IANA special-use names; RFC 6761, 6762, 7686, 8375, 9476). `example` stays usable, demonstrations live there. */
const SPECIAL_USE = new Set(['alt', 'arpa', 'internal', 'invalid', 'local', 'localhost', 'onion', 'test']);

function problemWithSuggestion(code: DomainNameIssue, inner: string, lists: NameLists): DomainNameProblem {
  const name = readDomainName(inner, lists);
  return name.ok ? { ok: false, code, suggestion: name.domain } : { ok: false, code };
}

function toAscii(text: string): string | null {
  try {
    const { hostname } = new URL(`http://${text}`);
    // Browsers escape a blank that letters are mapped to, where Node refuses it.
    return hostname.includes('%') ? null : hostname;
  } catch {
    return null;
  }
}

function shapeIssue(domain: string, unicode: string): DomainNameIssue | null {
  if (domain.length > 253) return 'too-long';
  for (const label of domain.split('.')) {
    if (label === '') return 'empty-label';
    if (label.length > 63) return 'label-too-long';
    if (!/^[a-z0-9-]+$/.test(label)) return 'bad-character';
    if (hasBadHyphen(label)) return 'bad-hyphen';
  }
  return unicode.split('.').some(hasBadHyphen) ? 'bad-hyphen' : null;
}

/** At an end, or third and fourth where no A-label is (UTS 46 §4.1, CheckHyphens). */
function hasBadHyphen(label: string): boolean {
  return /^-|-$/.test(label) || (label.startsWith('--', 2) && !label.startsWith('xn'));
}

function useIssue(domain: string, lists: NameLists): DomainNameIssue | null {
  const labels = domain.split('.');
  if (SPECIAL_USE.has(labels.at(-1) ?? '')) return 'special-use';
  if (lists.publicSuffix?.(domain)) return 'public-suffix';
  if (labels.length < 2) return 'single-label';
  const below = labels.slice(0, -1).some((_, at) => lists.mailboxProvider?.(labels.slice(at).join('.')));
  return below ? 'mailbox-provider' : null;
}

/** IPv6 with or without brackets; `URL` reads a name that ends in a number as an IPv4 address, also `1.2` and `0x7f.1`. */
function looksLikeAddress(text: string): boolean {
  const isSix = text.startsWith('[') || /^[\da-f]*(?::[\da-f]*){2,}[\d.]*$/i.test(text);
  return isSix || /(?:^|\.)(?:\d+|0x[\da-f]*)\.?$/i.test(text.normalize('NFKC'));
}

function emptyLabel(text: string): boolean {
  return /(?:^|[.。．｡])[.。．｡]/.test(text);
}
