import { getServers } from 'node:dns';
import { isIP } from 'node:net';
import type { ResolveDns } from '@mail-settings/core';
import type { Development } from '../outbound/guard.ts';
import { askInTurn, type Rotation } from './ask.ts';
import { createAuthoritativeLook } from './authoritative.ts';
import { createLimit } from './limit.ts';
import { followAliases } from './message.ts';
import { normalName } from './packet.ts';
import { createDnsTransport, type Server } from './transport.ts';

export type DnsResolverOptions = {
  /** `'ip'` or `'ip:port'`, asked in turn; the system's own without them. */
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
  const recursive: Rotation = { servers: serversOf(options), first: 0 };

  const resolve: ResolveDns = (name, type, { signal } = {}) =>
    followAliases(normalName(name), (next) =>
      askInTurn(asking, recursive, { name: next, type, recursion: true }, signal),
    );
  return {
    resolve,
    authoritative: createAuthoritativeLook({ resolve, asking, development }),
    close: asking.transport.close,
  };
}

function serversOf({ servers, development }: DnsResolverOptions): Server[] {
  const port = development?.ports?.['dns:53'];
  if (!servers && port !== undefined) return [{ address: '127.0.0.1', port }];
  return (servers ?? getServers()).map(serverOf);
}

function serverOf(text: string): Server {
  const [, bracketed, plain, port = '53'] = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d{1,5}))?$/.exec(text) ?? [];
  const address = isIP(text) ? text : (bracketed ?? plain ?? '');
  if (!isIP(address) || Number(port) < 1 || Number(port) > 65_535) {
    throw new TypeError('A DNS server must be an address: "ip", "ip:port" or "[ipv6]:port"');
  }
  return { address, port: Number(port) };
}
