import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createRecent } from './recent.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

/** A look-up whose answers count its reads. */
function start() {
  const reads: string[] = [];
  const recent = createRecent(async (key) => {
    reads.push(key);
    return reads.length;
  }, 2_000);
  return { recent, reads };
}

test('an answer is kept for its time and no longer', async () => {
  const { recent, reads } = start();
  expect(await recent.get('a')).toBe(1);
  vi.advanceTimersByTime(1_999);
  expect(recent.get('a')).toBe(1);
  vi.advanceTimersByTime(1);
  expect(await recent.get('a')).toBe(2);
  expect(reads).toEqual(['a', 'a']);
});

test('calls at one time share a read, keys do not', async () => {
  const { recent, reads } = start();
  await Promise.all([recent.get('a'), recent.get('a'), recent.get('b')]);
  expect(reads).toEqual(['a', 'b']);
});

test('an answer read before `forget` is not kept after it', async () => {
  const { recent } = start();
  const before = recent.get('a');
  recent.forget('a');
  expect(await before).toBe(1);
  expect(await recent.get('a')).toBe(2);
  recent.forget('a');
  expect(await recent.get('a')).toBe(3);
});

test('a failed read is not kept', async () => {
  let isBroken = true;
  const recent = createRecent(async () => {
    if (isBroken) throw new Error('away');
    return 'there';
  }, 2_000);
  await expect(recent.get('a')).rejects.toThrow('away');
  isBroken = false;
  expect(await recent.get('a')).toBe('there');
});
