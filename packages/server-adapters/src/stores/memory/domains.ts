import type { DomainReport, DomainStore, Tenant } from '@mail-settings/core';
import type { Immediate } from '../store-ports.ts';
import type { TellHost } from './events.ts';
import { lazyMap } from './lazy-map.ts';

export function domainTable(tellHost: TellHost): Immediate<DomainStore> {
  const tenants = new Set<Tenant>();
  const of = lazyMap(() => ({
    stored: new Map<string, { report: DomainReport; revision: string }>(),
    uses: new Map<string, Date>(),
  }));
  const reportsOf = (tenant: Tenant) => [...of(tenant).stored.values()].map(({ report }) => report);
  const dueAt = ({ watch }: DomainReport) => (watch === undefined ? 0 : Date.parse(watch.nextCheckAt));
  return {
    list: (tenant) => reportsOf(tenant),
    read: (tenant, domain) => of(tenant).stored.get(domain) ?? null,
    save(tenant, report, { revision, at, events }) {
      const { stored } = of(tenant);
      const known = stored.get(report.domain)?.revision ?? null;
      if (known !== revision) return false;
      tenants.add(tenant);
      stored.set(report.domain, { report, revision: String(Number(known) + 1) });
      tellHost(tenant, at, events);
      return true;
    },
    due: (now, limit) =>
      [...tenants]
        .flatMap((tenant) => reportsOf(tenant).map((report) => ({ tenant, report })))
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
