import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, inject, test } from 'vitest';
import { openBrowser } from './browser.ts';
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
  context.setDefaultTimeout(15_000);
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
    const controls = await page.evaluate(controlsOnPage);
    const stops: Stop[] = [];
    for (let stop = await next(); stop !== null; stop = await next()) {
      if (!stops.some(({ id }) => id === stop?.id)) stops.push(stop);
    }
    expect(stops.length).toBeGreaterThan(3);
    expect(controls.filter((control) => !stops.some(({ id }) => id === control.id))).toEqual([]);

    for (const wanted of stops) {
      await open(tab);
      // by name, since what was pressed before may have changed what is around it
      let stop = await next();
      while (stop !== null && stop.name !== wanted.name) stop = await next();
      expect(stop?.name).toBe(wanted.name);
      const before = await look();
      for (const key of wanted.keys) await page.keyboard.press(key);
      await expect
        .poll(look, {
          message: `${wanted.keys.join(' ')} on "${wanted.name}" does something`,
        })
        .not.toBe(before);
    }
    expect(errors.splice(0)).toEqual([]);
  },
);

type Stop = { id: string; name: string; keys: string[] };

/** The tab with all it loads, and the focus just before the component. */
async function open(tab: string): Promise<void> {
  await page.goto(`${demo.portal}/email/settings?tab=${tab}`);
  const last = tabs[tab]?.();
  await last?.waitFor();
  await page.locator('[aria-busy=true]:visible').waitFor({ state: 'detached' });
  if (tab === 'domains') {
    await last?.click();
    await page.getByRole('heading', { name: 'example.org' }).waitFor();
  }
  await page.locator('.crumbs a').focus();
}

/** Where Tab leads to; null behind the component. */
async function next(): Promise<Stop | null> {
  await page.keyboard.press('Tab');
  return page.evaluate(focusedControl);
}

/** Everything a press may change: what is shown, typed, checked or focused, calls of the host, windows. */
async function look(): Promise<string> {
  return `${requests} ${windows} ${page.url()} ${await page.evaluate(contentOfPage)}`;
}

// The functions below run in the page.

function controlsOnPage(): { id: string; name: string }[] {
  const inside = (root: ParentNode): Element[] =>
    [...root.querySelectorAll('*')].flatMap((element) => [
      element,
      ...(element.shadowRoot ? inside(element.shadowRoot) : []),
    ]);
  return inside(document)
    .filter((element) => element.getRootNode() !== document && element.checkVisibility())
    .filter((element) =>
      element.matches(
        'a[href], button:not(:disabled), input:not(:disabled), select, textarea, [tabindex="0"]',
      ),
    )
    .filter((element) => element.getAttribute('tabindex') !== '-1')
    .filter((element) => !element.matches('input[type=radio]:not(:checked)'))
    .map((element) => ({
      id: String(inside(document).indexOf(element)),
      name: element.outerHTML.slice(0, 120),
    }));
}

function focusedControl(): Stop | null {
  const inside = (root: ParentNode): Element[] =>
    [...root.querySelectorAll('*')].flatMap((element) => [
      element,
      ...(element.shadowRoot ? inside(element.shadowRoot) : []),
    ]);
  let focused = document.activeElement;
  while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
  if (focused === null || focused.getRootNode() === document) return null;
  const label =
    focused instanceof HTMLInputElement || focused instanceof HTMLSelectElement ? focused.labels?.[0] : null;
  // the first that fits; the last is a button's or a link's
  const keys: [selector: string, ...keys: string[]][] = [
    ['[role=tab]', 'ArrowRight'],
    ['[aria-current]', 'ArrowUp'],
    ['select, input[type=radio]', 'ArrowDown'],
    ['input[type=checkbox]', 'Space'],
    ['input[type=time]', 'ArrowUp', 'Tab', 'ArrowUp', 'Tab', 'ArrowUp'],
    ['input, textarea', '1'],
    ['*', 'Enter'],
  ];
  const [, ...pressed] = keys.find(([selector]) => focused.matches(selector)) ?? ['*'];
  return {
    id: String(inside(document).indexOf(focused)),
    name: (focused.getAttribute('aria-label') ?? label?.textContent ?? focused.textContent ?? '').trim(),
    keys: pressed,
  };
}

function contentOfPage(): string {
  const content = (root: ParentNode): string =>
    [...root.querySelectorAll('*')]
      .map((element) => {
        const attributes = [...element.attributes].map(({ name, value }) => `${name}=${value}`);
        const state =
          element instanceof HTMLInputElement || element instanceof HTMLSelectElement ? element.value : '';
        const checked = element instanceof HTMLInputElement && element.checked;
        const texts = [...element.childNodes].flatMap((node) => (node instanceof Text ? node.data : []));
        const below = element.shadowRoot ? content(element.shadowRoot) : '';
        return [element.localName, attributes, state, checked, element.matches(':focus'), texts, below].join(
          '|',
        );
      })
      .join();
  return content(document);
}
