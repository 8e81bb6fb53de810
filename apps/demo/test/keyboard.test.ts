import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, inject, test } from 'vitest';
import { openBrowser } from './browser.ts';
import { defineControls, type Stop } from './controls.ts';
import { launch, type OpenDemo, openDemo, setUp } from './set-up.ts';

let browser: Browser;
let demo: OpenDemo;
let page: Page;
let requests = 0;
let windows = 0;
const errors: string[] = [];

beforeAll(async () => {
  browser = await openBrowser();
  demo = await openDemo({ pageFolder: inject('pageFolder') });
  await demo.press('/automatic');
  await setUp(demo);
  await demo.setup.addDomain({ domain: 'example.org' });
  await demo.setup.checkDomain({ domain: 'example.org' });
  await launch(demo, 'webinar-invitation', 'events@example.com');
});
afterAll(async () => {
  await browser.close();
  await demo.close();
});
beforeEach(async () => {
  const context = await browser.newContext({ viewport: { width: 1200, height: 900 } });
  context.setDefaultTimeout(60_000);
  await context.addInitScript(defineControls);
  page = await context.newPage();
  page.on('request', (request) => {
    // what is under way is followed by itself
    if (request.method() === 'POST' && !request.url().endsWith('/list-launches')) requests += 1;
  });
  page.on('popup', (popup) => {
    windows += 1;
    popup.close();
  });
  // what is not saved asks before it is left
  page.on('dialog', (dialog) => dialog.accept());
  page.on('pageerror', (error) => errors.push(error.message));
});

/** The tabs, and what each shows once all is loaded. */
const tabs: Record<string, () => Locator> = {
  general: () => page.getByRole('button', { name: 'Replace: Auth key' }),
  domains: () => page.getByRole('button', { name: 'example.org' }),
  access: () => page.getByRole('button', { name: 'Test again' }),
  monitoring: () => page.getByRole('row', { name: 'Recipients with a response' }),
  launch: () => page.getByRole('button', { name: 'Stop' }),
};

test.for(Object.keys(tabs))(
  'every control of the tab "%s" is reached by Tab and does something by its key',
  async (tab) => {
    await open(tab);
    const wanted = await page.evaluate(() => controls.idsOfAll());
    const stops: Stop[] = [];
    for (let stop = await next(); stop !== null; stop = await next()) {
      if (!stops.some(({ id }) => id === stop?.id)) stops.push(stop);
    }
    expect(stops.length).toBeGreaterThan(3);
    expect(wanted.filter((id) => !stops.some((stop) => stop.id === id))).toEqual([]);

    for (const [at, stop] of stops.entries()) {
      await renew(tab);
      const place = stops.slice(0, at).filter(({ name }) => name === stop.name).length;
      const isThere = await page.evaluate(([name, place]) => controls.focus(name, place), [
        stop.name,
        place,
      ] as const);
      expect(isThere, stop.name).toBe(true);
      const before = await look();
      for (const key of stop.keys) await page.keyboard.press(key);
      await expect
        .poll(look, {
          message: `${stop.keys.join(' ')} on "${stop.name}" does something`,
        })
        .not.toBe(before);
    }
    expect(errors.splice(0)).toEqual([]);
  },
);

/** The tab with all it loads, and the focus just before the component. */
async function open(tab: string): Promise<void> {
  await page.goto(`${demo.portal}/email/settings?tab=${tab}`);
  await loaded(tab);
  await page.locator('.crumbs a').focus();
}

/** The tab as if it had just been opened: nothing typed, nothing unfolded. Only what a press has led away from is loaded again. */
async function renew(tab: string): Promise<void> {
  if (page.url().startsWith(`${demo.portal}/email/settings`)) {
    await page.evaluate((tab) => controls.renew(tab), tab);
    await loaded(tab);
  } else await open(tab);
}

async function loaded(tab: string): Promise<void> {
  const last = tabs[tab]?.();
  await last?.waitFor();
  if (tab === 'domains') {
    await last?.click();
    await page.getByRole('heading', { name: 'example.org' }).waitFor();
  }
  await page.locator('[aria-busy=true]:visible').waitFor({ state: 'detached' });
}

/** Where Tab leads to; null behind the component. */
async function next(): Promise<Stop | null> {
  await page.keyboard.press('Tab');
  return page.evaluate(() => controls.focused());
}

/** Everything a press may change: what is shown, typed, checked or focused, calls of the host, windows. */
async function look(): Promise<string> {
  return `${requests} ${windows} ${page.url()} ${await page.evaluate(() => controls.content())}`;
}
