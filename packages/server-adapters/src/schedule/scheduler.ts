import { randomUUID } from 'node:crypto';
import type { LeaseStore } from '@mail-settings/core';

export type SchedulerOptions = {
  leases: LeaseStore;
  /** Name of this process among those that share the leases; random. */
  owner?: string | undefined;
  now?: (() => Date) | undefined;
  log?: ((record: SchedulerRecord) => void) | undefined;
  /** Milliseconds after which others may take over from a process that died in the middle of a job; 60,000. */
  leaseMs?: number | undefined;
};

export type SchedulerRecord = {
  level: 'warn' | 'error';
  event: 'job-failed' | 'lease-lost' | 'leases-unavailable';
  job: string;
  error?: unknown;
};

/**
 * One run of a job. `signal` is aborted when the scheduler closes, or when the lease was lost: from then on another
 * process may run the job. `fence` grows with every run and lets a store refuse what a late run still writes.
 */
export type Job = (run: { signal: AbortSignal; fence: number }) => Promise<unknown>;

export interface Scheduler {
  /**
   * Runs a job about every `ms` (a tenth of it is left to chance), the first time soon after now, once for all
   * processes together.
   *
   * @throws RangeError for an interval a timer cannot hold, and Error for a second job of the same name.
   */
  every(name: string, ms: number, run: Job): void;
  /** Runs a job at once. `false` where it is running already, here or elsewhere; rejects with what the job throws. */
  // No caller yet: a command line for hosts will use it.
  runNow(name: string): Promise<boolean>;
  /** Starts nothing more, aborts what is running and waits until it has ended. */
  close(): Promise<void>;
}

/**
 * Named jobs by the clock, shared by several processes through leases: a job never runs twice at once. Processes whose
 * clocks differ by more than `leaseMs` break that; `fence` is the guard against it.
 */
export function createScheduler(options: SchedulerOptions): Scheduler {
  const { leases, owner = randomUUID(), now = () => new Date(), log = () => {}, leaseMs = 60_000 } = options;
  const closing = new AbortController();
  const jobs = new Map<string, Job>();
  const timers = new Map<string, NodeJS.Timeout>();
  const running = new Map<string, Promise<boolean>>();
  const ticks = new Set<Promise<void>>();

  /** Runs the job if nobody else does. */
  const run = (name: string, job: Job): Promise<boolean> => {
    if (closing.signal.aborted || running.has(name)) return Promise.resolve(false);
    const done = runLeased(name, job).finally(() => running.delete(name));
    running.set(name, done);
    return done;
  };
  const runLeased = async (name: string, job: Job): Promise<boolean> => {
    const lease = await leases.acquire(name, owner, now(), leaseMs);
    if (!lease) return false;
    const { fence } = lease;
    const lost = new AbortController();
    const stopRenewing = keepLease(
      leaseMs,
      () => leases.renew(name, owner, fence, now(), leaseMs),
      (error) => {
        log({ level: 'warn', event: 'lease-lost', job: name, ...(error !== undefined && { error }) });
        lost.abort(new Error('The lease of this job was lost'));
      },
    );
    try {
      closing.signal.throwIfAborted();
      await job({ signal: AbortSignal.any([closing.signal, lost.signal]), fence });
      return true;
    } finally {
      stopRenewing();
      await leases.release(name, owner, fence).catch((error: unknown) => {
        log({ level: 'warn', event: 'leases-unavailable', job: name, error });
      });
    }
  };

  /** A second lease says that the job has had its turn; it ends by itself, also when this process does not. */
  const takeTurn = async (name: string, ms: number): Promise<boolean> => {
    try {
      return (await leases.acquire(`${name}:turn`, owner, now(), Math.floor(ms * shortest))) !== null;
    } catch (error) {
      log({ level: 'warn', event: 'leases-unavailable', job: name, error });
      return false;
    }
  };
  const tick = async (name: string, ms: number, job: Job): Promise<void> => {
    if (!(await takeTurn(name, ms))) return;
    await run(name, job).catch((error: unknown) => {
      if (!closing.signal.aborted) log({ level: 'error', event: 'job-failed', job: name, error });
    });
  };
  const plan = (name: string, ms: number, job: Job, afterMs: number): void => {
    if (closing.signal.aborted) return;
    const timer = setTimeout(async () => {
      const ticking = tick(name, ms, job);
      ticks.add(ticking);
      await ticking;
      ticks.delete(ticking);
      plan(name, ms, job, ms * (1 - jitter / 2 + Math.random() * jitter));
    }, afterMs);
    timers.set(name, timer.unref());
  };
  return {
    every(name, ms, job) {
      if (!(ms >= 1 && ms <= longestTimer))
        throw new RangeError('A job needs an interval of 1 ms to 20 days');
      if (jobs.has(name)) throw new Error('A job of this name exists already');
      jobs.set(name, job);
      plan(name, ms, job, Math.random() * Math.min(ms * jitter, 10_000));
    },
    async runNow(name) {
      const job = jobs.get(name);
      if (!job) throw new Error('No job of this name');
      return run(name, job);
    },
    async close() {
      closing.abort(new Error('The scheduler is closing'));
      for (const timer of timers.values()) clearTimeout(timer);
      await Promise.allSettled([...running.values(), ...ticks]);
    },
  };
}

/** Share of the interval that is left to chance, so that processes started together do not stay together. */
const jitter = 0.1;
/** A turn is over a little before the earliest next one. */
const shortest = 0.9;
const longestTimer = 20 * 24 * 3_600_000;

/**
 * Renews a lease at every third of its time. A store that fails or hangs is given the time of the lease; a process that
 * stood still longer than that asks once more, since nobody may have wanted the lease meanwhile.
 */
function keepLease(
  leaseMs: number,
  renew: () => Promise<boolean>,
  onLost: (error?: unknown) => void,
): () => void {
  let heldUntil = performance.now() + leaseMs;
  let isAsking = false;
  let isOver = false;
  const lose = (error?: unknown) => {
    if (isOver) return;
    isOver = true;
    clearInterval(timer);
    onLost(error);
  };
  const timer = setInterval(async () => {
    const asked = performance.now();
    if (isAsking) {
      if (asked >= heldUntil) lose();
      return;
    }
    isAsking = true;
    try {
      if (await renew()) heldUntil = asked + leaseMs;
      else lose();
    } catch (error) {
      if (performance.now() + leaseMs / 3 >= heldUntil) lose(error);
    }
    isAsking = false;
  }, leaseMs / 3);
  return () => {
    isOver = true;
    clearInterval(timer);
  };
}
