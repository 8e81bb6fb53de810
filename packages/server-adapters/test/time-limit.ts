import { onTestFinished, vi } from 'vitest';

/** Time limits of this test end when `end` is called, not by the clock: a busy machine needs its time for what comes before. */
export function holdTimeLimits(): { end(): void } {
  const limits: AbortController[] = [];
  const spy = vi.spyOn(AbortSignal, 'timeout').mockImplementation(() => {
    const limit = new AbortController();
    limits.push(limit);
    return limit.signal;
  });
  onTestFinished(() => spy.mockRestore());
  return {
    end() {
      for (const limit of limits.splice(0)) limit.abort(new DOMException('Time is over.', 'TimeoutError'));
    },
  };
}
