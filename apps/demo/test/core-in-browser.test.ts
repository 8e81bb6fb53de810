import { once } from 'node:events';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { build } from 'tsup';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser } from './browser.ts';
import type { Result } from './core-in-browser/runner.ts';

/*
 * The test files of core's evaluators, as they are, run in a real browser: the published tables and core's own, and with the
 * lists of names that hosts pass in, the table of public suffixes. Only what a page does not have is replaced, the runner and
 * `node:fs`; the comparison with another library needs Node.
 */
const root = join(import.meta.dirname, '../../..');
const fixtures = join(root, '../shared/fixtures');
const testFiles = globSync(
  ['packages/core/src/domains/*.test.ts', 'packages/server-adapters/src/dns/lists.test.ts'],
  { cwd: root },
).filter((file) => !file.endsWith('.differential.test.ts'));

let browser: Browser;
let server: Server;
let folder: string;
let results: Result[];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mail-settings-core-'));
  await bundleTests(folder);
  server = await servePage(folder);
  browser = await openBrowser();
  results = await runInPage(browser, server);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  server?.close();
  await rm(folder, { recursive: true, force: true });
});

test('every test of core’s evaluators passes in Chromium', () => {
  expect(results.filter(({ error }) => error !== null)).toEqual([]);
});

test.each([
  ['check_host', 80],
  ['rules of a key record', 9],
])('core’s own table “%s” is among them', (title, atLeast) => {
  expect(countOf(title)).toBeGreaterThanOrEqual(atLeast);
});

describe.skipIf(!existsSync(fixtures))('published cases (skipped where the fixtures are absent)', () => {
  test.each([
    ['spf/rfc7208-tests.json', 'published cases of rfc7208-tests.json', 203],
    ['spf/stalwart-scenarios.json', 'published cases of stalwart-scenarios.json', 158],
    ['spf/lint.json', 'published inspection cases', null],
    ['spf/record-syntax.json', 'published syntax cases', null],
    ['spf/merge.json', 'published merge cases', null],
    ['dkim/key-records.json', 'published key records', null],
    ['dmarc/record-parsing.json', 'published records', null],
    ['dmarc/tree-walk.json', 'published tree walks', null],
    ['dmarc/report-authorization.json', 'published report destinations', null],
    ['names/psl.json', 'published public suffixes', null],
  ])('all scored cases of %s ran', (file, title, known) => {
    const scored = scoredCases(JSON.parse(readFileSync(join(fixtures, file), 'utf8')));
    expect(countOf(title)).toBe(scored);
    expect(scored).toBe(known ?? scored);
    expect(scored).toBeGreaterThan(0);
  });
});

function countOf(group: string): number {
  return results.filter(({ path }) => path.some((title) => title.startsWith(group))).length;
}

type Table = { scenarios?: { tests: object }[]; cases?: { disputed?: string }[] };

function scoredCases({ scenarios = [], cases = [] }: Table): number {
  const inScenarios = scenarios.reduce((total, { tests }) => total + Object.keys(tests).length, 0);
  return inScenarios + cases.filter(({ disputed }) => !disputed).length;
}

async function bundleTests(outDir: string): Promise<void> {
  const runner = fileURLToPath(new URL('./core-in-browser/runner.ts', import.meta.url));
  const files = fileURLToPath(new URL('./core-in-browser/files.ts', import.meta.url));
  const entry = join(outDir, 'entry.ts');
  const imports = testFiles.map((file) => `import ${JSON.stringify(join(root, file))};\n`).join('');
  await writeFile(
    entry,
    `${imports}import { runTests } from ${JSON.stringify(runner)};\nglobalThis.results = runTests();\n`,
  );
  await build({
    config: false,
    entry: { tests: entry },
    outDir,
    clean: false,
    silent: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    noExternal: [/./],
    splitting: false,
    removeNodeProtocol: false,
    esbuildOptions(options) {
      options.conditions = ['@mail-settings/source'];
      options.alias = { 'node:fs': files };
      // Core says that its files do nothing by being loaded, which tests do.
      options.ignoreAnnotations = true;
    },
    esbuildPlugins: [
      {
        name: 'runner',
        setup: ({ onResolve }) =>
          onResolve({ filter: /^vitest$/ }, ({ importer }) =>
            importer === runner ? undefined : { path: runner },
          ),
      },
    ],
  });
}

/** The script as deep below `/shared` as the test files are, so that they find the fixtures where they look for them. */
const scriptPath = '/main/packages/core/src/domains/tests.js';

async function servePage(folder: string): Promise<Server> {
  const found = async (path: string): Promise<[type: string, body: string | Buffer]> => {
    if (path === '/') return ['text/html', `<script type="module" src="${scriptPath}"></script>`];
    if (path === scriptPath) return ['text/javascript', await readFile(join(folder, 'tests.js'))];
    const [, table] = /^\/shared\/fixtures\/(\w+\/[\w-]+\.json)$/.exec(path) ?? [];
    return ['application/json', await readFile(join(fixtures, table ?? 'none'))];
  };
  const server = createServer((request, response) => {
    found(request.url ?? '').then(
      ([type, body]) => response.setHeader('content-type', `${type}; charset=utf-8`).end(body),
      () => response.writeHead(404).end(),
    );
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return server;
}

async function runInPage(browser: Browser, server: Server): Promise<Result[]> {
  const address = server.address();
  const page = await browser.newPage();
  const faults: string[] = [];
  page.on('pageerror', ({ message }) => faults.push(message));
  await page.goto(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`);
  expect(faults).toEqual([]);
  return page.evaluate<Result[]>('globalThis.results');
}
