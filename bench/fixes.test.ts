import { expect, test } from 'vitest';
import { runFixes } from './fixes/run.ts';

// A small part of `npm run bench -- fixes`, always the same zones.

test('every fix offered in 600 zones makes its record right and takes no sender from the owner', async () => {
  const told: string[] = [];
  const { damaged, offered, harmful, unverified } = await runFixes(600, 7208, (line) => told.push(line));
  expect(told).toEqual([]);
  expect([harmful, unverified]).toEqual([0, 0]);
  expect(offered / damaged).toBeGreaterThanOrEqual(0.6);
}, 120_000);
