import type { Log } from './log.ts';

/** Work that outlives its request. */
export type Background = {
  run(work: (signal: AbortSignal) => Promise<void>): void;
  /** Waits for what is running; after `graceMs` it is told to stop, and waited for. */
  close(graceMs: number): Promise<void>;
};

export function createBackground(log: Log): Background {
  const ending = new AbortController();
  const running = new Set<Promise<void>>();
  return {
    run(work) {
      const done = work(ending.signal)
        .catch((error: unknown) => log({ level: 'error', event: 'background-failed', error }))
        .finally(() => running.delete(done));
      running.add(done);
    },
    async close(graceMs) {
      const timer = setTimeout(() => ending.abort(), graceMs);
      while (running.size > 0) await Promise.all(running);
      clearTimeout(timer);
    },
  };
}
