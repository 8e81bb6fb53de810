import type { SecretView } from '@mail-settings/core';
import { html, nothing, type TemplateResult } from 'lit';
import type { TabKey } from '../text/keys.ts';
import type { Words } from '../text/text.ts';
import { describedBy, type Message, messageText, textInput } from './field.ts';

/** A stored key: never shown, replaced by typing another, kept while the input is empty, removed only on request. */
export type SecretField = {
  id: string;
  label: string;
  stored: SecretView;
  /** What was typed; `null` where the stored key is to be removed. */
  draft: string | null | undefined;
  /** The stored key is being replaced: the input is open, empty or not. */
  replacing: boolean;
  readOnly: boolean;
  message?: Message | undefined;
  on: {
    replace(): void;
    cancel(): void;
    input(text: string): void;
    remove(): void;
    enter(): void;
  };
};

/** Whether the row's label can name an input. */
export const secretHasInput = ({ stored, draft, replacing, readOnly }: SecretField): boolean =>
  !readOnly && draft !== null && (!stored.isSet || replacing);

export function secretField(words: Words<TabKey<'general'>>, field: SecretField): TemplateResult {
  const { id, message } = field;
  return html`<div class="secret">${control(words, field)}</div>${messageText(id, message)}${
    field.replacing && field.stored.isSet && field.draft !== null
      ? html`<p class="under"><button class="link" type="button" @click=${field.on.remove}>${words.t('secret.remove')}</button></p>`
      : nothing
  }`;
}

function control(words: Words<TabKey<'general'>>, field: SecretField): TemplateResult {
  const { id, label, stored, draft, on, message } = field;
  if (draft === null) {
    return html`<div class="box"><span>${words.t('secret.removed')}</span></div>
      <button class="btn" type="button" id=${id} @click=${on.cancel}>${words.t('secret.cancel')}</button>`;
  }
  if (secretHasInput(field)) {
    return html`${textInput({
      id,
      value: draft ?? '',
      message,
      placeholder: words.t('secret.paste'),
      onInput: on.input,
      onEnter: on.enter,
    })}${stored.isSet ? html`<button class="btn" type="button" @click=${on.cancel}>${words.t('secret.cancel')}</button>` : nothing}`;
  }
  return html`<div class="box">${shown(words, stored)}</div>${
    field.readOnly
      ? nothing
      : html`<button class="btn" type="button" id=${id} aria-label=${words.t('secret.replace.of', { field: label })} aria-describedby=${describedBy(id, message)} @click=${on.replace}>${words.t('secret.replace')}</button>`
  }`;
}

function shown(words: Words<TabKey<'general'>>, { isSet, last4 }: SecretView): TemplateResult {
  if (!isSet) return html`<span class="muted">${words.t('group.unconfigured')}</span>`;
  const text =
    last4 === null
      ? words.t('secret.set')
      : words.rich('secret.ends', { last4: html`<span class="mono">${last4}</span>` });
  return html`<span class="muted" aria-hidden="true">••••••••</span><span>${text}</span>`;
}
