import type { DnsType } from '@mail-settings/core';
import type { FailureReason as Failure } from './message.ts';
import type { Packet } from './packet.ts';
import type { DnsTransport, Reply, Server } from './transport.ts';

/** Servers that stand in for one another; `first` is the one that answered last. */
export type Rotation = { servers: Server[]; first: number };

export type Wanted = { name: string; type: DnsType; recursion: boolean };

/**
 * Asks servers in turn until one gives a usable packet: two rounds by UDP, then one by TCP, for networks that lose
 * the one and not the other. A server that refuses is not asked again. Without recursion only the zone's own word counts (AA).
 */
export async function askInTurn(
  transport: DnsTransport,
  rotation: Rotation,
  wanted: Wanted,
  { timeoutMs, signal }: { timeoutMs: number; signal: AbortSignal | undefined },
): Promise<{ packet: Packet } | { reason: Failure }> {
  const { servers, first } = rotation;
  const deadline = performance.now() + timeoutMs;
  const shareMs = timeoutMs / Math.min(4, 3 * servers.length);
  const hasRefused = new Set<number>();
  let reason: Failure = 'unreachable';
  for (let turn = 0; turn < 3 * servers.length; turn++) {
    const place = (first + turn) % servers.length;
    const server = servers[place];
    const ms = Math.min(shareMs, deadline - performance.now());
    if (!server || hasRefused.has(place)) continue;
    if (ms <= 0) break;
    const way = turn < 2 * servers.length ? 'udp' : 'tcp';
    const outcome = judge(await askOne(transport, server, wanted, way, { ms, signal }), wanted);
    if ('packet' in outcome) {
      if (hasRefused.size === 0) rotation.first = place;
      return outcome;
    }
    if (outcome.reason === 'servfail' || outcome.reason === 'refused') hasRefused.add(place);
    reason = tellingMore(reason, outcome.reason);
  }
  return { reason };
}

/** One server, with what the protocol has against its own limits: TCP for a cut answer, and no EDNS where it is unknown. */
async function askOne(
  transport: DnsTransport,
  server: Server,
  wanted: Wanted,
  way: 'udp' | 'tcp',
  { ms, signal }: { ms: number; signal: AbortSignal | undefined },
): Promise<Reply> {
  const options = { ms, signal, fresh: !wanted.recursion };
  let question = { ...wanted, edns: true };
  let reply = await transport[way](server, question, options);
  if ('packet' in reply && withoutEdns.has(reply.packet.rcode)) {
    question = { ...wanted, edns: false };
    reply = await transport[way](server, question, options);
  }
  const isCut = 'packet' in reply && reply.packet.isCut && way === 'udp';
  return isCut ? transport.tcp(server, question, options) : reply;
}

/** FORMERR, NOTIMP and BADVERS: RFC 6891 §6.2.2, §7. */
const withoutEdns = new Set([1, 4, 16]);

function judge(reply: Reply, { recursion }: Wanted): { packet: Packet } | { reason: Failure } {
  if ('reason' in reply) return reply;
  const { rcode, isAuthoritative } = reply.packet;
  if (rcode !== 0 && rcode !== 3) return { reason: rcode === 5 ? 'refused' : 'servfail' };
  return recursion || isAuthoritative ? reply : { reason: 'refused' };
}

/** Of the reasons several servers gave, the one that says most. */
function tellingMore(one: Failure, other: Failure): Failure {
  return tellingOrder.indexOf(other) > tellingOrder.indexOf(one) ? other : one;
}

const tellingOrder: Failure[] = ['unreachable', 'timeout', 'malformed', 'refused', 'servfail'];
