import { vi } from 'vitest';

/** Waits until `check` throws no more. Machines are shared: the limit only ends what hangs. */
export const until = <T>(check: () => T): Promise<Awaited<T>> =>
  Promise.resolve(vi.waitFor(check, { timeout: 30_000, interval: 5 }));
