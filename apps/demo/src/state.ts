import { chmodSync, existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Unusable } from './options.ts';

/** What the demo remembers between two starts: the certificate authority, keys, the simulated service, the zones. */
export interface DemoState {
  readonly folder: string;
  /** JSON text kept under a name; undefined before the first write. */
  read(name: string): string | undefined;
  write(name: string, json: string): void;
  close(): void;
}

/**
 * Opens the data folder for this process alone: the file is locked as long as the process lives, however it ends.
 * Throws Unusable.
 */
export function openState(folder: string): DemoState {
  try {
    return openDatabase(folder);
  } catch (error) {
    throw unusableFolder(folder, reason(error), { cause: error });
  }
}

export function unusableFolder(folder: string, reason: string, options?: ErrorOptions): Unusable {
  const line = `The data folder ${folder} cannot be used: ${reason}. Choose another with --data.`;
  return new Unusable(line, options);
}

function openDatabase(folder: string): DemoState {
  makeFolder(folder);
  const file = join(folder, 'demo.sqlite');
  // Made before SQLite opens it, so that keys are never in a file that others can read.
  writeFileSync(file, '', { flag: 'a', mode: 0o600 });
  chmodSync(file, 0o600);
  const database = new DatabaseSync(file, { timeout: 0 });
  database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA synchronous = FULL; BEGIN EXCLUSIVE');
  database.exec(
    'CREATE TABLE IF NOT EXISTS state (name TEXT PRIMARY KEY, json TEXT NOT NULL) STRICT; COMMIT',
  );
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

/** Part by part: below /proc, where nothing can be made, Node's `recursive` never returns. */
function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if (codeOf(error) === 'EEXIST' && statSync(folder).isDirectory()) return;
    if (codeOf(error) !== 'ENOENT' || existsSync(dirname(folder))) throw error;
    makeFolder(dirname(folder));
    mkdirSync(folder, { mode: 0o700 });
  }
}

function reason(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown reason';
  if (/locked/.test(error.message)) return 'another demo is running with it';
  return words[codeOf(error)] ?? `demo.sqlite: ${error.message}`;
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : '';

const words: Record<string, string> = {
  EACCES: 'no permission to write there',
  EPERM: 'no permission to write there',
  ENOENT: 'nothing can be made there',
  EEXIST: 'it is a file',
  ENOTDIR: 'a part of the path is a file',
  EISDIR: 'demo.sqlite is a folder',
  ENAMETOOLONG: 'a name in the path is too long',
  EROFS: 'it is on a read-only file system',
  ENOSPC: 'the disk is full',
};
