import { MailError } from '../errors.ts';

/**
 * Lets `limit` calls through per `perMs` and key, in a sliding window; further ones throw `slow-down` with the seconds
 * to wait. Calls later than now were counted by a clock that was ahead, and do not count. Counted per process. Keys nobody used within the window are forgotten.
 */
export function createRateLimit(limit: number, perMs: number): (key: string, now: Date) => void {
  const calls = new Map<string, number[]>();
  return (key, now) => {
    const since = now.getTime() - perMs;
    for (const [known, times] of calls) {
      if ((times.at(-1) ?? 0) > since) break;
      calls.delete(known);
    }
    const times = (calls.get(key) ?? []).filter((time) => time > since && time <= now.getTime());
    const first = times[0];
    if (times.length >= limit && first !== undefined) {
      const retryAfter = Math.max(1, Math.ceil((first - since) / 1000));
      throw new MailError('slow-down', `Too many calls. Try again in ${retryAfter} s.`, { retryAfter });
    }
    calls.delete(key);
    calls.set(key, [...times, now.getTime()]);
  };
}
