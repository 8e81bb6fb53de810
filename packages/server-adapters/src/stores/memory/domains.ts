import type { DomainReport, DomainStore, Tenant } from '@mail-settings/core';
import type { Immediate } from '../store-ports.ts';
import { lazyMap } from './lazy-map.ts';

export function domainTable(): Immediate<DomainStore> {
  const tenants = new Set<Tenant>();
  const of = lazyMap(() => ({ reports: new Map<string, DomainReport>(), uses: new Map<string, Date>() }));
  const dueAt = ({ watch }: DomainReport) => (watch === undefined ? 0 : Date.parse(watch.nextCheckAt));
  return {
    list: (tenant) => [...of(tenant).reports.values()],
    save(tenant, report) {
      tenants.add(tenant);
      of(tenant).reports.set(report.domain, report);
    },
    due: (now, limit) =>
      [...tenants]
        .flatMap((tenant) => [...of(tenant).reports.values()].map((report) => ({ tenant, report })))
        .filter(({ report }) => dueAt(report) <= now.getTime())
        .sort((one, other) => dueAt(one.report) - dueAt(other.report))
        .slice(0, limit)
        .map(({ tenant, report }) => ({ tenant, domain: report.domain })),
    noteUse(tenant, domain, at) {
      const last = of(tenant).uses.get(domain);
      if (last === undefined || last < at) of(tenant).uses.set(domain, at);
    },
    uses: (tenant) => Object.fromEntries(of(tenant).uses),
  };
}
