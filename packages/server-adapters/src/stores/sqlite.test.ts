import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Worker } from 'node:worker_threads';
import { type DomainReport, isMailError, type MailStore, type Packet } from '@mail-settings/core';
import { ces } from '@mail-settings/core/providers/ces';
import { emptySections, processingOf } from '@mail-settings/core/server';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { response } from '../testing/fixtures.ts';
import { storeCases } from '../testing/store-cases.ts';
import { createSqliteStore } from './sqlite.ts';

const readers = { ces: { read: ces.webhook.read, module: ces.webhook.readerModule } };

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

// Each of these starts threads, several times.
describe('the files of a store', () => {
  let folder: string;
  let path: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mail-settings-'));
    path = join(folder, 'store.db');
  });
  afterEach(() => rm(folder, { recursive: true }));

  it("hold everything for the next process, and are the owner's alone", async () => {
    const store = createSqliteStore({ path });
    await store.settings.write('a', 'monitoring', { enabled: true }, change);
    await store.inbox.accept('a', packet('1'));
    await store.close();
    const next = createSqliteStore({ path });
    expect((await next.settings.read('a')).monitoring.enabled).toBe(true);
    expect((await next.inbox.backlog('a')).waiting).toBe(1);
    await next.close();
    for (const file of [path, `${path}-packets`]) expect((await stat(file)).mode & 0o077).toBe(0);
  });

  it('written before there was a default sender address are read as files without one', async () => {
    const store = createSqliteStore({ path });
    await store.settings.write(
      'a',
      'general',
      { ...emptySections.general, responseDomain: 'https://erp.example.com' },
      change,
    );
    await store.settings.writeConnection('a', '1', {
      ...{ sending: { state: 'active' }, responses: { state: 'active' }, sender: { state: 'active' } },
      ...{ provider: null, checkedAt: null, outgoing: null, endpoint: null },
    });
    await store.close();
    execute(path, "UPDATE settings SET value = json_remove(value, '$.senderEmail')");
    execute(path, "UPDATE connections SET value = json_remove(value, '$.sender')");
    const next = createSqliteStore({ path });
    const { general, connection } = await next.settings.read('a');
    expect(general).toEqual({ ...emptySections.general, responseDomain: 'https://erp.example.com' });
    expect(connection?.sending).toEqual({ state: 'active' });
    expect(connection?.sender).toBeUndefined();
    await next.close();
  });

  it('written before domains had revisions are read with a first one', async () => {
    const store = createSqliteStore({ path });
    const report: DomainReport = {
      ...{ domain: 'a.example', unicode: 'a.example', zone: null, state: 'verified', records: [] },
      ...{ service: { active: true, message: null }, checkedAt: null },
    };
    await store.domains.save('a', report, { revision: null, at: new Date(0), events: [] });
    await store.close();
    execute(path, 'ALTER TABLE domains DROP COLUMN revision; PRAGMA user_version = 2');
    const next = createSqliteStore({ path });
    expect(await next.domains.read('a', 'a.example')).toEqual({ report, revision: '1' });
    const change = { revision: '1', at: new Date(0), events: [] };
    expect(await next.domains.save('a', { ...report, state: 'pending' }, change)).toBe(true);
    expect(await next.domains.save('a', report, change)).toBe(false);
    await next.close();
  });

  it('written when outcomes were codes count a code without a meaning as unknown, and no longer once more is known', async () => {
    const store = createSqliteStore({ path });
    const event = response({ mailing: 'm', recipient: 'r', at: 1000, outcome: 'delivered' });
    await store.ledger.apply('a', [event, { ...event, recipient: 's' }], new Date(0));
    await store.close();
    execute(
      path,
      'UPDATE recipients SET code = 16; UPDATE mailing_codes SET code = 16; PRAGMA user_version = 3',
    );
    const next = createSqliteStore({ path });
    expect((await next.ledger.mailing('a', 'm'))?.byOutcome).toEqual({ unknown: 2 });
    await next.ledger.apply('a', [{ ...event, at: 2000, outcome: 'opened', opens: 1 }], new Date(0));
    expect((await next.ledger.mailing('a', 'm'))?.byOutcome).toEqual({ unknown: 1, opened: 1 });
    await next.close();
  });

  it('of packets, written when a provider was a dialect, are still read', async () => {
    const store = createSqliteStore({ path });
    await store.inbox.accept('a', packet('1'));
    await store.close();
    execute(
      `${path}-packets`,
      `ALTER TABLE packets RENAME COLUMN provider TO dialect;
       ALTER TABLE unreadable_packets RENAME COLUMN provider TO dialect; PRAGMA user_version = 1`,
    );
    const next = createSqliteStore({ path });
    const { packets } = await next.inbox.read('a', 10);
    expect(packets.map(({ id, provider }) => [id, provider])).toEqual([['1', 'ces']]);
    await next.close();
  });

  it('hold responses for the host only if it wants them', async () => {
    const store = createSqliteStore({ path });
    await store.inbox.accept('a', packet('1'));
    await processingOf(store, readers)('a', { limit: 1, now: new Date() });
    await store.events.append('a', new Date(), [{ type: 'domain-verified', domain: 'a.example' }]);
    expect((await store.events.read('host', 10)).map(({ event }) => event.type)).toEqual(['domain-verified']);
    await store.close();
  });

  it.each<[string, (path: string) => Promise<unknown> | unknown, RegExp]>([
    ['in a folder that is not there', () => rm(folder, { recursive: true }), /ENOENT/],
    ['in the place of a folder', (path) => mkdir(path), /EISDIR/],
    ['that are no database', (path) => writeFile(path, 'x'.repeat(10_000)), /not a database/],
    ['of a newer version', (path) => execute(path, 'PRAGMA user_version = 99'), /newer version/],
    [
      'of packets of a newer version',
      (path) => execute(`${path}-packets`, 'PRAGMA user_version = 99'),
      /newer version/,
    ],
  ])('%s make the store unavailable, in words without a path', async (_name, spoil, words) => {
    await spoil(path);
    const store = createSqliteStore({ path });
    const failures = await Promise.all([
      store.settings.read('a').catch((error) => error),
      store.inbox.accept('a', packet('1')).catch((error) => error),
    ]);
    const unavailable = failures.filter((failure) => isMailError(failure, 'store-unavailable'));
    expect(unavailable.map(({ message }) => message).join()).toMatch(words);
    expect(unavailable.map(({ message }) => message).join()).not.toContain(folder);
    expect(await store.healthy()).toBe(false);
    await store.close();
    await mkdir(folder, { recursive: true });
  });

  it('that another process holds make it unavailable for so long', async () => {
    const store = createSqliteStore({ path, busyMs: 50 });
    await store.settings.read('a');
    const other = new DatabaseSync(path);
    other.exec('BEGIN IMMEDIATE');
    const write = () => store.settings.write('a', 'monitoring', { enabled: true }, change);
    await expect(write()).rejects.toThrow('locked by another process');
    expect(await store.healthy()).toBe(false);
    // Packets wait elsewhere.
    await store.inbox.accept('a', packet('1'));
    other.exec('ROLLBACK');
    expect((await write()).state).toBe('written');
    expect(await store.healthy()).toBe(true);
    other.close();
    await store.close();
  });

  it('that have no more space take nothing they cannot keep, and go on when there is some', async (context) => {
    if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', folder]).status !== 0) {
      context.skip('no file system of limited size can be mounted here');
    }
    try {
      const store = createSqliteStore({ path });
      const accepted: string[] = [];
      const fill = async () => {
        for (let no = 1; no < 100; no++) {
          await store.inbox.accept('a', packet(`${no}`, 100_000));
          accepted.push(`${no}`);
        }
      };
      await expect(fill()).rejects.toThrow('no space left');
      expect(accepted.length).toBeGreaterThan(1);
      expect((await store.inbox.backlog('a')).waiting).toBe(accepted.length);
      spawnSync('mount', ['-o', 'remount,size=64m', folder]);
      await store.inbox.accept('a', packet('one more', 100_000));
      expect(await store.healthy()).toBe(true);
      await store.close();
      const next = createSqliteStore({ path });
      expect((await next.inbox.backlog('a')).waiting).toBe(accepted.length + 1);
      await next.close();
    } finally {
      spawnSync('umount', ['-l', folder]);
    }
  });

  it('keep what was accepted until the close', async () => {
    const store = createSqliteStore({ path });
    const accepting = Array.from({ length: 100 }, (_, no) => store.inbox.accept('a', packet(`${no}`)));
    await store.close();
    expect((await Promise.allSettled(accepting)).every(({ status }) => status === 'fulfilled')).toBe(true);
    await expect(store.inbox.accept('a', packet('late'))).rejects.toThrow('closed');
    await expect(store.settings.read('a')).rejects.toThrow('closed');
    await store.close();
    const next = createSqliteStore({ path });
    expect((await next.inbox.backlog('a')).waiting).toBe(100);
    await next.close();
  });

  it('are out of reach while a thread of theirs is dead, nobody waits for ever, and a new one takes over', async () => {
    const sent = vi.spyOn(Worker.prototype, 'postMessage');
    const store = createSqliteStore({ path });
    const killThread = async (at: number) => {
      const thread = sent.mock.contexts[at];
      if (thread instanceof Worker) await thread.terminate();
    };
    await store.settings.read('a');
    const waiting = store.settings.changes('a', 1).catch((error) => error);
    await killThread(0);
    const failures = [await waiting, await store.settings.read('a').catch((error) => error)];
    expect(failures.map((failure) => isMailError(failure, 'store-unavailable'))).toContain(true);
    expect(failures.at(-1)).toMatchObject({
      code: 'store-unavailable',
      message: 'The thread of the store has ended.',
    });
    expect(await store.healthy()).toBe(false);
    await expect.poll(() => store.healthy()).toBe(true);

    // In the middle of its work, with a transaction open or not.
    for (let round = 0; round < 3; round++) {
      const kept = Array.from({ length: 50 }, (_, no) => store.inbox.accept('a', packet(`${round} ${no}`)));
      // They are sent at the end of this turn of the loop.
      await new Promise(setImmediate);
      await killThread(sent.mock.contexts.length - 1);
      const ends = await Promise.allSettled(kept);
      for (const end of ends) if (end.status === 'rejected') expect(isMailError(end.reason)).toBe(true);
      await expect.poll(() => store.healthy()).toBe(true);
      await store.inbox.accept('a', packet(`after ${round}`));
      await store.settings.write('a', 'monitoring', { enabled: true }, { ...change, revision: `${round}` });
    }
    sent.mockRestore();
    await store.close();
    await expect(store.settings.read('a')).rejects.toThrow('closed');
  });

  it('keep no thread that would have to be started for the close alone', async () => {
    const sent = vi.spyOn(Worker.prototype, 'postMessage');
    const store = createSqliteStore({ path });
    await store.healthy();
    for (const thread of new Set(sent.mock.contexts)) if (thread instanceof Worker) await thread.terminate();
    sent.mockClear();
    await store.close();
    expect(sent).not.toHaveBeenCalled();
    sent.mockRestore();
  });
});

const change = { revision: '0', actor: { id: 'a' }, at: new Date(0), fields: ['enabled'] };

const packet = (id: string, bytes = 10): Packet => ({
  ...{ id, receivedAt: new Date(), provider: 'ces', contentType: null, remoteAddress: null },
  body: new Uint8Array(bytes),
});

function execute(path: string, sql: string): void {
  const db = new DatabaseSync(path);
  db.exec(sql);
  db.close();
}
