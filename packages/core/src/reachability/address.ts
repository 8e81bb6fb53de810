import { bad, good, type Typed } from '../settings/issues.ts';

/** Address of the application as the Internet sees it. */
export type ResponseAddress = {
  scheme: 'http' | 'https';
  /** A-labels, lower case, no port. */
  host: string;
  /** Empty, or `/app` without a final slash. */
  basePath: string;
};

export type AddressOptions = {
  /** Names that are accepted although they look private or like a sample (a development set-up). Default: none. */
  allowHosts?: readonly string[];
};

/**
 * Reads the field "domain to receive responses": `http(s)://host[/base]`; a name without a scheme is read as https.
 * Any port but 443 is dropped with the note `port-dropped`; `http` is kept with the note `http-on-443`, since calls always
 * come to port 443 (CES: requests always use 443).
 *
 * Codes: `empty`, `not-a-url`, `scheme`, `user-info`, `query`, `fragment`, `trailing-dot`, `localhost`,
 * `private-address`, `special-name`, `no-dot`, `too-long`.
 */
export function parseResponseDomain(
  text: string,
  { allowHosts = [] }: AddressOptions = {},
): Typed<ResponseAddress> {
  const field = 'responseDomain';
  const read = readWebAddress(text, field, ['http:', 'https:'], allowHosts);
  if (!read.ok) return read;
  const { url } = read.value;
  const scheme = url.protocol === 'http:' ? 'http' : 'https';
  const basePath = url.pathname.replace(/\/+$/, '');
  const notes = [];
  if (url.port !== '' && url.port !== '443')
    notes.push({ field, code: 'port-dropped', params: { port: url.port } });
  if (scheme === 'http') notes.push({ field, code: 'http-on-443' });
  return good({ scheme, host: url.hostname, basePath }, notes);
}

/** The text a response address is stored and shown as: `https://host/base`. */
export const responseDomainText = ({ scheme, host, basePath }: ResponseAddress): string =>
  `${scheme}://${host}${basePath}`;

/** What the service will call: always https on port 443, whatever was typed. `path` begins with a slash. */
export const publicUrl = ({ host, basePath }: ResponseAddress, path: string): string =>
  `https://${host}${basePath}${path}`;

/**
 * Reads the connection URL of the service: https only, port 443, optional base path; without a final slash.
 *
 * Codes: those of `parseResponseDomain`, `not-https`, and `port` (a number other than 443).
 */
export function parseConnectionUrl(text: string, { allowHosts = [] }: AddressOptions = {}): Typed<string> {
  const field = 'cloudUrl';
  const read = readWebAddress(text, field, ['http:', 'https:'], allowHosts);
  if (!read.ok) return read;
  const { url } = read.value;
  const secure = `https://${url.hostname}${url.pathname.replace(/\/+$/, '')}`;
  if (url.protocol === 'http:') return bad(field, 'not-https', { fix: secure });
  if (url.port !== '') return bad(field, 'port', { port: url.port });
  return good(secure);
}

/** Longest address that is taken, in characters, as typed and as kept. */
const limit = 2000;

function readWebAddress(
  text: string,
  field: string,
  schemes: readonly string[],
  allowHosts: readonly string[],
): Typed<{ url: URL }> {
  const trimmed = text.trim();
  if (trimmed === '') return bad(field, 'empty');
  const tooLong = bad(field, 'too-long', { limit });
  if (trimmed.length > limit) return tooLong;
  if (/[\s\\]/.test(trimmed)) return bad(field, 'not-a-url');
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(trimmed)?.[1];
  if (scheme === undefined && /^[a-z][a-z0-9+-]*:(?!\d)/i.test(trimmed)) return bad(field, 'scheme');
  let url: URL;
  try {
    url = new URL(scheme === undefined ? `https://${trimmed}` : trimmed);
  } catch {
    return bad(field, 'not-a-url');
  }
  if (!schemes.includes(url.protocol)) return bad(field, 'scheme');
  if (
    url.username !== '' ||
    url.password !== '' ||
    trimmed
      .replace(/^[^/]*\/\//, '')
      .split('/')[0]
      ?.includes('@')
  ) {
    return bad(field, 'user-info');
  }
  if (trimmed.includes('#')) return bad(field, 'fragment');
  if (trimmed.includes('?')) return bad(field, 'query');
  // Escapes make it longer, and what is kept must be readable again.
  if (url.href.length > limit) return tooLong;
  const issue = hostIssue(url.hostname);
  if (issue !== undefined && !allowHosts.includes(url.hostname)) return bad(field, issue);
  return good({ url });
}

/** Names that no public service can reach (RFC 6761, RFC 6762, RFC 7686, RFC 9476; ICANN's `internal`). */
const specialSuffix =
  /(^|\.)(localhost|local|localdomain|internal|intranet|lan|home|corp|test|invalid|example|onion|alt|arpa)$/;

/** A label of a host name (RFC 1123 §2.1); URLs allow far more. */
const isLabel = /^(?!-)[a-z0-9-]{1,63}(?<!-)$/;

function hostIssue(host: string): string | undefined {
  if (host.endsWith('.')) return 'trailing-dot';
  if (host === 'localhost' || host.endsWith('.localhost')) return 'localhost';
  if (host.startsWith('[')) return isPublicIpv6(host) ? undefined : 'private-address';
  if (/^\d+\.\d+\.\d+\.\d+$/.test(host)) return isPublicIpv4(host) ? undefined : 'private-address';
  if (!host.includes('.')) return 'no-dot';
  if (host.length > 253 || !host.split('.').every((label) => isLabel.test(label))) return 'not-a-url';
  return specialSuffix.test(host) ? 'special-name' : undefined;
}

function isPublicIpv4(host: string): boolean {
  const [a = 0, b = 0, c = 0] = host.split('.').map(Number);
  if (a === 0 || a === 10 || a === 127 || a >= 224) return false;
  if (a === 100 && b >= 64 && b < 128) return false;
  if (a === 169 && b === 254) return false;
  if (a === 172 && b >= 16 && b < 32) return false;
  if (a === 192 && (b === 168 || (b === 0 && (c === 0 || c === 2)))) return false;
  if (a === 198 && (b === 18 || b === 19 || (b === 51 && c === 100))) return false;
  return !(a === 203 && b === 0 && c === 113);
}

/** Global unicast is 2000::/3; what lies below and is not public: 2001:db8::/32, 3fff::/20 (documentation), 2001::/23 and 2002::/16 (transition). */
const isPublicIpv6 = (host: string): boolean =>
  /^\[[23][0-9a-f]{3}:/.test(host) &&
  !/^\[(2001:(db8|0?:|[01]?[0-9a-f]{1,2}:)|2002:|3fff:[0-9a-f]{0,3}:)/.test(host);
