import { callPort, type PortName } from '../store-ports.ts';
import { openDatabase } from './database.ts';
import { domainTables } from './domains.ts';
import { eventTables } from './events.ts';
import { type SentPackets, unpacked } from './inbox.ts';
import { launchTables } from './launches.ts';
import { leaseTables } from './leases.ts';
import { packetMigrations, storeMigrations } from './migrations.ts';
import { packetReader, packetTables } from './packets.ts';
import { processing } from './processing.ts';
import { settingsTables } from './settings.ts';
import { totalsTables } from './totals.ts';

/** What both threads of a store can do besides their own work. */
type Common = {
  /** Throws `store-unavailable` where a step would not be lasting now. */
  checkWritable(): true;
  close(): void;
};

/** `busyMs`: how long to wait for another process that is writing. */
export type StoreFiles = { store: string; packets: string; busyMs: number };

/** The thread that takes packets in. */
export function openPackets({ packets: path, busyMs }: StoreFiles) {
  const db = openDatabase(path, packetMigrations, busyMs);
  const tables = packetTables(db);
  return {
    ...tables,
    acceptSent: (packets: SentPackets) => tables.accept(unpacked(packets)),
    ...common(db),
  };
}
export type PacketThread = ReturnType<typeof openPackets>;

/** The thread that does everything else. */
export function openStore({ store: path, packets, busyMs }: StoreFiles, options: { hostEvents: boolean }) {
  const db = openDatabase(path, storeMigrations, busyMs);
  const queue = openDatabase(packets, packetMigrations, busyMs);
  const events = eventTables(db);
  const ports = {
    settings: settingsTables(db, events.write),
    delivery: totalsTables(db),
    domains: domainTables(db),
    launches: launchTables(db),
    leases: leaseTables(db),
    events: events.port,
  };
  const { checkWritable, close } = common(db);
  return {
    call: (port: PortName, method: string, args: readonly unknown[]) => callPort(ports, port, method, args),
    process: processing(db, packetReader(queue), options.hostEvents ? events.write : null),
    checkWritable,
    close() {
      queue.close();
      close();
    },
  };
}
export type StoreThread = ReturnType<typeof openStore>;

function common(db: ReturnType<typeof openDatabase>): Common {
  const note = db.prepare(
    'INSERT INTO health (id, at) VALUES (1, ?) ON CONFLICT DO UPDATE SET at = excluded.at',
  );
  return {
    checkWritable() {
      db.lasting(() => note.run(Date.now()));
      return true;
    },
    close: () => db.close(),
  };
}
