import { expect, test } from 'vitest';
import { runPackets, runRecords } from './hostile/run.ts';
import { askHostileServer } from './hostile/wire.ts';

// A small part of `npm run bench -- hostile`; each fails by the error it throws, which names the seed of the input.

test('20,000 damaged records pass through every evaluator', async () => {
  expect((await runRecords(20_000, 7208)).count).toBe(20_000);
}, 120_000);

test('5,000 damaged packets are read or left unread', async () => {
  expect((await runPackets(5_000, 1035)).count).toBe(5_000);
}, 60_000);

test('a server that damages each answer first is understood in the end', async () => {
  expect(await askHostileServer(2_000, 5452)).toBeGreaterThanOrEqual(2_000);
}, 60_000);
