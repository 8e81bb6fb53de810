import { isMailError, readEmailAddress } from '@mail-settings/core';
import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import { LaunchChangeEvent } from '../events.ts';
import { card } from '../parts/card.ts';
import { failureText } from '../parts/failure.ts';
import { icon, mark } from '../parts/icons.ts';
import { note } from '../parts/note.ts';
import { fromSelect, mailingSelect, newKey, reasonList } from '../readiness/choice.ts';
import { itemTitle } from '../readiness/readiness-list.ts';
import { SendingPart } from '../readiness/sending-part.ts';

/** More is refused by the host (`sendTest`). */
const mostAddresses = 10;

/**
 * The test email: of the chosen mailing, or of a built-in text, to at most ten addresses, by the saved settings.
 *
 * @fires mail-launch-change - the service has accepted it
 */
export class MailTestSend extends SendingPart {
  static override properties: PropertyDeclarations = {
    hasDraft: { attribute: false },
    chosen: { state: true },
    typed: { state: true },
    asks: { state: true },
    sentId: { state: true },
  };

  hasDraft = false;
  private chosen: readonly string[] = [];
  /** What is not a whole address yet, with commas, semicolons or spaces between. */
  private typed = '';
  /** Something is not saved, and the person has not yet said that it does not matter. */
  private asks = false;
  private sentId: string | undefined;
  /** Kept until a call was answered, so that trying again after a lost answer sends nothing twice. */
  #key = newKey();

  protected override render(): TemplateResult {
    const { words } = this.given;
    const { choice, mailings } = this;
    const why = this.#reasons();
    return card(
      words,
      'send',
      html`<div class="card-body form">
        ${fromSelect(words, mailings, choice)}
        <div><label for="to">${words.t('send.to')}</label>${this.#addresses()}</div>
        ${mailingSelect(words, mailings, choice, true)}
        <div class="row"><button class="btn" type="button" id="send" aria-disabled=${why.length > 0 || this.busy ? 'true' : nothing} aria-describedby="why" @click=${() => this.#send()}>${this.busy ? mark('spin') : icon('send')}${words.t('send.send')}</button></div>
        ${reasonList(why)}${this.#outcome()}
      </div>`,
    );
  }

  /** Whole addresses become chips; what is typed stays text until it is one. */
  #addresses(): TemplateResult {
    const { words } = this.given;
    const chip = (address: string) =>
      html`<li class="chip">${address}<button class="icon" type="button" aria-label=${words.t('send.remove', { address })} @click=${() => this.#remove(address)}>${icon('close', 12)}</button></li>`;
    return html`<ul class="input chips" @click=${this.#onClick}>${this.chosen.map(chip)}<li class="typing"><input id="to" type="text" inputmode="email" autocomplete="off" autocapitalize="off" spellcheck="false" .value=${this.typed}
      @input=${(event: InputEvent & { target: HTMLInputElement }) => this.#take(event.target, false)}
      @change=${(event: Event & { target: HTMLInputElement }) => this.#take(event.target, true)}
      @keydown=${this.#onKeydown}></li></ul>`;
  }

  #outcome(): TemplateResult | typeof nothing {
    const { words } = this.given;
    if (this.asks) {
      const again = () => {
        this.asks = false;
        void this.focusField('send');
        void this.#send(true);
      };
      return note(
        'warn',
        html`${words.t('send.draft')}<div class="row"><button class="btn sm" type="button" @click=${again}>${words.t('send.draft.send')}</button></div>`,
      );
    }
    if (this.problem !== undefined)
      return note('err', html`<b>${words.t('send.failed')}</b> ${this.problem}`);
    const view = this.launches.find(({ launch }) => launch.id === this.sentId);
    if (view === undefined) return nothing;
    const { launch, counts } = view;
    const said = [
      words.t('send.delivered', { count: counts.delivered }),
      counts.failed > 0 ? words.t('send.not-delivered', { count: counts.failed }) : '',
    ].join(' ');
    return note(
      'ok',
      html`<b>${words.t('send.accepted', { sent: launch.sent, count: launch.recipients })}</b> ${words.when(launch.createdAt)}. <span class="muted">${said}</span>`,
    );
  }

  #reasons(): string[] {
    const { words } = this.given;
    if (!this.may('send')) return [words.t('error.not-allowed')];
    const open = this.report?.items.filter(({ test, state }) => test === 'block' && state !== 'met') ?? [];
    return open.length === 0
      ? []
      : [words.t('send.needs', { items: words.list(open.map((item) => itemTitle(words, item))) })];
  }

  /** Takes what is a whole address out of the text. Unless `isDone`, what follows the last separator is still being typed. */
  #take(input: HTMLInputElement, isDone: boolean): void {
    const pieces = input.value.split(/[,;\s]+/);
    const rest = isDone ? [] : pieces.splice(-1);
    const read = pieces.map((text) => ({ text, address: readEmailAddress(text)?.address }));
    const whole = read.flatMap(({ address }) => address ?? []);
    const others = read.flatMap(({ text, address }) => (address || text === '' ? [] : text));
    this.chosen = [...new Set([...this.chosen, ...whole])];
    this.typed = [...others, ...rest].join(' ');
    // the value that was drawn last may be this one already, so that drawing would leave the input as it is
    if (whole.length > 0) input.value = this.typed;
    this.#change();
  }

  /** The box around looks like the input. */
  readonly #onClick = (event: Event): void => {
    if (event.target === event.currentTarget) void this.focusField('to');
  };

  readonly #onKeydown = (event: KeyboardEvent & { target: HTMLInputElement }): void => {
    if (event.key === 'Enter' && !event.isComposing) this.#take(event.target, true);
    const last = this.chosen.at(-1);
    if (event.key === 'Backspace' && event.target.value === '' && last !== undefined) this.#remove(last);
  };

  #remove(address: string): void {
    this.chosen = this.chosen.filter((other) => other !== address);
    this.#change();
    void this.focusField('to');
  }

  #change(): void {
    this.problem = undefined;
    this.asks = false;
    this.#key = newKey();
  }

  async #send(isAgreed = false): Promise<void> {
    const { words, setup } = this.given;
    if (this.busy || this.#reasons().length > 0) return;
    this.problem = undefined;
    const { from, mailing } = this.choice;
    const input = this.renderRoot.querySelector<HTMLInputElement>('#to');
    if (input && input.value !== '') this.#take(input, true);
    const to = [...this.chosen];
    const isFit = to.length > 0 && to.length <= mostAddresses && this.typed === '';
    if (!isFit || from === undefined) {
      this.problem = words.t(from === undefined ? 'send.no-sender' : 'send.no-address');
      return this.focusField('to');
    }
    this.asks = this.hasDraft && !isAgreed;
    if (this.asks) return;
    this.busy = true;
    try {
      const view = await this.attempt(
        setup.sendTest({
          from,
          to,
          idempotencyKey: this.#key,
          ...(mailing && { mailing: mailing.id }),
        }),
      );
      this.#key = newKey();
      this.sentId = view.launch.id;
      this.dispatchEvent(new LaunchChangeEvent(view));
    } catch (error) {
      this.problem = isMailError(error, 'invalid') ? words.t('send.refused') : failureText(words, error);
    } finally {
      this.busy = false;
    }
  }
}
