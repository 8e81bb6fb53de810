import { closeSync, openSync } from 'node:fs';
import { DatabaseSync, type SQLInputValue, type SQLOutputValue } from 'node:sqlite';
import { MailError } from '@mail-settings/core/store';
import type { Migrations } from './migrations.ts';

/** The database of a store within its thread. */
export type Database = {
  prepare(sql: string): Statement;
  /** One durable step: once it has returned, a power cut does not undo it. */
  durable<Answer>(work: () => Answer): Answer;
  /**
   * One step that is whole or not there, but may be undone by a power cut, together with all later ones, until the
   * next durable step. For work that would simply be done again; it waits for no disk.
   */
  relaxed<Answer>(work: () => Answer): Answer;
  /** Several reads of one consistent snapshot. */
  reading<Answer>(work: () => Answer): Answer;
  /** Called after a step was undone, for callers that remember what it wrote. */
  onUndo(forget: () => void): void;
  close(): void;
};

export type Row = Record<string, SQLOutputValue>;
export type Statement = {
  /** Answers how many rows were changed. */
  run(...values: SQLInputValue[]): number;
  get(...values: SQLInputValue[]): Row | undefined;
  all(...values: SQLInputValue[]): Row[];
  /** Row by row; nothing may be written to these tables in between. */
  iterate(...values: SQLInputValue[]): Iterable<Row>;
};

/** Kilobytes of pages kept in memory: responses of a mailing arrive in random order of their keys. */
const cacheSize = 65_536;
/** Pages of 4 kB in the log before it is folded into the file: each folding syncs twice and holds writers up. */
const checkpointPages = 16_384;

/**
 * Opens the file, makes it if need be, and brings its tables up to date; later steps wait up to `busyMs` for another
 * process that is writing. Throws `store-unavailable`.
 */
export function openDatabase(path: string, migrations: Migrations, busyMs: number): Database {
  try {
    // Responses are about people: a new file is the owner's alone, and its log and index follow it.
    closeSync(openSync(path, 'a', 0o600));
    const db = new DatabaseSync(path, { timeout: busyMs });
    db.exec(`PRAGMA cache_size = -${cacheSize}`);
    db.exec(`PRAGMA wal_autocheckpoint = ${checkpointPages}`);
    db.exec(`PRAGMA journal_size_limit = ${checkpointPages * 4096}`);
    setJournal(db, busyMs);
    db.exec('PRAGMA synchronous = FULL');
    migrate(db, migrations);
    return database(db);
  } catch (error) {
    throw unavailable(error);
  }
}

/** Another process that opens the file at this moment can make the switch fail at once, without waiting. */
function setJournal(db: DatabaseSync, busyMs: number): void {
  const end = performance.now() + busyMs;
  for (;;) {
    try {
      db.exec('PRAGMA journal_mode = WAL');
      return;
    } catch (error) {
      if (errorNumber(error) !== busy || performance.now() > end) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
    }
  }
}

function migrate(db: DatabaseSync, migrations: Migrations): void {
  db.exec('BEGIN IMMEDIATE');
  try {
    const version = Number(db.prepare('PRAGMA user_version').get()?.user_version ?? 0);
    if (version > migrations.length) {
      throw new MailError('store-unavailable', 'The database was made by a newer version of this package.');
    }
    for (const sql of migrations.slice(version)) db.exec(sql);
    db.exec(`PRAGMA user_version = ${migrations.length}`);
    db.exec('COMMIT');
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
}

function database(db: DatabaseSync): Database {
  const undone: (() => void)[] = [];
  const begin = db.prepare('BEGIN IMMEDIATE');
  const beginReading = db.prepare('BEGIN');
  const commit = db.prepare('COMMIT');
  let isSynced = true;
  const sync = (each: boolean) => {
    if (isSynced === each) return;
    // Never prepared: a pragma may take effect when it is compiled.
    db.exec(each ? 'PRAGMA synchronous = FULL' : 'PRAGMA synchronous = NORMAL');
    isSynced = each;
  };
  // Never prepared: SQLite carries this pragma out when it compiles it, and running the statement does nothing.
  const within = <Answer>(start: { run(): unknown }, work: () => Answer): Answer => {
    try {
      start.run();
      const answer = work();
      commit.run();
      return answer;
    } catch (error) {
      if (db.isTransaction) db.exec('ROLLBACK');
      for (const forget of undone) forget();
      throw unavailable(error);
    }
  };
  return {
    prepare(sql) {
      const statement = db.prepare(sql);
      return {
        run: (...values) => Number(statement.run(...values).changes),
        get: (...values) => statement.get(...values),
        all: (...values) => statement.all(...values),
        iterate: (...values) => statement.iterate(...values),
      };
    },
    durable(work) {
      sync(true);
      return within(begin, work);
    },
    relaxed(work) {
      sync(false);
      return within(begin, work);
    },
    reading: (work) => within(beginReading, work),
    onUndo: (forget) => undone.push(forget),
    close() {
      db.close();
    },
  };
}

const busy = 5;

/** What SQLite says, in words without paths (sqlite.org/rescode.html). Anything else is passed on as it is. */
function unavailable(error: unknown): unknown {
  const number = errorNumber(error);
  const system = systemCode(error);
  if (number === null && system === null) return error;
  const words = number === null ? undefined : sentences[number];
  return new MailError(
    'store-unavailable',
    words ?? `The database failed (${system ?? `SQLite ${number}`}).`,
  );
}

const sentences: Readonly<Record<number, string>> = {
  5: 'The database is locked by another process.',
  6: 'The database is locked by another process.',
  8: 'The database can only be read.',
  10: 'The disk of the database failed.',
  11: 'The database file is damaged.',
  13: 'There is no space left for the database.',
  14: 'The database file cannot be opened.',
  26: 'The file is not a database.',
};

/** Primary result code of SQLite, without the details in its upper bits. */
function errorNumber(error: unknown): number | null {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return null;
  return error.errcode & 0xff;
}

/** `EACCES` and its like, from making the file. */
function systemCode(error: unknown): string | null {
  return error instanceof Error && 'syscall' in error && 'code' in error ? String(error.code) : null;
}

export function integer(value: SQLOutputValue | undefined): number {
  if (typeof value !== 'number')
    throw new TypeError('The database holds something else where a number belongs.');
  return value;
}

export function text(value: SQLOutputValue | undefined): string {
  if (typeof value !== 'string')
    throw new TypeError('The database holds something else where a text belongs.');
  return value;
}

export const textOrNull = (value: SQLOutputValue | undefined): string | null =>
  value === null || value === undefined ? null : text(value);

export const integerOrNull = (value: SQLOutputValue | undefined): number | null =>
  value === null || value === undefined ? null : integer(value);

export const dateOrNull = (value: SQLOutputValue | undefined): Date | null =>
  value === null || value === undefined ? null : new Date(integer(value));

export function bytes(value: SQLOutputValue | undefined): Uint8Array {
  if (!(value instanceof Uint8Array))
    throw new TypeError('The database holds something else where bytes belong.');
  return value;
}
