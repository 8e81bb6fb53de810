import type { HostEvent } from '../events/host-events.ts';
import type { Tenant } from '../tenant.ts';
import type { DomainReport } from './record.ts';

/** Port: keeps the last report of each sender domain. A domain is never removed (S27): there is no method for it. */
export interface DomainStore {
  /** In order of adding. */
  list(tenant: Tenant): Promise<DomainReport[]>;
  /** One report, with an opaque revision that every save moves on; null for a domain that was never added. */
  read(tenant: Tenant, domain: string): Promise<{ report: DomainReport; revision: string } | null>;
  /**
   * Adds the report of a new domain (`revision` null), or replaces the one of that revision. In the same step `events` are put
   * among those for the host. Atomic. False where the domain is of another revision by now: then nothing is written, nor told.
   */
  save(tenant: Tenant, report: DomainReport, change: DomainChange): Promise<boolean>;
  /**
   * Domains of all tenants whose next check (`watch.nextCheckAt`) is due, the longest overdue first; those without a
   * watch before all. For the host's own watch only.
   */
  due(now: Date, limit: number): Promise<{ tenant: Tenant; domain: string }[]>;
  /** Notes that a launch or a test was sent from the domain. */
  noteUse(tenant: Tenant, domain: string, at: Date): Promise<void>;
  /** Last use by domain; domains never used are absent. */
  uses(tenant: Tenant): Promise<Record<string, Date>>;
}

export type DomainChange = { revision: string | null; at: Date; events: readonly HostEvent[] };

/**
 * Changes the report of a domain, and tells the host of it. Where somebody else is faster, `change` is asked again with what is
 * stored by then, so nothing of theirs is lost or told twice. Answers what is stored afterwards, null for an unknown domain.
 */
export async function changeDomain(
  domains: DomainStore,
  tenant: Tenant,
  domain: string,
  change: (stored: DomainReport) => { report: DomainReport; at: Date; events: readonly HostEvent[] },
): Promise<DomainReport | null> {
  for (;;) {
    const stored = await domains.read(tenant, domain);
    if (stored === null) return null;
    const { report, at, events } = change(stored.report);
    if (await domains.save(tenant, report, { revision: stored.revision, at, events })) return report;
  }
}
