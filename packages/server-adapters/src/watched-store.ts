import type { MailStore, Tenant } from '@mail-settings/core';

/** The same store, which also tells of what this process writes: settings of a tenant, and events for the host. */
export function watchedStore(
  store: MailStore,
  { saved, appended }: { saved: (tenant: Tenant) => void; appended: () => void },
): MailStore {
  const { settings, domains, events } = store;
  return {
    settings: {
      read: (tenant) => settings.read(tenant),
      write: (tenant, section, value, change) =>
        settings.write(tenant, section, value, change).finally(() => {
          saved(tenant);
          appended();
        }),
      writeConnection: (tenant, revision, connection) =>
        settings.writeConnection(tenant, revision, connection),
      changes: (tenant, limit) => settings.changes(tenant, limit),
    },
    inbox: store.inbox,
    ledger: store.ledger,
    domains: {
      list: (tenant) => domains.list(tenant),
      read: (tenant, domain) => domains.read(tenant, domain),
      save: (tenant, report, change) => domains.save(tenant, report, change).finally(appended),
      due: (now, limit) => domains.due(now, limit),
      noteUse: (tenant, domain, at) => domains.noteUse(tenant, domain, at),
      uses: (tenant) => domains.uses(tenant),
    },
    launches: store.launches,
    leases: store.leases,
    events: {
      append: (tenant, at, rows) => events.append(tenant, at, rows).finally(appended),
      read: (consumer, limit) => events.read(consumer, limit),
      acknowledge: (consumer, sequence) => events.acknowledge(consumer, sequence),
    },
    healthy: () => store.healthy(),
    close: () => store.close(),
  };
}
