import { html, type TemplateResult } from 'lit';
import type { Words } from '../text/text.ts';
import { copyButton } from './copy-button.ts';

/** A text to be used elsewhere, as it stands, with its copy button always at the same place. */
export const valueBox = (
  words: Words,
  value: string,
  copyLabel: string,
  shown: unknown = value,
): TemplateResult =>
  html`<div class="value"><span class="mono">${shown}</span>${copyButton(words, value, copyLabel)}</div>`;
