import { html, type TemplateResult } from 'lit';
import type { PageKey, Words } from '../text/text.ts';

export type Fact = readonly [name: PageKey, value: unknown];

/** Names and values, one below the other. */
export const factList = (words: Words, facts: readonly Fact[]): TemplateResult =>
  html`<dl class="facts-list num">${facts.map(([name, value]) => html`<dt>${words.t(name)}</dt><dd>${value}</dd>`)}</dl>`;
