/**
 * Tables, version by version; `user_version` says how many of these a file has seen. A released one is never changed:
 * a change is one more. Keys begin with the tenant or with a mailing of a tenant, so that what arrives together lies
 * together. Dates are milliseconds since 1970.
 */
export type Migrations = readonly string[];

/** Everything but the packets. */
export const storeMigrations: Migrations = [
  `
  CREATE TABLE settings (
    tenant TEXT NOT NULL, section TEXT NOT NULL, revision INTEGER NOT NULL, value TEXT NOT NULL,
    PRIMARY KEY (tenant, section)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE settings_changes (
    no INTEGER PRIMARY KEY, tenant TEXT NOT NULL, section TEXT NOT NULL, actor TEXT NOT NULL, at TEXT NOT NULL,
    fields TEXT NOT NULL
  ) STRICT;
  CREATE INDEX settings_changes_of_tenant ON settings_changes (tenant, section, no);
  CREATE TABLE connections (
    tenant TEXT NOT NULL PRIMARY KEY, general_revision INTEGER NOT NULL, value TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE domains (
    no INTEGER PRIMARY KEY, tenant TEXT NOT NULL, domain TEXT NOT NULL, report TEXT NOT NULL,
    UNIQUE (tenant, domain)
  ) STRICT;
  CREATE TABLE domain_uses (
    tenant TEXT NOT NULL, domain TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (tenant, domain)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE launches (
    no INTEGER PRIMARY KEY, tenant TEXT NOT NULL, id TEXT NOT NULL, idempotency_key TEXT NOT NULL,
    test INTEGER NOT NULL, state TEXT NOT NULL, recipients INTEGER NOT NULL, sent INTEGER NOT NULL,
    unknown INTEGER NOT NULL, error TEXT, created_at TEXT NOT NULL, updated_at TEXT NOT NULL,
    mailing TEXT NOT NULL, sender TEXT NOT NULL, actor TEXT NOT NULL,
    UNIQUE (tenant, id), UNIQUE (tenant, idempotency_key)
  ) STRICT;
  CREATE INDEX launches_by_date ON launches (tenant, created_at, no);
  CREATE TABLE launch_batches (
    tenant TEXT NOT NULL, launch TEXT NOT NULL, place INTEGER NOT NULL, recipients INTEGER NOT NULL,
    cursor TEXT NOT NULL, state TEXT NOT NULL, PRIMARY KEY (tenant, launch, place)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE leases (
    name TEXT NOT NULL PRIMARY KEY, owner TEXT, until INTEGER NOT NULL, fence INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE host_events (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT, tenant TEXT NOT NULL, at TEXT NOT NULL, event TEXT NOT NULL
  ) STRICT;
  CREATE TABLE host_event_cursors (consumer TEXT NOT NULL PRIMARY KEY, sequence INTEGER NOT NULL) STRICT, WITHOUT ROWID;

  CREATE TABLE mailings (
    no INTEGER PRIMARY KEY, tenant TEXT NOT NULL, id TEXT NOT NULL,
    recipients INTEGER NOT NULL DEFAULT 0, opens INTEGER NOT NULL DEFAULT 0, clicks INTEGER NOT NULL DEFAULT 0,
    unsubscribed INTEGER NOT NULL DEFAULT 0, first_event_at INTEGER, last_event_at INTEGER,
    reported TEXT, reported_at INTEGER, reported_weight INTEGER, state_id INTEGER,
    UNIQUE (tenant, id)
  ) STRICT;
  CREATE TABLE words (
    no INTEGER PRIMARY KEY, tenant TEXT NOT NULL, word TEXT NOT NULL, UNIQUE (tenant, word)
  ) STRICT;
  CREATE TABLE mailing_codes (
    mailing INTEGER NOT NULL, code INTEGER NOT NULL, recipients INTEGER NOT NULL, PRIMARY KEY (mailing, code)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE recipients (
    mailing INTEGER NOT NULL, recipient BLOB NOT NULL, at INTEGER NOT NULL, code INTEGER NOT NULL,
    opens INTEGER NOT NULL, clicks INTEGER NOT NULL, unsubscribed INTEGER NOT NULL, reason INTEGER NOT NULL,
    provider INTEGER NOT NULL, details TEXT NOT NULL, PRIMARY KEY (mailing, recipient)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE recipient_hours (
    mailing INTEGER NOT NULL, recipient BLOB NOT NULL, hour TEXT NOT NULL, at INTEGER NOT NULL,
    weight INTEGER NOT NULL, code INTEGER NOT NULL, opens INTEGER NOT NULL, clicks INTEGER NOT NULL,
    PRIMARY KEY (mailing, recipient, hour)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE recipient_links (
    mailing INTEGER NOT NULL, recipient BLOB NOT NULL, link TEXT NOT NULL, at INTEGER NOT NULL,
    PRIMARY KEY (mailing, recipient, link)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE mailing_links (
    mailing INTEGER NOT NULL, link TEXT NOT NULL, at INTEGER NOT NULL, clicks INTEGER NOT NULL,
    PRIMARY KEY (mailing, link)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE unsubscribes (
    tenant TEXT NOT NULL, day TEXT NOT NULL, recipient TEXT NOT NULL, address TEXT NOT NULL, at INTEGER NOT NULL,
    PRIMARY KEY (tenant, day, recipient, address)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE applied_events (
    tenant TEXT NOT NULL, kind TEXT NOT NULL, events INTEGER NOT NULL, PRIMARY KEY (tenant, kind)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE health (id INTEGER PRIMARY KEY CHECK (id = 1), at INTEGER NOT NULL) STRICT;
  `,
  `
  ALTER TABLE domains ADD COLUMN due_at INTEGER NOT NULL DEFAULT 0;
  CREATE INDEX domains_due ON domains (due_at);
  `,
  `
  ALTER TABLE domains ADD COLUMN revision INTEGER NOT NULL DEFAULT 1;
  `,
  // Numbers that stand for no outcome are those of one that is not known.
  `
  INSERT INTO mailing_codes (mailing, code, recipients)
    SELECT mailing, 0, sum(recipients) FROM mailing_codes
      WHERE code NOT IN (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 19, 20, 21, 22, 25, 26, 27, 42, 43, 44)
      GROUP BY mailing
    ON CONFLICT DO UPDATE SET recipients = recipients + excluded.recipients;
  DELETE FROM mailing_codes
    WHERE code NOT IN (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 19, 20, 21, 22, 25, 26, 27, 42, 43, 44);
  UPDATE recipients SET code = 0
    WHERE code NOT IN (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 19, 20, 21, 22, 25, 26, 27, 42, 43, 44);
  UPDATE recipient_hours SET code = 0
    WHERE code NOT IN (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 19, 20, 21, 22, 25, 26, 27, 42, 43, 44);
  `,
];

/** What was received, until it is processed; what could not be read, and who sent it. */
export const inboxMigrations: Migrations = [
  `
  CREATE TABLE packets (
    tenant TEXT NOT NULL, id TEXT NOT NULL, received_at INTEGER NOT NULL, dialect TEXT NOT NULL,
    content_type TEXT, remote_address TEXT, body BLOB NOT NULL, PRIMARY KEY (tenant, id)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE unreadable_packets (
    tenant TEXT NOT NULL, id TEXT NOT NULL, received_at INTEGER NOT NULL, dialect TEXT NOT NULL,
    content_type TEXT, remote_address TEXT, reason TEXT NOT NULL, body BLOB NOT NULL, PRIMARY KEY (tenant, id)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE intake (
    tenant TEXT NOT NULL PRIMARY KEY, waiting INTEGER NOT NULL, last_received_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE sources (
    tenant TEXT NOT NULL, hour INTEGER NOT NULL, address TEXT NOT NULL, packets INTEGER NOT NULL,
    PRIMARY KEY (tenant, hour, address)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE health (id INTEGER PRIMARY KEY CHECK (id = 1), at INTEGER NOT NULL) STRICT;
  `,
  `
  ALTER TABLE packets RENAME COLUMN dialect TO provider;
  ALTER TABLE unreadable_packets RENAME COLUMN dialect TO provider;
  UPDATE unreadable_packets SET reason = 'unknown-provider' WHERE reason = 'unknown-dialect';
  `,
];
