import type { Tenant } from '../tenant.ts';
import type { DeliveryEventKind, ReportedTotals } from './event.ts';
import type { Packet, UnreadableReason } from './packet.ts';

/** Outcome of one run of `process`. */
export type ProcessReport = {
  packets: number;
  /** Events that changed something. */
  applied: number;
  /** Events known before, or older than what is known. */
  repeated: number;
  /** Packets that could not be read; they are kept. */
  rejected: number;
  /** Packets of the tenant still waiting. */
  left: number;
};

/** Which mailings to count: by id, or by the day of launch (else of the first event), UTC, inclusive. */
export type MailingFilter = { mailing?: string | undefined; from?: Date | undefined; to?: Date | undefined };

/** Counts of one mailing. No address, no name, no text. */
export type MailingTotals = {
  mailing: string;
  /** Null for mailings the kit did not launch. */
  launchedAt: Date | null;
  /** Known size of the audience: of the launch, else the recipients seen. */
  recipients: number;
  /** Recipients by their latest response code. */
  byCode: Record<number, number>;
  /** Sums over the latest response of each recipient. */
  opens: number;
  clicks: number;
  /** Recipients who ever answered with code 10, whatever came later. */
  unsubscribed: number;
  /** What the service reported last (CES kind 1), null before. */
  reported: ReportedTotals | null;
  /** `EmailStateId` of that report: 2 completed, 3 expired (CES kind 1). */
  stateId: number | null;
  /** Dates of all events read, also of those that changed nothing. */
  firstEventAt: Date | null;
  lastEventAt: Date | null;
};

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
 * Keeps responses. Receiving and processing are two steps: `accept` is durable and quick, `process` runs afterwards
 * in large batches. Every method is about one tenant and can never see another's rows.
 */
export interface DeliveryStore {
  /**
   * Resolves once the packet would survive a crash of machine and process (group commit: many wait for one sync).
   * Rejects with `store-unavailable` where it would not; then nothing of it is kept. A second packet with the same
   * id is dropped. A store may take the bytes over instead of copying them: leave `packet.body` alone afterwards.
   */
  accept(tenant: Tenant, packet: Packet): Promise<void>;

  /**
   * Reads up to `limit` waiting packets in order of arrival and applies their events. Per packet atomic: either all
   * of it is applied and the packet is gone, or nothing changed and it can be tried again. An event whose key was
   * applied with the same or a later date counts as repeated. Unreadable packets are set aside and kept. Several
   * processes may call it at once: no packet is applied twice.
   */
  process(tenant: Tenant, options: { limit: number; now: Date }): Promise<ProcessReport>;

  /** Tenants with waiting packets, the longest waiting first. For the processor only: names, nothing else. */
  waitingTenants(): Promise<Tenant[]>;

  /**
   * Counts per mailing, in order of launch or first event; launches without any event yet are among them. Mailings
   * registered as tests are left out.
   */
  totals(tenant: Tenant, filter?: MailingFilter): Promise<MailingTotals[]>;

  /** Counts of one mailing, also of a test; null where nothing is known of it. */
  mailing(tenant: Tenant, mailing: string): Promise<MailingTotals | null>;

  /** Events by kind ever applied, for support and for tests. */
  appliedEvents(tenant: Tenant): Promise<Record<DeliveryEventKind, number>>;

  backlog(tenant: Tenant): Promise<Backlog>;

  /** Newest first. */
  unreadable(tenant: Tenant, limit: number): Promise<UnreadablePacket[]>;

  /** Puts unreadable packets back into the queue, after a reader has learned their form. Answers how many. */
  retryUnreadable(tenant: Tenant): Promise<number>;

  /**
   * Source addresses of the packets received since `since` (to the hour), with their counts, the most frequent first.
   * For the list advice of the page.
   */
  sources(tenant: Tenant, since: Date): Promise<{ address: string; packets: number }[]>;
}
