import type { GeneralField } from '@mail-settings/core';
import { html, nothing, type TemplateResult } from 'lit';
import { note } from '../parts/note.ts';
import type { TabKey } from '../text/keys.ts';
import { capital, type Words } from '../text/text.ts';
import { type Facts, faultsOf, type GeneralRow } from './faults.ts';

/**
 * What the last save led to: fields it found malformed, or the state it was answered with, and then what was found
 * later. It stays until the next one, since nothing above the focus may move while somebody types.
 */
export type Summary = GeneralField[] | Facts;

/** The note above the form after a save; its links lead to the rows. Its id is `summary`. */
export function summaryNote(
  words: Words<TabKey<'general'>>,
  summary: Summary,
  goTo: (row: GeneralRow) => void,
): TemplateResult {
  const isRefused = Array.isArray(summary);
  const entries = isRefused
    ? summary.map((row) => ({ row, text: words.t(`field.${row}`) }))
    : faultsOf(summary).map(({ row, reason }) => ({
        row,
        text: capital(words.t(row === 'senderEmail' ? 'field.senderEmail' : `reason.${reason}`)),
      }));
  const onlySender = !isRefused && entries.every(({ row }) => row === 'senderEmail');
  const title = isRefused
    ? `${words.t('save.failed')} ${words.t('save.fields', { count: entries.length })}`
    : words.t(entries.length === 0 ? doneKey(summary) : onlySender ? 'save.done.sender' : 'save.done.failed');
  const links = entries.map(
    ({ row, text }) =>
      html`<li><a href="#${row}" @click=${(event: Event) => {
        event.preventDefault();
        goTo(row);
      }}>${text}</a></li>`,
  );
  return note(
    entries.length === 0 ? 'ok' : onlySender ? 'warn' : 'err',
    html`<b>${title}</b>${links.length > 0 ? html`<ul>${links}</ul>` : nothing}`,
    'summary',
  );
}

/** What to say where nothing is wrong. */
const doneKey = ({ connection: { sending, responses } }: Facts) =>
  sending.state === 'active' && responses.state === 'active' ? 'save.done.active' : 'save.done';
