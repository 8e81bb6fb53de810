/**
 * Stands in for `vitest` where core's own test files are bundled for a page: collects and runs them, with vitest's real
 * `expect`. Knows what those files use and no more.
 */
export { expect } from 'vitest';

export type Result = {
  /** Titles of the groups around the test, outermost first, then its own. */
  path: string[];
  /** Null where it passed. */
  error: string | null;
};

type Run = (...args: never[]) => unknown;
type Known = { path: string[]; run: () => unknown };

const known: Known[] = [];
let groups: string[] = [];

/** Runs all tests of all files, one after the other. */
export async function runTests(): Promise<Result[]> {
  const results: Result[] = [];
  for (const { path, run } of known) {
    try {
      await run();
      results.push({ path, error: null });
    } catch (error) {
      results.push({ path, error: String(error) });
    }
  }
  return results;
}

export const describe = Object.assign(group, { skipIf: (isSkipped: boolean) => (isSkipped ? skip : group) });

export const test = Object.assign(
  (title: string, ...rest: unknown[]) => {
    const run = rest.find(isRun);
    if (run) known.push({ path: [...groups, title], run });
  },
  {
    each: (rows: readonly unknown[]) => (title: string, run: Run) => {
      for (const row of rows) known.push({ path: [...groups, title], run: () => call(run, [row].flat(1)) });
    },
  },
);

function group(title: string, collect: () => void): void {
  groups.push(title);
  collect();
  groups = groups.slice(0, -1);
}

function skip(): void {}

function isRun(value: unknown): value is () => unknown {
  return typeof value === 'function';
}

/** A row that is a list is the arguments, as in vitest; what they are only the test itself knows. */
function call(run: Run, args: unknown[]): unknown {
  return Reflect.apply(run, undefined, args);
}
