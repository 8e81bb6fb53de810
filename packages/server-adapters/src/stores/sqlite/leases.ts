import type { MailStore } from '@mail-settings/core';
import type { Immediate } from '../store-ports.ts';
import { type Database, integer } from './database.ts';

export function leaseTables(db: Database): Immediate<MailStore['leases']> {
  const acquire = db.prepare(
    `INSERT INTO leases (name, owner, until, fence) VALUES (?, ?, ?, 1)
     ON CONFLICT DO UPDATE SET owner = excluded.owner, until = excluded.until, fence = fence + 1
       WHERE owner IS NULL OR until <= ? OR until > ?
     RETURNING fence`,
  );
  const renew = db.prepare('UPDATE leases SET until = ? WHERE name = ? AND owner = ? AND fence = ?');
  const release = db.prepare('UPDATE leases SET owner = NULL WHERE name = ? AND owner = ? AND fence = ?');
  return {
    acquire: (name, owner, now, ttlMs) =>
      db.durable(() => {
        const at = now.getTime();
        const row = acquire.get(name, owner, at + ttlMs, at, at + 2 * ttlMs);
        return row === undefined ? null : { fence: integer(row.fence) };
      }),
    renew: (name, owner, fence, now, ttlMs) =>
      db.durable(() => renew.run(now.getTime() + ttlMs, name, owner, fence) === 1),
    release(name, owner, fence) {
      db.durable(() => release.run(name, owner, fence));
    },
  };
}
