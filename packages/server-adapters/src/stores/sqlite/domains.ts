import type { MailStore } from '@mail-settings/core';
import { domainReport } from '@mail-settings/core/server';
import type { Immediate } from '../store-ports.ts';
import { type Database, integer, text } from './database.ts';

export function domainTables(db: Database): Immediate<MailStore['domains']> {
  const reports = db.prepare('SELECT report FROM domains WHERE tenant = ? ORDER BY no');
  const replace = db.prepare(
    `INSERT INTO domains (tenant, domain, report, due_at) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET report = excluded.report, due_at = excluded.due_at`,
  );
  const due = db.prepare('SELECT tenant, domain FROM domains WHERE due_at <= ? ORDER BY due_at LIMIT ?');
  const uses = db.prepare('SELECT domain, at FROM domain_uses WHERE tenant = ?');
  const noteUse = db.prepare(
    `INSERT INTO domain_uses (tenant, domain, at) VALUES (?, ?, ?)
     ON CONFLICT DO UPDATE SET at = max(at, excluded.at)`,
  );
  return {
    list: (tenant) => reports.all(tenant).map((row) => domainReport.parse(JSON.parse(text(row.report)))),
    save(tenant, report) {
      const dueAt = report.watch === undefined ? 0 : Date.parse(report.watch.nextCheckAt);
      db.durable(() => replace.run(tenant, report.domain, JSON.stringify(report), dueAt));
    },
    due: (now, limit) =>
      due.all(now.getTime(), limit).map((row) => ({ tenant: text(row.tenant), domain: text(row.domain) })),
    noteUse(tenant, domain, at) {
      db.durable(() => noteUse.run(tenant, domain, at.getTime()));
    },
    uses: (tenant) =>
      Object.fromEntries(uses.all(tenant).map((row) => [text(row.domain), new Date(integer(row.at))])),
  };
}
