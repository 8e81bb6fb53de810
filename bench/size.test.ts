import { beforeAll, expect, test } from 'vitest';
import { measureSizes, type Sizes } from './size.ts';

let sizes: Sizes;
beforeAll(async () => {
  sizes = await measureSizes();
}, 60_000);

test.for([
  ['clientRemoteKb', 10],
  ['elementsKb', 45],
  ['elementsDomainKb', 52],
  ['elementsAllKb', 100],
] as const)('%s stays within %i kB', ([name, budget]) => {
  expect(sizes[name]).toBeGreaterThan(0);
  expect(sizes[name]).toBeLessThanOrEqual(budget);
});
