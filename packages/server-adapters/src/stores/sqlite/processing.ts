import type { AppliedGroup, Inbox, Ledger, PacketReaders, Tenant } from '@mail-settings/core';
import { MailError, readGroup } from '@mail-settings/core/store';
import type { Immediate } from '../store-ports.ts';
import type { Database } from './database.ts';
import type { LoadedReaders, Reading } from './readers.ts';

/**
 * The first half of processing (`ProcessSteps`), in the thread of the ledger: events never leave it. Null, and nothing done,
 * where a packet of the group is to be read by the host.
 */
export type ApplyNext = (
  tenant: Tenant,
  limit: number,
  now: Date,
  reading: Reading,
) => AppliedGroup | null | Promise<AppliedGroup | null>;

export function applyingNext(
  db: Database,
  read: Immediate<Inbox>['read'],
  applyWithin: Immediate<Ledger>['apply'],
  loaded: LoadedReaders,
): ApplyNext {
  const apply = (
    tenant: Tenant,
    limit: number,
    now: Date,
    readers: PacketReaders,
    byHost: readonly string[],
  ) =>
    // Begun before anything is read: two processes never work on the same packets at one time.
    db.durable(() => {
      const group = read(tenant, limit);
      if (group.packets.some(({ provider }) => byHost.includes(provider))) return null;
      const { events, outcome } = readGroup(group, readers);
      return { ...outcome, ...applyWithin(tenant, events, now), isCut: group.isCut };
    });
  return (tenant, limit, now, { modules, readByHost }) => {
    const readers = loaded.of(modules);
    if (readers !== null) return apply(tenant, limit, now, readers, readByHost);
    // The thread is another than the one they were loaded in: that one has ended.
    return loaded.load(modules).then(() => {
      const again = loaded.of(modules);
      if (again === null) throw new MailError('store-unavailable', 'A reader could not be loaded again.');
      return apply(tenant, limit, now, again, readByHost);
    });
  };
}
