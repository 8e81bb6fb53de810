import { isMailError, type MailErrorDetails } from '@mail-settings/core';
import { html, nothing, type TemplateResult } from 'lit';
import type { PageKey } from '../text/keys.ts';
import type { Words } from '../text/text.ts';
import { note } from './note.ts';
import { supportButton } from './support-button.ts';

/**
 * Why a call could not be done, in words that say what to do next; those of the service itself are quoted, as plain text.
 * Anything that is no MailError is a fault of the application.
 */
export function failureText(words: Words, error: unknown): string {
  const key = failureKey(words, error);
  const { url = '', requestId, ...details } = detailsOf(error);
  if (key === 'error.unknown') return words.t(key) + (requestId ? ` (${requestId})` : '');
  const lines = words.lines(key, { url, said: saidBy(words, details) });
  return lines.slice(0, url ? 2 : 1).join(' ');
}

/** A thing could not be loaded or done: why, a button to try again, and where only support can help what it will ask for. */
export function failureNote(words: Words, error: unknown, again?: () => void): TemplateResult {
  const isForSupport = failureKey(words, error) === 'error.unknown';
  const retry = again
    ? html`<button class="btn sm" type="button" @click=${again}>${words.t('try-again')}</button>`
    : nothing;
  return note(
    'err',
    html`<b>${words.t('error.load')}</b> ${failureText(words, error)}${again || isForSupport ? html`<div class="row">${retry}${isForSupport ? supportButton(words, error) : nothing}</div>` : nothing}`,
  );
}

/**
 * Code or words of a part could not be fetched. Chromium remembers that for as long as the page lives, so that trying
 * again helps in other browsers only; a reload helps in all of them.
 */
export const unfetchedNote = (words: Words, again: () => void): TemplateResult =>
  note(
    'err',
    html`${words.t('error.unfetched')}<div class="row"><button class="btn sm" type="button" @click=${again}>${words.t('try-again')}</button>${reloadButton(words.t('reload'))}</div>`,
  );

/** The same where not even the words of the page could be fetched. */
export function unfetchedPage(lang: string): TemplateResult {
  const [said, reload] = lang.startsWith('ru')
    ? ['Часть страницы не загрузилась. Проверьте сеть и обновите страницу.', 'Обновить страницу']
    : ['Part of this page could not be loaded. Check your network, then reload the page.', 'Reload the page'];
  return note('err', html`${said}<div class="row">${reloadButton(reload)}</div>`);
}

/** What is not saved asks before the page goes. */
const reloadButton = (text: string | undefined): TemplateResult =>
  html`<button class="btn sm" type="button" @click=${() => location.reload()}>${text}</button>`;

function failureKey(words: Words, error: unknown): PageKey {
  const code: string = isMailError(error) ? error.code : '';
  if (code === 'feature-off') return 'not-available';
  const key = `error.${code === 'overloaded' ? 'store-unavailable' : code}`;
  const isSilent = quoting.has(code) && saidBy(words, detailsOf(error)) === '';
  if (words.has(key) && !isSilent) return key;
  return quoting.has(code) || ofService.has(code) ? 'error.service' : 'error.unknown';
}

const detailsOf = (error: unknown): MailErrorDetails => (isMailError(error) ? error.details : {});

/** The service's own words, else the number it answered with. */
const saidBy = (words: Words, { serviceMessage, serviceCode }: MailErrorDetails): string =>
  serviceMessage ? words.t('error.said', { text: serviceMessage }) : `${serviceCode ?? ''}`;

/** What the service refused for a reason that only its own words tell. */
const quoting: ReadonlySet<string> = new Set(['domain-list-failed', 'domain-add-failed', 'unexpected-code']);

const ofService: ReadonlySet<string> = new Set([
  'key-rejected',
  'auth-key-rejected',
  'service-inactive',
  'service-unreachable',
  'service-failed',
  'answer-unreadable',
  'rate-limited',
]);
