import { html, type TemplateResult } from 'lit';
import { icon, mark } from '../parts/icons.ts';
import type { TabKey } from '../text/keys.ts';
import type { Words } from '../text/text.ts';
import type { Choice, Mailings, Sender } from './sending-part.ts';

/** "Example Shop <hello@example.com>". */
export const senderText = ({ name, email }: Sender): string => (name === '' ? email : `${name} <${email}>`);

/** The choice of the sender; an `input` event tells it: unlike `change` it leaves a shadow root. */
export function fromSelect(
  words: Words<TabKey<'launch'>>,
  { senders = [] }: Partial<Mailings>,
  { from }: Choice,
): TemplateResult {
  const known =
    from === undefined || senders.some(({ email }) => email === from.email) ? senders : [from, ...senders];
  return select(
    words.t('send.from'),
    'from',
    known.map((sender) => ({
      value: sender.email,
      text: senderText(sender),
      isChosen: sender.email === from?.email,
    })),
  );
}

/** The choice of the mailing; with `builtIn` also of none, for a test of the way alone. */
export function mailingSelect(
  words: Words<TabKey<'launch'>>,
  { mailings = [] }: Partial<Mailings>,
  { mailing }: Choice,
  builtIn: boolean,
): TemplateResult {
  const options = mailings.map(({ id, name }) => ({ value: id, text: name, isChosen: id === mailing?.id }));
  const none = builtIn
    ? [{ value: '', text: words.t('send.built-in'), isChosen: mailing === undefined }]
    : [];
  return select(words.t('send.mailing'), 'mailing', [...options, ...none]);
}

type Option = { value: string; text: string; isChosen: boolean };

const select = (label: string, name: string, options: Option[]): TemplateResult =>
  html`<div><label for=${name}>${label}</label><span class="select"><select class="input" id=${name} name=${name}>${options.map(({ value, text, isChosen }) => html`<option value=${value} ?selected=${isChosen} .selected=${isChosen}>${text}</option>`)}</select>${icon('down')}</span></div>`;

/** Why a button does nothing, beneath it; the button names this as its description. */
export const reasonList = (reasons: unknown[]): TemplateResult =>
  html`<div id="why">${reasons.map((reason) => html`<p class="msg why">${mark('err')}<span>${reason}</span></p>`)}</div>`;

/** A key that makes a repeated call harmless; also on pages without https, where `randomUUID` is missing. */
export const newKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join(
    '',
  );
