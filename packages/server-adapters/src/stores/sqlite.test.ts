import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MailStore } from '@mail-settings/core';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { storeCases } from '../testing/store-cases.ts';
import { createSqliteStore } from './sqlite.ts';

describe('a store in SQLite', () => {
  let folder: string;
  let store: MailStore;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mail-settings-'));
    store = createSqliteStore({ path: join(folder, 'store.db'), hostEvents: true });
  });
  afterAll(async () => {
    await store.close();
    await rm(folder, { recursive: true });
  });

  it.each(storeCases.map(({ name, run }) => [name, run] as const))('%s', async (_name, run) => {
    await run(store);
  });
});
