import { html, nothing, type TemplateResult } from 'lit';
import type { Words } from '../text/text.ts';
import { icon, mark } from './icons.ts';

/** A button that asks somebody: while it does, an arc turns in it, another press does nothing, and it keeps the focus. */
export const askButton = (
  words: Words,
  label: string,
  isBusy: boolean,
  ask: () => void,
  className = '',
): TemplateResult =>
  html`<button class="btn ${className}" type="button" aria-disabled=${isBusy ? 'true' : nothing} @click=${isBusy ? undefined : ask}>${isBusy ? mark('spin') : icon('reload')}${isBusy ? words.t('checking') : label}</button>`;
