import { join } from 'node:path';
import { expect, test } from 'vitest';
import { chooseTests, suites } from './suites.ts';

const root = join(import.meta.dirname, '..');
const chosen = (...words: string[]): string[] =>
  suites.flatMap((suite) => chooseTests(suite, words, root).map((file) => join(suite.folder, file)));

test('the name of a suite, its folder and its package choose all of it and nothing else', () => {
  const all = chosen('core');
  expect(all.length).toBeGreaterThan(20);
  expect(all.every((file) => file.startsWith('packages/core/'))).toBe(true);
  expect(chosen('packages/core/')).toEqual(all);
  expect(chosen('@mail-settings/core')).toEqual(all);
});

test('a word chooses the tests whose path has it', () => {
  expect(chosen('check-host')).toEqual([
    'packages/core/src/domains/check-host.differential.test.ts',
    'packages/core/src/domains/check-host.test.ts',
  ]);
});

test('a source without a test of its own chooses the tests of those that use it', () => {
  const files = chosen('parts/field');
  expect(files).toContain('packages/elements/src/general-settings/general-settings.test.ts');
  expect(files).not.toContain('packages/elements/src/launch/launch.test.ts');
  expect(files).toEqual(expect.arrayContaining(chosen('./packages/elements/src/parts/field.ts')));
});

test('words add up, and one that is nowhere chooses nothing', () => {
  expect(chosen('check-host', 'no-such-thing')).toEqual(chosen('check-host'));
  expect(chosen('no-such-thing')).toEqual([]);
});
