/** A read whose answers are kept for a moment. */
export type TtlCache<T> = {
  /** At once where the answer is known and young enough. A failed read is not kept. */
  get(key: string): T | Promise<T>;
  /** The next `get` reads again. */
  forget(key: string): void;
};

/** Keeps what `read` answers for at most `maxAgeMs`, counted from the start of the read; calls at one time share one. */
export function createTtlCache<T>(read: (key: string) => Promise<T>, maxAgeMs: number): TtlCache<T> {
  const known = new Map<string, { until: number; value: T }>();
  const reading = new Map<string, Promise<T>>();
  const readAgain = (key: string): Promise<T> => {
    const until = performance.now() + maxAgeMs;
    const promise = read(key).then(
      (value) => {
        if (reading.get(key) === promise) {
          reading.delete(key);
          // Names may come from outside: what is never asked for again must not pile up.
          if (known.size >= 10_000) known.clear();
          known.set(key, { until, value });
        }
        return value;
      },
      (error: unknown) => {
        if (reading.get(key) === promise) reading.delete(key);
        throw error;
      },
    );
    reading.set(key, promise);
    return promise;
  };
  return {
    get(key) {
      const entry = known.get(key);
      if (entry !== undefined && performance.now() < entry.until) return entry.value;
      return reading.get(key) ?? readAgain(key);
    },
    forget(key) {
      known.delete(key);
      reading.delete(key);
    },
  };
}
