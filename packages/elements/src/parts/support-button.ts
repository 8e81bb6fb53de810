import { html, type TemplateResult } from 'lit';
import { SupportDetailsEvent } from '../events.ts';
import type { Words } from '../text/text.ts';
import { copyText } from './copy-button.ts';
import { icon } from './icons.ts';

/** Copies what support wants to know; the page around knows it (`mail-support-details`). Where nothing can be copied, the text is shown. */
export const supportButton = (words: Words, error?: unknown): TemplateResult =>
  html`<span class="support"><button class="btn quiet sm" type="button" @click=${(event: Event & { currentTarget: HTMLButtonElement }) => copyDetails(event.currentTarget, words, error)}>${icon('copy')}${words.t('support.copy')}</button><span class="small" role="status"></span></span>`;

async function copyDetails(button: HTMLButtonElement, words: Words, error: unknown): Promise<void> {
  const said = button.nextElementSibling;
  const asked = new SupportDetailsEvent(error);
  button.dispatchEvent(asked);
  const text = await asked.details.catch(() => '');
  const isCopied = text !== '' && (await copyText(text));
  said?.replaceChildren(words.t(isCopied ? 'copy.done' : text ? 'copy.failed' : 'error.unfetched'));
  if (isCopied || !text) return;
  const shown = document.createElement('textarea');
  shown.className = 'input mono';
  shown.readOnly = true;
  shown.rows = 10;
  shown.value = text;
  shown.setAttribute('aria-label', words.t('support.copy'));
  said?.append(shown);
  shown.select();
}
