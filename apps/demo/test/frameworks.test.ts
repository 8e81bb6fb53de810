import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { build } from 'tsup';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { page as pageOptions } from '../tsup.config.ts';
import { openBrowser } from './browser.ts';
import { openSmallHost } from './small-host.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

test.for(['react', 'vue'])(
  'the page lives in a host made with %s: property in, events out, gone and back',
  async (name) => {
    const host = await openSmallHost(await filesOf(name));
    onTestFinished(host.close);
    const page = await browser.newPage();
    onTestFinished(() => page.close());
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => void (message.type() === 'error' && complaints.push(message.text())));
    await page.goto(host.url);

    // what the host styles stays outside
    const title = page.getByRole('heading', { name: 'Email settings' });
    await title.waitFor();
    expect(await title.evaluate((one) => getComputedStyle(one).color)).not.toBe('rgb(255, 0, 0)');
    await page.getByRole('tab', { name: 'Sender domains', selected: true }).waitFor();
    await page.getByRole('tab', { name: 'Monitoring' }).click();
    await page.locator('output').getByText('monitoring').waitFor();

    const toggle = page.getByRole('button', { name: 'Toggle' });
    await toggle.click();
    await title.waitFor({ state: 'detached' });
    await toggle.click();
    await page.getByRole('tab', { name: 'Monitoring', selected: true }).waitFor();
    await page.getByRole('tab', { name: 'General settings' }).click();
    await page.getByLabel('API key').waitFor();
    await page.locator('output').getByText('general').waitFor();
    expect(complaints).toEqual([]);
  },
);

/** A page whose script is built from the sources of the workspace. */
async function filesOf(name: string): Promise<Record<string, [string, string]>> {
  const folder = await mkdtemp(join(tmpdir(), `mail-settings-${name}-`));
  onTestFinished(() => rm(folder, { recursive: true }));
  await build({
    ...pageOptions,
    config: false,
    entry: { page: join(import.meta.dirname, `frameworks/${name}.ts`) },
    tsconfig: join(import.meta.dirname, '../tsconfig.json'),
    outDir: folder,
    sourcemap: false,
    clean: false,
    silent: true,
    define: {
      'process.env.NODE_ENV': '"production"',
      __VUE_OPTIONS_API__: 'false',
      __VUE_PROD_DEVTOOLS__: 'false',
    },
    esbuildOptions(options) {
      pageOptions.esbuildOptions(options);
      options.conditions = ['@mail-settings/source'];
    },
  });
  const scripts = (await readdir(folder)).map(
    async (file) => [`/${file}`, ['text/javascript', await readFile(join(folder, file), 'utf8')]] as const,
  );
  const html =
    '<!doctype html><html lang="en"><title>Host</title><link rel="stylesheet" href="/host.css"><body><script type="module" src="/page.js"></script>';
  return {
    ...Object.fromEntries((await Promise.all(scripts)).map(([path, [type, text]]) => [path, [type, text]])),
    '/': ['text/html', html],
    '/host.css': ['text/css', 'h1 { color: rgb(255, 0, 0); }'],
    '/favicon.ico': ['image/x-icon', ''],
  };
}
