import { expect, test } from 'vitest';
import { isPaused, pauseMinutes } from './pause.ts';

const day = (from: string, to: string, timeZone = 'UTC') => ({ from, to, timeZone });

test.each([
  ['no window', null, '2026-03-10T12:00:00Z', false],
  ['inside', day('09:00', '17:00'), '2026-03-10T12:00:00Z', true],
  ['before', day('09:00', '17:00'), '2026-03-10T08:59:59.999Z', false],
  ['after', day('09:00', '17:00'), '2026-03-10T17:00:00.001Z', false],
  ['at the start, which is exclusive', day('09:00', '17:00'), '2026-03-10T09:00:00Z', false],
  ['a millisecond after the start', day('09:00', '17:00'), '2026-03-10T09:00:00.001Z', true],
  ['a millisecond before the end', day('09:00', '17:00'), '2026-03-10T16:59:59.999Z', true],
  ['at the end, which is exclusive', day('09:00', '17:00'), '2026-03-10T17:00:00Z', false],
  ['over midnight, in the evening', day('22:00', '06:00'), '2026-03-10T23:30:00Z', true],
  ['over midnight, at midnight', day('22:00', '06:00'), '2026-03-10T00:00:00Z', true],
  ['over midnight, in the morning', day('22:00', '06:00'), '2026-03-10T05:59:59Z', true],
  ['over midnight, by day', day('22:00', '06:00'), '2026-03-10T12:00:00Z', false],
  ['over midnight, at its start', day('22:00', '06:00'), '2026-03-10T22:00:00Z', false],
  ['over midnight, at its end', day('22:00', '06:00'), '2026-03-10T06:00:00Z', false],
  ['until midnight', day('20:00', '00:00'), '2026-03-10T23:59:59Z', true],
  ['until midnight, at midnight', day('20:00', '00:00'), '2026-03-10T00:00:00Z', false],
  ['from midnight', day('00:00', '05:00'), '2026-03-10T00:00:00.001Z', true],
  ['equal ends', day('09:00', '09:00'), '2026-03-10T12:00:00Z', false],
  ['an empty end', day('09:00', ''), '2026-03-10T12:00:00Z', false],
  ['an hour that is none', day('09:00', '24:00'), '2026-03-10T12:00:00Z', false],
  ['an unknown zone', day('00:00', '23:59', 'Mars/Olympus'), '2026-03-10T12:00:00Z', false],
  ['a zone ahead', day('09:00', '17:00', 'Asia/Tokyo'), '2026-03-10T03:00:00Z', true],
  ['a zone behind', day('09:00', '17:00', 'America/New_York'), '2026-03-10T03:00:00Z', false],
  ['a zone with a quarter of an hour', day('12:00', '12:30', 'Asia/Kathmandu'), '2026-03-10T06:20:00Z', true],
])('a pause window: %s', (_case, pause, now, expected) => {
  expect(isPaused(pause, new Date(now))).toBe(expected);
});

test('a window follows the clock on the wall through summer time', () => {
  const morning = day('09:00', '10:00', 'Europe/Berlin');
  expect(isPaused(morning, new Date('2026-03-28T08:30:00Z'))).toBe(true); // 09:30 in winter time
  expect(isPaused(morning, new Date('2026-03-29T08:30:00Z'))).toBe(false); // 10:30 in summer time
  expect(isPaused(morning, new Date('2026-03-29T07:30:00Z'))).toBe(true);
});

test('an hour that summer time skips is never paused', () => {
  const skipped = day('02:00', '03:00', 'Europe/Berlin');
  const times = Array.from({ length: 24 * 60 }, (_, minute) => new Date(Date.UTC(2026, 2, 28, 23, minute)));
  expect(times.filter((time) => isPaused(skipped, time))).toEqual([]);
});

test('an hour that comes twice in autumn is paused twice', () => {
  const twice = day('02:00', '03:00', 'Europe/Berlin');
  expect(isPaused(twice, new Date('2026-10-25T00:30:00Z'))).toBe(true); // 02:30 the first time
  expect(isPaused(twice, new Date('2026-10-25T01:00:00Z'))).toBe(false); // 02:00 again, exclusive
  expect(isPaused(twice, new Date('2026-10-25T01:30:00Z'))).toBe(true); // 02:30 the second time
  expect(isPaused(twice, new Date('2026-10-25T02:00:00Z'))).toBe(false);
});

test.each([
  [{ from: '01:00', to: '03:30' }, 150],
  [{ from: '23:00', to: '01:00' }, 120],
  [{ from: '02:00', to: '02:00' }, 0],
  [{ from: 'noon', to: '02:00' }, 0],
])('the pause %o takes %d minutes', (pause, minutes) => {
  expect(pauseMinutes({ ...pause, timeZone: 'UTC' })).toBe(minutes);
});
