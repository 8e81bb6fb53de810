import { rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { build, endWithParent, root, runNode } from './children.ts';
import {
  type Counts,
  countsLine,
  countsOfRun,
  type FileTime,
  readBrowserReport,
  readVitestReport,
  sum,
} from './counts.ts';
import { chooseTests, type Suite, suites } from './suites.ts';

/**
 * `npm test` runs everything; `npm test -- core spf` the tests of a package and those whose path has a word in it.
 * Suites run side by side, each printing at its end; at the end stand what each took, the slowest files and the sum.
 */
interface Outcome {
  name: string;
  counts: Counts;
  seconds: number;
  /** Of the suite and all it started; undefined where the system does not tell. */
  cpuSeconds: number | undefined;
  files: FileTime[];
}

/** Suites at one time: the first is half of all work and waits for its browser and its processes; so do the others. */
const atOnce = 3;

endWithParent();
const words = process.argv.slice(2);
const chosen = suites
  .map((suite) => ({ suite, files: words.length > 0 ? chooseTests(suite, words, root) : undefined }))
  .filter(({ files }) => files === undefined || files.length > 0);
const began = performance.now();
const builds = build();
const outcomes: Outcome[] = [];
const queue = chosen.values();
const work = async (): Promise<void> => {
  for (const { suite, files } of queue) outcomes.push(await run(suite, files));
};
await Promise.all(Array.from({ length: atOnce }, work));
const isBuilt = (await builds) === 0;

const total = sum([
  ...outcomes.map(({ counts }) => counts),
  { passed: 0, failed: isBuilt ? 0 : 1, skipped: 0 },
]);
const isEmpty = chosen.length === 0;
if (isEmpty) console.error(`\nNo test ran: no test and no source has ${words.join(' or ')} in its path.`);
else console.log(`\n${summary()}\n`);
console.log(countsLine(total));
process.exit(total.failed > 0 || isEmpty ? 1 : 0);

async function run(suite: Suite, files: string[] | undefined): Promise<Outcome> {
  if (suite.readsBuilds) await builds;
  const start = performance.now();
  const report = join(root, '.reports', `${suite.name}.json`);
  rmSync(report, { force: true });
  console.log(`━━ ${suite.name} begins ━━`);
  const isAlone = chosen.length === 1;
  const args = suite.runner === 'vitest' ? vitestArgs(suite, report, files) : webTestRunnerArgs(files);
  const { code, cpuSeconds } = await runNode(
    args,
    join(root, suite.folder),
    isAlone ? 'at once' : 'at its end',
  );
  const read = (suite.runner === 'vitest' ? readVitestReport : readBrowserReport)(report);
  console.log(`━━ ${suite.name} ends ━━\n`);
  return {
    name: suite.name,
    counts: countsOfRun(read?.counts, code),
    seconds: (performance.now() - start) / 1000,
    cpuSeconds,
    files: read?.files ?? [],
  };
}

function vitestArgs(suite: Suite, report: string, files: string[] = []): string[] {
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  return [vitest, 'run', `--maxWorkers=${suite.workers}`, ...reporters, ...files];
}

function webTestRunnerArgs(files: string[] = []): string[] {
  return ['node_modules/@web/test-runner/dist/bin.js', ...(files.length > 0 ? ['--files', ...files] : [])];
}

function summary(): string {
  const seconds = (value: number | undefined) => (value === undefined ? '' : `${value.toFixed(1)} s`);
  const rows = outcomes.map(({ name, counts, ...took }) => [
    name,
    countsLine(counts),
    seconds(took.seconds),
    took.cpuSeconds === undefined ? '' : `${seconds(took.cpuSeconds)} CPU`,
  ]);
  const slowest = outcomes
    .flatMap(({ files }) => files)
    .sort((one, other) => other.ms - one.ms)
    .slice(0, 10)
    .map(({ file, ms }) => [relative(root, file), seconds(ms / 1000)]);
  const all = seconds((performance.now() - began) / 1000);
  return `${table(rows)}\n\nSlowest files\n${table(slowest)}\n\n${all} in all`;
}

function table(rows: readonly (readonly string[])[]): string {
  const width = (column: number) => Math.max(...rows.map((row) => row[column]?.length ?? 0));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(width(column)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
