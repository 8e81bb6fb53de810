import { isMailError, type SettingsState } from '@mail-settings/core';
import { html, nothing, type ReactiveController, type TemplateResult } from 'lit';
import { SettingsSavedEvent, StateChangeEvent, UnsavedChangeEvent } from '../events.ts';
import { failureText } from './failure.ts';
import { fieldName } from './field-name.ts';
import { status } from './icons.ts';
import type { MailPart } from './mail-part.ts';
import { note } from './note.ts';

/**
 * One section of the settings: what was typed and not saved yet, beside what the host has, and the save bar. Fields
 * without a draft follow the host; a draft stays until it is saved, discarded, or typed back to the saved value.
 * Leaving the page with a draft asks first.
 */
export class SectionForm<T extends object> implements ReactiveController {
  draft: Partial<T> = {};
  saving = false;
  #isSaved = false;
  /** The error of the last save; gone with the next edit of anything. */
  failure: unknown;
  readonly #part: MailPart;
  readonly #section: SettingsSavedEvent['section'];
  /** The revision the draft began with: what others saved since then must not be overwritten unseen. */
  #revision: string | undefined;

  constructor(part: MailPart, section: SettingsSavedEvent['section']) {
    this.#part = part;
    this.#section = section;
    part.addController(this);
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
    this.#isSaved = false;
    if (!wasDirty) this.#revision = this.#part.page?.state.revisions[this.#section];
    this.#update(wasDirty);
  }

  discard(): void {
    const wasDirty = this.isDirty;
    this.draft = {};
    this.failure = undefined;
    this.#update(wasDirty);
  }

  /**
   * Sends the draft; what is typed meanwhile stays one. The answer, or undefined where it failed (see `failure`).
   * After a conflict the newest state is shown beside the draft, and another save goes over it.
   */
  async save(
    send: (draft: Partial<T>, revision: string) => Promise<SettingsState>,
  ): Promise<SettingsState | undefined> {
    const part = this.#part;
    if (this.saving) return undefined;
    const sent = this.draft;
    this.saving = true;
    part.requestUpdate();
    try {
      const answer = await part.attempt(
        send(sent, this.#revision ?? part.given.state.revisions[this.#section]),
      );
      this.draft = Object.fromEntries(
        Object.entries(this.draft).filter(([field, value]) => value !== sent[field as keyof T]),
      ) as Partial<T>;
      this.failure = undefined;
      this.#revision = answer.revisions[this.#section];
      part.dispatchEvent(new SettingsSavedEvent(this.#section, answer));
      return answer;
    } catch (error) {
      this.failure = error;
      if (isMailError(error, 'revision-conflict')) await this.#meet();
      return undefined;
    } finally {
      this.saving = false;
      this.#update(true);
    }
  }

  /** Saves, and says so where the focus then is: the bar with its button is gone. */
  async saveAndSay(send: Parameters<SectionForm<T>['save']>[0]): Promise<void> {
    this.#isSaved = (await this.save(send)) !== undefined && !this.isDirty;
    this.#part.requestUpdate();
    if (this.#isSaved) await this.#part.focusField('summary');
  }

  /** What `saveAndSay` says, until the next change. */
  savedNote(): TemplateResult | typeof nothing {
    return this.#isSaved
      ? note('ok', html`<b>${this.#part.given.words.t('save.done')}</b>`, 'summary')
      : nothing;
  }

  /** The bar at the bottom, while there is something to save. `problem`: why what was typed cannot be saved as it is. */
  bar(
    names: string[],
    onSave: () => void,
    problem?: string,
    onDiscard = () => {
      this.discard();
      this.#part.renderRoot.querySelector('input')?.focus();
    },
  ): TemplateResult | typeof nothing {
    const { words } = this.#part.given;
    if (!this.isDirty) return nothing;
    const isConflict = isMailError(this.failure, 'revision-conflict');
    const why =
      problem ?? (isConflict ? this.#conflictText() : this.failure && failureText(words, this.failure));
    const said = why
      ? status('err', html`<b>${words.t('save.failed')}</b> ${why}`)
      : html`${status('wait', html`<b>${words.t('save.unsaved')}</b>`)} <span>${words.list(names)}</span>`;
    return html`<div class="savebar" role="region" aria-label=${words.t('save.region')}>
      <p aria-live="polite">${said}</p>
      <div class="row">
        <button class="btn quiet" type="button" @click=${onDiscard} ?disabled=${this.saving}>${words.t(isConflict ? 'conflict.theirs' : 'discard')}</button>
        <button class="btn primary" type="button" @click=${this.saving ? undefined : onSave} aria-disabled=${this.saving ? 'true' : nothing}>${words.t(this.saving ? 'saving' : isConflict ? 'conflict.mine' : 'save')}</button>
      </div>
    </div>`;
  }

  async #meet(): Promise<void> {
    try {
      const newest = await this.#part.given.setup.readState({});
      this.#revision = newest.revisions[this.#section];
      this.#part.dispatchEvent(new StateChangeEvent(newest));
    } catch {
      // the conflict stays: the next save meets it again
    }
  }

  /** Who saved which fields, and when. */
  #conflictText(): string {
    const { words } = this.#part.given;
    const { conflict } = isMailError(this.failure) ? this.failure.details : {};
    if (conflict === undefined) return failureText(words, this.failure);
    const { actor, fields, at } = conflict;
    return words.t('conflict', {
      name: actor.name ?? actor.id,
      fields: words.list(fields.map((field) => fieldName(words, field))),
      when: words.when(at),
    });
  }

  #update(wasDirty: boolean): void {
    this.#part.requestUpdate();
    if (wasDirty === this.isDirty) return;
    if (this.isDirty) addEventListener('beforeunload', askBeforeLeaving);
    else removeEventListener('beforeunload', askBeforeLeaving);
    this.#part.dispatchEvent(new UnsavedChangeEvent(this.isDirty));
  }
}

function askBeforeLeaving(event: BeforeUnloadEvent): void {
  event.preventDefault();
}
