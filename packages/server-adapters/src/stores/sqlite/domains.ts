import type { DomainReport, DomainStore } from '@mail-settings/core';
import { domainReport } from '@mail-settings/core/store';
import type { Immediate } from '../store-ports.ts';
import { type Database, integer, type Row, text } from './database.ts';
import type { WriteHostEvents } from './events.ts';

export function domainTables(db: Database, tellHost: WriteHostEvents): Immediate<DomainStore> {
  const reports = db.prepare('SELECT report FROM domains WHERE tenant = ? ORDER BY no');
  const reportOf = db.prepare('SELECT report, revision FROM domains WHERE tenant = ? AND domain = ?');
  const insert = db.prepare(
    `INSERT INTO domains (tenant, domain, report, due_at, revision) VALUES (?, ?, ?, ?, 1)
     ON CONFLICT DO NOTHING`,
  );
  const replace = db.prepare(
    `UPDATE domains SET report = ?, due_at = ?, revision = revision + 1
     WHERE tenant = ? AND domain = ? AND CAST(revision AS TEXT) = ?`,
  );
  const due = db.prepare('SELECT tenant, domain FROM domains WHERE due_at <= ? ORDER BY due_at LIMIT ?');
  const uses = db.prepare('SELECT domain, at FROM domain_uses WHERE tenant = ?');
  const noteUse = db.prepare(
    `INSERT INTO domain_uses (tenant, domain, at) VALUES (?, ?, ?)
     ON CONFLICT DO UPDATE SET at = max(at, excluded.at)`,
  );
  return {
    list: (tenant) => reports.all(tenant).map(read),
    read(tenant, domain) {
      const row = reportOf.get(tenant, domain);
      return row === undefined ? null : { report: read(row), revision: String(integer(row.revision)) };
    },
    save: (tenant, report, { revision, at, events }) =>
      db.durable(() => {
        const { domain, watch } = report;
        const dueAt = watch === undefined ? 0 : Date.parse(watch.nextCheckAt);
        const written = JSON.stringify(report);
        const rows =
          revision === null
            ? insert.run(tenant, domain, written, dueAt)
            : replace.run(written, dueAt, tenant, domain, revision);
        if (rows === 0) return false;
        tellHost(tenant, at, events);
        return true;
      }),
    due: (now, limit) =>
      due.all(now.getTime(), limit).map((row) => ({ tenant: text(row.tenant), domain: text(row.domain) })),
    noteUse(tenant, domain, at) {
      db.durable(() => noteUse.run(tenant, domain, at.getTime()));
    },
    uses: (tenant) =>
      Object.fromEntries(uses.all(tenant).map((row) => [text(row.domain), new Date(integer(row.at))])),
  };
}

const read = (row: Row): DomainReport => domainReport.parse(JSON.parse(text(row.report)));
