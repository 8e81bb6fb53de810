import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { root, runNode } from './children.ts';
import {
  countingReporter,
  countsLine,
  countsOfRun,
  readBrowserReport,
  readVitestReport,
  sum,
} from './counts.ts';

const folder = mkdtempSync(join(tmpdir(), 'counts-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('the last line names skipped tests only where there are some', () => {
  expect(countsLine({ passed: 3, failed: 0, skipped: 0 })).toBe('3 passed, 0 failed');
  expect(countsLine({ passed: 3, failed: 1, skipped: 2 })).toBe('3 passed, 1 failed, 2 skipped');
});

test('counts are summed over runners', () => {
  const one = { passed: 1, failed: 2, skipped: 3 };
  expect(sum([one, one])).toEqual({ passed: 2, failed: 4, skipped: 6 });
});

test.for([
  ['a good run is what its report says', { passed: 2, failed: 0, skipped: 1 }, 0, 0],
  ['failed tests are not counted twice', { passed: 2, failed: 3, skipped: 0 }, 1, 3],
  ['a bad exit without a failed test is a failure', { passed: 2, failed: 0, skipped: 0 }, 1, 1],
  ['a run without a report is a failure', undefined, 0, 1],
] as const)('%s', ([, report, exitCode, failed]) => {
  expect(countsOfRun(report, exitCode).failed).toBe(failed);
});

test("vitest's report counts a file that cannot be loaded and a set-up that fails", async () => {
  const files = {
    'good.test.js': "test('a', () => {}); test.skip('b', () => {}); test.todo('c');",
    'bad.test.js': "test('a', () => { throw new Error('no'); }); test('b', () => {});",
    'broken.test.js': "import './nowhere.js'; test('a', () => {});",
    'setup.test.js':
      "describe('x', () => { beforeAll(() => { throw new Error('no'); }); test('a', () => {}); });",
  };
  for (const [name, code] of Object.entries(files)) writeFileSync(join(folder, name), code);
  const report = join(folder, 'report.json');
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const options = ['--globals', '--reporter=json', `--outputFile=${report}`];
  const { code } = await runNode([vitest, 'run', `--root=${folder}`, ...options], root, 'never');
  expect(code).not.toBe(0);
  const read = readVitestReport(report);
  expect(read?.counts).toEqual({ passed: 2, failed: 3, skipped: 3 });
  expect(read?.files.map(({ file }) => basename(file)).toSorted()).toEqual(Object.keys(files).toSorted());
  expect(readVitestReport(join(folder, 'nowhere.json'))).toBeUndefined();
}, 30_000);

test('the browser report counts nested tests and a file that could not be loaded', () => {
  const report = join(folder, 'below/browser.json');
  const pass = { passed: true, skipped: false, duration: 5 };
  const fail = { passed: false, skipped: false };
  const skip = { passed: true, skipped: true };
  countingReporter(report).onTestRunFinished({
    sessions: [
      {
        testFile: 'a.test.ts',
        passed: true,
        testResults: { tests: [pass], suites: [{ tests: [pass, skip], suites: [] }] },
      },
      { passed: false, testResults: { tests: [pass, fail], suites: [] } },
      { passed: false },
    ],
  });
  expect(readBrowserReport(report)?.counts).toEqual({ passed: 3, failed: 2, skipped: 1 });
  expect(readBrowserReport(report)?.files[0]).toEqual({ file: 'a.test.ts', ms: 10 });
});
