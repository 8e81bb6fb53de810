import { html, nothing, type TemplateResult } from 'lit';
import { GoToEvent, StateChangeEvent } from '../events.ts';
import { askButton } from '../parts/ask-button.ts';
import { failureNote } from '../parts/failure.ts';
import type { Message } from '../parts/field.ts';
import type { MailPart } from '../parts/mail-part.ts';
import type { TabKey } from '../text/keys.ts';
import { faultMessage, senderStatus } from './faults.ts';

/** The check of the default sender address by the button “Check email”: its state, and what to say of the address. */
export class SenderCheck {
  readonly #part: MailPart<TabKey<'general'>>;
  /** What came of the last press, until the address is edited. */
  #outcome: 'empty' | 'unsaved' | 'asked' | undefined;
  #isBusy = false;
  /** Why the check could not be asked for. */
  #failure: unknown;

  constructor(part: MailPart<TabKey<'general'>>) {
    this.#part = part;
  }

  /** The address is another one now. */
  forget(): void {
    this.#outcome = undefined;
    this.#part.requestUpdate();
  }

  /** The same check as of everything else, with what is saved; what is only typed is judged by its form. */
  async press(typed: string, isSaved: boolean): Promise<void> {
    const part = this.#part;
    const isEmpty = typed.trim() === '';
    this.#outcome = isEmpty ? 'empty' : isSaved ? 'asked' : 'unsaved';
    this.#failure = undefined;
    this.#isBusy = this.#outcome === 'asked';
    part.requestUpdate();
    if (!this.#isBusy) return part.focusField('senderEmail');
    try {
      part.dispatchEvent(new StateChangeEvent(await part.attempt(part.given.setup.checkSettings({}))));
    } catch (error) {
      this.#failure = error;
    } finally {
      this.#isBusy = false;
      part.requestUpdate();
    }
  }

  /** The status of the address; with `press` the button beside it. */
  head(press: (() => void) | undefined): TemplateResult {
    const { words, state } = this.#part.given;
    const button = press ? askButton(words, words.t('sender.check'), this.#isBusy, press, 'sm') : nothing;
    return html`<div class="row"><span role="status">${senderStatus(words, state.sender)}</span>${button}</div>`;
  }

  /** As the product: a check that somebody pressed is answered in full, one that ran by itself only in the status. */
  message(isSaved: boolean): Message | undefined {
    const { words, state } = this.#part.given;
    const { sender, host } = state;
    if (this.#outcome === 'empty') return { kind: 'err', text: words.t('issue.empty') };
    const waits = sender.reason === 'needs-service' && isSaved && this.#outcome === 'asked' && !this.#isBusy;
    if (this.#outcome === 'unsaved' || waits) {
      const [text = '', next] = words.lines(waits ? 'sender.no-answer' : 'sender.unsaved');
      return { kind: 'warn', text, next };
    }
    if (!isSaved || sender.reason === 'unexpected-code') return undefined;
    const message = faultMessage(words, sender, '');
    const canGo = sender.reason === 'sender-not-checked' && host.features.domains;
    if (message === undefined || !canGo) return message;
    const apply = () => this.#part.dispatchEvent(new GoToEvent('domains'));
    return { ...message, fix: { label: words.t('sender.records'), apply } };
  }

  /** What stands under the field and is no fault of the address. */
  notes(isSaved: boolean): TemplateResult {
    const { words, state } = this.#part.given;
    const { reason, serviceCode } = state.sender;
    return html`${
      isSaved && reason === 'unexpected-code'
        ? html`<p class="under">${words.t('sender.not-offered', { code: `${serviceCode ?? '?'}` })}</p>`
        : nothing
    }${this.#failure === undefined ? nothing : html`<div class="under">${failureNote(words, this.#failure)}</div>`}`;
  }
}
