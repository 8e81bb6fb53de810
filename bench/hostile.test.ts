import { expect, test } from 'vitest';
import { runPackets, runRecords } from './hostile/run.ts';
import { askHostileServer } from './hostile/wire.ts';

// A small part of `npm run bench -- hostile`; each fails by the error it throws, which names the seed of the input.

test('4,000 damaged records pass through every evaluator', async () => {
  expect((await runRecords(4_000, 7208)).count).toBe(4_000);
}, 120_000);

test('2,000 damaged packets are read or left unread', async () => {
  expect((await runPackets(2_000, 1035)).count).toBe(2_000);
}, 60_000);

test('a server that damages each answer first is understood in the end', async () => {
  expect(await askHostileServer(500, 5452)).toBeGreaterThanOrEqual(500);
}, 60_000);
