import { isMailError } from '@mail-settings/core';
import { html, nothing, type TemplateResult } from 'lit';
import type { Words } from '../text/text.ts';
import { note } from './note.ts';

/** Why a call could not be done, in words that say what to do next. Anything that is no MailError is a fault of the application. */
export function failureText(words: Words, error: unknown): string {
  const { code, details } = isMailError(error) ? error : { code: '', details: {} };
  if (code === 'feature-off') return words.t('not-available');
  const named = `error.${code === 'overloaded' ? 'store-unavailable' : code}`;
  const { url = '' } = details;
  if (words.has(named))
    return words
      .lines(named, { url })
      .slice(0, url ? 2 : 1)
      .join(' ');
  if (ofService.has(code)) return words.t('error.service');
  return words.t('error.unknown') + (details.requestId ? ` (${details.requestId})` : '');
}

/** A thing could not be loaded or done: why, and a button to try again. */
export const failureNote = (words: Words, error: unknown, again?: () => void): TemplateResult =>
  note(
    'err',
    html`<b>${words.t('error.load')}</b> ${failureText(words, error)}${again ? html`<div class="row"><button class="btn sm" type="button" @click=${again}>${words.t('try-again')}</button></div>` : nothing}`,
  );

const ofService: ReadonlySet<string> = new Set([
  'key-rejected',
  'auth-key-rejected',
  'service-inactive',
  'service-unreachable',
  'service-failed',
  'answer-unreadable',
  'rate-limited',
  'unexpected-code',
]);
