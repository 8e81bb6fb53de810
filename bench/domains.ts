import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { Taken, Turn } from './domains/turns.ts';
import { concurrency, questionsAt } from './domains/zone.ts';

/**
 * Domains of five records checked through the resolver, against the same questions sent bare: times, and peak memory.
 *
 * Server, kit and two bare senders are processes of their own; all but the server take turns over the same domains at the
 * same number of questions under way, and the server's digest shows that they asked the same. Each domain counts once;
 * the median of the turns' ratios counts.
 *
 * `vsBareQueries` is against each question encoded and each answer decoded by `dns-packet`, which is the least that asking
 * can mean; `vsUnreadPackets` against packets made beforehand whose answers nobody reads, which is what the sockets cost.
 * `npm run bench -- domains [domains] [domains a turn]`
 */
const [, , domains = '10000', perTurn = '250'] = process.argv;
/** Domains to warm up with, several times over: so many questions pass before all code is compiled. */
const warmUp = 2000;
const warmUpRounds = 4;
const total = warmUp + Number(domains);

const children: ChildProcess[] = [];
process.on('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});

const server = start('server', [String(total)]);
const { port } = await received<{ port: number }>(server);
const kit = start('check', [String(port)]);
const bare = start('bare', [String(port)]);
const unread = start('bare', [String(port), 'unread']);
const contenders = { kit, bare, unread };
for (let round = 0; round < warmUpRounds; round++)
  for (const contender of Object.values(contenders)) await takeTurn(contender, { from: 0, to: warmUp });

const ratios = { bare: [] as number[], unread: [] as number[] };
const cpuMicroseconds = { kit: [] as number[], bare: [] as number[], unread: [] as number[] };
let peakRssMb = 0;
for (let from = warmUp; from < total; from += Number(perTurn)) {
  const turn = { from, to: Math.min(total, from + Number(perTurn)) };
  const order = ratios.bare.length % 2 === 0 ? ['kit', 'bare', 'unread'] : ['unread', 'bare', 'kit'];
  const taken = new Map<string, Awaited<ReturnType<typeof takeTurn>>>();
  for (const name of order as (keyof typeof contenders)[])
    taken.set(name, await takeTurn(contenders[name], turn));
  const [checked, sent, thrown] = ['kit', 'bare', 'unread'].map((name) => taken.get(name));
  if (!checked || !sent || !thrown) throw new Error('A turn was left out.');
  assert.deepEqual(checked.asked, sent.asked);
  assert.deepEqual(checked.asked, thrown.asked);
  ratios.bare.push(checked.ms / sent.ms);
  ratios.unread.push(checked.ms / thrown.ms);
  peakRssMb = checked.peakRssMb;
  const questions = sent.asked.count;
  cpuMicroseconds.kit.push((checked.cpuMs * 1000) / questions);
  cpuMicroseconds.bare.push((sent.cpuMs * 1000) / questions);
  cpuMicroseconds.unread.push((thrown.cpuMs * 1000) / questions);
  const speed = ({ ms }: Taken) => `${Math.round(questions / ms)}`;
  console.log(
    `questions a millisecond: kit ${speed(checked)}, bare ${speed(sent)}, unread ${speed(thrown)}: ${(checked.ms / sent.ms).toFixed(2)}`,
  );
}
console.log(`${domains} domains, ${questionsAt(0).length} questions each, ${concurrency} under way at once`);
console.log(
  JSON.stringify({
    vsBareQueries: median(ratios.bare),
    vsUnreadPackets: median(ratios.unread),
    peakRssMb: Math.round(peakRssMb),
    cpuMicrosecondsAQuestion: {
      kit: median(cpuMicroseconds.kit),
      bare: median(cpuMicroseconds.bare),
      unread: median(cpuMicroseconds.unread),
    },
  }),
);
process.exit();

async function takeTurn(contender: ChildProcess, turn: Turn) {
  contender.send(turn);
  const taken = await received<Taken>(contender);
  server.send('received');
  return { ...taken, asked: await received<{ count: number; digest: number }>(server) };
}

function start(name: string, args: string[]): ChildProcess {
  const child = fork(join(import.meta.dirname, 'domains', `${name}.ts`), args);
  children.push(child);
  return child;
}

/** The next message; a turn takes a second or so, and a process that says nothing for a minute has lost a packet. */
function received<T>(child: ChildProcess): Promise<T> {
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
