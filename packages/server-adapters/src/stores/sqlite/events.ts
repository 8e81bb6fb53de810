import type { HostEvent, MailStore, Tenant } from '@mail-settings/core';
import type { Immediate } from '../store-ports.ts';
import { type Database, integer, text } from './database.ts';

/** Writes host events within a step that somebody else has begun. */
export type WriteHostEvents = (tenant: Tenant, at: Date, events: readonly HostEvent[]) => void;

export function eventTables(db: Database): { port: Immediate<MailStore['events']>; write: WriteHostEvents } {
  const insert = db.prepare('INSERT INTO host_events (tenant, at, event) VALUES (?, ?, ?)');
  const register = db.prepare(
    'INSERT INTO host_event_cursors (consumer, sequence) VALUES (?, 0) ON CONFLICT DO NOTHING',
  );
  const cursor = db.prepare('SELECT sequence FROM host_event_cursors WHERE consumer = ?');
  const move = db.prepare(
    `INSERT INTO host_event_cursors (consumer, sequence) VALUES (?, ?)
     ON CONFLICT DO UPDATE SET sequence = max(sequence, excluded.sequence)`,
  );
  const behind = db.prepare('SELECT * FROM host_events WHERE sequence > ? ORDER BY sequence LIMIT ?');
  const remove = db.prepare(
    'DELETE FROM host_events WHERE sequence <= (SELECT min(sequence) FROM host_event_cursors)',
  );
  const write: WriteHostEvents = (tenant, at, events) => {
    for (const event of events) insert.run(tenant, at.toISOString(), JSON.stringify(event));
  };
  return {
    write,
    port: {
      append(tenant, at, events) {
        db.durable(() => write(tenant, at, events));
      },
      read(consumer, limit) {
        const known = cursor.get(consumer);
        // Written down once, or others would remove what this consumer has not seen.
        if (known === undefined) db.durable(() => register.run(consumer));
        return behind.all(known === undefined ? 0 : integer(known.sequence), limit).map((row) => ({
          sequence: integer(row.sequence),
          tenant: text(row.tenant),
          at: text(row.at),
          event: JSON.parse(text(row.event)),
        }));
      },
      acknowledge(consumer, sequence) {
        db.durable(() => {
          move.run(consumer, sequence);
          remove.run();
        });
      },
    },
  };
}
