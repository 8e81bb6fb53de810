import { describe, expect, test } from 'vitest';
import type { DomainReport, DomainWatch, RecordReport } from './record.ts';
import { firstWatch, watchAfter } from './watch.ts';

const start = new Date('2026-11-24T10:00:00Z');
const minutes = (count: number) => count * 60_000;

const record = (state: RecordReport['state'], more: Partial<RecordReport> = {}): RecordReport => ({
  record: {
    id: `spf-${state}`,
    purpose: 'spf',
    type: 'TXT',
    fqdn: 'a.example',
    host: '@',
    value: 'v=spf1 -all',
    required: true,
  },
  state,
  stale: false,
  found: [],
  findings: [],
  ...more,
});

const report = (state: DomainReport['state'], active: boolean, records: RecordReport[]): DomainReport => ({
  domain: 'a.example',
  unicode: 'a.example',
  zone: 'a.example',
  service: { active, message: null },
  state,
  records,
  checkedAt: start.toISOString(),
});

/** What a check may see, by one word each. */
const looks = {
  right: report('verified', true, [record('ok')]),
  wrong: report('unverified', true, [record('missing')]),
  wrongInPart: report('unverified', true, [record('missing'), record('unchecked')]),
  denied: report('pending', false, [record('ok')]),
  pending: report('pending', false, [record('pending')]),
  silent: report('verified', true, [record('unchecked')]),
  stale: report('verified', true, [record('ok', { stale: true })]),
  staleWrong: report('unverified', true, [record('missing', { stale: true })]),
  nothing: report('unchecked', false, [record('unchecked')]),
  down: null,
} as const;
type Look = keyof typeof looks;

/** Checks each at its time, with the middle of chance; `!` before a check: a second after the one before. */
function follow(steps: readonly (Look | `!${Look}`)[], before?: DomainWatch) {
  let watch = before;
  let now = start;
  const told: string[] = [];
  const waits: number[] = [];
  for (const step of steps) {
    const isEarly = step.startsWith('!');
    const look = (isEarly ? step.slice(1) : step) as Look;
    now = isEarly || watch === undefined ? new Date(now.getTime() + 1_000) : new Date(watch.nextCheckAt);
    const after = watchAfter(looks[look], watch, now, 0.5);
    watch = after.watch;
    told.push(after.events.join());
    waits.push(Math.round((new Date(watch.nextCheckAt).getTime() - now.getTime()) / minutes(1)));
  }
  return { watch, told, waits, now };
}

describe('the next check', () => {
  test.each<[string, (Look | `!${Look}`)[], number[]]>([
    ['pending: from five minutes to an hour', Array(6).fill('pending'), [5, 10, 20, 40, 60, 60]],
    ['unverified: from an hour to a day', Array(7).fill('wrong'), [60, 120, 240, 480, 960, 1440, 1440]],
    ['verified: every day', ['right', 'right', 'right'], [1440, 1440, 1440]],
    ['not answered: from ten minutes to an hour', Array(5).fill('silent'), [10, 20, 40, 60, 60]],
    ['the service not answered: likewise', ['down', 'down', 'nothing'], [10, 20, 40]],
    ['a verified domain in doubt: every ten minutes', ['right', 'wrong', 'wrong'], [1440, 10, 10]],
    ['called broken: as unverified', ['right', 'wrong', 'wrong', 'wrong', 'wrong'], [1440, 10, 10, 60, 120]],
    [
      'broken, then back in DNS: as pending',
      ['right', 'wrong', 'wrong', 'wrong', 'denied'],
      [1440, 10, 10, 60, 5],
    ],
    ['changed: from the beginning again', ['wrong', 'wrong', 'pending', 'wrong'], [60, 120, 5, 60]],
  ])('%s', (_, steps, expected) => {
    expect(follow(steps).waits).toEqual(expected);
  });

  test.each([
    [0, 0.9],
    [0.999, 1.1],
  ])('is spread by a tenth to both sides (chance %d)', (random, share) => {
    const { watch } = watchAfter(looks.right, undefined, start, random);
    const wait = new Date(watch.nextCheckAt).getTime() - start.getTime();
    expect(wait / (minutes(1440) * share)).toBeCloseTo(1, 2);
  });

  test('of a new domain is due within one to five minutes', () => {
    expect(firstWatch(start, 0).nextCheckAt).toBe('2026-11-24T10:01:00.000Z');
    expect(firstWatch(start, 0.999_999_9).nextCheckAt).toBe('2026-11-24T10:04:59.999Z');
  });
});

describe('the host is told', () => {
  test.each<[string, (Look | `!${Look}`)[], string[]]>([
    ['of a domain that is verified, once', ['pending', 'right', 'right'], ['', 'domain-verified', '']],
    ['nothing of one that never was', ['wrong', 'wrong', 'wrong', 'wrong'], ['', '', '', '']],
    [
      'of a broken one at the third check',
      ['right', 'wrong', 'wrong', 'wrong', 'wrong'],
      ['domain-verified', '', '', 'domain-broken', ''],
    ],
    [
      'of one the service denies, too',
      ['right', 'denied', 'denied', 'denied'],
      ['domain-verified', '', '', 'domain-broken'],
    ],
    [
      'of one wrong in one record and silent in another',
      ['right', 'wrongInPart', 'wrong', 'wrongInPart'],
      ['domain-verified', '', '', 'domain-broken'],
    ],
    [
      'nothing where it was right in between',
      ['right', 'wrong', 'wrong', 'right', 'wrong', 'wrong'],
      ['domain-verified', '', '', '', '', ''],
    ],
    [
      'nothing from checks nobody answered',
      ['right', 'silent', 'stale', 'staleWrong', 'nothing', 'down'],
      ['domain-verified', '', '', '', '', ''],
    ],
    [
      'of it after checks nobody answered in between',
      ['right', 'wrong', 'silent', 'wrong', 'down', 'wrong'],
      ['domain-verified', '', '', '', '', 'domain-broken'],
    ],
    ['nothing of one DNS never answered for', ['silent', 'stale'], ['', '']],
    [
      'of one that recovered, at once and once',
      ['right', 'wrong', 'wrong', 'wrong', '!right', 'right'],
      ['domain-verified', '', '', 'domain-broken', 'domain-recovered', ''],
    ],
    [
      'of one that breaks again',
      ['right', 'wrong', 'wrong', 'wrong', 'right', 'wrong', 'wrong', 'wrong'],
      ['domain-verified', '', '', 'domain-broken', 'domain-recovered', '', '', 'domain-broken'],
    ],
    [
      'nothing sooner because somebody presses the button',
      ['right', '!wrong', '!wrong', '!silent', '!wrong', '!wrong'],
      ['domain-verified', '', '', '', '', ''],
    ],
  ])('%s', (_, steps, expected) => {
    expect(follow(steps).told).toEqual(expected);
  });
});

test('the time of the first check that found it wrong stays until it is right again', () => {
  const doubted = follow(['right', 'wrong']);
  expect(doubted.watch?.wrongSince).toBe(doubted.now.toISOString());
  const broken = follow(['wrong', 'silent', 'wrong', 'wrong', 'down'], doubted.watch).watch;
  expect(broken).toMatchObject({ standing: 'broken', wrongSince: doubted.watch?.wrongSince });
  expect(follow(['!right'], broken).watch).not.toHaveProperty('wrongSince');
  expect(follow(['wrong', 'wrong']).watch).not.toHaveProperty('wrongSince');
});

test('pressing the button again and again does not put the next check off', () => {
  for (const look of ['right', 'wrong', 'pending', 'silent'] as const) {
    const { watch } = follow([look]);
    expect(follow([`!${look}`, `!${look}`], watch).watch).toEqual(watch);
  }
  const doubted = follow(['right', 'wrong']).watch;
  expect(follow(['!wrong', '!silent', '!wrong'], doubted).watch).toEqual(doubted);
});
