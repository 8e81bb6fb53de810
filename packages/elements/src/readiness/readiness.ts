import { Task, TaskStatus } from '@lit/task';
import type { LaunchView, MailSetup } from '@mail-settings/core';
import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import { GoToEvent, type LaunchChangeEvent } from '../events.ts';
import { skeleton } from '../parts/card.ts';
import { failureNote } from '../parts/failure.ts';
import { MailPart } from '../parts/mail-part.ts';
import { shared } from '../parts/styles.ts';
import type { TabKey } from '../text/keys.ts';
import { sending } from './readiness.styles.ts';
import { places, readinessList } from './readiness-list.ts';
import type { Choice, Mailings, Sender } from './sending-part.ts';

/** How often the numbers of something under way are read. */
const followTime = 5_000;

/**
 * The Launch readiness tab: what is still missing, the test email, the launch and its numbers.
 *
 * @fires mail-go-to - the person wants to see where an item is put right
 */
export class MailReadiness extends MailPart<TabKey<'launch'>> {
  static override styles = [shared, sending];
  static override properties: PropertyDeclarations = {
    hasDraft: { attribute: false },
    mailingId: { state: true },
    fromEmail: { state: true },
    launches: { state: true },
  };

  /** Something on the page is not saved; a test uses what is. */
  hasDraft = false;
  private mailingId: string | null | undefined;
  private fromEmail: string | undefined;
  private launches: readonly LaunchView[] = [];
  #timer: ReturnType<typeof setInterval> | undefined;
  #setup: MailSetup | undefined;

  readonly #mailings = new Task(this, {
    args: () => [this.page?.setup] as const,
    task: async ([setup], { signal }) => setup && (await this.attempt(setup.listMailings({}, { signal }))),
  });

  /** Weighed anew when another mailing or sender is chosen, and when the state has changed. */
  readonly #readiness = new Task(this, {
    args: () => {
      const { mailing, from } = this.#choice;
      const { connection, endpoint, domains, monitoring } = this.page?.state ?? {};
      return [
        this.page?.setup,
        mailing?.id,
        from?.email,
        JSON.stringify([connection, endpoint, domains, monitoring]),
      ] as const;
    },
    task: async ([setup, mailing, from], { signal }) =>
      setup &&
      (await this.attempt(
        setup.readReadiness({ ...(mailing && { mailing }), ...(from && { from }) }, { signal }),
      )),
  });

  override connectedCallback(): void {
    super.connectedCallback();
    this.#timer = setInterval(() => {
      const isSeen = document.visibilityState === 'visible' && this.checkVisibility();
      if (isSeen && this.launches.some(isUnderWay)) void this.#readLaunches();
    }, followTime);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#timer);
  }

  protected override updated(): void {
    const { setup } = this.given;
    if (setup === this.#setup) return;
    this.#setup = setup;
    void this.#readLaunches();
  }

  protected override render(): TemplateResult {
    const { words, state } = this.given;
    const { value: report, error } = this.#readiness;
    const choice = this.#choice;
    const { test, launch } = state.host.features;
    return html`<div class="cols wide-start" @mail-launch-change=${this.#onLaunch}>
      ${report ? readinessList(words, report, (id) => this.dispatchEvent(new GoToEvent(...places[id]))) : error === undefined ? skeleton : failureNote(words, error, () => this.tryAgain(this.#readiness.run()))}
      <div class="stack">
        ${this.#mailings.status === TaskStatus.ERROR ? failureNote(words, this.#mailings.error, () => this.tryAgain(this.#mailings.run())) : nothing}
        ${test ? html`<mail-test-send .page=${this.page} .report=${report} .mailings=${this.#offered} .choice=${choice} .launches=${this.launches} .hasDraft=${this.hasDraft} @input=${this.#onChoice}></mail-test-send>` : nothing}
        ${launch ? html`<mail-launch .page=${this.page} .report=${report} .mailings=${this.#offered} .choice=${choice} .launches=${this.launches} @input=${this.#onChoice} @mail-refresh=${() => this.#readiness.run()}></mail-launch>` : nothing}
      </div>
    </div>`;
  }

  /** The host's mailings and senders, and the default sender address where that is none of them. */
  get #offered(): Partial<Mailings> {
    const { value } = this.#mailings;
    const { senderEmail } = this.page?.state.general ?? {};
    if (value === undefined || !senderEmail || senderOf(value.senders, senderEmail)) return value ?? {};
    return { ...value, senders: [...value.senders, { email: senderEmail, name: '' }] };
  }

  /** The first mailing until another is chosen; its own sender until another is, without a mailing the default one. */
  get #choice(): Choice {
    const { mailings = [], senders = [] } = this.#offered;
    const { senderEmail } = this.page?.state.general ?? {};
    const mailing =
      this.mailingId === null ? undefined : (mailings.find(({ id }) => id === this.mailingId) ?? mailings[0]);
    const from =
      senderOf(senders, this.fromEmail) ?? mailing?.from ?? senderOf(senders, senderEmail) ?? senders[0];
    return { mailing, from };
  }

  readonly #onChoice = (event: Event): void => {
    const [select] = event.composedPath();
    if (!(select instanceof HTMLSelectElement)) return;
    if (select.name === 'from') this.fromEmail = select.value;
    else {
      this.mailingId = select.value === '' ? null : select.value;
      this.fromEmail = undefined;
    }
  };

  readonly #onLaunch = ({ view }: LaunchChangeEvent): void => {
    const others = this.launches.filter(({ launch }) => launch.id !== view.launch.id);
    this.launches = [view, ...others];
  };

  async #readLaunches(): Promise<void> {
    const known = this.launches;
    try {
      const { launches } = await this.given.setup.listLaunches({});
      // something was launched meanwhile: the next read has it
      if (known === this.launches) this.launches = launches;
    } catch {
      // the numbers stay as they are; what is wrong is said by the other calls
    }
  }
}

const senderOf = (senders: readonly Sender[], address: string | null | undefined): Sender | undefined =>
  senders.find(({ email }) => email.toLowerCase() === address?.toLowerCase());

const isUnderWay = ({ launch: { state } }: LaunchView): boolean =>
  state === 'preparing' || state === 'sending' || state === 'queued';
