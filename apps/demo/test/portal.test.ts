import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, test } from 'vitest';
import { openBrowser } from './browser.ts';
import { type OpenDemo, openDemo, setUp } from './set-up.ts';

let browser: Browser;
let demo: OpenDemo;
let context: BrowserContext;
let page: Page;
const complaints: string[] = [];

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
  context = await browser.newContext();
  context.setDefaultTimeout(60_000);
  page = await context.newPage();
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (/Content Security Policy|Trusted/i.test(message.text())) complaints.push(message.text());
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(demo.portal)) complaints.push(`a request to ${request.url()}`);
  });
});
afterEach(async () => {
  await context.close();
  expect(complaints.splice(0)).toEqual([]);
});

test('the menu Actions opens by keyboard and leads to the settings at a tab', async () => {
  await page.goto(demo.portal);
  const actions = page.getByRole('button', { name: 'Actions' });
  const item = (name: string) => page.getByRole('menuitem', { name });
  await actions.press('ArrowUp');
  await expectFocus(item('Launch a mailing'));
  await page.keyboard.press('ArrowDown');
  await expectFocus(item('Email settings'));
  await page.keyboard.press('m');
  await expectFocus(item('Mailing monitoring'));
  await page.keyboard.press('Escape');
  await expectFocus(actions);
  expect(await actions.getAttribute('aria-expanded')).toBe('false');
  await actions.press('Enter');
  await page.keyboard.press('End');
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/email/settings?tab=domains');
  await page.getByRole('tab', { name: 'Sender domains', selected: true }).waitFor();
});

test('the chosen tab is in the address, and Back leads to the one before', async () => {
  await page.goto(`${demo.portal}/email/settings?tab=monitoring`);
  await page.getByRole('tab', { name: 'Monitoring', selected: true }).waitFor();
  await page.getByRole('tab', { name: 'General settings' }).click();
  await page.waitForURL('**/email/settings?tab=general');
  await page.goBack();
  await page.getByRole('tab', { name: 'Monitoring', selected: true }).waitFor();
});

test('language and theme are kept, and typed values stay when the language changes', async () => {
  await page.goto(`${demo.portal}/email/settings`);
  await page.getByLabel('Domain to receive responses').fill('https://portal.localhost/app');
  await page.getByLabel('Language').selectOption('ru');
  await page.getByRole('heading', { name: 'Настройки email-рассылок' }).waitFor();
  expect(await page.getByLabel('Домен для получения откликов').inputValue()).toBe(
    'https://portal.localhost/app',
  );
  await page.getByLabel('Тема').selectOption('dark');
  const other = await context.newPage();
  await other.goto(`${demo.portal}/email`);
  await other.getByRole('button', { name: 'Действия' }).waitFor();
  expect(
    await other.evaluate(() => [
      document.documentElement.lang,
      getComputedStyle(document.documentElement).colorScheme,
    ]),
  ).toEqual(['ru', 'dark']);
});

test('a browser that prefers Russian begins in Russian', async () => {
  const russian = await browser.newContext({ locale: 'ru-RU' });
  const first = await russian.newPage();
  await first.goto(demo.portal);
  await first.getByRole('button', { name: 'Действия' }).waitFor();
  await russian.close();
});

test('a viewer sees the settings and can change nothing', async () => {
  await page.goto(`${demo.portal}/email/settings`);
  await page.getByLabel('User').selectOption('viewer');
  await page.getByText('You can view these settings but not change them.').waitFor();
  expect(await page.getByRole('button', { name: 'Check settings' }).count()).toBe(0);
});

test('who was signed out while typing signs in again and saves the same', async () => {
  await page.goto(`${demo.portal}/email/settings`);
  const domain = page.getByLabel('Domain to receive responses');
  await domain.fill('https://portal.localhost/');
  await page.getByLabel('User').selectOption('nobody');
  await page.getByRole('button', { name: 'Save changes' }).click();
  await page.getByText('Your session has ended.').first().waitFor();
  await page.getByLabel('User').selectOption('administrator');
  expect(await domain.inputValue()).toBe('https://portal.localhost/');
  await page.getByRole('button', { name: 'Save changes' }).click();
  await page.getByText('Saved. The connection works.').waitFor();
});

test('the policy lets nothing in from elsewhere and nothing inline', async () => {
  await page.goto(`${demo.portal}/email/settings`);
  await page.getByText('Connection active').first().waitFor();
  const tried = await page.evaluate(async () => {
    const button = document.createElement('button');
    try {
      button.setAttribute('onclick', 'document.title = "inline"');
      document.body.append(button);
      button.click();
    } catch {}
    const reached = await fetch('https://www.example.com/').then(
      () => true,
      () => false,
    );
    return { inline: document.title === 'inline', reached };
  });
  expect(tried).toEqual({ inline: false, reached: false });
  // the same listener that finds nothing in all other tests
  expect(complaints.splice(0).join()).toContain('Content Security Policy');
});

async function expectFocus(locator: ReturnType<Page['locator']>): Promise<void> {
  await expect.poll(() => locator.evaluate((element) => element.matches(':focus'))).toBe(true);
}
