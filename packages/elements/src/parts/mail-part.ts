import { isMailError, type MailSetup, type Right, type SettingsState } from '@mail-settings/core';
import { LitElement, type PropertyDeclarations } from 'lit';
import { FocusLostEvent, LoginNeededEvent } from '../events.ts';
import type { PageKey, TextKey, TextParams } from '../text/keys.ts';
import type { Words } from '../text/text.ts';

/** What every part is given. */
export type Given<K extends TextKey = PageKey> = { setup: MailSetup; state: SettingsState; words: Words<K> };

/** Base of the parts of the page: they show what they were given and say what happened. Draws nothing before. */
export abstract class MailPart<K extends TextKey = PageKey> extends LitElement {
  static override properties: PropertyDeclarations = { page: { attribute: false } };

  /**
   * What the part works with. A new object each time the page draws, even where nothing in it has changed: compare its
   * `setup` or `state` with the one before, never the object itself.
   */
  page: Given<K> | undefined;

  protected override shouldUpdate(): boolean {
    return this.page !== undefined;
  }

  get given(): Given<K> {
    if (this.page === undefined) throw new TypeError(`<${this.localName}> has no page yet`);
    return this.page;
  }

  protected t(key: K, params?: TextParams): string {
    return this.given.words.t(key, params);
  }

  protected may(right: Right): boolean {
    return this.given.state.host.may.includes(right);
  }

  /** Waits for an operation; tells the host where a login is needed. The error is thrown on. */
  async attempt<T>(operation: Promise<T>): Promise<T> {
    try {
      return await operation;
    } catch (error) {
      if (isMailError(error, 'login-needed')) this.dispatchEvent(new LoginNeededEvent());
      throw error;
    }
  }

  /** Waits until what failed was tried again, by a button that is gone then where it helped. */
  protected async tryAgain(trial: Promise<unknown>): Promise<void> {
    await trial;
    await this.updateComplete;
    this.dispatchEvent(new FocusLostEvent());
  }

  /** Moves the focus to the control with this id, once it is drawn. */
  async focusField(id: string): Promise<void> {
    await this.updateComplete;
    const found = this.renderRoot.querySelector<HTMLElement>(`#${CSS.escape(id)}`);
    found?.focus();
    found?.scrollIntoView({ block: 'nearest' });
  }
}
