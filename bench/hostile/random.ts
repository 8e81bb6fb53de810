/** Chance that comes back: the same seed gives the same numbers. */
export type Random = {
  /** A whole number from 0 up to, but without, `limit`. */
  below(limit: number): number;
  /** True once in so many times. */
  oneIn(times: number): boolean;
  pick<T>(from: readonly [T, ...T[]]): T;
  some<T>(most: number, make: () => T): T[];
};

/** Mulberry32: small, fast and good enough to damage things with. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const below = (limit: number): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  };
  return {
    below,
    oneIn: (times) => below(times) === 0,
    pick: (from) => from[below(from.length)] ?? from[0],
    some: (most, make) => Array.from({ length: below(most + 1) }, make),
  };
}

/** The seed of one input among many. */
export function seedOf(seed: number, at: number): number {
  return Math.imul(seed ^ Math.imul(at + 1, 0x9e3779b1), 0x85ebca6b) >>> 0;
}
