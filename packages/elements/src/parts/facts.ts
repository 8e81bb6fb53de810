import { html, type TemplateResult } from 'lit';
import type { TextKey } from '../text/keys.ts';
import type { Words } from '../text/text.ts';

export type Fact<K extends TextKey> = readonly [name: K, value: unknown];

/** Names and values, one below the other. */
export const factList = <K extends TextKey>(words: Words<K>, facts: readonly Fact<K>[]): TemplateResult =>
  html`<dl class="facts-list num">${facts.map(([name, value]) => html`<dt>${words.t(name)}</dt><dd>${value}</dd>`)}</dl>`;
