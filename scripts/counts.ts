import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** What a runner left behind: how its tests ended, and how long each file took. */
export interface Report {
  counts: Counts;
  files: FileTime[];
}

/** Milliseconds of wall time, set-up included; `file` is a path. */
export interface FileTime {
  file: string;
  ms: number;
}

/** How the tests of one runner, or of all, ended. */
export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

export function sum(all: readonly Counts[]): Counts {
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const { passed, failed, skipped } of all) {
    total.passed += passed;
    total.failed += failed;
    total.skipped += skipped;
  }
  return total;
}

/** The last line of `npm test` and `.ci/run`: `12 passed, 0 failed, 1 skipped`. */
export function countsLine({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/**
 * What a runner's report says, checked against the runner's exit code: a runner that ended badly
 * without a failed test, or left no report, counts as one failure.
 */
export function countsOfRun(report: Counts | undefined, exitCode: number): Counts {
  const counts = report ?? { passed: 0, failed: 0, skipped: 0 };
  const unexplained = counts.failed === 0 && (exitCode !== 0 || report === undefined);
  return unexplained ? { ...counts, failed: 1 } : counts;
}

/** Reads the file that vitest's json reporter wrote; undefined if there is none. */
export function readVitestReport(file: string): Report | undefined {
  const report = readJson(file) as VitestReport | undefined;
  if (report === undefined) return undefined;
  const { numTotalTests, numPassedTests, numFailedTests, testResults } = report;
  // a file that could not be loaded, or whose set-up failed, has no failed test to count
  const brokenFiles = testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  ).length;
  return {
    counts: {
      passed: numPassedTests,
      failed: numFailedTests + brokenFiles,
      skipped: numTotalTests - numPassedTests - numFailedTests,
    },
    files: testResults.map(({ name, startTime, endTime }) => ({ file: name, ms: endTime - startTime })),
  };
}

/** Reads the file that `countingReporter` wrote; undefined if there is none. */
export function readBrowserReport(file: string): Report | undefined {
  return readJson(file) as Report | undefined;
}

/** A reporter for web-test-runner that leaves the report of the run in a file. */
export function countingReporter(file: string) {
  return {
    onTestRunFinished({ sessions }: { sessions: readonly BrowserSession[] }): void {
      mkdirSync(dirname(file), { recursive: true });
      const report: Report = {
        counts: sum(sessions.map(countSession)),
        files: sessions.map(({ testFile = '', testResults }) => ({ file: testFile, ms: msOf(testResults) })),
      };
      writeFileSync(file, JSON.stringify(report));
    },
  };
}

interface VitestReport {
  numTotalTests: number;
  numPassedTests: number;
  numFailedTests: number;
  testResults: {
    name: string;
    startTime: number;
    endTime: number;
    status: string;
    assertionResults: { status: string }[];
  }[];
}

interface BrowserSession {
  testFile?: string;
  passed?: boolean;
  testResults?: BrowserSuite;
}

interface BrowserSuite {
  suites: BrowserSuite[];
  tests: { passed: boolean; skipped: boolean; duration?: number }[];
}

function countSession({ passed, testResults }: BrowserSession): Counts {
  const counts = testResults ? countSuite(testResults) : sum([]);
  return passed === true || counts.failed > 0 ? counts : { ...counts, failed: 1 };
}

function countSuite({ suites, tests }: BrowserSuite): Counts {
  const skipped = tests.filter((test) => test.skipped).length;
  const passed = tests.filter((test) => test.passed && !test.skipped).length;
  return sum([{ passed, skipped, failed: tests.length - passed - skipped }, ...suites.map(countSuite)]);
}

const msOf = ({ suites, tests }: BrowserSuite = { suites: [], tests: [] }): number =>
  tests.reduce((ms, { duration = 0 }) => ms + duration, 0) +
  suites.reduce((ms, suite) => ms + msOf(suite), 0);

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
