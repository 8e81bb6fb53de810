import type { Inbox } from './delivery/inbox.ts';
import type { Ledger } from './delivery/ledger.ts';
import type { ProcessingIn } from './delivery/process.ts';
import type { DomainStore } from './domains/domain-store.ts';
import type { HostEventLog } from './events/host-events.ts';
import type { LaunchStore } from './mailing/launch-store.ts';
import type { LeaseStore } from './schedule/lease-store.ts';
import type { SettingsStore } from './settings/settings-store.ts';

/** Every port of storage, as one thing a host makes and hands over. `testing/store-cases` tells whether one is right. */
export interface MailStore {
  settings: SettingsStore;
  inbox: Inbox;
  ledger: Ledger;
  domains: DomainStore;
  launches: LaunchStore;
  leases: LeaseStore;
  events: HostEventLog;
  /**
   * From a store that processes where its inbox and its ledger are, since moving events there would cost more than
   * counting them. Absent: packets are processed over the two ports (`processingOf`), with the same outcome.
   */
  processingIn?: ProcessingIn;
  /** True while a write would be durable now. */
  healthy(): Promise<boolean>;
  /** Finishes what was accepted and ends workers. Later calls reject with `store-unavailable`. */
  close(): Promise<void>;
}
