import type { Tenant } from '../tenant.ts';
import type { DeliveryEvent } from './event.ts';
import type { GroupOutcome, Inbox, PacketGroup, SetAside, WaitingPacket } from './inbox.ts';
import type { Applied, Ledger } from './ledger.ts';
import type { PacketReaders, PacketReading, UnreadableReason } from './packet.ts';

/** What one run of `ProcessWaiting` has done. */
export type ProcessReport = {
  /** Packets taken off the queue. */
  packets: number;
  /** Events that changed something. */
  applied: number;
  /** Events known before, or older than what is known. */
  repeated: number;
  /** Packets that could not be read, or not wholly; they are kept. */
  rejected: number;
  /** Packets of the tenant still waiting. */
  left: number;
};

/** Processes up to `limit` waiting packets of a tenant. Several processes may do so at once: no packet counts twice. */
export type ProcessWaiting = (
  tenant: Tenant,
  options: { limit: number; now: Date },
) => Promise<ProcessReport>;

/** What was made of one group: all of its events have been applied, and its packets still wait. */
export type AppliedGroup = GroupOutcome & Applied & Pick<PacketGroup, 'isCut'>;

/**
 * The two halves of processing. An engine that hosts inbox and ledger does `applyNext` where both are, so that no event
 * leaves its thread.
 */
export type ProcessSteps = {
  /** Applies the events of the next group; all of them, or none. */
  applyNext(tenant: Tenant, limit: number, now: Date): Promise<AppliedGroup>;
  settle: Inbox['settle'];
};

/**
 * Processes packets group by group: read, applied, and only then taken off the queue. After a crash in between they
 * are read again and count as repeated.
 */
export const processBy =
  ({ applyNext, settle }: ProcessSteps): ProcessWaiting =>
  async (tenant, { limit, now }) => {
    const report: ProcessReport = { packets: 0, applied: 0, repeated: 0, rejected: 0, left: 0 };
    for (let isMore = true; isMore; ) {
      const group = await applyNext(tenant, limit - report.packets, now);
      const { settled, left } = await settle(tenant, group);
      report.packets += settled;
      report.applied += group.applied;
      report.repeated += group.repeated;
      report.rejected += group.unreadable.length;
      report.left = left;
      isMore = group.isCut && report.packets < limit;
    }
    return report;
  };

/**
 * Called once for each provider whose packets a store has to read in the thread of the host, though it has one of its own:
 * the provider names no module, or it could not be loaded (`reason`).
 */
export type OnReadHere = (provider: string, reason: unknown) => void;

/** A store's own processing, with the readers of the providers its host lists. */
export type ProcessingIn = (readers: PacketReaders, onReadHere: OnReadHere) => ProcessWaiting;

/** The processing of a store: its own, where it does that in the place of its inbox and ledger, else over the two ports. */
export function processingOf(
  store: { inbox: Inbox; ledger: Ledger; processingIn?: ProcessingIn },
  readers: PacketReaders,
  onReadHere: OnReadHere = () => {},
): ProcessWaiting {
  if (store.processingIn !== undefined) return store.processingIn(readers, onReadHere);
  return processBy(stepsOver(store, readers));
}

/** The two halves over the two ports. */
export const stepsOver = (
  { inbox, ledger }: { inbox: Inbox; ledger: Ledger },
  readers: PacketReaders,
): ProcessSteps => ({
  async applyNext(tenant, limit, now) {
    const group = await inbox.read(tenant, limit);
    const { events, outcome } = readGroup(group, readers);
    return { ...outcome, ...(await ledger.apply(tenant, events, now)), isCut: group.isCut };
  },
  settle: (tenant, outcome) => inbox.settle(tenant, outcome),
});

/**
 * Reads the packets of a group. What could be read is applied even where something else in its packet could not; such a
 * packet is set aside as unreadable too, which is safe since known events count as repeated.
 */
export function readGroup(
  { packets }: Pick<PacketGroup, 'packets'>,
  readers: PacketReaders,
): { events: DeliveryEvent[]; outcome: GroupOutcome } {
  const found: DeliveryEvent[] = [];
  const unreadable: SetAside[] = [];
  for (const packet of packets) {
    const { events, reason } = readPacket(packet, readers);
    for (const event of events) found.push(event);
    if (reason !== null) unreadable.push({ id: packet.id, reason });
  }
  return { events: found, outcome: { packets: packets.map(({ id }) => id), unreadable } };
}

function readPacket(
  packet: WaitingPacket,
  readers: PacketReaders,
): { events: readonly DeliveryEvent[]; reason: UnreadableReason | null } {
  const reader = Object.hasOwn(readers, packet.provider) ? readers[packet.provider] : undefined;
  if (reader === undefined) return { events: [], reason: 'unknown-provider' };
  let reading: PacketReading;
  try {
    reading = reader.read(packet.body, packet.contentType);
  } catch {
    // One packet must not hold up all that came after it.
    return { events: [], reason: 'reader-failed' };
  }
  if (reading.state === 'unreadable') return { events: [], reason: reading.reason };
  const { events, bad, unknown } = reading;
  return { events, reason: bad > 0 ? 'bad-event' : unknown > 0 ? 'unknown-kind' : null };
}
