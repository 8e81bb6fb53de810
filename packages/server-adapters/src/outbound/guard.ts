import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import * as tls from 'node:tls'; // by its name: Node 20 links no module that imports `getCACertificates`
import { refusedRange } from './addresses.ts';
import { outboundError } from './outbound-error.ts';

/**
 * For demos and tests only: what may be reached although it is not public. A name listed in `hosts` goes to that
 * address without a lookup and without a check of its range, and there alone `ca` is trusted as well.
 */
export type Development = {
  /** Lower-case name → address. */
  hosts?: Record<string, string>;
  /** `'name:443'` or `'dns:53'` → the port that is really used. */
  ports?: Record<string, number>;
  /** PEM text of one or several certificate authorities. */
  ca?: string;
};

/** All addresses of a name, or none. May reject with Node's `ENOTFOUND`; any other rejection counts as "unresolved". */
export type ResolveAddresses = (name: string, signal: AbortSignal) => Promise<string[]>;

/** Where a URL leads to, once its form was found allowed. */
export type Target = {
  /** Host name without final dot, or an address without brackets. */
  name: string;
  port: number;
  /** Whom to trust, where it is not the platform's authorities alone. */
  secureContext: tls.SecureContext | undefined;
};

/** Decides who may be reached. Both functions throw an `outboundError`; `development` is the only way around. */
export interface Guard {
  /** Checks scheme, user info and port. `http:` is for callers that must probe a server without TLS. */
  target(url: URL, schemes?: string[]): Target;
  /** Resolves the name once and checks every address; one refused address refuses the name. Connect to nothing else. */
  addresses(target: Target, signal: AbortSignal): Promise<string[]>;
}

export type GuardOptions = { development?: Development | undefined; resolve?: ResolveAddresses | undefined };

export function createGuard({ development = {}, resolve = systemAddresses }: GuardOptions = {}): Guard {
  const hosts = new Map(Object.entries(development.hosts ?? {}));
  return {
    target(url, schemes = ['https:']) {
      if (!schemes.includes(url.protocol)) throw outboundError('refused-address', 'scheme-refused');
      if (url.username || url.password) throw outboundError('refused-address', 'user-info-refused');
      if (url.port !== '' && url.port !== '443') throw outboundError('refused-address', 'port-refused');
      const name = url.hostname.replace(/^\[|\]$|\.$/g, '');
      const secureContext = development.ca && hosts.has(name) ? trusting(development.ca) : undefined;
      return { name, port: development.ports?.[`${name}:443`] ?? 443, secureContext };
    },
    async addresses({ name }, signal) {
      const named = hosts.get(name);
      if (named !== undefined) return [named];
      const found = isIP(name) ? [name] : await resolve(name, signal).catch(unresolved);
      signal.throwIfAborted();
      if (found.length === 0) throw outboundError('name', 'name-not-found');
      if (found.some(refusedRange)) throw outboundError('refused-address', 'address-refused');
      return found;
    },
  };
}

/** The platform's own lookup, as for any other program: hosts file first. */
async function systemAddresses(name: string): Promise<string[]> {
  return (await lookup(name, { all: true, order: 'verbatim' })).map(({ address }) => address);
}

function unresolved(error: unknown): never {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const isAbsent = code === 'ENOTFOUND' || code === 'ENODATA';
  throw outboundError('name', isAbsent ? 'name-not-found' : 'name-unresolved');
}

/** That of the authority asked for last: to make one is to parse all certificates of the platform. */
let latest: { ca: string; context: tls.SecureContext } | undefined;

function trusting(ca: string): tls.SecureContext {
  if (latest?.ca !== ca) {
    const context = tls.createSecureContext({ ca: [...tls.getCACertificates('default'), ca] });
    latest = { ca, context };
  }
  return latest.context;
}
