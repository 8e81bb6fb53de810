import type { SettingsState } from '@mail-settings/core';
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { UnsavedChangeEvent } from '../events.ts';

type Host = ReactiveControllerHost & HTMLElement & { state: SettingsState | undefined };

/**
 * What was typed and not saved yet, beside what the host has. Fields without a draft follow the host; a draft stays
 * until it is saved, discarded, or typed back to the saved value. Leaving the page with a draft asks first.
 */
export class FormController<T extends object> implements ReactiveController {
  draft: Partial<T> = {};
  saving = false;
  /** The error of the last save; gone with the next edit of anything. */
  failure: unknown;
  readonly #host: Host;
  readonly #revisionOf: (state: SettingsState) => string;
  /** The revision the draft began with: what others saved since then must not be overwritten unseen. */
  #revision: string | undefined;

  constructor(host: Host, revisionOf: (state: SettingsState) => string) {
    this.#host = host;
    this.#revisionOf = revisionOf;
    host.addController(this);
  }

  hostConnected(): void {
    if (this.isDirty) addEventListener('beforeunload', askBeforeLeaving);
  }

  hostDisconnected(): void {
    removeEventListener('beforeunload', askBeforeLeaving);
  }

  get changed(): (keyof T)[] {
    return Object.keys(this.draft) as (keyof T)[];
  }

  get isDirty(): boolean {
    return this.changed.length > 0;
  }

  /** `saved` is the value the host has now. */
  set<F extends keyof T>(field: F, value: T[F], saved: T[F]): void {
    const wasDirty = this.isDirty;
    const { [field]: _, ...others } = this.draft;
    this.draft = (value === saved ? others : { ...this.draft, [field]: value }) as Partial<T>;
    this.failure = undefined;
    const { state } = this.#host;
    if (!wasDirty && state) this.#revision = this.#revisionOf(state);
    this.#changed(wasDirty);
  }

  discard(): void {
    const wasDirty = this.isDirty;
    this.draft = {};
    this.failure = undefined;
    this.#changed(wasDirty);
  }

  /** Something else than a save failed, on the way to one. */
  fail(error: unknown): void {
    this.failure = error;
    this.#host.requestUpdate();
  }

  /** After somebody else's save was seen: the next save goes over it. */
  rebase(state: SettingsState): void {
    this.#revision = this.#revisionOf(state);
  }

  /** Sends the draft. What was typed meanwhile stays a draft. The answer, or undefined where it failed (see `failure`). */
  async save(
    state: SettingsState,
    send: (draft: Partial<T>, revision: string) => Promise<SettingsState>,
  ): Promise<SettingsState | undefined> {
    if (this.saving) return undefined;
    const sent = this.draft;
    this.saving = true;
    this.failure = undefined;
    this.#host.requestUpdate();
    try {
      const answer = await send(sent, this.#revision ?? this.#revisionOf(state));
      this.draft = Object.fromEntries(
        Object.entries(this.draft).filter(([field, value]) => value !== sent[field as keyof T]),
      ) as Partial<T>;
      this.#revision = this.#revisionOf(answer);
      return answer;
    } catch (error) {
      this.failure = error;
      return undefined;
    } finally {
      this.saving = false;
      this.#changed(true);
    }
  }

  #changed(wasDirty: boolean): void {
    this.#host.requestUpdate();
    if (wasDirty === this.isDirty) return;
    if (this.isDirty) addEventListener('beforeunload', askBeforeLeaving);
    else removeEventListener('beforeunload', askBeforeLeaving);
    this.#host.dispatchEvent(new UnsavedChangeEvent(this.isDirty));
  }
}

function askBeforeLeaving(event: BeforeUnloadEvent): void {
  event.preventDefault();
}
