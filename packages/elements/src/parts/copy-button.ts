import { html, type TemplateResult } from 'lit';
import type { Words } from '../text/text.ts';
import { icon } from './icons.ts';

/** How long the tick and the word stay. */
const shownTime = 2000;

/** Copies a text, which is the button's `value`. The icon becomes a tick for two seconds, "Copied" is announced, the focus stays. */
export const copyButton = (words: Words, value: string, label: string): TemplateResult =>
  html`<span class="copy"><button class="icon" type="button" value=${value} aria-label=${label} title=${label} @click=${(event: Event & { currentTarget: HTMLButtonElement }) => copy(event.currentTarget, words)}>${icon('copy')}${icon('tick')}</button><span class="sr" role="status"></span></span>`;

/** Copies the `value` of a button and says so in the element after it. */
export async function copy(button: HTMLButtonElement, words: Words): Promise<void> {
  const copied = await copyText(button.value);
  const said = button.nextElementSibling;
  button.classList.toggle('done', copied);
  said?.replaceChildren(words.t(copied ? 'copy.done' : 'copy.failed'));
  setTimeout(() => {
    button.classList.remove('done');
    said?.replaceChildren();
  }, shownTime);
}

/** False where the browser does not let us. On pages without https there is no clipboard, but the old command. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const put = (event: ClipboardEvent): void => {
      event.clipboardData?.setData('text/plain', text);
      event.preventDefault();
    };
    document.addEventListener('copy', put);
    const copied = document.execCommand('copy');
    document.removeEventListener('copy', put);
    return copied;
  }
}
