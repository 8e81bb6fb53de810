import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, inject, test } from 'vitest';
import { openBrowser } from './browser.ts';
import { type OpenDemo, openDemo, setUp } from './set-up.ts';

let browser: Browser;
let demo: OpenDemo;
let page: Page;
/** No script arrives any more. */
let isBroken: boolean;

beforeAll(async () => {
  browser = await openBrowser();
  demo = await openDemo({ pageFolder: inject('pageFolder') });
  await setUp(demo);
});
afterAll(async () => {
  await browser.close();
  await demo.close();
});
beforeEach(async () => {
  isBroken = false;
  const context = await browser.newContext({ viewport: { width: 1200, height: 900 } });
  context.setDefaultTimeout(60_000);
  page = await context.newPage();
  await page.route(/\.js$/, (route) => (isBroken ? route.abort() : route.continue()));
});

const unfetched = 'Part of this page could not be loaded.';

/** The words, with the network still away and then back; what was wanted is there in the end. */
async function expectWayOut(wanted: () => Promise<void>): Promise<void> {
  await page.getByText(unfetched).waitFor();
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByText(unfetched).waitFor();
  isBroken = false;
  // Chromium remembers for as long as the page lives that a module could not be fetched
  await page.getByRole('button', { name: 'Reload the page' }).click();
  await page.waitForLoadState();
  await wanted();
}

test('a tab that cannot be fetched says so, and comes after a reload', async () => {
  await open('general');
  isBroken = true;
  await page.getByRole('tab', { name: 'Sender domains' }).click();
  await expectWayOut(() => page.locator('[data-domain="example.com"]').waitFor());
});

test('a tab whose words cannot be fetched takes no other tab with it', async () => {
  await open('general');
  await page.route(/en-access[^/]*\.js$/, (route) => route.abort());
  await page.getByRole('tab', { name: 'Responses & access' }).click();
  await page.getByText(unfetched).waitFor();
  await page.getByRole('tab', { name: 'Monitoring' }).click();
  await page.getByRole('switch').waitFor();
});

test('the panel of a domain that cannot be fetched says so, and comes after a reload', async () => {
  await demo.setup.addDomain({ domain: 'example.org' });
  await open('domains');
  const domain = page.locator('[data-domain="example.com"]');
  await domain.waitFor();
  isBroken = true;
  await domain.click();
  await expectWayOut(async () => {
    await domain.click();
    await page.getByRole('heading', { name: 'example.com' }).waitFor();
  });
});

test('the dialog to hand over that cannot be fetched says so, and comes after a reload', async () => {
  await openDomain();
  isBroken = true;
  await page.locator('#handoff').click();
  await expectWayOut(async () => {
    await openDomain();
    await page.locator('#handoff').click();
    await page.getByRole('dialog').waitFor();
  });
});

test('the other language of the letter that cannot be fetched says so, and the letter stays', async () => {
  await openDomain();
  await page.locator('#handoff').click();
  const dialog = page.getByRole('dialog');
  await dialog.waitFor();
  isBroken = true;
  await dialog.getByRole('radio', { name: 'Русский' }).click();
  await dialog.getByText(unfetched).waitFor();
  expect(await dialog.getByRole('radio', { name: 'English' }).isChecked()).toBe(true);
  expect(await dialog.locator('#preview').inputValue()).toContain('Hello,');
});

test('the account of changes that cannot be fetched says so, and comes after a reload', async () => {
  await open('general');
  const changes = page.locator('summary');
  await changes.waitFor();
  isBroken = true;
  await changes.click();
  await expectWayOut(async () => {
    await changes.click();
    await page.locator('mail-changes li').first().waitFor();
  });
});

test.for([
  ['en', unfetched, 'Reload the page', 'Email settings'],
  ['ru', 'Часть страницы не загрузилась.', 'Обновить страницу', 'Настройки email-рассылок'],
] as const)(
  'a page whose words cannot be fetched says so with the few it brings along (%s)',
  async ([language, said, reload, title]) => {
    await page.context().addCookies([{ name: 'portal-language', value: language, url: demo.portal }]);
    await page.route(/\/(en|ru)[^/]*\.js$/, (route) => (isBroken ? route.abort() : route.fallback()));
    await page.unroute(/\.js$/);
    isBroken = true;
    await page.goto(`${demo.portal}/email/settings`);
    await page.getByRole('alert').getByText(said).waitFor();
    isBroken = false;
    await page.getByRole('button', { name: reload }).click();
    await page.getByRole('heading', { name: title }).waitFor();
  },
);

async function open(tab: string): Promise<void> {
  await page.goto(`${demo.portal}/email/settings?tab=${tab}`);
  await page.locator('[role=tabpanel]:visible > :not([aria-busy])').waitFor();
  await page.locator('[aria-busy=true]:visible').waitFor({ state: 'detached' });
}

async function openDomain(): Promise<void> {
  await open('domains');
  await page.locator('[data-domain="example.com"]').click();
  await page.locator('#handoff').waitFor();
}
