import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { isOperationName, operationPath } from '../operation-path.ts';
import { operationNames, operations } from './operations.ts';

const src = new URL('../', import.meta.url);
const nouns = readdirSync(src).filter((folder) => {
  const isFolder = !folder.includes('.') && folder !== 'setup';
  return isFolder && readdirSync(new URL(folder, src)).includes('operations.ts');
});

it.each(nouns)('every operation of the noun %s is in the map of all under its own name', async (noun) => {
  const own: Record<string, unknown> = await import(`../${noun}/operations.ts`);
  expect(Object.keys(own).length).toBeGreaterThan(0);
  for (const [name, operation] of Object.entries(own)) {
    expect(Object.entries(operations)).toContainEqual([name, operation]);
  }
});

it('no two operations have the same path, and each name is in camel case', () => {
  expect(new Set(operationNames.map(operationPath)).size).toBe(operationNames.length);
  expect(operationNames.filter((name) => !isOperationName(name))).toEqual([]);
  expect(operationPath('saveSettings')).toBe('save-settings');
});
