import type { SettingsState } from '@mail-settings/core';
import { expect, fixture, html, waitUntil as waitUntilFor } from '@open-wc/testing';
import { setViewport } from '@web/test-runner-commands';
import type { MailTab } from '../src/events.ts';
import type { MailSettings } from '../src/index.ts';
import { type StubAnswers, type StubCalls, settingsState, stubSetup, testNow } from './stub-setup.ts';
import '../src/define.ts';

export type Page = { page: MailSettings; calls: StubCalls };
type Shown = {
  state?: SettingsState;
  answers?: StubAnswers;
  tab?: MailTab;
  lang?: string;
  theme?: 'light' | 'dark';
};

/** The whole page on the ground of a host, with a setup whose open promises the test resolves. */
export async function showPage(shown: Shown = {}): Promise<Page> {
  const { state = settingsState(), answers = {}, tab = 'general', lang = 'en', theme = 'light' } = shown;
  const { setup, calls } = stubSetup({ readState: state, ...answers });
  const ground = theme === 'light' ? 'background: #f4f4f6' : 'background: #0c0d10';
  const host = await fixture<HTMLElement>(html`<div lang=${lang} style="${ground}; padding: 16px">
    <mail-settings .setup=${setup} .now=${() => testNow} tab=${tab} theme=${theme}></mail-settings>
  </div>`);
  const page = host.querySelector('mail-settings');
  if (page === null) throw new Error('no page');
  const ready = '[role=tabpanel]:not([hidden]) > :not([aria-busy])';
  await waitUntil(() => page.shadowRoot?.querySelector(ready) != null, 'the page was never ready');
  await page.updateComplete;
  return { page, calls };
}

/** Waits until something is true; a busy machine gets its time, since nothing here is about how fast it is. */
export const waitUntil = (isTrue: () => unknown, otherwise?: string): Promise<void> =>
  waitUntilFor(isTrue, otherwise, { timeout: 20_000 });

/** The first element inside, looking into shadow roots as well. */
export function find<E extends Element = HTMLElement>(root: Element | ShadowRoot, selector: string): E {
  const found = findAll<E>(root, selector)[0];
  if (found === undefined) throw new Error(`no ${selector}`);
  return found;
}

export function findAll<E extends Element = HTMLElement>(root: Element | ShadowRoot, selector: string): E[] {
  const inside = root instanceof Element ? (root.shadowRoot ?? root) : root;
  const here = [...inside.querySelectorAll<E>(selector)];
  const below = [...inside.querySelectorAll('*')].filter((element) => element.shadowRoot !== null);
  return [...here, ...below.flatMap((element) => findAll<E>(element, selector))];
}

/** What a person sees or hears, with single spaces. */
export function textOf(root: Element): string {
  const texts: string[] = [];
  const walk = (node: Node): void => {
    if (node instanceof Element && ['STYLE', 'SCRIPT'].includes(node.tagName)) return;
    if (node instanceof HTMLElement && node.hidden) return;
    if (node instanceof Text) texts.push(node.data);
    for (const child of node instanceof Element && node.shadowRoot
      ? node.shadowRoot.childNodes
      : node.childNodes)
      walk(child);
  };
  walk(root);
  return texts.join('').replace(/\s+/g, ' ').trim();
}

/** Types as a person does: the value, then leaving the field. */
export function type(root: Element, id: string, text: string): void {
  const input = find<HTMLInputElement>(root, `#${id}`);
  input.value = text;
  input.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
  input.dispatchEvent(new Event('change', { bubbles: true }));
}

/** The button with this text or name. */
export function button(root: Element, name: string): HTMLButtonElement {
  const found = findAll<HTMLButtonElement>(root, 'button').find(
    (one) => one.getAttribute('aria-label') === name || textOf(one) === name,
  );
  if (found === undefined)
    throw new Error(`no button ${name}; there are: ${findAll(root, 'button').map(textOf).join(', ')}`);
  return found;
}

/** Presses a copy button, and tells what it copied. */
export async function copied(root: Element, label: string): Promise<string> {
  let text: string | undefined;
  const writeText = async (given: string): Promise<void> => {
    text = given;
  };
  Object.defineProperty(navigator, 'clipboard', { configurable: true, value: { writeText } });
  button(root, label).click();
  await waitUntil(() => text !== undefined);
  Reflect.deleteProperty(navigator, 'clipboard');
  return text ?? '';
}

export const seen = (root: Element, text: string): Promise<void> =>
  waitUntil(() => textOf(root).includes(text), `"${text}" was never seen`);

/** The element that has the focus, through all shadow roots. */
export function focused(): Element | null {
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  return at;
}

/** axe finds nothing, in both themes. */
export async function expectAccessible(
  shown: Shown,
  ready: (page: MailSettings) => Promise<unknown> = async () => {},
): Promise<void> {
  for (const theme of ['light', 'dark'] as const) {
    const { page } = await showPage({ ...shown, theme });
    await ready(page);
    await expect(page).to.be.accessible();
  }
}

/** At 320 px of width nothing sticks out, in either language. */
export async function expectNarrow(
  shown: Shown,
  ready: (page: MailSettings) => Promise<unknown> = async () => {},
): Promise<void> {
  await setViewport({ width: 320, height: 800 });
  try {
    for (const lang of ['en', 'ru']) {
      const { page } = await showPage({ ...shown, lang });
      await ready(page);
      const wide = findAll(page, '*').filter(
        ({ scrollWidth, clientWidth, localName }) => localName === 'div' && scrollWidth > clientWidth + 1,
      );
      const named = wide
        .filter((one) => !one.matches('.tabs, .facts *, .facts, .table, .box'))
        .map((one) => one.className);
      expect(named, `${lang}: wider than its place`).to.deep.equal([]);
      expect(document.documentElement.scrollWidth, lang).to.be.at.most(320);
    }
  } finally {
    await setViewport({ width: 1200, height: 900 });
  }
}
