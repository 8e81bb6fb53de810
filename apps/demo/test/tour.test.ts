import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { findBrowser } from '../../../scripts/browser.ts';
import { type HostName, hostNames } from '../src/host.ts';
import { type Hands, withKeyboard, withMouse } from './hands.ts';
import { type OpenDemo, openDemo } from './set-up.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await chromium.launch(await findBrowser());
});
afterAll(() => browser.close());

/** What a person reads on the way, by language. */
const en = {
  actions: 'Actions',
  settings: 'Email settings',
  url: 'Creatio cloud services connection URL',
  apiKey: 'API key',
  responseDomain: 'Domain to receive responses',
  authKey: 'Auth key',
  save: 'Save changes',
  works: 'Saved. The connection works.',
  unfinished: 'Setup not finished',
  active: 'Connection active',
  domains: 'Sender domains',
  addDomain: 'Add a domain',
  newDomain: 'New domain',
  check: 'Check now',
  differs: 'Differs',
  verified: 'Verified',
};

const ru: typeof en = {
  actions: 'Действия',
  settings: 'Настройки email-рассылок',
  url: 'URL подключения к облачным сервисам Creatio',
  apiKey: 'API-ключ',
  responseDomain: 'Домен для получения откликов',
  authKey: 'Auth ключ',
  save: 'Сохранить',
  works: 'Сохранено. Подключение работает.',
  unfinished: 'Настройка не завершена',
  active: 'Подключение активно',
  domains: 'Домены отправителя',
  addDomain: 'Добавить домен',
  newDomain: 'Новый домен',
  check: 'Проверить',
  differs: 'Отличается',
  verified: 'Подтверждён',
};

test.for(hostNames)('from empty settings to numbers at support on %s', async (host) => {
  await walk(host, en, () => withMouse);
});

test('the same by keyboard alone, in Russian', async () => {
  await walk('express', ru, withKeyboard);
});

async function walk(host: HostName, text: typeof en, handsOf: (page: Page) => Hands): Promise<void> {
  const demo = await openDemo({ host, pageFolder: inject('pageFolder') });
  const context = await browser.newContext({
    locale: text === ru ? 'ru-RU' : 'en-GB',
    viewport: { width: 1200, height: 900 },
  });
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (/Content Security Policy|Trusted/i.test(message.text())) complaints.push(message.text());
  });
  try {
    await tour({ demo, page, text, hands: handsOf(page) });
    expect(complaints).toEqual([]);
  } catch (error) {
    await page.screenshot({ path: `/tmp/tour-${host}.png`, fullPage: true });
    throw error;
  } finally {
    await context.close();
    await demo.close();
  }
}

type Tour = { demo: OpenDemo; page: Page; text: typeof en; hands: Hands };

async function tour(going: Tour): Promise<void> {
  await openSettings(going);
  await enterSettings(going);
  await verifyDomain(going, 'example.com');
}

async function openSettings({ demo, page, text, hands }: Tour): Promise<void> {
  await page.goto(demo.portal);
  await hands.press(page.getByRole('button', { name: text.actions }));
  await hands.press(page.getByRole('menuitem', { name: text.settings }));
  await page.waitForURL('**/email/settings?tab=general');
  await statusLine(page, text.unfinished);
}

async function enterSettings({ demo, page, text, hands }: Tour): Promise<void> {
  const { cloudUrl, apiKey, responseDomain, authKey } = demo.values;
  await hands.type(page.getByLabel(text.url), cloudUrl);
  await hands.type(page.getByLabel(text.apiKey), apiKey);
  // the provider fills itself in, without a save
  await page.getByRole('status').filter({ hasText: 'UniOne' }).waitFor();
  await hands.type(page.getByLabel(text.responseDomain), responseDomain);
  await hands.type(page.getByLabel(text.authKey), authKey);
  await hands.press(page.getByRole('button', { name: text.save }));
  await page.getByText(text.works).waitFor();
  await statusLine(page, text.unfinished);
}

/** What DNS has is compared with the service's wish first; then the page's own values are entered at the DNS host. */
async function verifyDomain({ demo, page, text, hands }: Tour, domain: string): Promise<void> {
  await hands.turnTo(page.getByRole('tab', { name: text.domains }));
  await hands.press(page.getByRole('button', { name: text.addDomain }));
  await hands.type(page.getByLabel(text.newDomain), domain);
  await page.keyboard.press('Enter');
  const check = page.getByRole('button', { name: text.check, exact: true });
  await hands.press(check);
  await page.getByRole('cell', { name: text.differs }).waitFor();
  await enterRecords(demo, domain, await recordsOnPage(page));
  await hands.press(check);
  await page.locator('nav').getByText(text.verified).waitFor();
  await statusLine(page, text.active);
}

/** Host, type and value of each record, as the copy buttons give them. */
function recordsOnPage(page: Page): Promise<string[][]> {
  return page.locator('mail-domain-records tbody tr:not(.more)').evaluateAll((rows) =>
    rows.map((row) => {
      const [host, value] = [...row.querySelectorAll('mail-copy-button')].map((button) => button.value);
      return [host ?? '', row.querySelector('.t')?.textContent?.trim() ?? '', value ?? ''];
    }),
  );
}

async function enterRecords(demo: OpenDemo, zone: string, records: string[][]): Promise<void> {
  const board = await browser.newPage();
  await board.goto(demo.board);
  const field = board.getByLabel(zone, { exact: true });
  const kept = (await field.inputValue()).split('\n').filter((line) => !line.includes('v=spf1'));
  const lines = records.map(
    ([host, type, value]) => `${host} ${type} ${type === 'TXT' ? JSON.stringify(value) : `${value}.`}`,
  );
  await field.fill([...kept, ...lines].join('\n'));
  await board.getByRole('button', { name: `Save ${zone}` }).click();
  await board.waitForURL('**/#dns');
  await board.close();
}

async function statusLine(page: Page, text: string): Promise<void> {
  await page.locator('mail-settings .head').getByText(text, { exact: true }).waitFor();
}
