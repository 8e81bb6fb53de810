import { isMailError } from '@mail-settings/core';
import { html, nothing, type TemplateResult } from 'lit';
import { failureText } from '../parts/failure.ts';
import { describedBy, type Message, messageText } from '../parts/field.ts';
import { icon, type Mark, mark } from '../parts/icons.ts';
import type { MailPart } from '../parts/mail-part.ts';
import type { TabKey } from '../text/keys.ts';
import { addInTurn, type Outcome, type TypedName, typedNames } from './add-domains.ts';

/** What the row needs of the list it adds to. */
type List = {
  /** The domains that are in it. */
  known(): readonly string[];
  /** Adds one and gives the name it has in the list. */
  add(domain: string): Promise<string>;
  choose(domain: string): Promise<void>;
  /** Says what came of adding several, to those who do not see the list. */
  tell(text: string): void;
};

type Adding = {
  text: string;
  busy: boolean;
  /** About a single name. */
  message?: Message | undefined;
  /** Of several names: the place of the one that is being added, and what became of each. */
  at?: number | undefined;
  outcomes?: readonly Outcome[] | undefined;
  isStopped?: boolean;
};

/** The row in which new domains are typed, one or many: it is closed until somebody wants to add some. */
export class AddRow {
  readonly #part: MailPart<TabKey<'domains'>>;
  readonly #list: List;
  #adding: Adding | undefined;

  constructor(part: MailPart<TabKey<'domains'>>, list: List) {
    this.#part = part;
    this.#list = list;
  }

  get isOpen(): boolean {
    return this.#adding !== undefined;
  }

  open(): void {
    this.#show(this.#adding ?? { text: '', busy: false });
    void this.#focus();
  }

  render(): TemplateResult | typeof nothing {
    if (this.#adding === undefined) return nothing;
    const { words } = this.#part.given;
    const { text, busy, message, at, outcomes } = this.#adding;
    const button = (name: 'tick' | 'close', label: string, isOff: boolean, act: () => void) =>
      html`<button class="icon" type="button" aria-label=${label} title=${label} ?disabled=${isOff} @click=${act}>${name === 'tick' && busy ? mark('spin') : icon(name)}</button>`;
    const isMany = at !== undefined;
    const onKeydown = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') this.#giveUp();
      if (
        event.key !== 'Enter' ||
        event.shiftKey ||
        event.isComposing ||
        event.target instanceof HTMLButtonElement
      )
        return;
      event.preventDefault();
      void this.#add();
    };
    return html`<div class="add" @keydown=${onKeydown}>
      <label class="sr" for="new">${words.t('domains.new')}</label>
      <textarea class="input mono ${message?.kind ?? ''}" id="new" rows=${Math.min(text.split('\n').length, 6)} .value=${text} ?readonly=${busy}
        aria-invalid=${message === undefined ? nothing : 'true'} aria-describedby=${describedBy('new', message)}
        autocomplete="off" autocapitalize="off" spellcheck="false"
        @input=${(event: InputEvent & { target: HTMLTextAreaElement }) => {
          this.#show({ text: event.target.value, busy: false, outcomes });
        }}></textarea>
      ${button('tick', words.t('domains.save'), busy, () => this.#add())}${button('close', words.t(isMany ? 'domains.add.stop' : 'secret.cancel'), busy && !isMany, () => this.#giveUp())}
      ${messageText('new', message)}
      <p class="under" role="status">${this.#progress({ text, busy, at, outcomes })}</p>
      ${outcomes?.length ? html`<ul class="outcomes">${outcomes.map((one) => this.#outcome(one))}</ul>` : nothing}
      <p class="under" id="new-help">${words.t('domains.add.help')}</p>
    </div>`;
  }

  /** How many names there are, how far it is, and what is left in the end. */
  #progress({ text, busy, at, outcomes }: Adding): string {
    const { words } = this.#part.given;
    const names = this.#namesIn(text);
    if (busy && typeof at === 'number')
      return words.t('domains.add.busy', { at: at + 1, count: names.length, domain: names[at]?.typed ?? '' });
    if (outcomes !== undefined && text !== '' && names.length < 2) return words.t('domains.add.left');
    if (busy || names.length < 2) return '';
    const isRefused = (typed: string): boolean =>
      outcomes?.some((one) => one.typed === typed && one.state === 'refused') ?? false;
    const fresh = names.filter(({ ok, typed }) => ok && !isRefused(typed));
    if (outcomes !== undefined && fresh.length === 0) return words.t('domains.add.left');
    const others = names.filter((one) => !fresh.includes(one));
    const list = (isKnown: boolean): string =>
      words.list(
        others.flatMap((one) => ((!one.ok && one.code === 'duplicate') === isKnown ? one.typed : [])),
      );
    const [known, wrong] = [list(true), list(false)];
    return [
      words.t('domains.add.count', { count: fresh.length }),
      known && words.t('domains.add.known', { names: known }),
      wrong && words.t('domains.add.wrong', { names: wrong }),
    ]
      .filter(Boolean)
      .join(' ');
  }

  #outcome(outcome: Outcome): TemplateResult {
    const { words } = this.#part.given;
    const { typed, state } = outcome;
    if (outcome.state !== 'refused')
      return html`<li>${mark(outcomeMarks[state])}<span><span class="mono">${typed}</span> ${words.t(`domains.add.${outcome.state}`)}</span></li>`;
    const { text, fix } = this.#reason(outcome.code, outcome.suggestion, outcome.error, (suggestion) =>
      this.#replaceTyped(typed, suggestion),
    );
    return html`<li>${mark('err')}<span><span class="mono">${typed}</span> ${text}${fix ? html` <button class="btn sm" type="button" @click=${fix.apply}>${fix.label}</button>` : nothing}</span></li>`;
  }

  /** Stops a run after the name that is under way; else closes the row. */
  #giveUp(): void {
    const adding = this.#adding;
    if (adding?.busy && adding.at !== undefined) {
      this.#show({ ...adding, isStopped: true });
      return;
    }
    this.#show(undefined);
    void this.#part.focusField('add');
  }

  #namesIn(text: string): TypedName[] {
    return typedNames(text, this.#list.known());
  }

  async #add(): Promise<void> {
    const adding = this.#adding;
    if (adding === undefined || adding.busy) return;
    const names = this.#namesIn(adding.text);
    if (names.length > 1) return this.#addMany(adding.text, names);
    const domain = adding.text.trim();
    this.#show({ text: domain, busy: true });
    try {
      const added = await this.#list.add(domain);
      this.#show(undefined);
      await this.#list.choose(added);
    } catch (error) {
      this.#show({ text: domain, busy: false, message: this.#refusal(error) });
      await this.#focus();
    }
  }

  async #addMany(text: string, names: readonly TypedName[]): Promise<void> {
    const { words } = this.#part.given;
    const added: string[] = [];
    const outcomes = await addInTurn({
      names,
      add: async (domain) => added.push(await this.#list.add(domain)),
      tell: (at, known) => {
        const isStopped = this.#adding?.isStopped ?? false;
        this.#show({ text, busy: true, at, isStopped, outcomes: known.slice(0, at) });
      },
      isStopped: () => this.#adding?.isStopped ?? false,
    });
    const left = outcomes.filter(({ state }) => state === 'refused' || state === 'waits');
    const [first] = added;
    this.#list.tell(words.t('domains.add.done', { count: added.length }));
    if (added.length === outcomes.length) this.#show(undefined);
    else this.#show({ text: left.map(({ typed }) => typed).join('\n'), busy: false, outcomes });
    if (first !== undefined) await this.#list.choose(first);
    if (this.#adding !== undefined) await this.#focus();
  }

  #replaceTyped(typed: string, suggestion: string): void {
    const { text = '', outcomes = [] } = this.#adding ?? {};
    const lines = text.split('\n').map((line) => (line === typed ? suggestion : line));
    this.#show({
      text: lines.join('\n'),
      busy: false,
      outcomes: outcomes.filter((one) => one.typed !== typed),
    });
    void this.#focus();
  }

  /** Why one name could not be added. */
  #refusal(error: unknown): Message {
    const issue = isMailError(error, 'invalid') ? error.details.fields?.[0] : undefined;
    const suggestion = issue?.params?.suggestion;
    return this.#reason(
      issue?.code ?? '',
      suggestion === undefined ? undefined : `${suggestion}`,
      error,
      (instead) => {
        this.#show({ text: instead, busy: false });
        void this.#focus();
      },
    );
  }

  #reason(
    code: string,
    suggestion: string | undefined,
    error: unknown,
    use: (suggestion: string) => void,
  ): Message {
    const { words } = this.#part.given;
    // in the service's own words where it has any
    const of = isMailError(error) && !error.details.serviceMessage ? error.code : '';
    const key = [`issue.${code}`, `domains.error.${of}`].find(words.has);
    return {
      kind: 'err',
      text: key ? words.t(key) : code ? words.t('issue.not-idna') : failureText(words, error),
      fix: suggestion
        ? { label: words.t('issue.use', { value: suggestion }), apply: () => use(suggestion) }
        : undefined,
    };
  }

  #show(adding: Adding | undefined): void {
    this.#adding = adding;
    this.#part.requestUpdate();
  }

  #focus(): Promise<void> {
    return this.#part.focusField('new');
  }
}

const outcomeMarks: Record<Outcome['state'], Mark> = {
  added: 'ok',
  there: 'off',
  refused: 'err',
  waits: 'wait',
};
