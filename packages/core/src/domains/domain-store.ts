import type { Tenant } from '../tenant.ts';
import type { DomainReport } from './record.ts';

/** Keeps the last report of each sender domain. A domain is never removed (S27): there is no method for it. */
export interface DomainStore {
  /** In order of adding. */
  list(tenant: Tenant): Promise<DomainReport[]>;
  /** Adds or replaces the report of its domain. */
  save(tenant: Tenant, report: DomainReport): Promise<void>;
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
