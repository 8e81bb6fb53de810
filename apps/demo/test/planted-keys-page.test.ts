import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { openBrowser } from './browser.ts';
import { openDemo } from './set-up.ts';
import { randomKey, traces } from './traces.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

test('keys that were saved are in no HTML, URL, answer, console line or storage of the page', async () => {
  const demo = await openDemo({ pageFolder: inject('pageFolder') });
  const wrong = { apiKey: randomKey(40), authKey: randomKey(40) };
  const { cloudUrl, responseDomain, apiKey, authKey } = demo.values;
  const seen: { where: string; text: string }[] = [];
  const page = await browser.newPage();
  page.setDefaultTimeout(60_000);
  page.on('console', (message) => seen.push({ where: 'console', text: message.text() }));
  page.on('pageerror', (error) => seen.push({ where: 'page error', text: `${error.stack}` }));
  page.on('request', (request) => {
    const head = JSON.stringify([request.url(), request.headers()]);
    seen.push({ where: 'head of a request', text: head });
  });
  page.on('response', async (response) => {
    const text = await response.text().catch(() => '');
    const isOfPage = response.url().startsWith(`${demo.portal}/mail-settings/`);
    if (isOfPage) seen.push({ where: `answer of ${new URL(response.url()).pathname}`, text });
    seen.push({ where: 'head of an answer', text: JSON.stringify(response.headers()) });
  });
  const look = async () => {
    for (const [where, text] of await everythingOf(page)) seen.push({ where, text });
  };
  const save = async (keys: { apiKey: string; authKey: string }) => {
    for (const [name, key] of [
      ['API key', keys.apiKey],
      ['Auth key', keys.authKey],
    ] as const) {
      const replace = page.getByRole('button', { name: `Replace: ${name}` });
      if (await replace.isVisible()) await replace.click();
      await page.getByRole('textbox', { name }).fill(key);
    }
    // While they are typed they are seen: so what is looked through is where they would be.
    expect((await everythingOf(page)).map(([, text]) => text).join()).toContain(keys.apiKey);
    const saved = page.waitForResponse(/save-settings/);
    await page.getByRole('button', { name: 'Save changes' }).click();
    expect((await saved).status()).toBe(200);
    await page.getByRole('button', { name: 'Replace: API key' }).waitFor();
    await page.getByRole('button', { name: 'Replace: Auth key' }).waitFor();
    await look();
  };
  try {
    await page.goto(`${demo.portal}/email/settings?tab=general`);
    await page.getByLabel('Creatio cloud services connection URL').fill(cloudUrl);
    await page.getByLabel('Domain to receive responses').fill(responseDomain);
    await save(wrong);
    await save({ apiKey, authKey });
    for (const tab of ['Sender domains', 'Monitoring', 'Launch readiness', 'General settings']) {
      await page.getByRole('tab', { name: tab }).click();
      await look();
    }
    await page.reload();
    await page
      .getByText(`${apiKey.slice(-4)}`)
      .first()
      .waitFor();
    await look();
  } finally {
    await page.close();
    await demo.close();
  }
  expect(seen.filter(({ where }) => where === 'answer of /mail-settings/save-settings')).toHaveLength(2);
  expect(seen.some(({ where }) => where === 'HTML')).toBe(true);
  const planted = [
    ...Object.values(wrong).map((key) => traces(key)),
    // Keys of the demo are hex digits behind a word: shorter runs turn up by chance.
    ...[apiKey, authKey].map((key) => traces(key.replace(/^\w+-/, ''), 10)),
  ];
  const found = planted.flatMap((runs) =>
    runs.flatMap((run) => seen.filter(({ text }) => text.includes(run)).map(({ where }) => where)),
  );
  expect([...new Set(found)]).toEqual([]);
});

/** What a page shows and keeps: all trees with what is typed in them, addresses, and what stays when it is closed. */
const everythingOf = (page: Page): Promise<[where: string, text: string][]> =>
  page.evaluate(() => {
    const found: [string, string][] = [];
    const walk = (root: Document | ShadowRoot) => {
      found.push(['HTML', root instanceof Document ? root.documentElement.outerHTML : root.innerHTML]);
      for (const element of root.querySelectorAll('*')) {
        if (element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement)
          found.push(['field', element.value]);
        if (element.shadowRoot) walk(element.shadowRoot);
      }
    };
    walk(document);
    found.push(['address', location.href], ['history', JSON.stringify(history.state)]);
    found.push(['storage', JSON.stringify([{ ...localStorage }, { ...sessionStorage }])]);
    found.push(['cookies', document.cookie]);
    found.push(['requests', JSON.stringify(performance.getEntries().map(({ name }) => name))]);
    return found;
  });
