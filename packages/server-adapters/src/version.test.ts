import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { handlersForTest, manager } from '../test/parts.ts';

test('a page is told the version that all packages of the kit have', async () => {
  const packages = new URL('../../', import.meta.url);
  const versions = readdirSync(packages).map(
    (name) => JSON.parse(readFileSync(new URL(`${name}/package.json`, packages), 'utf8')).version,
  );
  expect(versions.length).toBeGreaterThan(3);
  const { handlers } = handlersForTest();
  const { host } = await handlers.setupFor(manager).readState({});
  await handlers.close();
  expect([...new Set(versions)]).toEqual([host.version]);
});
