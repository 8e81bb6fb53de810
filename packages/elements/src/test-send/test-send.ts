import { isMailError, type LaunchView, type ReadinessReport } from '@mail-settings/core';
import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import { LaunchChangeEvent } from '../events.ts';
import { base } from '../parts/base.styles.ts';
import { buttons, cards, fields, notes, statuses } from '../parts/controls.styles.ts';
import { failureText } from '../parts/failure.ts';
import { icon, mark } from '../parts/icons.ts';
import { MailPart } from '../parts/mail-part.ts';
import { note } from '../parts/note.ts';
import { tokens } from '../parts/tokens.styles.ts';
import { fromSelect, mailingSelect, newKey } from '../readiness/choice.ts';
import { sending } from '../readiness/readiness.styles.ts';
import type { Choice, Mailings } from '../readiness/readiness.ts';
import { itemTitle } from '../readiness/readiness-list.ts';

/** More is refused by the host (`sendTest`). */
const mostAddresses = 10;

/**
 * The test email: of the chosen mailing, or of a built-in text, to at most ten addresses, by the saved settings.
 *
 * @fires mail-launch-change - the service has accepted it
 */
export class MailTestSend extends MailPart {
  static override styles = [tokens, base, buttons, statuses, notes, fields, cards, sending];
  static override properties: PropertyDeclarations = {
    report: { attribute: false },
    mailings: { attribute: false },
    choice: { attribute: false },
    launches: { attribute: false },
    hasDraft: { attribute: false },
    to: { state: true },
    typed: { state: true },
    busy: { state: true },
    problem: { state: true },
    asks: { state: true },
    sentId: { state: true },
  };

  report: ReadinessReport | undefined;
  mailings: Mailings | undefined;
  choice: Choice | undefined;
  launches: readonly LaunchView[] = [];
  hasDraft = false;
  private to: readonly string[] = [];
  private typed = '';
  private busy = false;
  private problem: string | undefined;
  /** Something is not saved, and the person has not yet said that it does not matter. */
  private asks = false;
  private sentId: string | undefined;
  /** Kept until a call was answered, so that trying again after a lost answer sends nothing twice. */
  #key = newKey();

  protected override render(): TemplateResult {
    const { words } = this.given;
    const { choice = { mailing: undefined, from: undefined }, mailings = {} } = this;
    const why = this.#reasons();
    return html`<section class="card" aria-labelledby="title">
      <div class="card-head"><div><h2 id="title">${words.t('send.title')}</h2><p>${words.t('send.text')}</p></div></div>
      <div class="card-body form">
        ${fromSelect(words, mailings, choice)}
        <div><label for="to">${words.t('send.to')}</label>${this.#chips()}</div>
        ${mailingSelect(words, mailings, choice, true)}
        <div class="row"><button class="btn" type="button" id="send" aria-disabled=${why.length > 0 || this.busy ? 'true' : nothing} aria-describedby="why" @click=${() => this.#send()}>${this.busy ? mark('spin') : icon('send')}${words.t(this.busy ? 'send.sending' : 'send.send')}</button></div>
        <div id="why">${why.map((text) => html`<p class="msg why">${mark('err')}<span>${text}</span></p>`)}</div>
        ${this.#outcome()}
      </div>
    </section>`;
  }

  #chips(): TemplateResult {
    const { words } = this.given;
    return html`<div class="input chips">${this.to.map(
      (address) =>
        html`<span class="chip">${address}<button class="icon" type="button" aria-label=${words.t('send.remove', { address })} @click=${() => this.#remove(address)}>${icon('close', 12)}</button></span>`,
    )}<input id="to" type="text" inputmode="email" autocomplete="off" autocapitalize="off" spellcheck="false" .value=${this.typed}
      @input=${(event: InputEvent & { target: HTMLInputElement }) => this.#type(event.target)} @change=${() => this.#take()} @keydown=${this.#onKeydown}></div>`;
  }

  #outcome(): TemplateResult | typeof nothing {
    const { words } = this.given;
    if (this.asks) {
      const again = () => {
        this.asks = false;
        void this.#send(true);
      };
      return note(
        'warn',
        html`<b>${words.t('send.draft')}</b> ${words.t('send.draft.text')}<div class="row"><button class="btn sm" type="button" @click=${again}>${words.t('send.draft.send')}</button></div>`,
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
      html`<b>${words.t('send.accepted', { sent: launch.sent, count: launch.recipients })}</b> ${words.t('send.at', { time: words.time(launch.createdAt) })} <span class="muted">${said}</span>`,
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

  readonly #onKeydown = (event: KeyboardEvent): void => {
    if (event.isComposing) return;
    if (['Enter', ',', ';', ' '].includes(event.key)) {
      event.preventDefault();
      this.#take();
    } else if (event.key === 'Backspace' && this.typed === '') {
      this.to = this.to.slice(0, -1);
    }
  };

  #type(input: HTMLInputElement): void {
    this.typed = input.value;
    if (!/[,;\s]./.test(input.value)) return;
    this.#take(); // pasted: several at once
    input.value = this.typed;
  }

  #take(): void {
    const typed = this.typed.split(/[,;\s]+/).filter((address) => address !== '');
    const good = typed.filter((address) => /^[^@]+@[^@]+$/.test(address));
    this.to = [...new Set([...this.to, ...good])].slice(0, mostAddresses);
    this.typed = typed.filter((address) => !good.includes(address)).join(' ');
    this.#reset();
  }

  #remove(address: string): void {
    this.to = this.to.filter((other) => other !== address);
    this.#reset();
    void this.focusField('to');
  }

  #reset(): void {
    this.problem = undefined;
    this.asks = false;
    this.#key = newKey();
  }

  async #send(isAgreed = false): Promise<void> {
    const { words, setup } = this.given;
    if (this.busy || this.#reasons().length > 0) return;
    this.problem = undefined;
    const { from, mailing } = this.choice ?? {};
    if (this.to.length === 0 || this.typed !== '' || from === undefined) {
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
          to: [...this.to],
          idempotencyKey: this.#key,
          ...(mailing && { mailing: mailing.id }),
        }),
      );
      this.#key = newKey();
      this.sentId = view.launch.id;
      this.dispatchEvent(new LaunchChangeEvent(view));
    } catch (error) {
      this.problem = this.#refusal(error);
    } finally {
      this.busy = false;
    }
  }

  #refusal(error: unknown): string {
    const { words } = this.given;
    if (!isMailError(error)) return failureText(words, error);
    if (error.code === 'not-ready') return words.t('error.not-ready');
    return error.code === 'invalid' ? words.t('send.refused') : failureText(words, error);
  }
}
