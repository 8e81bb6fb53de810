import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  type CrashHost,
  mailing,
  makePackets,
  sendAll,
  startCrashHost,
  type TestPacket,
} from '../test/crash.ts';
import { handlersForTest } from '../test/parts.ts';
import { createSqliteStore } from './stores/sqlite.ts';

let folder = '';
let running: CrashHost | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mail-settings-'));
});
afterEach(async () => {
  running?.child.kill('SIGKILL');
  await running?.ended;
  running = undefined;
  rmSync(folder, { recursive: true, force: true });
});

const start = async (database: string, before: string[] = []) => {
  running = await startCrashHost(database, before);
  return running;
};

/** Opens the database once more, works off what waits, and counts what was applied. */
async function countedIn(database: string) {
  const { handlers, store } = handlersForTest({ store: createSqliteStore({ path: database }) });
  await handlers.processOnce();
  const backlog = await store.inbox.backlog('default');
  expect(backlog).toMatchObject({ waiting: 0, unreadable: 0 });
  const totals = await store.ledger.mailing('default', mailing);
  const events = await store.ledger.appliedEvents('default');
  await handlers.close();
  return { events: events.recipient, recipients: totals?.recipients, delivered: totals?.byOutcome.delivered };
}

const eventsIn = (packets: Iterable<TestPacket>) =>
  [...packets].reduce((sum, { recipients }) => sum + recipients.length, 0);

test('killed twenty times under load, a host has counted exactly the events it acknowledged', async () => {
  const database = join(folder, 'portal.sqlite');
  const acknowledged = new Set<TestPacket>();
  let again: TestPacket[] = [];
  let number = 0;
  for (let round = 0; round < 20; round++) {
    const host = await start(database);
    const fresh = makePackets(number, 250);
    number += fresh.length;
    // Somewhere in the middle of things, every time at another place.
    const killAt = 20 + ((round * 67) % 170);
    const load = await sendAll(host.port, [...again, ...fresh], {
      onAcknowledged: (count) => {
        if (count === killAt) host.child.kill('SIGKILL');
      },
    });
    await host.ended;
    expect(load.acknowledged.size).toBeGreaterThanOrEqual(killAt);
    for (const packet of load.acknowledged.keys()) acknowledged.add(packet);
    again = load.lost;
  }
  // A sender repeats what was not acknowledged; some of it had been stored all the same.
  const host = await start(database);
  const last = await sendAll(host.port, again);
  expect(last.lost).toEqual([]);
  for (const packet of last.acknowledged.keys()) acknowledged.add(packet);
  host.child.kill('SIGKILL');
  await host.ended;

  const sent = eventsIn(acknowledged);
  expect(acknowledged.size).toBe(number);
  expect(await countedIn(database)).toEqual({ events: sent, recipients: sent, delivered: sent });
}, 240_000);

test('killed without any repeat, a host has lost nothing it acknowledged', async () => {
  const database = join(folder, 'portal.sqlite');
  const host = await start(database);
  const packets = makePackets(0, 1_000);
  const load = await sendAll(host.port, packets, {
    width: 32,
    onAcknowledged: (count) => {
      if (count === 400) host.child.kill('SIGKILL');
    },
  });
  await host.ended;
  const counted = await countedIn(database);
  const acknowledged = eventsIn(load.acknowledged.keys());
  expect(counted.events).toBeGreaterThanOrEqual(acknowledged);
  // At most what was in flight was stored without an answer.
  expect(counted.events).toBeLessThanOrEqual(acknowledged + 32 * 9);
}, 60_000);

test('a SIGTERM under load loses nothing, and the process ends by itself', async () => {
  const database = join(folder, 'portal.sqlite');
  const host = await start(database);
  const load = await sendAll(host.port, makePackets(0, 1_000), {
    width: 32,
    onAcknowledged: (count) => {
      if (count === 300) host.child.kill('SIGTERM');
    },
  });
  expect(await host.ended).toBe(0);
  expect(load.lost.length).toBeGreaterThan(0);
  expect((await countedIn(database)).events).toBe(eventsIn(load.acknowledged.keys()));
}, 60_000);

const canTrace = spawnSync('strace', ['-o', '/dev/null', 'true']).status === 0;
const title = 'the bytes of every packet are synced before its 2xx is written';

test.skipIf(!canTrace)(
  canTrace ? title : `${title} (skipped: strace is not there or may not trace)`,
  async () => {
    const trace = join(folder, 'trace');
    const calls = 'trace=pwrite64,write,writev,sendto,sendmsg,fsync,fdatasync';
    const database = join(folder, 'portal.sqlite');
    const host = await start(database, [
      'strace',
      '-f',
      '--seccomp-bpf',
      '-s',
      '70000',
      '-e',
      calls,
      '-o',
      trace,
    ]);
    const load = await sendAll(host.port, makePackets(0, 150), { width: 8 });
    expect(load.lost).toEqual([]);
    // A signal would end the tracer alone.
    host.child.stdin?.end();
    await host.ended;

    const seen = readTrace(readFileSync(trace, 'latin1'));
    for (const [packet, id] of load.acknowledged) {
      const answered = seen.findIndex(({ call, text }) => isSocketWrite(call) && text.includes(id));
      expect(seen[answered]?.text).toContain('HTTP/1.1 200 OK');
      const before = seen.slice(0, answered);
      const written = before.findIndex(
        ({ call, text }) =>
          call === 'pwrite64' && text.includes(id) && text.includes(packet.recipients[0] ?? ''),
      );
      expect(written).toBeGreaterThanOrEqual(0);
      const synced = before.findIndex(
        ({ call, file }, at) => at > written && call.endsWith('sync done') && file === seen[written]?.file,
      );
      expect(synced).toBeGreaterThan(written);
    }
  },
  120_000,
);

const isSocketWrite = (call: string) => ['write', 'writev', 'sendto', 'sendmsg'].includes(call);

type Traced = { call: string; file: string; text: string };

/** The calls in order; a sync counts where it has returned 0, anything else where it began. */
function readTrace(trace: string): Traced[] {
  const syncing = new Map<string, string>();
  return trace.split('\n').flatMap((line): Traced[] => {
    const [, thread = '', rest = ''] = /^(\d+)\s+(.*)$/.exec(line) ?? [];
    const [, name = '', file = ''] = /^(\w+)\((\d+)/.exec(rest) ?? [];
    const isSync = name === 'fsync' || name === 'fdatasync';
    if (isSync && rest.includes('<unfinished')) syncing.set(thread, file);
    if (isSync && / = 0$/.test(rest)) return [{ call: `${name} done`, file, text: '' }];
    const [, resumed] = /^<\.\.\. (f(?:data)?sync) resumed>.* = 0$/.exec(rest) ?? [];
    if (resumed !== undefined)
      return [{ call: `${resumed} done`, file: syncing.get(thread) ?? '', text: '' }];
    return name === '' || isSync ? [] : [{ call: name, file, text: rest }];
  });
}
