import { makePacket, readPacket } from './packets.ts';
import { seedOf } from './random.ts';
import { judgeZone, makeZone, recordsAZone } from './records.ts';

export type Outcome = { count: number; slowestMs: number; slowest: string; ms: number };

/** Thrown for the first input that something could not bear; it comes back by its seed. */
export class Unbearable extends Error {
  constructor(seed: number, inputs: readonly Buffer[], cause: unknown) {
    const hex = inputs.map((bytes) => bytes.toString('hex')).join(' ');
    super(`seed ${seed}, input ${hex.length > mostHex ? `${hex.slice(0, mostHex)}…` : hex}`, { cause });
  }
}

/** More of a long input says its seed. */
const mostHex = 20_000;

/** Longest time for one zone or packet. */
const mostMs = 1_000;
/** What takes longer is tried again, for a busy machine makes anything slow; the best of the tries counts. */
const suspectMs = 30;

export function runRecords(records: number, seed: number): Promise<Outcome> {
  return run(
    Math.ceil(records / recordsAZone),
    recordsAZone,
    seed,
    async (own) => judgeZone(makeZone(own)),
    (own) => makeZone(own).texts.map((text) => Buffer.from(text)),
  );
}

export function runPackets(packets: number, seed: number): Promise<Outcome> {
  return run(
    packets,
    1,
    seed,
    async (own) => void readPacket(makePacket(own)),
    (own) => [makePacket(own).bytes],
  );
}

async function run(
  times: number,
  each: number,
  seed: number,
  judge: (seed: number) => Promise<void>,
  inputsOf: (seed: number) => Buffer[],
): Promise<Outcome> {
  const began = performance.now();
  const outcome: Outcome = { count: times * each, slowestMs: 0, slowest: '', ms: 0 };
  for (let at = 0; at < times; at++) {
    const own = seedOf(seed, at);
    try {
      let ms = await timed(own, judge);
      for (let again = 0; ms > suspectMs && again < 3; again++) ms = Math.min(ms, await timed(own, judge));
      if (ms > mostMs) throw new Error(`took ${Math.round(ms)} ms, at best`);
      if (ms > outcome.slowestMs) Object.assign(outcome, { slowestMs: ms, slowest: `seed ${own}` });
    } catch (error) {
      throw new Unbearable(own, inputsOf(own), error);
    }
  }
  return { ...outcome, ms: performance.now() - began };
}

async function timed(seed: number, judge: (seed: number) => Promise<void>): Promise<number> {
  const began = performance.now();
  await judge(seed);
  return performance.now() - began;
}
