import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { MailStore } from '@mail-settings/core';
import { ces } from '@mail-settings/core/providers/ces';
import { processingOf } from '@mail-settings/core/server';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSqliteStore } from './sqlite.ts';

const readers = { ces: { read: ces.webhook.read, module: ces.webhook.readerModule } };

const child = join(import.meta.dirname, '../../test/store-child.ts');
const node = [process.execPath, '--conditions=@mail-settings/source', child];
const canTrace = spawnSync('strace', ['-o', '/dev/null', 'true']).status === 0;

describe('what a SQLite store has accepted', () => {
  let folder: string;
  let path: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mail-settings-'));
    path = join(folder, 'store.db');
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('is counted exactly once, though two processes that share the files were killed under load', async () => {
    const accepted = new Map<string, number>();
    await Promise.all([40, 90].map((packets) => acceptUntilKilled(path, packets, accepted)));
    const counted = await countAll(path);
    expect(accepted.size).toBeGreaterThanOrEqual(130);
    for (const [mailing, events] of accepted)
      expect([mailing, counted.get(mailing)]).toEqual([mailing, events]);
    // A packet whose answer was lost is there as a whole, or not at all.
    const lost = [...counted].filter(([mailing]) => !accepted.has(mailing));
    expect(lost.length).toBeLessThanOrEqual(2 * 8);
    expect(lost.every(([, events]) => events > 0)).toBe(true);
  });

  it('is counted exactly once, though two processes take packets in and process them', {
    timeout: 60_000,
  }, async () => {
    const accepted = new Map<string, number>();
    await Promise.all([acceptAll(path, 40, accepted), acceptAll(path, 40, accepted)]);
    expect(accepted.size).toBe(2 * 8 * 40);
    expect(await countAll(path)).toEqual(accepted);
  });

  it('is launched once, though two processes launch it fifty times each', { timeout: 120_000 }, async () => {
    const outputs = await Promise.all([
      linesOf(start(path, 'launch', '50')),
      linesOf(start(path, 'launch', '50')),
    ]);
    expect(outputs.flat()).toEqual(['created']);
  });

  it.skipIf(!canTrace)(
    'was synced before it was acknowledged, also between steps that are not (skipped where strace cannot run)',
    { timeout: 120_000 },
    async () => {
      const trace = join(folder, 'trace');
      const strace = ['-f', '-y', '-s', '5000', '-e', 'trace=pwrite64,write,fsync,fdatasync', '-o', trace];
      const traced = spawn('strace', [...strace, ...node, path, 'load', '4'], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const acknowledged = (await linesOf(traced)).map((line) => line.split(' ')[0] ?? '');
      expect(acknowledged).toHaveLength(8 * 4);
      const calls = (await readFile(trace, 'latin1')).split('\n');
      for (const mailing of acknowledged) {
        const written = calls.findIndex(
          (call) => /pwrite64\(\d+<[^>]*-packets-wal>/.test(call) && call.includes(mailing),
        );
        const answered = calls.findIndex((call) => /write\(1</.test(call) && call.includes(mailing));
        const between = calls.slice(written, answered);
        expect(written).toBeGreaterThan(-1);
        expect(between.filter((call) => /f(data)?sync\(\d+<[^>]*-packets-wal>/.test(call))).not.toEqual([]);
      }
    },
  );
});

const start = (path: string, ...args: string[]): ChildProcess =>
  spawn(node[0] ?? '', [...node.slice(1), path, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });

async function linesOf(running: ChildProcess, heard: (line: string) => void = () => {}): Promise<string[]> {
  if (running.stdout === null) throw new Error('The child has no output.');
  const lines: string[] = [];
  const closed = once(running, 'close');
  for await (const line of createInterface({ input: running.stdout })) {
    lines.push(line);
    heard(line);
  }
  await closed;
  return lines;
}

function note(lines: readonly string[], accepted: Map<string, number>): void {
  for (const line of lines) {
    const [mailing = '', events = ''] = line.split(' ');
    accepted.set(mailing, Number(events));
  }
}

/** Kills the process as soon as it has acknowledged so many packets; what it said until then was promised. */
async function acceptUntilKilled(
  path: string,
  packets: number,
  accepted: Map<string, number>,
): Promise<void> {
  const running = start(path, 'load');
  let heard = 0;
  const lines = await linesOf(running, () => {
    if (++heard === packets) running.kill('SIGKILL');
  });
  expect(running.signalCode).toBe('SIGKILL');
  note(lines, accepted);
}

async function acceptAll(path: string, rounds: number, accepted: Map<string, number>): Promise<void> {
  const running = start(path, 'load', String(rounds));
  note(await linesOf(running), accepted);
  expect(running.exitCode).toBe(0);
}

/** Recipients of each mailing, after everything was processed. */
async function countAll(path: string): Promise<Map<string, number>> {
  const store: MailStore = createSqliteStore({ path });
  while ((await processingOf(store, readers)('default', { limit: 1000, now: new Date() })).left > 0);
  const totals = await store.ledger.totals('default');
  const { waiting, unreadable } = await store.inbox.backlog('default');
  expect([waiting, unreadable]).toEqual([0, 0]);
  await store.close();
  return new Map(totals.map(({ mailing, recipients }) => [mailing, recipients]));
}
