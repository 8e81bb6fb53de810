import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  type CrashHost,
  countedIn,
  eventsIn,
  killUnderLoad,
  makePackets,
  sendAll,
  startCrashHost,
} from '../test/crash.ts';

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

test('killed under load, a host has counted exactly the events it acknowledged', async () => {
  const { acknowledged, ...counted } = await killUnderLoad(join(folder, 'portal.sqlite'), 1, (host) => {
    running = host;
  });
  expect(acknowledged).toBeGreaterThan(250);
  expect(counted).toEqual({ events: acknowledged, recipients: acknowledged, delivered: acknowledged });
});

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
