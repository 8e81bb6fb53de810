import { html, nothing, type TemplateResult } from 'lit';
import { mark } from './icons.ts';

/** A row of a form. With `control` an input of id `id`, the label belongs to it. */
export type FieldRow = {
  id: string;
  label: string;
  /** The word that marks a changed field. */
  edited?: string | false;
  /** The label names an input; else it stands beside a fact or several controls. */
  labels?: boolean;
  control: unknown;
  help?: unknown;
};

export const fieldRow = ({ id, label, edited, labels = false, control, help }: FieldRow): TemplateResult => {
  const words = html`${label}${edited ? html`<span class="dirty-mark">${edited}</span>` : nothing}`;
  return html`<div class="field">
    ${labels ? html`<label for=${id}>${words}</label>` : html`<div class="label" id="${id}-label">${words}</div>`}
    <div class="ctl">${control}</div>
    ${help ? html`<div class="help" id="${id}-help">${help}</div>` : nothing}
  </div>`;
};

/** What is wrong with the current value, or worth knowing about it. */
export type Message = {
  kind: 'err' | 'warn';
  text: string;
  next?: string | undefined;
  fix?: { label: string; apply(): void } | undefined;
};

export const messageText = (id: string, message: Message | undefined): TemplateResult | typeof nothing =>
  message === undefined
    ? nothing
    : html`<div class="msg ${message.kind}" id="${id}-message">${mark(message.kind)}<span>${message.text}${
        message.next ? html`<span class="next">${message.next}</span>` : nothing
      }${
        message.fix
          ? html`<span class="row"><button class="btn sm" type="button" @click=${message.fix.apply}>${message.fix.label}</button></span>`
          : nothing
      }</span></div>`;

/** Ids of what describes a control, for `aria-describedby`. */
export const describedBy = (id: string, message: Message | undefined): string =>
  message === undefined ? `${id}-help` : `${id}-message ${id}-help`;

/** A line of text for an address or a key: monospace, left to right, never corrected or filled in. */
export type TextInput = {
  id: string;
  value: string;
  message?: Message | undefined;
  placeholder?: string;
  readOnly?: boolean;
  onInput(text: string): void;
  /** Somebody has finished typing. */
  onChange?(): void;
  onEnter?(): void;
};

export const textInput = ({
  id,
  value,
  message,
  placeholder,
  readOnly,
  onInput,
  onChange,
  onEnter,
}: TextInput): TemplateResult =>
  html`<input class="input mono ${message?.kind ?? ''}" id=${id} type="text" .value=${value} placeholder=${placeholder ?? nothing}
    ?readonly=${readOnly} aria-invalid=${message === undefined ? nothing : 'true'} aria-describedby=${describedBy(id, message)}
    autocomplete="off" autocapitalize="off" spellcheck="false"
    @input=${(event: InputEvent & { target: HTMLInputElement }) => onInput(event.target.value)}
    @change=${onChange}
    @keydown=${(event: KeyboardEvent) => {
      if (event.key === 'Enter' && !event.isComposing) onEnter?.();
    }}>`;
