import type { Tenant } from '../tenant.ts';
import type { Packet, UnreadableReason } from './packet.ts';

/** What a reader needs of a packet. */
export type WaitingPacket = Pick<Packet, 'id' | 'provider' | 'contentType' | 'body'>;

/** Packets handed out by `read`, the oldest first. `isCut`: more wait, though fewer than `limit` were read. */
export type PacketGroup = { packets: WaitingPacket[]; isCut: boolean };

/** What became of a group: ids of the packets that have been read, and those of them that are to be kept, with why. */
export type GroupOutcome = { packets: readonly string[]; unreadable: readonly SetAside[] };
export type SetAside = { id: string; reason: UnreadableReason };

/** State of the intake of one tenant. */
export type Backlog = {
  waiting: number;
  oldestWaitingAt: Date | null;
  unreadable: number;
  lastReceivedAt: Date | null;
};

/** A packet that could not be read, for the page: never its body. */
export type UnreadablePacket = { id: string; receivedAt: Date; reason: UnreadableReason; bytes: number };

/**
 * Port: receives packets and keeps them until they are counted (`Ledger`), by `processingOf`. The two may stand on
 * different engines, so nothing spans both. Every method is about one tenant and can never see another's packets.
 */
export interface Inbox {
  /**
   * Resolves once the packet would survive a crash of machine and process (group commit: many wait for one sync).
   * Rejects with `store-unavailable` where it would not; then nothing of it is kept. A second packet with the same
   * id is dropped. An inbox may take the bytes over instead of copying them: leave `packet.body` alone afterwards.
   */
  accept(tenant: Tenant, packet: Packet): Promise<void>;

  /** Tenants with waiting packets, the longest waiting first. For the processor only: names, nothing else. */
  waitingTenants(): Promise<Tenant[]>;

  /**
   * Up to `limit` waiting packets in order of arrival, at least one if any wait; fewer where they are large, so that a
   * group needs little memory. They wait until `settle`; until then others who read may be handed them too.
   */
  read(tenant: Tenant, limit: number): Promise<PacketGroup>;

  /**
   * Takes packets off the queue after their events were applied, and sets the unreadable ones aside, in one step. It may be lost
   * in a crash: the packets then wait again, and their events count as repeated. Ids that wait no longer are ignored.
   * `settled` is how many of `packets` were taken off by this call, `left` how many of the tenant still wait.
   */
  settle(tenant: Tenant, outcome: GroupOutcome): Promise<{ settled: number; left: number }>;

  backlog(tenant: Tenant): Promise<Backlog>;

  /** Newest first. */
  // No caller yet: the page will list unreadable packets.
  unreadable(tenant: Tenant, limit: number): Promise<UnreadablePacket[]>;

  /** Puts unreadable packets back into the queue, after a reader has learned their form. Answers how many. */
  // No caller yet: it becomes a button of the page's list of unreadable packets.
  retryUnreadable(tenant: Tenant): Promise<number>;

  /**
   * Source addresses of the packets received since `since` (to the hour), with their counts, the most frequent first.
   */
  // No caller yet: the page will compare allow lists with it.
  sources(tenant: Tenant, since: Date): Promise<{ address: string; packets: number }[]>;
}
