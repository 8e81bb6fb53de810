import type { DomainReport } from '@mail-settings/core';
import { html, nothing } from 'lit';
import { icon } from '../parts/icons.ts';
import type { DomainKey } from '../text/more-words.ts';
import type { Words } from '../text/text.ts';

/** Who holds the zone, as far as its name servers tell, with a link to help. Nothing before the first check. */
export function dnsHostFacts(words: Words<DomainKey>, { dnsHost }: DomainReport): unknown {
  if (dnsHost === undefined) return nothing;
  const { name, link } = dnsHost;
  const who = name ? words.rich('guide.host', { name: html`<b>${name}</b>` }) : words.t('guide.unknown');
  return html`<span>${who}</span>${link ? html`<a class="ext" href=${link} target="_blank" rel="noopener">${words.t('guide.link')}${icon('external', 12)}</a>` : nothing}`;
}

/** What is fetched when one of the folds is opened. */
export type Advice = { ask(): void; about(what: 'guide' | 'bulk'): unknown };

/** How the form of the DNS host wants a record to be typed, below one line that opens it. */
export function dnsGuide(words: Words<DomainKey>, report: DomainReport, advice: Advice): unknown {
  const { dnsHost } = report;
  if (dnsHost === undefined) return nothing;
  const title = dnsHost.name ? words.t('guide', { name: dnsHost.name }) : words.t('guide.generic');
  return html`<details class="fold" @toggle=${advice.ask}><summary>${icon('chevron')}${title}</summary>${advice.about('guide')}</details>`;
}
