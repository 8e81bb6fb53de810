import type { DnsType } from '@mail-settings/core';
import { untilAborted } from '@mail-settings/core/server';
import type { Limit } from './limit.ts';
import { type FailureReason, type PartialAnswer, readAnswer } from './message.ts';
import type { Packet, Question } from './packet.ts';
import type { DnsTransport, Reply, Server } from './transport.ts';

/** Servers that stand in for one another; `first` is the one that answered last. */
export type Rotation = { servers: Server[]; first: number };

export type Wanted = { name: string; type: DnsType; recursion: boolean };

export type Asking = { transport: DnsTransport; limit: Limit; timeoutMs: number };

/**
 * Asks servers in turn until one gives a usable packet: two rounds by UDP, then one by TCP, for networks that lose
 * the one and not the other: a share of the time is left for it, however many servers are silent. A server that refuses is not asked again. Without recursion only the zone's own word counts (AA).
 * The time limit begins when the question has its place. Tens of thousands of questions run through here: the common
 * way, one packet out and one in, makes no promise more than it needs.
 */
export async function askInTurn(
  { transport, limit, timeoutMs }: Asking,
  rotation: Rotation,
  wanted: Wanted,
  signal: AbortSignal | undefined,
): Promise<PartialAnswer | FailureReason> {
  const place = limit.enter();
  if (place) await (signal ? untilPlace(place, limit, signal) : place);
  try {
    signal?.throwIfAborted();
    const { servers, first } = rotation;
    const deadline = performance.now() + timeoutMs;
    const shareMs = timeoutMs / Math.min(4, 3 * servers.length);
    let refusing: Set<Server> | undefined;
    let reason: FailureReason = 'unreachable';
    const question: Question = {
      name: wanted.name,
      type: wanted.type,
      recursion: wanted.recursion,
      edns: true,
    };
    for (let turn = 0; turn < 3 * servers.length; turn++) {
      const isLastShare = turn > 0 && deadline - performance.now() < 1.5 * shareMs;
      if (isLastShare) turn = Math.max(turn, 2 * servers.length);
      const place = (first + turn) % servers.length;
      const server = servers[place];
      if (!server || refusing?.has(server)) continue;
      const ms = Math.min(shareMs, deadline - performance.now());
      if (ms <= 0) break;
      const way = turn < 2 * servers.length ? 'udp' : 'tcp';
      let reply = await transport[way](server, question, { ms, signal, fresh: !wanted.recursion });
      if ('packet' in reply && isHalfway(reply.packet)) {
        reply = await askOtherwise(transport, server, reply.packet, wanted, { deadline, shareMs, signal });
      }
      if ('packet' in reply && isUsable(reply.packet, wanted)) {
        if (!refusing) rotation.first = place;
        return readAnswer(reply.packet, wanted.name, wanted.type);
      }
      if ('packet' in reply) {
        refusing ??= new Set();
        refusing.add(server);
      }
      reason = tellingMore(reason, reasonOf(reply));
    }
    return reason;
  } finally {
    limit.leave();
  }
}

/** Who stops waiting hands the place on when it comes. */
async function untilPlace(place: Promise<void>, limit: Limit, signal: AbortSignal): Promise<void> {
  try {
    await untilAborted(place, signal);
  } catch (error) {
    place.then(limit.leave);
    throw error;
  }
}

/** Cut, or from a server that does not know EDNS: FORMERR, NOTIMP, BADVERS (RFC 6891 §6.2.2, §7). */
function isHalfway({ isCut, rcode }: Packet): boolean {
  return isCut || withoutEdns.has(rcode);
}

const withoutEdns = new Set([1, 4, 16]);

/** Once more in the way that server wants: without EDNS, then by TCP where that was cut. */
async function askOtherwise(
  transport: DnsTransport,
  server: Server,
  packet: Packet,
  wanted: Wanted,
  { deadline, shareMs, signal }: { deadline: number; shareMs: number; signal: AbortSignal | undefined },
): Promise<Reply> {
  const question = { ...wanted, edns: !withoutEdns.has(packet.rcode) };
  const options = () => ({ ms: Math.max(0, Math.min(shareMs, deadline - performance.now())), signal });
  if (packet.isCut) return transport.tcp(server, question, options());
  const reply = await transport.udp(server, question, { ...options(), fresh: true });
  return 'packet' in reply && reply.packet.isCut ? transport.tcp(server, question, options()) : reply;
}

function isUsable(packet: Packet, { recursion }: Wanted): boolean {
  const { rcode, isAuthoritative, isCut } = packet;
  if (isCut || (rcode !== 0 && rcode !== 3)) return false;
  return isAuthoritative || (recursion && !isReferral(packet));
}

/** "Ask them": of a server that does not look things up for others, and no word about the name (RFC 2308 §2.2). */
function isReferral({ rcode, answers, authorities }: Packet): boolean {
  if (rcode !== 0 || answers.length > 0 || authorities.length === 0) return false;
  return authorities.every(({ type }) => type === 'NS');
}

function reasonOf(reply: Reply): FailureReason {
  if ('reason' in reply) return reply.reason;
  if (reply.packet.isCut) return 'malformed';
  return [0, 3, 5].includes(reply.packet.rcode) ? 'refused' : 'servfail';
}

/** Of the reasons several servers gave, the one that says most. */
function tellingMore(one: FailureReason, other: FailureReason): FailureReason {
  return tellingOrder.indexOf(other) > tellingOrder.indexOf(one) ? other : one;
}

const tellingOrder: FailureReason[] = ['unreachable', 'timeout', 'malformed', 'refused', 'servfail'];
