import { isMailError, type SettingsState } from '@mail-settings/core';
import type { TemplateResult } from 'lit';
import { SettingsSavedEvent, StateChangeEvent } from '../events.ts';
import type { Words } from '../text/text.ts';
import { failureText } from './failure.ts';
import { FormController } from './form-controller.ts';
import type { MailPart } from './mail-part.ts';
import { saveBar } from './save-bar.ts';

/**
 * A small section with a save bar of its own. After a conflict the newest state is shown, and the bar says whose it
 * is: Discard takes theirs, another Save puts mine over it.
 */
export class SectionForm<T extends object> extends FormController<T> {
  readonly #part: MailPart;
  readonly #section: 'responses' | 'monitoring';

  constructor(part: MailPart, section: 'responses' | 'monitoring') {
    super(part, ({ revisions }) => revisions[section]);
    this.#part = part;
    this.#section = section;
  }

  /** `problem` is what is wrong with what was typed; then nothing is sent. */
  bar(
    words: Words,
    names: string[],
    send: (draft: Partial<T>, revision: string) => Promise<SettingsState>,
    problem?: string,
  ): TemplateResult | symbol {
    const { failure } = this;
    const conflict = isMailError(failure, 'revision-conflict') ? failure.details.conflict : undefined;
    const who = conflict?.actor.name ?? conflict?.actor.id;
    const text = who === undefined ? failureText(words, failure) : words.t('conflict.title', { name: who });
    return saveBar(words, {
      names: this.isDirty ? names : [],
      saving: this.saving,
      problem: failure === undefined ? problem : text,
      onSave: () => void (problem === undefined && this.#send(send)),
      onDiscard: () => this.discard(),
    });
  }

  async #send(send: (draft: Partial<T>, revision: string) => Promise<SettingsState>): Promise<void> {
    const part = this.#part;
    const { state, setup } = part;
    if (state === undefined || setup === undefined) return;
    const answer = await this.save(state, (draft, revision) => part.attempt(send(draft, revision)));
    if (answer !== undefined) part.dispatchEvent(new SettingsSavedEvent(this.#section, answer));
    else if (isMailError(this.failure, 'revision-conflict')) {
      const newest = await setup.readState({}).catch(() => state);
      this.rebase(newest);
      part.dispatchEvent(new StateChangeEvent(newest));
    }
  }
}
