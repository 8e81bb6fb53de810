import { Task } from '@lit/task';
import type { OperationAnswer } from '@mail-settings/core';
import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import { failureNote } from '../parts/failure.ts';
import { fieldName } from '../parts/field-name.ts';
import { MailPart } from '../parts/mail-part.ts';
import { shared } from '../parts/styles.ts';
import type { PageKey, TabKey } from '../text/keys.ts';

type Change = OperationAnswer<'listChanges'>['changes'][number];

/** Changes shown before somebody asks for all. */
const shownAtFirst = 10;

/** Where a section of the settings is found. */
const tabs: Readonly<Record<string, PageKey>> = {
  general: 'tab.general',
  responses: 'tab.access',
  monitoring: 'tab.monitoring',
};

/** The account of changes: who saved which fields and when, newest first; never a value. Read anew after each save. */
export class MailChanges extends MailPart<TabKey<'general'>> {
  static override styles = shared;
  static override properties: PropertyDeclarations = { isFull: { state: true } };

  private isFull = false;

  readonly #changes = new Task(this, {
    args: () => [this.page?.setup, JSON.stringify(this.page?.state.revisions)] as const,
    task: async ([setup], { signal }) => setup && (await this.attempt(setup.listChanges({}, { signal }))),
  });

  protected override render(): TemplateResult {
    const { words } = this.given;
    const { value, error } = this.#changes;
    if (error !== undefined)
      return html`<div class="card-body">${failureNote(words, error, () => this.tryAgain(this.#changes.run()))}</div>`;
    if (value === undefined)
      return html`<div class="card-body" role="status" aria-label=${words.t('loading')}><span class="skel"></span><span class="skel"></span></div>`;
    const changes = value.changes.toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at));
    if (changes.length === 0) return html`<p class="card-body muted">${words.t('changes.none')}</p>`;
    const shown = this.isFull ? changes : changes.slice(0, shownAtFirst);
    return html`<ul>${shown.map((change) => this.#row(change))}</ul>${
      shown.length < changes.length
        ? html`<div class="card-foot"><button class="link" type="button" @click=${this.#showAll}>${words.t('changes.all', { count: changes.length })}</button></div>`
        : nothing
    }`;
  }

  #row({ at, actor, section, fields }: Change): TemplateResult {
    const { words } = this.given;
    const tab = tabs[section];
    const place = tab ? words.t(tab) : section;
    const names = words.list(fields.map((field) => fieldName(words, field)));
    const what = names === place ? place : `${place}: ${names}`;
    return html`<li class="field change"><span class="num muted">${words.when(at)}</span><span class="ctl">${what}</span><span class="muted">${actor.name || actor.id}</span></li>`;
  }

  /** The button goes; the focus moves to the first row that came. */
  readonly #showAll = async (): Promise<void> => {
    this.isFull = true;
    await this.updateComplete;
    const row = this.renderRoot.querySelectorAll<HTMLElement>('li')[shownAtFirst];
    row?.setAttribute('tabindex', '-1');
    row?.focus();
  };
}

/** The element of this part, loaded when somebody opens it. */
export const tags = { 'mail-changes': MailChanges } as const;
