import type { MailStore } from '@mail-settings/core';
import { MailError } from '@mail-settings/core/store';
import { domainTable } from './memory/domains.ts';
import { eventLog } from './memory/events.ts';
import { inboxTable } from './memory/inbox.ts';
import { launchTable } from './memory/launches.ts';
import { leaseTable } from './memory/leases.ts';
import { ledgerTable } from './memory/ledger.ts';
import { settingsTable } from './memory/settings.ts';
import { callPort, type ImmediatePorts, portsThrough } from './store-ports.ts';

/**
 * A store in memory: the reference for others, for tests and for trying things out. Nothing survives the process, so
 * a host that promises not to lose responses needs another one.
 */
export function createMemoryStore(options: { hostEvents?: boolean } = {}): MailStore {
  const events = eventLog();
  const launches = launchTable();
  const tellOfResponses = options.hostEvents === true ? events.write : () => {};
  const ports: ImmediatePorts = {
    settings: settingsTable(events.write),
    inbox: inboxTable(),
    ledger: ledgerTable(launches.known, tellOfResponses),
    domains: domainTable(events.write),
    launches: launches.port,
    leases: leaseTable(),
    events: events.port,
  };
  let isOpen = true;
  return {
    // What goes in and out is copied, so a caller that changes what it holds changes nothing here.
    ...portsThrough(async (port, method, args) => {
      if (!isOpen) throw new MailError('store-unavailable', 'The store is closed.');
      return structuredClone(callPort(ports, port, method, structuredClone(args)));
    }),
    healthy: async () => isOpen,
    close: async () => {
      isOpen = false;
    },
  };
}
