import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Answer, type Size, sizes } from './intake/contract.ts';
import { load } from './intake/load.ts';

/**
 * Responses a second taken in and counted: the kit against a server that keeps nothing, and against the obvious one.
 *
 * Each contender is a process of its own, this one makes the load; they take short turns, so that whatever else the
 * machine does hits all alike, and the ratios of each round are compared. The time of a turn ends when everything
 * that was acknowledged is counted. `npm run bench -- intake [rounds] [milliseconds a turn]`
 */
const [, , rounds = '5', turn = '2000'] = process.argv;
const contenders = ['floor', 'kit', 'naive'] as const;
type Contender = (typeof contenders)[number];
/** `cpu` is microseconds of the server's processor time an event: it says less, but hardly depends on the neighbours. */
type Turn = { eventsPerSecond: number; p99: number; cpu: number };

const folder = mkdtempSync(join(tmpdir(), 'mail-settings-bench-'));
const servers = new Map<Contender, Server>();
process.on('exit', () => {
  for (const { child } of servers.values()) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

for (const name of contenders) servers.set(name, await start(name));
for (const name of contenders) await takeTurn(name, 10, 500);

const results = new Map<Size, Record<Contender, Turn>[]>(sizes.map((size) => [size, []]));
for (let round = 0; round < Number(rounds); round++) {
  for (const size of sizes) {
    const turns = {} as Record<Contender, Turn>;
    for (const name of contenders) turns[name] = await takeTurn(name, size, Number(turn));
    results.get(size)?.push(turns);
    const shown = contenders.map(
      (name) =>
        `${name} ${Math.round(turns[name].eventsPerSecond)}/s, p99 ${turns[name].p99.toFixed(1)} ms, ${turns[name].cpu.toFixed(1)} µs`,
    );
    console.log(`${String(size).padStart(3)} a request: ${shown.join(' · ')}`);
  }
}

const ratios = (of: (turns: Record<Contender, Turn>) => number) =>
  Object.fromEntries(sizes.map((size) => [String(size), rounded(median((results.get(size) ?? []).map(of)))]));
const ackP99 = ratios(({ kit, floor }) => kit.p99 / floor.p99);
console.log(
  JSON.stringify({
    vsFloor: ratios(({ kit, floor }) => kit.eventsPerSecond / floor.eventsPerSecond),
    vsNaive: ratios(({ kit, naive }) => kit.eventsPerSecond / naive.eventsPerSecond),
    ackP99VsFloor: Math.max(...Object.values(ackP99)),
    ackP99VsFloorBySize: ackP99,
    cpuVsFloor: ratios(({ kit, floor }) => floor.cpu / kit.cpu),
  }),
);
process.exit();

type Server = { child: ChildProcess; port: number; counted: number; cpu: number };

async function start(name: Contender): Promise<Server> {
  const child = fork(join(import.meta.dirname, 'intake', `${name}.ts`), [join(folder, `${name}.db`)]);
  const answer = await received(child);
  if (!('port' in answer)) throw new Error(`${name} did not tell its port.`);
  return { child, port: answer.port, counted: 0, cpu: 0 };
}

async function takeTurn(name: Contender, size: number, ms: number): Promise<Turn> {
  const server = servers.get(name);
  if (server === undefined) throw new Error(`${name} does not run.`);
  const begin = performance.now();
  const { requests, p99 } = await load(server.port, size, ms);
  server.child.send({ ask: 'counted' });
  const answer = await received(server.child);
  const seconds = (performance.now() - begin) / 1000;
  if (!('counted' in answer)) throw new Error(`${name} did not say what it counted.`);
  const counted = answer.counted - server.counted;
  if (counted !== requests * size) {
    throw new Error(`${name} acknowledged ${requests * size} events and counted ${counted}.`);
  }
  const cpu = (answer.cpu - server.cpu) / counted;
  server.counted = answer.counted;
  server.cpu = answer.cpu;
  return { eventsPerSecond: counted / seconds, p99, cpu };
}

function received(child: ChildProcess): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null) => reject(new Error(`A server ended with ${code}.`));
    child.once('exit', ended);
    child.once('message', (answer: Answer) => {
      child.off('exit', ended);
      resolve(answer);
    });
  });
}

function median(values: number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
