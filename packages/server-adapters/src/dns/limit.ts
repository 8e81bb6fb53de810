/** Places for work that may run at once; who finds none waits in order. Every `enter` needs its `leave`. */
export interface Limit {
  /** Nothing where a place is free, so that nobody waits for a turn of the loop without need. */
  enter(): Promise<void> | undefined;
  leave(): void;
}

export function createLimit(most: number): Limit {
  let running = 0;
  let first: Waiting | undefined;
  let last: Waiting | undefined;
  return {
    enter() {
      if (running < most) {
        running++;
        return undefined;
      }
      return new Promise((go) => {
        const entry: Waiting = { go, next: undefined };
        if (last) last.next = entry;
        else first = entry;
        last = entry;
      });
    },
    /** Hands the place to the next in line, so that nobody slips in between. */
    leave() {
      if (!first) {
        running--;
        return;
      }
      const gone = first;
      first = gone.next;
      if (!first) last = undefined;
      // An entry grown old would keep all that came after it out of the reach of quick collections.
      gone.next = undefined;
      gone.go();
    },
  };
}

type Waiting = { go: () => void; next: Waiting | undefined };
