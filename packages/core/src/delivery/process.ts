import type { DeliveryEvent } from './event.ts';
import type { Packet, PacketReader, UnreadableReason } from './packet.ts';

/**
 * Waiting packets of one tenant, as a store hands them to `processPackets` within a step of its own: what `record`
 * and `reject` do becomes lasting together, or not at all. A store that can only be asked asynchronously reads the
 * packets first, collects what is recorded and rejected, and writes it afterwards.
 */
export interface PacketQueue {
  /** The packets to work off, the oldest first; read one by one, so that a large backlog needs little memory. */
  packets(): Iterable<Packet>;
  /** Applies the events of a packet and takes the packet off the queue. */
  record(packet: Packet, events: readonly DeliveryEvent[]): { applied: number; repeated: number };
  /** Takes a packet off the queue and keeps it among the unreadable ones. */
  reject(packet: Packet, reason: UnreadableReason): void;
}

export type PacketOutcome = { packets: number; applied: number; repeated: number; rejected: number };

/**
 * Reads packets and applies what is in them. What could be read is applied even where something else in its packet
 * could not; such a packet is kept as unreadable too, which is safe since known events count as repeated.
 */
export function processPackets(
  queue: PacketQueue,
  readers: Readonly<Record<string, PacketReader>>,
  options: {
    /** Asked after each packet; true ends the run. For stores that have something more urgent to do. */
    isEnough?: () => boolean;
  } = {},
): PacketOutcome {
  const outcome: PacketOutcome = { packets: 0, applied: 0, repeated: 0, rejected: 0 };
  for (const packet of queue.packets()) {
    const { events, reason } = readPacket(packet, readers);
    if (reason === null || events.length > 0) {
      const { applied, repeated } = queue.record(packet, events);
      outcome.applied += applied;
      outcome.repeated += repeated;
    }
    if (reason !== null) {
      queue.reject(packet, reason);
      outcome.rejected++;
    }
    outcome.packets++;
    if (options.isEnough?.()) break;
  }
  return outcome;
}

function readPacket(
  packet: Packet,
  readers: Readonly<Record<string, PacketReader>>,
): { events: readonly DeliveryEvent[]; reason: UnreadableReason | null } {
  const reader = Object.hasOwn(readers, packet.dialect) ? readers[packet.dialect] : undefined;
  if (reader === undefined) return { events: [], reason: 'unknown-dialect' };
  const reading = reader(packet.body, packet.contentType);
  if (reading.state === 'unreadable') return { events: [], reason: reading.reason };
  const { events, bad, unknown } = reading;
  return { events, reason: bad > 0 ? 'bad-event' : unknown > 0 ? 'unknown-kind' : null };
}
