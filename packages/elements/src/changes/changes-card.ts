import { Task, TaskStatus } from '@lit/task';
import { html, nothing, type TemplateResult } from 'lit';
import { unfetchedNote } from '../parts/failure.ts';
import { icon } from '../parts/icons.ts';
import type { MailPart } from '../parts/mail-part.ts';
import { register } from '../tabs/register.ts';
import type { TabKey } from '../text/keys.ts';

/** A card that is closed until somebody wants to know who changed what; its content is loaded then. */
export class ChangesCard {
  readonly #part: MailPart<TabKey<'general'>>;
  #isOpen = false;
  readonly #load: Task<readonly [boolean], boolean>;

  constructor(part: MailPart<TabKey<'general'>>) {
    this.#part = part;
    this.#load = new Task(part, {
      args: () => [this.#isOpen] as const,
      task: async ([isOpen]) => {
        if (isOpen) register((await import('./changes.ts')).tags);
        return isOpen;
      },
    });
  }

  render(): TemplateResult {
    const { words } = this.#part.given;
    const [title, about] = words.lines('changes');
    return html`<details class="card" @toggle=${this.#onToggle}><summary class="card-head"><div><h2>${title}</h2><p>${about}</p></div>${icon('chevron')}</summary>${this.#isOpen ? this.#content() : nothing}</details>`;
  }

  #content(): TemplateResult {
    const { page, given } = this.#part;
    return this.#load.status === TaskStatus.ERROR
      ? html`<div class="card-body">${unfetchedNote(given.words, () => this.#load.run())}</div>`
      : html`<mail-changes .page=${page}></mail-changes>`;
  }

  readonly #onToggle = ({ target }: Event): void => {
    this.#isOpen = target instanceof HTMLDetailsElement && target.open;
    this.#part.requestUpdate();
  };
}
