import { callPort, type PortName } from '../store-ports.ts';
import { type Database, openDatabase } from './database.ts';
import { domainTables } from './domains.ts';
import { eventTables } from './events.ts';
import { inboxTables, waitingPackets } from './inbox.ts';
import { launchTables } from './launches.ts';
import { leaseTables } from './leases.ts';
import { ledgerTables } from './ledger.ts';
import { inboxMigrations, storeMigrations } from './migrations.ts';
import { applyingNext } from './processing.ts';
import { loadedReaders } from './readers.ts';
import { type SentPackets, unpacked } from './sent-packets.ts';
import { settingsTables } from './settings.ts';
import type { StoreFiles } from './thread.ts';

/** What both threads of a store can do besides their own work. */
type Common = {
  /** Throws `store-unavailable` where a step would not be durable now. */
  checkWritable(): true;
  close(): void;
};

/** The thread that takes packets in. */
export function openInbox({ inbox: path, busyMs }: StoreFiles) {
  const db = openDatabase(path, inboxMigrations, busyMs);
  const { acceptAll, ...inbox } = inboxTables(db);
  return {
    acceptSent: (packets: SentPackets) => acceptAll(unpacked(packets)),
    call: (port: PortName, method: string, args: readonly unknown[]) =>
      callPort({ inbox }, port, method, args),
    ...common(db),
  };
}
export type InboxThread = ReturnType<typeof openInbox>;

/** The thread that does everything else. */
export function openStore({ store: path, inbox, busyMs }: StoreFiles, options: { hostEvents: boolean }) {
  const db = openDatabase(path, storeMigrations, busyMs);
  const queue = openDatabase(inbox, inboxMigrations, busyMs);
  const events = eventTables(db);
  const ledger = ledgerTables(db, options.hostEvents ? events.write : null);
  const ports = {
    settings: settingsTables(db, events.write),
    ledger: ledger.port,
    domains: domainTables(db, events.write),
    launches: launchTables(db),
    leases: leaseTables(db),
    events: events.port,
  };
  const readers = loadedReaders();
  const { checkWritable, close } = common(db);
  return {
    call: (port: PortName, method: string, args: readonly unknown[]) => callPort(ports, port, method, args),
    applyNext: applyingNext(db, waitingPackets(queue), ledger.applyWithin, readers),
    loadReaders: readers.load,
    checkWritable,
    close() {
      queue.close();
      close();
    },
  };
}
export type StoreThread = ReturnType<typeof openStore>;

function common(db: Database): Common {
  const note = db.prepare(
    'INSERT INTO health (id, at) VALUES (1, ?) ON CONFLICT DO UPDATE SET at = excluded.at',
  );
  return {
    checkWritable() {
      db.durable(() => note.run(Date.now()));
      return true;
    },
    close: () => db.close(),
  };
}
