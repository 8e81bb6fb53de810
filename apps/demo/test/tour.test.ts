import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { type HostName, hostNames } from '../src/options.ts';
import { openBrowser } from './browser.ts';
import { type Hands, withKeyboard, withMouse } from './hands.ts';
import { launch as launchMailing, type OpenDemo, openDemo, setUp } from './set-up.ts';

/** Where a picture of what went wrong is left. */
const reports = join(import.meta.dirname, '../../../.reports');

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
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
  differs: 'Part missing',
  verified: 'Verified',
  monitoring: 'Monitoring',
  letSupport: 'Let support read the indicators below',
  on: 'On',
  responded: 'Recipients with a response',
  launching: 'Launch readiness',
  ready: 'Ready',
  mailing: 'Mailing',
  to: 'To, up to 10 addresses',
  sendTest: 'Send test email',
  testDelivered: 'Delivered: 1.',
  openLaunch: 'Launch mailing…',
  launch: 'Launch mailing',
  completed: 'Completed',
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
  differs: 'Не хватает части',
  verified: 'Подтверждён',
  monitoring: 'Мониторинг',
  letSupport: 'Разрешить поддержке читать показатели ниже',
  on: 'Включён',
  responded: 'Получатели с откликом',
  launching: 'Готовность к запуску',
  ready: 'Готово',
  mailing: 'Рассылка',
  to: 'Кому, до 10 адресов',
  sendTest: 'Отправить тестовое письмо',
  testDelivered: 'Доставлено: 1.',
  openLaunch: 'Запустить рассылку…',
  launch: 'Запустить рассылку',
  completed: 'Завершена',
};

test('from empty settings to numbers at support', async () => {
  await walk({
    host: 'express',
    text: en,
    handsOf: () => withMouse,
    mailing: 'Autumn catalogue',
    recipients: 1200,
  });
});

test('the same by keyboard alone, in Russian, on another host', async () => {
  const mailing = 'Приглашение на вебинар';
  await walk({ host: 'koa', text: ru, handsOf: withKeyboard, mailing, recipients: 40 });
});

/** The page is the same on all of them: what a host has to do with is the calls of the page, of the service and of support. */
test.for(hostNames)('the calls of the whole way get through %s', async (host) => {
  const demo = await openDemo({ host });
  try {
    await setUp(demo);
    await launchMailing(demo, 'webinar-invitation', 'events@example.com');
    await expect.poll(demo.readSupport).toContain('Recipients with a response (recipients) OK 40');
    expect(await demo.readSupport()).toContain('Nothing is wrong.');
  } finally {
    await demo.close();
  }
});

type Walk = Pick<Tour, 'text' | 'mailing' | 'recipients'> & { host: HostName; handsOf(page: Page): Hands };

async function walk({ host, text, handsOf, mailing, recipients }: Walk): Promise<void> {
  const demo = await openDemo({ host, pageFolder: inject('pageFolder') });
  const context = await browser.newContext({
    locale: text === ru ? 'ru-RU' : 'en-GB',
    viewport: { width: 1200, height: 900 },
  });
  context.setDefaultTimeout(60_000);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (/Content Security Policy|Trusted/i.test(message.text())) complaints.push(message.text());
  });
  try {
    await tour({ demo, page, text, hands: handsOf(page), mailing, recipients });
    expect(complaints).toEqual([]);
  } catch (error) {
    await page.screenshot({ path: join(reports, `tour-${host}.png`), fullPage: true });
    throw error;
  } finally {
    await context.close();
    await demo.close();
  }
}

type Tour = {
  demo: OpenDemo;
  page: Page;
  text: typeof en;
  hands: Hands;
  mailing: string;
  recipients: number;
};

async function tour(going: Tour): Promise<void> {
  await openSettings(going);
  await enterSettings(going);
  await verifyDomain(going, 'example.com');
  await switchMonitoringOn(going);
  await sendTest(going);
  await launch(going);
  await readNumbers(going);
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

async function switchMonitoringOn({ demo, page, text, hands }: Tour): Promise<void> {
  await hands.turnTo(page.getByRole('tab', { name: text.monitoring }));
  expect(await demo.readSupport()).toContain('The customer has not turned monitoring on.');
  await hands.press(page.getByRole('switch', { name: text.letSupport }));
  expect(await demo.readSupport()).toContain('The customer has not turned monitoring on.');
  await hands.press(page.getByRole('button', { name: text.save }));
  await page.locator('mail-monitoring-access').getByText(text.on, { exact: true }).waitFor();
  expect(await demo.readSupport()).toContain('Nothing is wrong.');
}

async function sendTest({ page, text, hands, mailing }: Tour): Promise<void> {
  await hands.turnTo(page.getByRole('tab', { name: text.launching }));
  await page.getByRole('tabpanel').getByText(text.ready, { exact: true }).waitFor();
  await hands.type(page.getByLabel(text.to), 'anna@example.com');
  await page.keyboard.press('Enter');
  await hands.choose(page.getByLabel(text.mailing, { exact: true }), mailing);
  await hands.press(page.getByRole('button', { name: text.sendTest }));
  await page.getByText(text.testDelivered).waitFor();
}

async function launch({ page, text, hands }: Tour): Promise<void> {
  await hands.press(page.getByRole('button', { name: text.openLaunch }));
  const dialog = page.getByRole('dialog');
  await hands.press(dialog.getByRole('button', { name: text.launch, exact: true }));
  await dialog.waitFor({ state: 'detached' });
  await page.locator('mail-launch').getByText(text.completed).waitFor({ timeout: 60_000 });
}

/** The same count on the page and in the support view, all recipients of the mailing and none of the test. */
async function readNumbers({ demo, page, text, recipients }: Tour): Promise<void> {
  await page.goto(`${demo.portal}/email/settings?tab=monitoring`);
  const count = page.getByRole('row', { name: text.responded }).getByRole('cell');
  const digits = async () => (await count.allTextContents()).map((cell) => cell.replace(/\D/g, ''));
  await expect.poll(digits).toContain(String(recipients));
  expect(await demo.readSupport()).toContain(`Recipients with a response (recipients) OK ${recipients}`);
  expect(await demo.readSupport()).toContain('Nothing is wrong.');
}

/** Host, type and value of each record, as the copy buttons give them. */
function recordsOnPage(page: Page): Promise<string[][]> {
  return page.locator('mail-domain-records tbody tr:not(.more)').evaluateAll((rows) =>
    rows.map((row) => {
      const [host, value] = [...row.querySelectorAll<HTMLButtonElement>('.copy button')].map(
        ({ value }) => value,
      );
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
