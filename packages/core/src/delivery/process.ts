import type { DeliveryEvent } from './event.ts';
import type { Packet, PacketReader, UnreadableReason } from './packet.ts';

/** What a reader needs of a packet. */
export type WaitingPacket = Pick<Packet, 'id' | 'dialect' | 'contentType' | 'body'>;

/**
 * Waiting packets of one tenant, as a store hands them to `processPackets` within a step of its own: what `record`
 * and `reject` are told becomes lasting together, or not at all. A store is free to collect it and write it when the
 * run is over, in the order that suits it: the outcome does not depend on the order.
 */
export interface PacketQueue {
  /** The packets to work off, the oldest first; asked for one by one, so that a large backlog needs little memory. */
  packets(): Iterable<WaitingPacket>;
  /** These events are to be applied. */
  record(events: readonly DeliveryEvent[]): void;
  /** This packet is to be kept among the unreadable ones. */
  reject(packet: WaitingPacket, reason: UnreadableReason): void;
}

/**
 * Reads packets and says what to do with what is in them; every packet it has seen leaves the queue. What could be
 * read is applied even where something else in its packet could not; such a packet is kept as unreadable too, which
 * is safe since known events count as repeated.
 */
export function processPackets(
  queue: PacketQueue,
  readers: Readonly<Record<string, PacketReader>>,
): { packets: number; rejected: number } {
  const outcome = { packets: 0, rejected: 0 };
  for (const packet of queue.packets()) {
    const { events, reason } = readPacket(packet, readers);
    if (events.length > 0) queue.record(events);
    if (reason !== null) {
      queue.reject(packet, reason);
      outcome.rejected++;
    }
    outcome.packets++;
  }
  return outcome;
}

function readPacket(
  packet: WaitingPacket,
  readers: Readonly<Record<string, PacketReader>>,
): { events: readonly DeliveryEvent[]; reason: UnreadableReason | null } {
  const reader = Object.hasOwn(readers, packet.dialect) ? readers[packet.dialect] : undefined;
  if (reader === undefined) return { events: [], reason: 'unknown-dialect' };
  const reading = reader(packet.body, packet.contentType);
  if (reading.state === 'unreadable') return { events: [], reason: reading.reason };
  const { events, bad, unknown } = reading;
  return { events, reason: bad > 0 ? 'bad-event' : unknown > 0 ? 'unknown-kind' : null };
}
