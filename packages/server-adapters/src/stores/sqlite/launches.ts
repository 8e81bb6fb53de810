import type { Launch, LaunchBatch, MailStore } from '@mail-settings/core';
import { launch as launchSchema } from '@mail-settings/core/store';
import type { Immediate } from '../store-ports.ts';
import { type Database, integer, type Row, text } from './database.ts';

export function launchTables(db: Database): Immediate<MailStore['launches']> {
  const byKey = db.prepare('SELECT * FROM launches WHERE tenant = ? AND idempotency_key = ?');
  const byId = db.prepare('SELECT * FROM launches WHERE tenant = ? AND id = ?');
  const newest = db.prepare(
    'SELECT * FROM launches WHERE tenant = ? ORDER BY created_at DESC, no DESC LIMIT ?',
  );
  const insert = db.prepare(
    `INSERT INTO launches (tenant, idempotency_key, id, test, state, recipients, sent, unknown, error, created_at,
       updated_at, mailing, sender, actor) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const move = db.prepare(
    `UPDATE launches SET state = ?, error = coalesce(?, error), updated_at = ? WHERE tenant = ? AND id = ?`,
  );
  const begin = db.prepare(
    `INSERT INTO launch_batches (tenant, launch, place, recipients, cursor, state) VALUES (?, ?, ?, ?, ?, 'begun')
     ON CONFLICT DO NOTHING`,
  );
  const batch = db.prepare('SELECT * FROM launch_batches WHERE tenant = ? AND launch = ? AND place = ?');
  const batches = db.prepare('SELECT * FROM launch_batches WHERE tenant = ? AND launch = ? ORDER BY place');
  const end = db.prepare('UPDATE launch_batches SET state = ? WHERE tenant = ? AND launch = ? AND place = ?');
  const count = db.prepare(
    'UPDATE launches SET sent = sent + ?, unknown = unknown + ?, updated_at = ? WHERE tenant = ? AND id = ?',
  );

  return {
    create: (tenant, idempotencyKey, launch) =>
      db.durable(() => {
        const first = byKey.get(tenant, idempotencyKey);
        if (first !== undefined) return { created: false, launch: launchOf(first) };
        const { id, test, state, recipients, sent, unknown, error, createdAt, updatedAt } = launch;
        const written = [launch.mailing, launch.from, launch.actor].map((part) => JSON.stringify(part));
        const counts = [recipients, sent, unknown, error, createdAt, updatedAt];
        insert.run(tenant, idempotencyKey, id, test ? 1 : 0, state, ...counts, ...written);
        return { created: true, launch };
      }),
    read(tenant, id) {
      const row = byId.get(tenant, id);
      return row === undefined ? null : launchOf(row);
    },
    list: (tenant, limit) => newest.all(tenant, limit).map(launchOf),
    move: (tenant, id, from, to, at, error) =>
      db.durable(() => {
        const row = byId.get(tenant, id);
        if (row === undefined) return null;
        const launch = launchOf(row);
        if (!from.includes(launch.state)) return launch;
        move.run(to, error ?? null, at.toISOString(), tenant, id);
        return { ...launch, state: to, error: error ?? launch.error, updatedAt: at.toISOString() };
      }),
    beginBatch: (tenant, id, { index, recipients, cursor }) =>
      db.durable(() => begin.run(tenant, id, index, recipients, cursor) === 1),
    endBatch: (tenant, id, index, state, at) =>
      db.durable(() => {
        const row = batch.get(tenant, id, index);
        if (row === undefined) return;
        const known = batchOf(row);
        if (known.state === state) return;
        // A batch whose answer was lost may turn out to be sent after all.
        const moved = (place: LaunchBatch['state']) =>
          (Number(state === place) - Number(known.state === place)) * known.recipients;
        end.run(state, tenant, id, index);
        count.run(moved('sent'), moved('unknown'), at.toISOString(), tenant, id);
      }),
    batches: (tenant, id) => batches.all(tenant, id).map(batchOf),
  };
}

function launchOf(row: Row): Launch {
  return launchSchema.parse({
    id: row.id,
    mailing: JSON.parse(text(row.mailing)),
    from: JSON.parse(text(row.sender)),
    test: row.test === 1,
    state: row.state,
    recipients: row.recipients,
    sent: row.sent,
    unknown: row.unknown,
    error: row.error,
    actor: JSON.parse(text(row.actor)),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  });
}

const batchStates: readonly LaunchBatch['state'][] = ['begun', 'sent', 'unknown', 'refused'];

function batchOf(row: Row): LaunchBatch {
  const state = batchStates.find((known) => known === row.state);
  if (state === undefined) throw new TypeError('A batch in the database has no known state.');
  return { index: integer(row.place), recipients: integer(row.recipients), cursor: text(row.cursor), state };
}
