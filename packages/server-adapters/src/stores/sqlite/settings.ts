import type { MailStore, SettingsChange, SettingsSection, StoredSettings, Tenant } from '@mail-settings/core';
import { connectionEvidence, readSection } from '@mail-settings/core/store';
import { type Immediate, noChange } from '../store-ports.ts';
import { type Database, integer, type Row, text } from './database.ts';
import type { WriteHostEvents } from './events.ts';

export function settingsTables(db: Database, tellHost: WriteHostEvents): Immediate<MailStore['settings']> {
  const sections = db.prepare('SELECT section, revision, value FROM settings WHERE tenant = ?');
  const revisionOf = db.prepare('SELECT revision FROM settings WHERE tenant = ? AND section = ?');
  const replace = db.prepare(
    `INSERT INTO settings (tenant, section, revision, value) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET revision = excluded.revision, value = excluded.value`,
  );
  const noteChange = db.prepare(
    'INSERT INTO settings_changes (tenant, section, actor, at, fields) VALUES (?, ?, ?, ?, ?)',
  );
  const newest = db.prepare('SELECT * FROM settings_changes WHERE tenant = ? ORDER BY no DESC LIMIT ?');
  const newestOf = db.prepare(
    'SELECT * FROM settings_changes WHERE tenant = ? AND section = ? ORDER BY no DESC LIMIT 1',
  );
  const connectionOf = db.prepare('SELECT general_revision, value FROM connections WHERE tenant = ?');
  const replaceConnection = db.prepare(
    `INSERT INTO connections (tenant, general_revision, value) VALUES (?, ?, ?)
     ON CONFLICT DO UPDATE SET general_revision = excluded.general_revision, value = excluded.value`,
  );

  const revision = (tenant: Tenant, section: SettingsSection): number => {
    const row = revisionOf.get(tenant, section);
    return row === undefined ? 0 : integer(row.revision);
  };
  const read = (tenant: Tenant): StoredSettings => {
    const rows = new Map(sections.all(tenant).map((row) => [text(row.section), row]));
    const value = (section: SettingsSection): unknown => {
      const row = rows.get(section);
      return row === undefined ? undefined : JSON.parse(text(row.value));
    };
    const revisionIn = (section: SettingsSection) => String(rows.get(section)?.revision ?? 0);
    const connection = connectionOf.get(tenant);
    const isCurrent =
      connection !== undefined && String(connection.general_revision) === revisionIn('general');
    return {
      general: readSection('general', value('general')),
      responses: readSection('responses', value('responses')),
      lists: readSection('lists', value('lists')),
      monitoring: readSection('monitoring', value('monitoring')),
      revisions: {
        general: revisionIn('general'),
        responses: revisionIn('responses'),
        lists: revisionIn('lists'),
        monitoring: revisionIn('monitoring'),
      },
      connection: isCurrent ? connectionEvidence.parse(JSON.parse(text(connection.value))) : null,
    };
  };

  return {
    read: (tenant) => db.reading(() => read(tenant)),
    write: (tenant, section, value, { revision: expected, actor, at, fields }) =>
      db.durable(() => {
        const known = revision(tenant, section);
        if (String(known) !== expected) {
          const last = newestOf.get(tenant, section);
          return { state: 'conflict', last: last === undefined ? noChange(section) : changeOf(last) };
        }
        replace.run(tenant, section, known + 1, JSON.stringify(value));
        noteChange.run(tenant, section, JSON.stringify(actor), at.toISOString(), JSON.stringify(fields));
        tellHost(tenant, at, [{ type: 'settings-saved', section, actor: { id: actor.id }, fields }]);
        return { state: 'written', settings: read(tenant) };
      }),
    writeConnection: (tenant, generalRevision, connection) =>
      db.durable(() => {
        const known = revision(tenant, 'general');
        if (String(known) === generalRevision)
          replaceConnection.run(tenant, known, JSON.stringify(connection));
      }),
    changes: (tenant, limit) => newest.all(tenant, limit).map(changeOf),
  };
}

function changeOf(row: Row): SettingsChange {
  return {
    section: text(row.section),
    actor: JSON.parse(text(row.actor)),
    at: text(row.at),
    fields: JSON.parse(text(row.fields)),
  };
}
