import type { ImmediatePorts } from '../store-ports.ts';
import { openDatabase } from './database.ts';
import { type DeliverySteps, deliveryTables } from './delivery.ts';
import { domainTables } from './domains.ts';
import { eventTables } from './events.ts';
import { launchTables } from './launches.ts';
import { leaseTables } from './leases.ts';
import { settingsTables } from './settings.ts';

/** Every port on one file, for one thread. */
export type SqliteTables = {
  ports: ImmediatePorts;
  delivery: DeliverySteps;
  /** Throws `store-unavailable` where a step would not be lasting now. */
  checkWritable(): true;
  close(): void;
};

export function openStore({ path, hostEvents }: { path: string; hostEvents: boolean }): SqliteTables {
  const db = openDatabase(path);
  const events = eventTables(db);
  const delivery = deliveryTables(db, hostEvents ? events.write : null);
  const noteHealth = db.prepare(
    'INSERT INTO health (id, at) VALUES (1, ?) ON CONFLICT DO UPDATE SET at = excluded.at',
  );
  return {
    ports: {
      settings: settingsTables(db),
      delivery: {
        ...delivery,
        accept: (tenant, packet) => delivery.accept([{ tenant, packet }]),
        process: (tenant, options) => delivery.process(tenant, { ...options, isEnough: () => false }),
      },
      domains: domainTables(db),
      launches: launchTables(db),
      leases: leaseTables(db),
      events: events.port,
    },
    delivery,
    checkWritable() {
      db.lasting(() => noteHealth.run(Date.now()));
      return true;
    },
    close: () => db.close(),
  };
}
