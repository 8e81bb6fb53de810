/** Lets `most` pieces of work run at once; the others wait in order. An aborted signal ends a piece before it begins. */
export function limitConcurrency(most: number) {
  let running = 0;
  let first: Waiting | undefined;
  let last: Waiting | undefined;

  const enter = () =>
    new Promise<void>((go) => {
      const entry: Waiting = { go };
      if (last) last.next = entry;
      else first = entry;
      last = entry;
    });
  /** Hands the place to the next in line, so that nobody slips in between. */
  const leave = () => {
    if (!first) {
      running--;
      return;
    }
    const { go, next } = first;
    first = next;
    if (!next) last = undefined;
    go();
  };

  return async <T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> => {
    if (running >= most) await enter();
    else running++;
    try {
      signal?.throwIfAborted();
      return await work();
    } finally {
      leave();
    }
  };
}

type Waiting = { go: () => void; next?: Waiting };
