import type { Tenant } from '../tenant.ts';
import type { DeliveryEvent, DeliveryEventKind, Ended, ReportedTotals } from './event.ts';
import type { Outcome } from './outcomes.ts';

/** Which mailings to count: by id, or by the day of launch (else of the first event), UTC, inclusive. */
export type MailingFilter = { mailing?: string | undefined; from?: Date | undefined; to?: Date | undefined };

/** Counts of one mailing. No address, no name, no text. */
export type MailingTotals = {
  mailing: string;
  /** Null for mailings the kit did not launch. */
  launchedAt: Date | null;
  /** Known size of the audience: of the launch, else the recipients seen. */
  recipients: number;
  /** Recipients by their latest outcome. */
  byOutcome: Partial<Record<Outcome, number>>;
  /** Sums over the latest response of each recipient. */
  opens: number;
  clicks: number;
  /** Recipients who ever unsubscribed, whatever came later. */
  unsubscribed: number;
  /** What the service reported last, null before. */
  reported: ReportedTotals | null;
  /** How that report says the mailing ended; null where it does not. */
  ended: Ended | null;
  /** Dates of all events read, also of those that changed nothing. */
  firstEventAt: Date | null;
  lastEventAt: Date | null;
};

/** How many events changed something, and how many were known before or older than what is known. */
export type Applied = { applied: number; repeated: number };

/**
 * Port: counts responses and answers what is counted. It knows the launches of the `LaunchStore` beside it, so both
 * stand on one engine. Every method is about one tenant and can never see another's rows.
 */
export interface Ledger {
  /**
   * Applies events: all of them, durably, or none. An event whose key (`eventKey`) was applied with the same or a later
   * standing counts as repeated, so a group may be applied again, by a process that crashed before it told the inbox or
   * by several at once, and never counts twice; the outcome does not depend on the order. What changed something is put
   * among the events for the host in the same step, where the store was made to keep responses for it.
   */
  apply(tenant: Tenant, events: readonly DeliveryEvent[], now: Date): Promise<Applied>;

  /**
   * Counts per mailing, in order of launch or first event; launches without any event yet are among them. Mailings
   * registered as tests are left out.
   */
  totals(tenant: Tenant, filter?: MailingFilter): Promise<MailingTotals[]>;

  /** Counts of one mailing, also of a test; null where nothing is known of it. */
  mailing(tenant: Tenant, mailing: string): Promise<MailingTotals | null>;

  /** Events by kind ever applied. */
  // No caller yet: support's view of the intake will show it.
  appliedEvents(tenant: Tenant): Promise<Record<DeliveryEventKind, number>>;
}
