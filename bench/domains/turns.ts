import { concurrency } from './zone.ts';

/** What a contender is told and what it answers, over the channel to its parent. */
export type Turn = { from: number; to: number };
/** `cpuMs` is the contender's processor time: it hardly depends on the neighbours. */
export type Taken = { ms: number; cpuMs: number; peakRssMb: number };

/** Makes the work for some domains ready; the clock runs while the made function does. */
type Prepare = (from: number, to: number) => () => Promise<void>;

/** Takes turns as the parent says, against the DNS server on the port it gives, for as long as the parent is there. */
export async function serveTurns(create: (port: number) => Promise<Prepare>): Promise<void> {
  const [, , port] = process.argv;
  const prepare = await create(Number(port));
  process.on('message', async ({ from, to }: Turn) => {
    const work = prepare(from, to);
    const cpu = process.cpuUsage();
    const begin = performance.now();
    await work();
    const ms = performance.now() - begin;
    const { user, system } = process.cpuUsage(cpu);
    const peakRssMb = process.resourceUsage().maxRSS / 1024;
    process.send?.({ ms, cpuMs: (user + system) / 1000, peakRssMb } satisfies Taken);
  });
  process.on('disconnect', () => process.exit());
}

/** Does it for each, so many at once. */
export async function inLanes<T>(
  all: readonly T[],
  run: (one: T) => Promise<unknown>,
  lanes = concurrency,
): Promise<void> {
  const left = all.values();
  const lane = async () => {
    for (const one of left) await run(one);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}
