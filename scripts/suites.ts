import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A folder of tests with a runner of its own. */
export interface Suite {
  name: string;
  /** Relative to the repository. */
  folder: string;
  /** Pattern of its test files, relative to the folder. */
  tests: string;
  /** Pattern of what they may test. */
  sources: string;
  runner: 'vitest' | 'web-test-runner';
  /** Test files at one time: those that wait for a browser or a child let others run. */
  workers: number;
  /** Some of its tests weigh or serve the builds. */
  readsBuilds: boolean;
}

const ofPackage = { tests: '{src,test}/**/*.test.ts', sources: '{src,test}/**/*.ts' } as const;

/** All suites, those that take longest first: begun last, one of them would keep the others' core idle. */
export const suites: readonly Suite[] = [
  { name: 'demo', folder: 'apps/demo', ...ofPackage, runner: 'vitest', workers: 4, readsBuilds: false },
  {
    name: 'server-adapters',
    folder: 'packages/server-adapters',
    ...ofPackage,
    runner: 'vitest',
    workers: 2,
    readsBuilds: false,
  },
  {
    name: 'elements',
    folder: 'packages/elements',
    ...ofPackage,
    runner: 'web-test-runner',
    workers: 2,
    readsBuilds: false,
  },
  {
    name: 'kit',
    folder: '.',
    tests: '{scripts,bench}/**/*.test.ts',
    sources: '{scripts,bench}/**/*.ts',
    runner: 'vitest',
    workers: 2,
    readsBuilds: true,
  },
  {
    name: 'client',
    folder: 'packages/client',
    ...ofPackage,
    runner: 'vitest',
    workers: 2,
    readsBuilds: false,
  },
  { name: 'core', folder: 'packages/core', ...ofPackage, runner: 'vitest', workers: 2, readsBuilds: false },
];

/**
 * The test files of a suite (relative to its folder) that the words choose: all for the suite's own name or folder, those
 * whose path has a word in it, and for a word that is in no test's path but in a source's, the nearest tests: those that
 * import the source, or stand beside a file that does.
 */
export function chooseTests(suite: Suite, words: readonly string[], root: string): string[] {
  const { folder, tests, sources } = suite;
  const cwd = join(root, folder);
  const all = globSync(tests, { cwd }).sort();
  const chosen = new Set<string>();
  for (const word of words.map((word) => word.replace(/^\.\//, '').replace(/\/$/, ''))) {
    const has = (file: string): boolean => join(folder, file).includes(word);
    const meant = suites.find((one) => namesOf(one).includes(word));
    if (meant !== undefined && meant.name !== suite.name) continue;
    const named = meant === undefined ? all.filter(has) : all;
    const found = named.length > 0 ? named : nearestTests(globSync(sources, { cwd }).sort(), has, cwd);
    for (const file of found) chosen.add(file);
  }
  return all.filter((file) => chosen.has(file));
}

const namesOf = ({ name, folder }: Suite): string[] => [name, folder, `@mail-settings/${name}`];

function nearestTests(files: readonly string[], has: (file: string) => boolean, cwd: string): string[] {
  const importers = new Map<string, string[]>();
  for (const file of files) {
    for (const imported of importsOf(file, cwd))
      importers.set(imported, [...(importers.get(imported) ?? []), file]);
  }
  const isTest = (file: string): boolean => file.endsWith('.test.ts');
  const seen = new Set<string>();
  for (let wave = files.filter(has); wave.length > 0; ) {
    for (const file of wave) seen.add(file);
    const next = [...new Set(wave.flatMap((file) => importers.get(file) ?? []))];
    const folders = new Set(next.filter((file) => !isTest(file)).map((file) => dirname(file)));
    const found = files.filter((file) => isTest(file) && (next.includes(file) || folders.has(dirname(file))));
    if (found.length > 0) return found;
    wave = next.filter((file) => !seen.has(file));
  }
  return [];
}

function importsOf(file: string, cwd: string): string[] {
  const text = readFileSync(join(cwd, file), 'utf8');
  return [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+\.ts)'/g)].map(([, path = '']) =>
    join(dirname(file), path),
  );
}
