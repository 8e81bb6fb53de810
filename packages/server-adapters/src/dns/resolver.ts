// Not by name: `setServers` exchanges the functions of the module, which imported names do not follow.
import dns from 'node:dns';
import { isIP } from 'node:net';
import { isDeepStrictEqual } from 'node:util';
import type { ResolveDns } from '@mail-settings/core';
import type { Development } from '../outbound/guard.ts';
import { askInTurn, type Rotation } from './ask.ts';
import { createAuthoritativeLook } from './authoritative.ts';
import { createLimit } from './limit.ts';
import { followAliases } from './message.ts';
import { normalName } from './packet.ts';
import { createDnsTransport, type Server } from './transport.ts';

export type DnsResolverOptions = {
  /** `'ip'` or `'ip:port'`, asked in turn; the system's own without them, as they are at the time (looked up every ten seconds). */
  servers?: string[] | undefined;
  /** Milliseconds for one name and type at one set of servers, over all of them and all repeats; 5,000. */
  timeoutMs?: number | undefined;
  /** Questions under way at once; 100. The time of those that wait does not run. */
  concurrency?: number | undefined;
  /** With `ports['dns:53']` every server, also a zone's own, is at 127.0.0.1 and that port, unless `hosts` names it. */
  development?: Development | undefined;
};

export interface DnsResolver {
  /** Asks the recursive servers. */
  resolve: ResolveDns;
  /**
   * Asks the zone's own servers, past every cache. Where they cannot be found or reached (port 53 is often closed on
   * the way out) it falls back to `resolve`, whose answer says `authoritative: false`. May take several `timeoutMs`.
   */
  authoritative: ResolveDns;
  /** Ends all sockets. What is under way, and any later question, fails as `unreachable`. */
  close(): void;
}

/**
 * DNS over UDP, and over TCP where an answer was cut or UDP stays silent. Every question has a random id and one of a
 * few random ports; what does not answer it is not heard. Nothing is cached: see `rememberAnswers`.
 *
 * @throws TypeError for a server that is no address.
 */
export function createDnsResolver(options: DnsResolverOptions = {}): DnsResolver {
  const { timeoutMs = 5_000, concurrency = 100, development = {} } = options;
  const asking = { transport: createDnsTransport(), limit: createLimit(concurrency), timeoutMs };
  const recursive = rotationOf(options);

  const resolve: ResolveDns = (name, type, { signal } = {}) =>
    followAliases(normalName(name), (next) =>
      askInTurn(asking, recursive(), { name: next, type, recursion: true }, signal),
    );
  return {
    resolve,
    authoritative: createAuthoritativeLook({ resolve, asking, development }),
    close: asking.transport.close,
  };
}

/** How long the system's servers are taken for granted. */
const systemServersMs = 10_000;

/** The servers to ask now. Those of the system change while a process runs: a laptop moves, a container joins a network. */
function rotationOf({ servers, development }: DnsResolverOptions): () => Rotation {
  const port = development?.ports?.['dns:53'];
  const given = servers?.map(serverOf) ?? (port === undefined ? undefined : [{ address: '127.0.0.1', port }]);
  if (given) {
    const rotation = { servers: given, first: 0 };
    return () => rotation;
  }
  let known = systemServers();
  let rotation: Rotation = { servers: known.map(serverOf), first: 0 };
  let readAgainAt = performance.now() + systemServersMs;
  return () => {
    if (performance.now() < readAgainAt) return rotation;
    readAgainAt = performance.now() + systemServersMs;
    const now = systemServers();
    if (!isDeepStrictEqual(now, known)) {
      known = now;
      rotation = { servers: now.map(serverOf), first: 0 };
    }
    return rotation;
  };
}

/**
 * What `getServers` says was read when the process started, or set by the host with `setServers`, which goes before the system's;
 * a new resolver of Node reads the system's anew.
 */
function systemServers(): string[] {
  const set = dns.getServers();
  return isOfSystem && isDeepStrictEqual(set, atStart) ? new dns.Resolver().getServers() : set;
}

const atStart = dns.getServers();
const isOfSystem = isDeepStrictEqual(atStart, new dns.Resolver().getServers());

function serverOf(text: string): Server {
  const [, bracketed, plain, port = '53'] = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d{1,5}))?$/.exec(text) ?? [];
  const address = isIP(text) ? text : (bracketed ?? plain ?? '');
  if (!isIP(address) || Number(port) < 1 || Number(port) > 65_535) {
    throw new TypeError('A DNS server must be an address: "ip", "ip:port" or "[ipv6]:port"');
  }
  return { address, port: Number(port) };
}
