import type { MailStore, OnReadHere, PacketReaders } from '@mail-settings/core';
import { processBy, stepsOver } from '@mail-settings/core/store';
import { createInboxSender } from './sqlite/inbox-sender.ts';
import type { Reading } from './sqlite/readers.ts';
import type { InboxThread, StoreThread } from './sqlite/store.ts';
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
 * the host up, and the sender of a packet never waits for the processing of others. A packet is accepted once it is
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
  const files = { store: path, inbox: `${path}-packets`, busyMs };
  const inbox = startThread<InboxThread>({ role: 'inbox', files, hostEvents });
  const store = startThread<StoreThread>({ role: 'store', files, hostEvents });
  const sender = createInboxSender(inbox);
  const ports = portsThrough((port, method, args) =>
    (port === 'inbox' ? inbox : store).call.call(port, method, args),
  );

  /** Groups follow one another: the packets of one must be off the queue before the next is read. */
  let group: Promise<unknown> = Promise.resolve();
  const inTurn = <Answer>(work: () => Promise<Answer>): Promise<Answer> => {
    const done = group.then(work);
    group = done.catch(() => {});
    return done;
  };

  return {
    ...ports,
    inbox: { ...ports.inbox, accept: (tenant, packet) => sender.accept({ tenant, packet }) },
    processingIn(readers, onReadHere) {
      const here = stepsOver(ports, readers);
      let reading: Promise<Reading> | null = null;
      const process = processBy({
        async applyNext(tenant, limit, now) {
          reading ??= readingOf(readers, store.call.loadReaders, onReadHere).catch((error) => {
            reading = null;
            throw error;
          });
          const group = await store.call.applyNext(tenant, limit, now, await reading);
          return group ?? here.applyNext(tenant, limit, now);
        },
        settle: here.settle,
      });
      return (tenant, options) => inTurn(() => process(tenant, options));
    },
    async healthy() {
      const checks = await Promise.allSettled([inbox.call.checkWritable(), store.call.checkWritable()]);
      return checks.every(({ status }) => status === 'fulfilled');
    },
    async close() {
      await sender.close();
      await group;
      await Promise.all([inbox.close(), store.close()]);
    },
  };
}

/** Which readers the thread has, and which are left to the host. */
async function readingOf(
  readers: PacketReaders,
  load: (modules: Reading['modules']) => Promise<Record<string, string>>,
  onReadHere: OnReadHere,
): Promise<Reading> {
  const modules: Record<string, string> = {};
  for (const [provider, { module }] of Object.entries(readers))
    if (module !== null) modules[provider] = module;
  const faults = await load(modules);
  const readByHost = Object.keys(readers).filter((provider) => !(provider in modules) || provider in faults);
  for (const provider of readByHost) {
    onReadHere(provider, faults[provider] ?? 'The provider names no module of its reader.');
    delete modules[provider];
  }
  return { modules, readByHost };
}
