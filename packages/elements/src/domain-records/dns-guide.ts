import type { DnsHost, DomainReport } from '@mail-settings/core';
import { html, nothing, type TemplateResult } from 'lit';
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

/** How the form of the DNS host wants a record to be typed, below one line that opens it. */
export function dnsGuide(words: Words<DomainKey>, report: DomainReport): unknown {
  const { dnsHost } = report;
  if (dnsHost === undefined) return nothing;
  const title = dnsHost.name ? words.t('guide', { name: dnsHost.name }) : words.t('guide.generic');
  return html`<details class="fold"><summary>${icon('chevron')}${title}</summary><ul>${guideLines(words, dnsHost, report).map(line)}</ul></details>`;
}

const line = (text: string): TemplateResult => html`<li>${text}</li>`;

function guideLines(words: Words<DomainKey>, guide: DnsHost, { zone, domain }: DomainReport): string[] {
  const { relative, apex, max, notes = [] } = guide;
  const own = words.lang.startsWith('ru') ? guide.ru : undefined;
  const host = own?.host ?? guide.host;
  const value = own?.value ?? guide.value;
  const name = { zone: zone ?? domain };
  const knowsQuotes = notes.some((note) => note.startsWith('txt-quotes'));
  return [
    host && (value ? words.t('guide.both', { host, value }) : words.t('guide.only-host', { host })),
    words.t(relative ? 'guide.relative' : 'guide.full', name),
    apex !== undefined && words.t(apex === '@' ? 'guide.at' : 'guide.empty', name),
    ...notes.map((note) => words.has(`guide.note.${note}`) && words.t(`guide.note.${note}` as DomainKey)),
    !knowsQuotes && words.t('guide.quotes'),
    max !== undefined && words.t('guide.max', { max }),
  ].filter((text) => typeof text === 'string');
}
