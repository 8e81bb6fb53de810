import { html, type TemplateResult } from 'lit';
import type { TextKey } from '../text/keys.ts';
import type { Words } from '../text/text.ts';

/** A card: its name and a sentence about it are the two lines of one text; `aside` is a status or a button. */
export function card<K extends TextKey>(
  words: Words<K>,
  key: K,
  body: unknown,
  aside?: unknown,
  about?: string,
): TemplateResult {
  const [title, text = about] = words.lines(key);
  return html`<section class="card" aria-labelledby="title-${key}"><div class="card-head"><div><h2 id="title-${key}">${title}</h2>${text && html`<p>${text}</p>`}</div>${aside}</div>${body}</section>`;
}

/** A card whose content is on its way. */
export const skeleton: TemplateResult = html`<section class="card" aria-busy="true"><div class="card-head"><div><span class="skel"></span><span class="skel"></span></div></div></section>`;
