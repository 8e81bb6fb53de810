import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createTtlCache } from './ttl-cache.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

/** A read whose answers count its calls. */
function start() {
  const reads: string[] = [];
  const cache = createTtlCache(async (key) => {
    reads.push(key);
    return reads.length;
  }, 2_000);
  return { cache, reads };
}

test('an answer is kept for its time and no longer', async () => {
  const { cache, reads } = start();
  expect(await cache.get('a')).toBe(1);
  vi.advanceTimersByTime(1_999);
  expect(cache.get('a')).toBe(1);
  vi.advanceTimersByTime(1);
  expect(await cache.get('a')).toBe(2);
  expect(reads).toEqual(['a', 'a']);
});

test('calls at one time share a read, keys do not', async () => {
  const { cache, reads } = start();
  await Promise.all([cache.get('a'), cache.get('a'), cache.get('b')]);
  expect(reads).toEqual(['a', 'b']);
});

test('an answer read before `forget` is not kept after it', async () => {
  const { cache } = start();
  const before = cache.get('a');
  cache.forget('a');
  expect(await before).toBe(1);
  expect(await cache.get('a')).toBe(2);
  cache.forget('a');
  expect(await cache.get('a')).toBe(3);
});

test('a failed read is not kept', async () => {
  let isBroken = true;
  const cache = createTtlCache(async () => {
    if (isBroken) throw new Error('away');
    return 'there';
  }, 2_000);
  await expect(cache.get('a')).rejects.toThrow('away');
  isBroken = false;
  expect(await cache.get('a')).toBe('there');
});
