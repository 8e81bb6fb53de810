import { isMailError, type LaunchView, type ReadinessItem, type ReadinessReport } from '@mail-settings/core';
import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import { GoToEvent, LaunchChangeEvent, RefreshEvent } from '../events.ts';
import { base } from '../parts/base.styles.ts';
import { buttons, cards, fields, notes, statuses } from '../parts/controls.styles.ts';
import { failureText } from '../parts/failure.ts';
import { type Mark, mark, status } from '../parts/icons.ts';
import { MailPart } from '../parts/mail-part.ts';
import { note } from '../parts/note.ts';
import { tokens } from '../parts/tokens.styles.ts';
import { fromSelect, mailingSelect, newKey, senderText } from '../readiness/choice.ts';
import { sending } from '../readiness/readiness.styles.ts';
import type { Choice, Mailings } from '../readiness/readiness.ts';
import { itemText, itemTitle, openItems, places } from '../readiness/readiness-list.ts';

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
export class MailLaunch extends MailPart {
  static override styles = [tokens, base, buttons, statuses, notes, fields, cards, sending];
  static override properties: PropertyDeclarations = {
    report: { attribute: false },
    mailings: { attribute: false },
    choice: { attribute: false },
    launches: { attribute: false },
    isChooser: { attribute: false },
    isOpen: { state: true },
    ticked: { state: true },
    busy: { state: true },
    problem: { state: true },
    stopping: { state: true },
  };

  report: ReadinessReport | undefined;
  mailings: Mailings | undefined;
  choice: Choice | undefined;
  launches: readonly LaunchView[] = [];
  /** The choice of mailing and sender is here; else it is beside the test email. */
  isChooser = false;
  private isOpen = false;
  private ticked: ReadonlySet<string> = new Set();
  private busy = false;
  private problem: string | undefined;
  private stopping: ReadonlySet<string> = new Set();
  /** One key for each time the dialog is opened: pressing twice, or again after a lost answer, launches once. */
  #key = '';

  protected override render(): TemplateResult {
    const { words } = this.given;
    return html`<section class="card" aria-labelledby="title">
      <div class="card-head"><div><h2 id="title">${words.t('launch.title')}</h2><p>${words.t('launch.text')}</p></div></div>
      <div class="card-body stack">${this.mailings?.available === false ? note('plain', words.t('launch.no-mailings')) : this.#offer()}${this.#runs()}</div>
    </section>${this.#dialog()}`;
  }

  #offer(): TemplateResult {
    const { words } = this.given;
    const { mailing, from } = this.choice ?? {};
    const why = this.#reasons();
    const chooser = html`<div class="form">${fromSelect(words, this.mailings ?? {}, { mailing, from })}${mailingSelect(words, this.mailings ?? {}, { mailing, from }, false)}</div>`;
    return html`${this.isChooser ? chooser : nothing}
      ${mailing === undefined ? nothing : html`<dl class="facts-list">${this.#facts()}<dt>${words.t('launch.recipients')}</dt><dd class="num">${words.number(mailing.recipients)}</dd></dl>`}
      <button class="btn primary" type="button" id="launch" aria-disabled=${why.length > 0 ? 'true' : nothing} aria-describedby="why" @click=${why.length > 0 ? undefined : this.#open}>${words.t('launch.open')}</button>
      <div id="why">${why.map((text) => html`<p class="msg why">${mark('err')}<span>${text}</span></p>`)}</div>`;
  }

  #facts(): TemplateResult | typeof nothing {
    const { words } = this.given;
    const { mailing, from } = this.choice ?? {};
    if (mailing === undefined || from === undefined) return nothing;
    return html`<dt>${words.t('send.mailing')}</dt><dd><b>${mailing.name}</b></dd><dt>${words.t('send.from')}</dt><dd>${senderText(from)}</dd>`;
  }

  /** The button stays reachable; why it does nothing stands beneath it, with the way to each open point. */
  #reasons(): unknown[] {
    const { words } = this.given;
    if (!this.may('send')) return [words.t('error.not-allowed')];
    if (this.choice?.mailing === undefined || this.report === undefined) return [words.t('launch.choose')];
    const open = openItems(this.report, 'block');
    if (open.length === 0) return [];
    const links = open.map((item, at) => html`${at > 0 ? ', ' : nothing}${this.#link(item)}`);
    return [html`${words.t('launch.open-points', { count: open.length })} ${links}.`];
  }

  #link(item: ReadinessItem): TemplateResult {
    const [tab, field] = places[item.id];
    return html`<button class="link" type="button" @click=${() => this.dispatchEvent(new GoToEvent(tab, field))}>${itemTitle(this.given.words, item)}</button>`;
  }

  #dialog(): TemplateResult | typeof nothing {
    const { words } = this.given;
    const { mailing, from } = this.choice ?? {};
    if (!this.isOpen || mailing === undefined || from === undefined || this.report === undefined)
      return nothing;
    const warnings = openItems(this.report, 'warn');
    const ready = this.report.canLaunch && warnings.every(({ id }) => this.ticked.has(id)) && !this.busy;
    return html`<dialog aria-labelledby="question" @close=${this.#closed}>
      <header><h2 id="question">${words.t('launch.question', { count: mailing.recipients })}</h2><p>${words.t('launch.at-once')}</p></header>
      <div class="body">
        <dl class="facts-list">${this.#facts()}${this.#domainFact()}${this.#testFact()}</dl>
        ${warnings.map((item) => this.#warning(item, mailing.recipients))}
        ${this.problem === undefined ? nothing : note('err', html`<b>${words.t('launch.failed')}</b> ${this.problem}`)}
      </div>
      <footer>
        <button class="btn" type="button" id="cancel" @click=${this.#close}>${words.t('secret.cancel')}</button>
        <button class="btn primary" type="button" ?disabled=${!ready} @click=${this.#launch}>${words.t(this.busy ? 'launch.launching' : 'launch.launch')}</button>
      </footer>
    </dialog>`;
  }

  #domainFact(): TemplateResult | typeof nothing {
    const { words } = this.given;
    const item = this.report?.items.find(({ id }) => id === 'from-domain-verified');
    const domain = item?.params.domain;
    if (item === undefined || domain === undefined) return nothing;
    return html`<dt>${words.t('launch.domain')}</dt><dd>${status(item.state === 'met' ? 'ok' : 'err', words.t(item.state === 'met' ? 'launch.domain.verified' : 'launch.domain.not', { domain }))}</dd>`;
  }

  #testFact(): TemplateResult {
    const { words } = this.given;
    const { mailing } = this.choice ?? {};
    const last = this.launches.find(({ launch }) => launch.test && launch.mailing?.id === mailing?.id);
    const [shape, word] =
      last === undefined
        ? (['off', words.t('launch.test.none')] as const)
        : last.counts.failed > 0
          ? (['warn', words.t('send.not-delivered', { count: last.counts.failed })] as const)
          : last.counts.delivered > 0
            ? (['ok', words.t('launch.test.delivered')] as const)
            : (['wait', words.t('launch.test.sent')] as const);
    return html`<dt>${words.t('launch.test')}</dt><dd>${status(shape, word)} ${last ? html`<span class="muted num">${words.when(last.launch.createdAt)}</span>` : nothing}</dd>`;
  }

  #warning(item: ReadinessItem, count: number): TemplateResult {
    const { words } = this.given;
    const { id } = item;
    const tick = (event: Event & { target: HTMLInputElement }) => {
      const others = [...this.ticked].filter((other) => other !== id);
      this.ticked = new Set(event.target.checked ? [...others, id] : others);
    };
    const accept = id === 'daily-limit' ? words.t('launch.accept-all', { count }) : words.t('launch.accept');
    return note(
      'warn',
      html`<b>${itemTitle(words, item)}.</b> ${itemText(words, item)}${id === 'daily-limit' ? ` ${words.t('launch.rest')}` : nothing}
      <label class="accept"><input class="tick" type="checkbox" .checked=${this.ticked.has(id)} @change=${tick}><span>${accept}</span></label>`,
    );
  }

  #runs(): TemplateResult[] {
    const { words } = this.given;
    return this.launches
      .filter(({ launch }) => !launch.test)
      .slice(0, shownLaunches)
      .map(({ launch, counts }) => {
        const { id, state, unknown, recipients, sent } = launch;
        const runs = state === 'preparing' || state === 'sending' || state === 'queued';
        const numbers = (['delivered', 'opened', 'clicked', 'failed', 'waiting'] as const).map(
          (name) =>
            html`<dt>${words.t(`launch.count.${name}`)}</dt><dd class="num">${words.number(counts[name])}</dd>`,
        );
        return html`<div class="run stack">
          <div class="row between"><b>${launch.mailing?.name}</b><span role="status">${status(marks[state], words.t(`launch.state.${state}`))}</span></div>
          <dl class="facts-list"><dt>${words.t('launch.started')}</dt><dd class="num">${words.when(launch.createdAt)}</dd><dt>${words.t('launch.sent')}</dt><dd class="num">${words.t('ready.met', { met: sent, all: recipients })}</dd>${numbers}</dl>
          ${unknown > 0 ? note('warn', words.t('launch.unknown', { count: unknown })) : nothing}
          ${launch.error === null ? nothing : note('err', html`${words.t('launch.ended', { code: launch.error })}`)}
          ${runs && this.may('send') ? html`<button class="btn sm" type="button" ?disabled=${this.stopping.has(id)} @click=${() => this.#stop(id)}>${words.t('launch.stop')}</button>` : nothing}
        </div>`;
      });
  }

  readonly #open = async (): Promise<void> => {
    this.#key = newKey();
    this.ticked = new Set();
    this.problem = undefined;
    this.isOpen = true;
    await this.updateComplete;
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
    const { setup } = this.given;
    const { mailing, from } = this.choice ?? {};
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
      this.problem = this.#refusal(error);
    } finally {
      this.busy = false;
    }
  };

  /** What the server found by now is asked for again, so that the open points and the ticks are there. */
  #refusal(error: unknown): string {
    const { words } = this.given;
    if (!isMailError(error)) return failureText(words, error);
    if (error.code !== 'not-ready' && error.code !== 'warning-not-acknowledged')
      return failureText(words, error);
    this.dispatchEvent(new RefreshEvent());
    return words.t(`error.${error.code}`);
  }

  async #stop(id: string): Promise<void> {
    this.stopping = new Set([...this.stopping, id]);
    try {
      this.dispatchEvent(new LaunchChangeEvent(await this.attempt(this.given.setup.stopLaunch({ id }))));
    } catch {
      this.stopping = new Set([...this.stopping].filter((other) => other !== id));
    }
  }
}
