import type { AppliedGroup, Inbox, Ledger, PacketReaders, Tenant } from '@mail-settings/core';
import { readGroup } from '@mail-settings/core/server';
import type { Immediate } from '../store-ports.ts';
import type { Database } from './database.ts';

/** The first half of processing (`ProcessSteps`), in the thread of the ledger: events never leave it. */
export function applyingNext(
  db: Database,
  read: Immediate<Inbox>['read'],
  applyWithin: Immediate<Ledger>['apply'],
  readers: PacketReaders,
): (tenant: Tenant, limit: number, now: Date) => AppliedGroup {
  return (tenant, limit, now) =>
    // Begun before anything is read: two processes never work on the same packets at one time.
    db.durable(() => {
      const group = read(tenant, limit);
      const { events, outcome } = readGroup(group, readers);
      return { ...outcome, ...applyWithin(tenant, events, now), isCut: group.isCut };
    });
}
