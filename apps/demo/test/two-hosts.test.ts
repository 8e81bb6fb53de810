import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRemoteSetup } from '@mail-settings/client/remote';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createBoard } from '../src/board.ts';
import type { NodeListener } from '../src/front.ts';
import { type DemoState, openState } from '../src/state.ts';
import { startWorld, type World } from '../src/world.ts';
import { setUp } from './set-up.ts';

let folder: string;
let state: DemoState;
let world: World;
const children: ChildProcess[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'demo-data-'));
  state = openState(folder);
  world = await startWorld(state, { paceMs: 0 });
});
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await world.close();
  state.close();
  await rm(folder, { recursive: true });
});

test('fifty simultaneous launches with one key from two host processes are one launch', async () => {
  const [first, second] = await Promise.all([startProcess('express'), startProcess('hono')]);
  world.portal.listener = passedOnTo(first);
  const hosts = [first, second].map((url) => createRemoteSetup({ url: `${url}/mail-settings` }));
  const [one, other] = hosts;
  if (one === undefined || other === undefined) throw new Error('There must be two hosts.');
  await setUp({ setup: one, values: values(), press });

  const wanted = {
    mailing: 'autumn-catalogue',
    from: { email: 'news@example.com', name: 'Example Trading' },
    idempotencyKey: 'one-key-for-all-of-them',
    acknowledged: ['daily-limit', 'certificate-valid'],
  };
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, index) => (index % 2 ? one : other).launch(wanted)),
  );
  const ids = new Set(answers.map(({ launch }) => launch.id));
  expect(ids.size).toBe(1);

  const seen = async () =>
    (await other.listLaunches({})).launches.map(({ launch, counts }) => [
      launch.state,
      counts.delivered + counts.failed,
    ]);
  await expect.poll(seen, { timeout: 60_000 }).toEqual([['completed', 1200]]);
  const { log, state: cloud } = world.cloud.cloud;
  expect(log.filter(({ call }) => call === 'addTemplate')).toHaveLength(1);
  const [mailing, ...rest] = cloud.mailings;
  expect(rest).toEqual([]);
  expect(mailing?.recipients).toHaveLength(1200);
  expect(new Set(mailing?.recipients.map(({ id }) => id)).size).toBe(1200);
});

const values = () => ({
  cloudUrl: 'https://mail-service.localhost',
  apiKey: world.cloud.account.apiKey,
  responseDomain: 'https://portal.localhost',
  authKey: world.cloud.account.authKey,
});

async function press(action: string, form: Record<string, string> = {}): Promise<number> {
  const body = new URLSearchParams(form);
  return (await createBoard(world)(new Request(`http://127.0.0.1${action}`, { method: 'POST', body })))
    .status;
}

async function startProcess(host: string): Promise<string> {
  const args = ['--conditions=@mail-settings/source', join(import.meta.dirname, 'host-process.ts')];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  children.push(child);
  const { development, masterKey } = world;
  child.stdin.end(
    JSON.stringify({
      host,
      port: 0,
      dataFolder: folder,
      pageFolder: folder,
      development,
      masterKey: Buffer.from(masterKey).toString('base64'),
    }),
  );
  for await (const chunk of child.stdout) return String(chunk).trim();
  throw new Error('The host did not start.');
}

/** What comes from the Internet goes to one of the processes. */
function passedOnTo(url: string): NodeListener {
  return (incoming, outgoing) => {
    const { method, headers } = incoming;
    const passed = request(`${url}${incoming.url}`, { method, headers, agent: false }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    passed.on('error', () => outgoing.destroy());
    incoming.pipe(passed);
  };
}
