import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { bundle } from './size.ts';

/** What each entry may hold of the schema library: the small half of it, or nothing at all. `server`: no page loads it. */
const entries: Record<string, 'nothing' | 'mini' | 'server'> = {
  '@mail-settings/core': 'nothing',
  '@mail-settings/core/server': 'mini',
  '@mail-settings/core/store': 'mini',
  '@mail-settings/core/providers/ces': 'mini',
  '@mail-settings/core/testing': 'server',
  '@mail-settings/client': 'mini',
  '@mail-settings/client/remote': 'nothing',
  '@mail-settings/client/testing': 'server',
  '@mail-settings/elements': 'nothing',
  '@mail-settings/elements/define': 'nothing',
  '@mail-settings/server-adapters': 'server',
  '@mail-settings/server-adapters/express': 'server',
  '@mail-settings/server-adapters/koa': 'server',
  '@mail-settings/server-adapters/hono': 'server',
  '@mail-settings/server-adapters/node': 'server',
  '@mail-settings/server-adapters/sqlite': 'server',
  '@mail-settings/server-adapters/testing': 'server',
};
const forBrowsers = Object.entries(entries).filter(([, zod]) => zod !== 'server');

const packages = new URL('../packages/', import.meta.url);

test('every entry of every package is in the table', () => {
  const published = readdirSync(packages).flatMap((folder) => {
    const { name, exports } = JSON.parse(readFileSync(new URL(`${folder}/package.json`, packages), 'utf8'));
    return Object.keys(exports)
      .filter((path) => !path.endsWith('.json'))
      .map((path) => name + path.slice(1));
  });
  expect(published.sort()).toEqual(Object.keys(entries).sort());
});

/** Modules of the schema library in what a page that imports the entry may ever load, its later parts included. */
async function zodModules(source: string): Promise<string[]> {
  const { metafile } = await bundle(source);
  const bundled = Object.values(metafile.outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : [])),
  );
  expect(bundled.length).toBeGreaterThan(0);
  return [...new Set(bundled)].flatMap((path) => path.match(/(?<=\/node_modules\/zod\/).*/)?.[0] ?? []);
}

const isClassic = (module: string): boolean => !/^v4\/(mini|core)\/|^mini\//.test(module);

test.each(forBrowsers)('a page that imports %s loads of the schema library: %s', async (entry, zod) => {
  const modules = await zodModules(`export * from '${entry}';`);
  expect(zod === 'nothing' ? modules : modules.filter(isClassic)).toEqual([]);
});

test('the file for pages without a bundler has nothing of it', () => {
  const file = new URL('elements/dist/mail-settings.js', packages);
  expect(existsSync(file)).toBe(true);
  expect(readFileSync(file, 'utf8')).not.toMatch(/_zod|ZodMini|ZodType/);
});

test('either half of the schema library would be seen', async () => {
  const resolved = (path: string) =>
    zodModules(
      `import * as z from '${new URL(`core/node_modules/${path}`, packages).pathname}'; z.object({});`,
    );
  const mini = await resolved('zod/mini/index.js');
  expect(mini.length).toBeGreaterThan(0);
  expect(mini.filter(isClassic)).toEqual([]);
  expect((await resolved('zod/index.js')).filter(isClassic)).toContain('v4/classic/schemas.js');
});
