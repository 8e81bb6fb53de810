import { isMailError, type MailSetup, type SettingsState } from '@mail-settings/core';
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { LoginNeededEvent } from '../events.ts';
import { CallLog } from '../support/call-log.ts';

type Host = ReactiveControllerHost & HTMLElement & { setup: MailSetup | undefined; now: () => Date };

/** Milliseconds between two reads of the state, while it is visible. */
const pollTime = 30_000;

/**
 * Holds the one state of the page and keeps it fresh: read at first, when the page becomes visible again, and every
 * half minute. A failed read keeps the last state. An answer that was asked for before a newer one came is dropped.
 */
export class StateController implements ReactiveController {
  state: SettingsState | undefined;
  /** UTC ISO time the state came in. */
  readAt = '';
  /** Why the last read failed; undefined after one that worked. */
  failure: unknown;
  checking = false;
  /** The host's setup, with each call noted in `log`; for this page and its parts. */
  setup: MailSetup | undefined;
  log: CallLog;
  readonly #host: Host;
  /** The setup as the host gave it. */
  #given: MailSetup | undefined;
  #turn = 0;
  #reading: AbortController | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(host: Host) {
    this.#host = host;
    this.log = this.#newLog();
    host.addController(this);
  }

  hostConnected(): void {
    document.addEventListener('visibilitychange', this.#readAgain);
    this.#timer = setInterval(this.#readAgain, pollTime);
    if (this.state !== undefined) this.#readAgain();
  }

  hostDisconnected(): void {
    document.removeEventListener('visibilitychange', this.#readAgain);
    clearInterval(this.#timer);
    this.#reading?.abort();
  }

  hostUpdate(): void {
    if (this.#host.setup === this.#given) return;
    this.#given = this.#host.setup;
    this.log = this.#newLog();
    this.setup = this.#given && this.log.watch(this.#given);
    this.state = undefined;
    this.failure = undefined;
    this.#turn += 1;
    void this.read();
  }

  readonly #readAgain = (): void => {
    if (document.visibilityState === 'visible' && !this.checking) void this.read();
  };

  async read(): Promise<void> {
    const { setup } = this;
    if (setup === undefined) return;
    const turn = this.#turn;
    this.#reading?.abort();
    this.#reading = new AbortController();
    const { signal } = this.#reading;
    try {
      const state = await setup.readState({}, { signal });
      if (turn === this.#turn && !signal.aborted) this.accept(state);
    } catch (error) {
      if (turn === this.#turn && !signal.aborted) this.#fail(error);
    }
  }

  /** Asks the service anew, with what is saved. Old results stay visible meanwhile. */
  async check(): Promise<void> {
    const { setup } = this;
    if (setup === undefined || this.checking) return;
    this.checking = true;
    this.#host.requestUpdate();
    try {
      const state = await setup.checkSettings({});
      if (setup === this.setup) this.accept(state);
    } catch (error) {
      if (setup === this.setup) this.#fail(error);
    } finally {
      this.checking = false;
      this.#host.requestUpdate();
    }
  }

  /** Takes the answer of an operation; whatever was asked for earlier no longer counts. */
  accept(state: SettingsState): void {
    this.#turn += 1;
    this.state = state;
    this.readAt = this.#host.now().toISOString();
    this.failure = undefined;
    this.#host.requestUpdate();
  }

  #newLog(): CallLog {
    return new CallLog(() => this.#host.now());
  }

  #fail(error: unknown): void {
    const isNew = !isMailError(this.failure, 'login-needed');
    this.failure = error;
    this.#host.requestUpdate();
    if (isNew && isMailError(error, 'login-needed')) this.#host.dispatchEvent(new LoginNeededEvent());
  }
}
