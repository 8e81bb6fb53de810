import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** What the demo remembers between two starts: the certificate authority, keys, the simulated service, the zones. */
export interface DemoState {
  readonly folder: string;
  /** JSON text kept under a name; undefined before the first write. */
  read(name: string): string | undefined;
  write(name: string, json: string): void;
  close(): void;
}

/** The data folder cannot be used; the message is the one line to print. */
export class UnusableFolder extends Error {}

/**
 * Opens the data folder for this process alone: the file is locked as long as the process lives, however it ends.
 * Throws UnusableFolder.
 */
export function openState(folder: string): DemoState {
  const file = join(folder, 'demo.sqlite');
  let database: DatabaseSync;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    // Made before SQLite opens it, so that keys are never in a file that others can read.
    writeFileSync(file, '', { flag: 'a', mode: 0o600 });
    chmodSync(file, 0o600);
    database = new DatabaseSync(file, { timeout: 0 });
    database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA synchronous = FULL; BEGIN EXCLUSIVE');
    database.exec(
      'CREATE TABLE IF NOT EXISTS state (name TEXT PRIMARY KEY, json TEXT NOT NULL) STRICT; COMMIT',
    );
  } catch (error) {
    throw new UnusableFolder(`The data folder ${folder} cannot be used: ${reason(error)}.`, { cause: error });
  }
  const select = database.prepare('SELECT json FROM state WHERE name = ?');
  const upsert = database.prepare(
    'INSERT INTO state (name, json) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET json = excluded.json',
  );
  return {
    folder,
    read(name) {
      const json = select.get(name)?.json;
      return typeof json === 'string' ? json : undefined;
    },
    write(name, json) {
      upsert.run(name, json);
    },
    close() {
      database.close();
    },
  };
}

function reason(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown reason';
  if (/locked/.test(error.message)) return 'another demo is running with it';
  const code = 'code' in error ? String(error.code) : '';
  return words[code] ?? error.message;
}

const words: Record<string, string> = {
  EACCES: 'no permission to write there',
  EEXIST: 'it is a file',
  ENOTDIR: 'a part of the path is a file',
  EROFS: 'it is on a read-only file system',
  ENOSPC: 'the disk is full',
};
