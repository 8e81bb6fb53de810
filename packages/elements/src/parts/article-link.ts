import type { SettingsState } from '@mail-settings/core';
import { html, nothing, type TemplateResult } from 'lit';
import type { Words } from '../text/text.ts';
import { icon } from './icons.ts';
import { note } from './note.ts';

/** A link to help of the host's own, in a new tab. */
export const articleLink = (url: string, text: string, label: string): TemplateResult =>
  html`<a class="ext" href=${url} target="_blank" rel="noopener noreferrer" aria-label=${label}>${text}${icon('external', 12)}</a>`;

/** Where the host runs in the cloud: why steps are missing here, and the host's own article about it (S50). */
export function cloudNote(words: Words, { host }: SettingsState): TemplateResult | typeof nothing {
  if (host.deployment !== 'cloud') return nothing;
  const { cloud } = host.articles;
  const text = words.t('article');
  const link = cloud ? articleLink(cloud, text, `${text}: ${words.t('article.cloud')}`) : nothing;
  return note('plain', html`${words.t('cloud')} ${link}`);
}
