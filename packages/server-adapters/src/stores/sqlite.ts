import type { MailStore, Packet, ProcessReport, Tenant } from '@mail-settings/core';
import { createInbox } from './sqlite/inbox.ts';
import type { PacketThread, StoreThread } from './sqlite/store.ts';
import { startThread } from './sqlite/thread.ts';
import { portsThrough } from './store-ports.ts';

export type SqliteStoreOptions = {
  /**
   * The database file; made if it is not there, in a folder that is. Packets wait in a second one beside it, whose
   * name has `-packets` behind it. Several processes of one machine may share them.
   */
  path: string;
  /** Writes every applied response into the log for the host as well. False by default. */
  hostEvents?: boolean;
  /** Milliseconds to wait for another process that is writing; 10,000 by default. */
  busyMs?: number;
};

/**
 * A store in SQLite, for one machine. Two threads do the work, so that neither syncs nor the reading of packets hold
 * the host up, and whoever sends a packet never waits for the processing of others. A packet is accepted once it is
 * synced; packets that wait together share one sync. Nothing is opened here: a file that cannot be used makes every
 * call reject with `store-unavailable`, whose message says why, and `healthy` false. Needs Node 24.
 *
 * `accept` takes the bytes of a large packet over instead of copying them: leave `packet.body` alone afterwards.
 *
 * ```ts
 * const store = createSqliteStore({ path: 'mail-settings.db' });
 * const { revisions } = await store.settings.read('default');
 * await store.close();
 * ```
 */
export function createSqliteStore(options: SqliteStoreOptions): MailStore {
  const { path, hostEvents = false, busyMs = 10_000 } = options;
  if (path === ':memory:') throw new TypeError('Two threads cannot share it: use createMemoryStore.');
  const files = { store: path, packets: `${path}-packets`, busyMs };
  const packets = startThread<PacketThread>({ role: 'packets', files, hostEvents });
  const store = startThread<StoreThread>({ role: 'store', files, hostEvents });
  const inbox = createInbox(packets);
  const ports = portsThrough((port, method, args) => store.call.call(port, method, args));
  const { waitingTenants, backlog, unreadable, retryUnreadable, sources } = packets.call;

  /** Pieces follow one another: the packets of one must be off the queue before the next is read. */
  let piece: Promise<unknown> = Promise.resolve();
  const inTurn = <Answer>(work: () => Promise<Answer>): Promise<Answer> => {
    const done = piece.then(work);
    piece = done.catch(() => {});
    return done;
  };
  const process = async (
    tenant: Tenant,
    { limit, now }: { limit: number; now: Date },
  ): Promise<ProcessReport> => {
    const report: ProcessReport = { packets: 0, applied: 0, repeated: 0, rejected: 0, left: 0 };
    for (let isMore = true; isMore; ) {
      const done = await store.call.process(tenant, limit - report.packets, now);
      report.left = await packets.call.settle(tenant, done.packets, done.rejected);
      report.packets += done.packets.length;
      report.applied += done.applied;
      report.repeated += done.repeated;
      report.rejected += done.rejected.length;
      isMore = done.isCut && report.packets < limit;
    }
    return report;
  };

  return {
    ...ports,
    delivery: {
      accept: (tenant: Tenant, packet: Packet) => inbox.accept({ tenant, packet }),
      process: (tenant, options) => inTurn(() => process(tenant, options)),
      waitingTenants,
      backlog,
      unreadable,
      retryUnreadable,
      sources,
      totals: ports.delivery.totals,
      mailing: ports.delivery.mailing,
      appliedEvents: ports.delivery.appliedEvents,
    },
    async healthy() {
      const checks = await Promise.allSettled([packets.call.checkWritable(), store.call.checkWritable()]);
      return checks.every(({ status }) => status === 'fulfilled');
    },
    async close() {
      await inbox.close();
      await piece;
      await Promise.all([packets.close(), store.close()]);
    },
  };
}
