import type { Tenant } from '../settings/settings-store.ts';
import type { DomainReport } from './record.ts';

/** Keeps the last report of each sender domain. A domain is never removed (S27): there is no method for it. */
export interface DomainStore {
  /** In order of adding. */
  list(tenant: Tenant): Promise<DomainReport[]>;
  /** Adds or replaces the report of its domain. */
  save(tenant: Tenant, report: DomainReport): Promise<void>;
  /** Notes that a launch or a test was sent from the domain. */
  noteUse(tenant: Tenant, domain: string, at: Date): Promise<void>;
  /** Last use by domain; domains never used are absent. */
  uses(tenant: Tenant): Promise<Record<string, Date>>;
}
