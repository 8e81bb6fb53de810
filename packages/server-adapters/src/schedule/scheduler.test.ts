import type { LeaseStore } from '@mail-settings/core';
import { afterEach, expect, test, vi } from 'vitest';
import { until } from '../../test/until.ts';
import { createScheduler, type Job, type Scheduler, type SchedulerOptions } from './scheduler.ts';

const open: Scheduler[] = [];
const closing: (() => void)[] = [];

afterEach(async () => {
  for (const scheduler of open.splice(0)) await scheduler.close();
  for (const close of closing.splice(0)) close();
});

function scheduler(options: SchedulerOptions): Scheduler {
  const made = createScheduler(options);
  open.push(made);
  return made;
}

/** Leases as `LeaseStore` describes them, in a map; `faults` makes single calls fail. */
function memoryLeases() {
  const held = new Map<string, { owner: string; fence: number; until: number }>();
  let fences = 0;
  const faults: { renew?: () => Promise<boolean>; acquire?: () => Promise<null> } = {};
  const leases: LeaseStore = {
    async acquire(name, owner, now, ttlMs) {
      if (faults.acquire) return faults.acquire();
      const present = held.get(name);
      if (present && present.until > now.getTime()) return null;
      held.set(name, { owner, fence: ++fences, until: now.getTime() + ttlMs });
      return { fence: fences };
    },
    async renew(name, owner, fence, now, ttlMs) {
      if (faults.renew) return faults.renew();
      const present = held.get(name);
      if (present?.owner !== owner || present.fence !== fence) return false;
      present.until = now.getTime() + ttlMs;
      return true;
    },
    async release(name, owner, fence) {
      const present = held.get(name);
      if (present?.owner === owner && present.fence === fence) held.delete(name);
    },
  };
  return { leases, held, faults };
}

/** A job whose runs the test ends. */
function heldJob() {
  const runs: { signal: AbortSignal; fence: number; end(error?: Error): void }[] = [];
  const job: Job = ({ signal, fence }) =>
    new Promise<void>((resolve, reject) => {
      runs.push({ signal, fence, end: (error) => (error ? reject(error) : resolve()) });
      signal.addEventListener('abort', () => reject(signal.reason));
    });
  return { job, runs };
}

test('a job runs soon, and again and again', async () => {
  const { leases } = memoryLeases();
  let runs = 0;
  scheduler({ leases }).every('count', 20, async () => runs++);
  await until(() => expect(runs).toBeGreaterThan(3));
});

test('a job never overlaps itself, however long it takes', async () => {
  const { leases } = memoryLeases();
  const { job, runs } = heldJob();
  const jobs = scheduler({ leases });
  jobs.every('slow', 5, job);
  let ticks = 0;
  jobs.every('clock', 5, async () => ticks++);
  await until(() => expect(runs).toHaveLength(1));
  const before = ticks;
  await until(() => expect(ticks).toBeGreaterThan(before + 5));
  expect(runs).toHaveLength(1);
  runs[0]?.end();
  await until(() => expect(runs).toHaveLength(2));
});

test('several processes share the turns: one run per interval for all together', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  closing.push(() => vi.useRealTimers());
  const { leases } = memoryLeases();
  const runs: number[] = [];
  let most = 0;
  let underWay = 0;
  const job: Job = async ({ fence }) => {
    most = Math.max(most, ++underWay);
    runs.push(fence);
    await new Promise(setImmediate);
    underWay--;
  };
  for (let process = 0; process < 4; process++)
    scheduler({ leases, owner: `p${process}` }).every('shared', 50, job);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(runs.length).toBeGreaterThan(5);
  expect(runs.length).toBeLessThanOrEqual(21);
  expect(most).toBe(1);
  expect([...runs].sort((a, b) => a - b)).toEqual(runs);
  expect(new Set(runs).size).toBe(runs.length);
});

test('a job is not run twice at once by two processes', async () => {
  const { leases } = memoryLeases();
  const { job, runs } = heldJob();
  const [one, two] = [scheduler({ leases }), scheduler({ leases })];
  for (const each of [one, two]) each.every('job', 1_000_000, job);
  const first = one.runNow('job');
  await until(() => expect(runs).toHaveLength(1));
  expect(await two.runNow('job')).toBe(false);
  expect(await one.runNow('job')).toBe(false);
  runs[0]?.end();
  expect(await first).toBe(true);
  const second = two.runNow('job');
  await until(() => expect(runs).toHaveLength(2));
  runs[1]?.end();
  expect(await second).toBe(true);
  expect(runs[1]?.fence).toBeGreaterThan(runs[0]?.fence ?? 0);
});

test('runNow passes on what the job throws, and the next run is free', async () => {
  const { leases } = memoryLeases();
  const jobs = scheduler({ leases });
  jobs.every('bad', 1_000_000, async () => {
    throw new Error('broken');
  });
  await expect(jobs.runNow('bad')).rejects.toThrow('broken');
  await expect(jobs.runNow('bad')).rejects.toThrow('broken');
  await expect(jobs.runNow('other')).rejects.toThrow('No job');
});

test('a job that fails is told to the log and runs again', async () => {
  const { leases } = memoryLeases();
  const log = vi.fn();
  let runs = 0;
  scheduler({ leases, log }).every('bad', 10, async () => {
    runs++;
    throw new Error('broken');
  });
  await until(() => expect(runs).toBeGreaterThan(1));
  expect(log).toHaveBeenCalledWith({
    level: 'error',
    event: 'job-failed',
    job: 'bad',
    error: new Error('broken'),
  });
});

test('a store that is away is told to the log, and the job runs once it is back', async () => {
  const { leases, faults } = memoryLeases();
  faults.acquire = () => Promise.reject(new Error('away'));
  const log = vi.fn();
  let runs = 0;
  scheduler({ leases, log }).every('job', 10, async () => runs++);
  await until(() =>
    expect(log).toHaveBeenCalledWith(expect.objectContaining({ event: 'leases-unavailable' })),
  );
  expect(runs).toBe(0);
  delete faults.acquire;
  await until(() => expect(runs).toBeGreaterThan(0));
});

test('a long run keeps its lease', async () => {
  const { leases, held } = memoryLeases();
  const { job, runs } = heldJob();
  const jobs = scheduler({ leases, leaseMs: 200 });
  jobs.every('job', 1_000_000, job);
  const done = jobs.runNow('job');
  await until(() => expect(runs).toHaveLength(1));
  const first = held.get('job')?.until ?? 0;
  await until(() => expect(held.get('job')?.until).toBeGreaterThan(first + 200));
  expect(runs[0]?.signal.aborted).toBe(false);
  runs[0]?.end();
  await done;
  expect(held.has('job')).toBe(false);
});

test('a run whose lease was taken is aborted, and does not give back the lease of the other', async () => {
  const { leases, held } = memoryLeases();
  const { job, runs } = heldJob();
  const log = vi.fn();
  const jobs = scheduler({ leases, leaseMs: 30, log });
  jobs.every('job', 1_000_000, job);
  const done = jobs.runNow('job');
  await until(() => expect(runs).toHaveLength(1));
  held.set('job', { owner: 'other', fence: 99, until: Number.MAX_SAFE_INTEGER });
  await expect(done).rejects.toThrow('lease');
  expect(log).toHaveBeenCalledWith({ level: 'warn', event: 'lease-lost', job: 'job' });
  expect(held.get('job')?.fence).toBe(99);
});

test.each<[string, () => Promise<boolean>]>([
  ['fails', () => Promise.reject(new Error('away'))],
  ['hangs', () => new Promise(() => {})],
])('a run is aborted before its lease ends where renewing %s', async (_title, renew) => {
  const { leases, held, faults } = memoryLeases();
  const { job, runs } = heldJob();
  const jobs = scheduler({ leases, leaseMs: 60 });
  jobs.every('job', 1_000_000, job);
  const done = jobs.runNow('job');
  await until(() => expect(runs).toHaveLength(1));
  faults.renew = renew;
  await expect(done).rejects.toThrow('lease');
  expect(held.get('job:turn')).toBeUndefined();
});

test('close aborts what is running, waits for it and gives the lease back', async () => {
  const { leases, held } = memoryLeases();
  const jobs = scheduler({ leases });
  const seen: string[] = [];
  jobs.every('job', 1, async ({ signal }) => {
    seen.push('begun');
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    await new Promise(setImmediate);
    seen.push('ended');
  });
  await until(() => expect(seen).toEqual(['begun']));
  await jobs.close();
  expect(seen).toEqual(['begun', 'ended']);
  expect(held.has('job')).toBe(false);
  expect(await jobs.runNow('job')).toBe(false);
});

test('intervals and names are checked', () => {
  const jobs = scheduler(memoryLeases());
  for (const ms of [0, -1, Number.NaN, 2 ** 31]) {
    expect(() => jobs.every('job', ms, async () => {})).toThrow(RangeError);
  }
  jobs.every('job', 1_000_000, async () => {});
  expect(() => jobs.every('job', 1_000_000, async () => {})).toThrow('exists');
});
