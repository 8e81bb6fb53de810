import { globSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build, endWithParent, root, runNode } from './children.ts';
import { type Counts, countsLine, countsOfRun, readCounts, readVitestReport, sum } from './counts.ts';

/**
 * `npm test` runs everything; `npm test -- core spf` the tests of a package and those whose path has a word in it.
 */
const suites: readonly Suite[] = [
  { name: 'core', folder: 'packages/core', files: '{src,test}/**/*.test.ts', run: vitest },
  { name: 'client', folder: 'packages/client', files: '{src,test}/**/*.test.ts', run: vitest },
  { name: 'elements', folder: 'packages/elements', files: '{src,test}/**/*.test.ts', run: webTestRunner },
  {
    name: 'server-adapters',
    folder: 'packages/server-adapters',
    files: '{src,test}/**/*.test.ts',
    run: vitest,
  },
  { name: 'demo', folder: 'apps/demo', files: '{src,test}/**/*.test.ts', run: vitest },
  { name: 'kit', folder: '.', files: '{scripts,bench}/**/*.test.ts', run: vitest },
];

interface Suite {
  name: string;
  folder: string;
  files: string;
  /** Runs all files, or only those named (relative to the folder). */
  run(suite: Suite, files?: string[]): Promise<Counts>;
}

endWithParent();
const words = process.argv.slice(2);
const results: [string, Counts][] = [];

if ((await build()) !== 0) results.push(['build', { passed: 0, failed: 1, skipped: 0 }]);
for (const suite of suites) {
  const files = chosenFiles(suite);
  if (files.length === 0 && words.length > 0) continue;
  console.log(`\n━━ ${suite.name} ━━`);
  results.push([suite.name, await suite.run(suite, words.length > 0 ? files : undefined)]);
}

const total = sum(results.map(([, counts]) => counts));
const empty = total.passed + total.failed === 0;
if (empty) console.error(`\nNo test ran${words.length > 0 ? ` for: ${words.join(' ')}` : ''}.`);
console.log(`\n${results.map(([name, counts]) => `${name}: ${countsLine(counts)}`).join('\n')}\n`);
console.log(countsLine(total));
process.exit(total.failed > 0 || empty ? 1 : 0);

function chosenFiles({ name, folder, files }: Suite): string[] {
  const all = globSync(files, { cwd: join(root, folder) });
  const known = new Set([name, folder, `@mail-settings/${name}`]);
  if (words.some((word) => known.has(word.replace(/\/$/, '')))) return all;
  return all.filter((file) => words.some((word) => join(folder, file).includes(word.replace(/^\.\//, ''))));
}

async function vitest({ name, folder }: Suite, files: string[] = []): Promise<Counts> {
  const report = freshReport(name);
  const exitCode = await runNode(
    [
      join(root, 'node_modules/vitest/vitest.mjs'),
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
      ...files,
    ],
    join(root, folder),
  );
  return countsOfRun(readVitestReport(report), exitCode);
}

async function webTestRunner({ name, folder }: Suite, files: string[] = []): Promise<Counts> {
  const report = freshReport(name);
  const exitCode = await runNode(
    ['node_modules/@web/test-runner/dist/bin.js', ...(files.length > 0 ? ['--files', ...files] : [])],
    join(root, folder),
  );
  return countsOfRun(readCounts(report), exitCode);
}

function freshReport(name: string): string {
  const file = join(root, '.reports', `${name}.json`);
  rmSync(file, { force: true });
  return file;
}
