import { isMailError, type LaunchView, type ReadinessItem } from '@mail-settings/core';
import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import { GoToEvent, LaunchChangeEvent } from '../events.ts';
import { card } from '../parts/card.ts';
import { type Fact, factList } from '../parts/facts.ts';
import { failureText } from '../parts/failure.ts';
import { type Mark, mark, status } from '../parts/icons.ts';
import { note } from '../parts/note.ts';
import { fromSelect, mailingSelect, newKey, reasonList, senderText } from '../readiness/choice.ts';
import { itemText, itemTitle, openItems, places } from '../readiness/readiness-list.ts';
import { SendingPart } from '../readiness/sending-part.ts';
import type { TabKey } from '../text/keys.ts';

type Facts = readonly Fact<TabKey<'launch'>>[];

const marks: Record<LaunchView['launch']['state'], Mark> = {
  preparing: 'spin',
  sending: 'spin',
  queued: 'wait',
  completed: 'ok',
  stopped: 'off',
  expired: 'warn',
  failed: 'err',
};

/** Launches shown beneath the button. */
const shownLaunches = 5;

/**
 * The launch of a mailing: what is sent to how many, the button with what stops it, the dialog in which each warning
 * needs its tick, and the numbers of what runs.
 *
 * @fires mail-launch-change - a mailing was launched or stopped
 */
export class MailLaunch extends SendingPart {
  static override properties: PropertyDeclarations = {
    isOpen: { state: true },
    ticked: { state: true },
    asksStop: { state: true },
    stopping: { state: true },
    stopProblem: { state: true },
  };

  private isOpen = false;
  private ticked: readonly string[] = [];
  /** The launch somebody is asked about: to stop it cannot be undone. */
  private asksStop: string | undefined;
  private stopping: string | undefined;
  private stopProblem: { id: string; text: string } | undefined;
  /** One key for each time the dialog is opened: pressing twice, or again after a lost answer, launches once. */
  #key = '';

  protected override render(): TemplateResult {
    const { words } = this.given;
    const offer =
      this.mailings.available === false ? note('plain', words.t('launch.no-mailings')) : this.#offer();
    return html`${card(words, 'launch', html`<div class="card-body stack">${offer}${this.#runs()}</div>`)}${this.#dialog()}`;
  }

  #offer(): TemplateResult {
    const { words, state } = this.given;
    const { mailing } = this.choice;
    const why = this.#reasons();
    // the choice is beside the test email, where there is one
    const chooser = html`<div class="form">${fromSelect(words, this.mailings, this.choice)}${mailingSelect(words, this.mailings, this.choice, false)}</div>`;
    return html`${state.host.features.test ? nothing : chooser}
      ${mailing && factList(words, [...this.#facts, ['launch.recipients', words.number(mailing.recipients)]])}
      <button class="btn primary" type="button" id="launch" aria-disabled=${why.length > 0 ? 'true' : nothing} aria-describedby="why" @click=${why.length > 0 ? undefined : this.#open}>${words.t('launch.open')}</button>
      ${reasonList(why)}`;
  }

  get #facts(): Facts {
    const { mailing, from } = this.choice;
    return [
      ['send.mailing', html`<b>${mailing?.name}</b>`],
      ['send.from', from && senderText(from)],
    ];
  }

  /** The button stays reachable; why it does nothing stands beneath it, with the way to each open point. */
  #reasons(): unknown[] {
    const { words } = this.given;
    if (!this.may('send')) return [words.t('error.not-allowed')];
    if (this.mailings.available === undefined || this.report === undefined)
      return [words.t('launch.not-assessed')];
    if (this.choice.mailing === undefined) return [words.t('launch.choose')];
    const open = openItems(this.report, 'block');
    if (open.length === 0) return [];
    // a sign after a link stays on its line
    const links = open.map(
      (item, at) => html` <span class="keep">${this.#link(item)}${at < open.length - 1 ? ',' : '.'}</span>`,
    );
    return [html`${words.t('launch.open-points', { count: open.length })}${links}`];
  }

  #link(item: ReadinessItem): TemplateResult {
    return html`<button class="link" type="button" @click=${() => this.dispatchEvent(new GoToEvent(...places[item.id]))}>${itemTitle(this.given.words, item)}</button>`;
  }

  #dialog(): TemplateResult | typeof nothing {
    const { words } = this.given;
    const { mailing, from } = this.choice;
    if (!this.isOpen || mailing === undefined || from === undefined || this.report === undefined)
      return nothing;
    const warnings = openItems(this.report, 'warn');
    const ready = this.report.canLaunch && warnings.every(({ id }) => this.ticked.includes(id)) && !this.busy;
    return html`<dialog aria-labelledby="question" @close=${this.#closed}>
      <header><h2 id="question">${words.t('launch.question', { count: mailing.recipients })}</h2><p>${words.t('launch.at-once')}</p></header>
      <div class="body">
        ${factList(words, [...this.#facts, ...this.#proofs])}
        ${warnings.map((item) => this.#warning(item, mailing.recipients))}
        ${this.problem === undefined ? nothing : note('err', html`<b>${words.t('launch.failed')}</b> ${this.problem}`)}
      </div>
      <footer>
        <button class="btn" type="button" id="cancel" @click=${this.#close}>${words.t('secret.cancel')}</button>
        <button class="btn primary" type="button" ?disabled=${!ready} @click=${this.#launch}>${words.t('launch.launch')}</button>
      </footer>
    </dialog>`;
  }

  /** The sender's domain, and what became of the last test of this mailing. */
  get #proofs(): Facts {
    const { words } = this.given;
    const domain = this.report?.items.find(({ id }) => id === 'from-domain-verified')?.params.domain;
    const last = this.launches.find(
      ({ launch }) => launch.test && launch.mailing?.id === this.choice.mailing?.id,
    );
    const count = last?.counts.delivered ?? 0;
    const test = last
      ? html`${status(count > 0 ? 'ok' : 'wait', words.t('send.delivered', { count }))} <span class="muted">${words.when(last.launch.createdAt)}</span>`
      : status('off', words.t('launch.test.none'));
    const verified = domain === undefined ? '' : status('ok', words.t('launch.domain.verified', { domain }));
    return [
      ['launch.domain', verified],
      ['launch.test', test],
    ];
  }

  #warning(item: ReadinessItem, count: number): TemplateResult {
    const { words } = this.given;
    const { id } = item;
    const tick = (event: Event & { target: HTMLInputElement }) => {
      const others = this.ticked.filter((other) => other !== id);
      this.ticked = event.target.checked ? [...others, id] : others;
    };
    const rest = id === 'daily-limit' ? words.t('launch.rest') : '';
    return note(
      'warn',
      html`<b>${itemTitle(words, item)}.</b> ${itemText(words, item)} ${rest}
      <label class="accept"><input class="tick" type="checkbox" .checked=${this.ticked.includes(id)} @change=${tick}><span>${words.t('launch.accept-all', { count })}</span></label>`,
    );
  }

  #runs(): TemplateResult[] {
    const { words } = this.given;
    const own = this.launches.filter(({ launch }) => !launch.test).slice(0, shownLaunches);
    return own.map(({ launch, counts, serviceStops }) => {
      const { id, state, unknown, recipients, sent, error } = launch;
      const facts: Facts = [
        ['launch.started', words.when(launch.createdAt)],
        ['launch.sent', words.t('ready.met', { met: sent, all: recipients })],
        ['indicator.delivered', words.number(counts.delivered)],
        ['launch.opened', words.number(counts.opened)],
        ['launch.clicked', words.number(counts.clicked)],
        ['indicator.failed', words.number(counts.failed)],
        ['indicator.waiting', words.number(counts.waiting)],
      ];
      // Where the service cannot stop, there is nothing left to stop once it has all batches.
      const stoppable = serviceStops ? ['preparing', 'sending', 'queued'] : ['preparing', 'sending'];
      const canStop = this.may('send') && stoppable.includes(state);
      return html`<div class="run stack">
        <div class="row between"><b id="run-${id}" tabindex="-1">${launch.mailing?.name}</b><span role="status">${status(marks[state], words.t(`launch.state.${state}`))}</span></div>
        ${factList(words, facts)}
        ${unknown > 0 ? note('warn', words.t('launch.unknown', { count: unknown })) : nothing}
        ${error && note('err', words.t('launch.ended', { code: error }))}
        ${this.stopProblem?.id === id ? note('err', html`<b>${words.t('launch.not-stopped')}</b> ${this.stopProblem.text}`) : nothing}
        ${canStop ? this.#stopOffer(id, serviceStops) : nothing}
      </div>`;
    });
  }

  #stopOffer(id: string, serviceStops: boolean): TemplateResult {
    const { words } = this.given;
    const isBusy = this.stopping === id;
    if (this.asksStop !== id)
      return html`<button class="btn sm" type="button" id="stop-${id}" @click=${() => this.#askStop(id)}>${words.t('launch.stop')}</button>`;
    return note(
      'warn',
      html`${words.t(serviceStops ? 'launch.stop.question' : 'launch.stop.question-here')}<div class="row"><button class="btn sm" type="button" id="stop-yes-${id}" aria-disabled=${isBusy ? 'true' : nothing} @click=${() => this.#stop(id)}>${isBusy ? mark('spin') : nothing}${words.t('launch.stop.yes')}</button><button class="btn quiet sm" type="button" ?disabled=${isBusy} @click=${() => this.#keepRunning(id)}>${words.t('secret.cancel')}</button></div>`,
    );
  }

  #askStop(id: string): void {
    this.asksStop = id;
    this.stopProblem = undefined;
    void this.focusField(`stop-yes-${id}`);
  }

  #keepRunning(id: string): void {
    this.asksStop = undefined;
    void this.focusField(`stop-${id}`);
  }

  readonly #open = async (): Promise<void> => {
    this.#key = newKey();
    this.ticked = [];
    this.problem = undefined;
    this.isOpen = true;
    await this.updateComplete;
    if (!this.isConnected) return;
    const dialog = this.renderRoot.querySelector('dialog');
    dialog?.showModal();
    dialog?.querySelector<HTMLElement>('.tick, #cancel')?.focus();
  };

  readonly #close = (): void => this.renderRoot.querySelector('dialog')?.close();

  readonly #closed = (): void => {
    this.isOpen = false;
    void this.focusField('launch');
  };

  readonly #launch = async (): Promise<void> => {
    const { setup, words } = this.given;
    const { mailing, from } = this.choice;
    if (mailing === undefined || from === undefined || this.busy) return;
    this.busy = true;
    this.problem = undefined;
    try {
      const acknowledged = [...this.ticked];
      const view = await this.attempt(
        setup.launch({ mailing: mailing.id, from, idempotencyKey: this.#key, acknowledged }),
      );
      this.dispatchEvent(new LaunchChangeEvent(view));
      this.#close();
    } catch (error) {
      this.problem = failureText(words, error);
      // what the server found by now is asked for, so that the open points and the ticks are there
      if (isMailError(error, 'not-ready') || isMailError(error, 'warning-not-acknowledged'))
        this.dispatchEvent(new Event('mail-refresh'));
    } finally {
      this.busy = false;
    }
  };

  async #stop(id: string): Promise<void> {
    const { setup, words } = this.given;
    if (this.stopping !== undefined) return;
    this.stopping = id;
    this.stopProblem = undefined;
    try {
      this.dispatchEvent(new LaunchChangeEvent(await this.attempt(setup.stopLaunch({ id }))));
      this.asksStop = undefined;
      void this.focusField(`run-${id}`);
    } catch (error) {
      this.stopProblem = { id, text: failureText(words, error) };
    } finally {
      this.stopping = undefined;
    }
  }
}
