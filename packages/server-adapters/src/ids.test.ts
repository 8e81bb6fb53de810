import { expect, test } from 'vitest';
import { createUuidV7, nameId } from './ids.ts';

test('ids are UUIDv7 and sort in the order they were made, also when the clock stands or goes back', () => {
  let now = Date.UTC(2026, 2, 1);
  const newId = createUuidV7(() => now);
  const ids = Array.from({ length: 20_000 }, (_, index) => {
    if (index === 10_000) now -= 60_000;
    if (index % 3_000 === 0) now += 5;
    return newId();
  });
  for (const id of ids) {
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  }
  expect(ids.toSorted()).toEqual(ids);
  expect(new Set(ids).size).toBe(ids.length);
  expect(Number.parseInt(ids[0]?.replace('-', '').slice(0, 12) ?? '', 16)).toBe(Date.UTC(2026, 2, 1) + 5);
});

test('the id of a name is the same every time and everywhere', () => {
  expect(nameId('default anna@example.com')).toBe(nameId('default anna@example.com'));
  expect(nameId('default anna@example.com')).not.toBe(nameId('default bert@example.com'));
  expect(nameId('a')).toBe('5344c4ff-9a01-5615-9503-b36ea8627af2');
});
