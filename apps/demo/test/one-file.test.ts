import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'tsup';
import { expect, onTestFinished, test } from 'vitest';
import { oneFile } from '../../../packages/elements/tsup.one-file.config.ts';
import { openBrowser } from './browser.ts';
import { openSmallHost } from './small-host.ts';

const html = `<!doctype html><html lang="en"><title>Plain</title>
<mail-settings tab="general"></mail-settings><script type="module" src="/page.js"></script></html>`;
const script = `import { createRemoteSetup } from '/mail-settings.js';
document.querySelector('mail-settings').setup = createRemoteSetup({ url: '/mail-settings' });`;

test('a plain page needs one script file: all tabs and languages are in it, and a strict policy is kept', async () => {
  const file = await buildOneFile();
  const host = await openSmallHost({
    '/': ['text/html', html],
    '/page.js': ['text/javascript', script],
    '/mail-settings.js': ['text/javascript', file],
    '/favicon.ico': ['image/x-icon', ''],
  });
  onTestFinished(host.close);
  const browser = await openBrowser();
  onTestFinished(() => browser.close());
  const page = await browser.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => void complaints.push(message.text()));
  await page.goto(host.url);
  await page.getByLabel('API key').waitFor();
  for (const tab of ['Sender domains', 'Responses & access', 'Monitoring', 'Launch readiness']) {
    await page.getByRole('tab', { name: tab }).click();
    await page.getByRole('tabpanel', { name: tab }).locator(':not([aria-busy])').first().waitFor();
  }
  await page.evaluate(() => document.documentElement.setAttribute('lang', 'ru'));
  await page.getByRole('heading', { name: 'Настройки email-рассылок' }).waitFor();
  await page.getByRole('tab', { name: 'Домены отправителя' }).click();

  expect(complaints).toEqual([]);
  expect(host.asked.filter((one) => one.endsWith('.js'))).toEqual(['GET /page.js', 'GET /mail-settings.js']);
});

/** Built from the sources of the workspace, as `pnpm run build` does it from the built packages. */
async function buildOneFile(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'mail-settings-one-file-'));
  try {
    await build({
      ...oneFile,
      config: false,
      entry: { 'mail-settings': join(import.meta.dirname, '../../../packages/elements/one-file.ts') },
      tsconfig: join(import.meta.dirname, '../../../packages/elements/tsconfig.json'),
      outDir: folder,
      clean: false,
      silent: true,
      esbuildOptions(options) {
        oneFile.esbuildOptions(options);
        options.conditions = ['@mail-settings/source'];
      },
    });
    return await readFile(join(folder, 'mail-settings.js'), 'utf8');
  } finally {
    await rm(folder, { recursive: true });
  }
}
