import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { Taken, Turn } from './domains/turns.ts';
import { concurrency, questionsAt } from './domains/zone.ts';

/**
 * Domains of five records checked through the resolver, against the same questions sent bare: times, and peak memory.
 *
 * Server, kit and bare sender are processes of their own; the latter two take turns over the same domains at the same
 * number of questions under way, and the server's digest shows that they asked the same. Each domain is checked once; the
 * median of the turns' ratios counts. `npm run bench -- domains [domains] [domains a turn]`
 */
const [, , domains = '10000', perTurn = '500'] = process.argv;
const warmUp = 2000;
const total = warmUp + Number(domains);

const children: ChildProcess[] = [];
process.on('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});

const server = start('server', [String(total)]);
const { port } = await heard<{ port: number }>(server);
const kit = start('check', [String(port)]);
const bare = start('bare', [String(port)]);
await takeTurn(kit, { from: 0, to: warmUp });
await takeTurn(bare, { from: 0, to: warmUp });

const ratios: number[] = [];
const cpuMicroseconds = { kit: [] as number[], bare: [] as number[] };
let peakRssMb = 0;
for (let from = warmUp; from < total; from += Number(perTurn)) {
  const turn = { from, to: Math.min(total, from + Number(perTurn)) };
  const isTurned = ratios.length % 2 === 1;
  const later = isTurned ? await takeTurn(bare, turn) : undefined;
  const checked = await takeTurn(kit, turn);
  const sent = later ?? (await takeTurn(bare, turn));
  assert.deepEqual(checked.asked, sent.asked);
  ratios.push(checked.ms / sent.ms);
  peakRssMb = checked.peakRssMb;
  const questions = sent.asked.count;
  cpuMicroseconds.kit.push((checked.cpuMs * 1000) / questions);
  cpuMicroseconds.bare.push((sent.cpuMs * 1000) / questions);
  const speed = ({ ms }: Taken) => `${Math.round(questions / ms)} questions a millisecond`;
  console.log(`kit ${speed(checked)}, bare ${speed(sent)}: ${(checked.ms / sent.ms).toFixed(2)}`);
}
console.log(`${domains} domains, ${questionsAt(0).length} questions each, ${concurrency} under way at once`);
console.log(
  JSON.stringify({
    vsBareQueries: median(ratios),
    peakRssMb: Math.round(peakRssMb),
    cpuMicrosecondsAQuestion: { kit: median(cpuMicroseconds.kit), bare: median(cpuMicroseconds.bare) },
  }),
);
process.exit();

async function takeTurn(contender: ChildProcess, turn: Turn) {
  contender.send(turn);
  const taken = await heard<Taken>(contender);
  server.send('heard');
  return { ...taken, asked: await heard<{ count: number; digest: number }>(server) };
}

function start(name: string, args: string[]): ChildProcess {
  const child = fork(join(import.meta.dirname, 'domains', `${name}.ts`), args);
  children.push(child);
  return child;
}

/** The next message; a turn takes a second or so, and a process that says nothing for a minute has lost a packet. */
function heard<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null) => reject(new Error(`A process ended with ${code}.`));
    const timer = setTimeout(() => reject(new Error('A process says nothing.')), 60_000);
    child.once('exit', ended);
    child.once('message', (answer: T) => {
      clearTimeout(timer);
      child.off('exit', ended);
      resolve(answer);
    });
  });
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return Math.round((sorted[Math.floor(sorted.length / 2)] ?? 0) * 100) / 100;
}
