import { Task, TaskStatus } from '@lit/task';
import { type DomainReport, isMailError } from '@mail-settings/core';
import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import { DomainChangeEvent, GoToEvent } from '../events.ts';
import { card, skeleton } from '../parts/card.ts';
import { failureNote, failureText, unfetchedNote } from '../parts/failure.ts';
import { describedBy, type Message, messageText } from '../parts/field.ts';
import { icon, type Mark, mark } from '../parts/icons.ts';
import { MailPart } from '../parts/mail-part.ts';
import { note } from '../parts/note.ts';
import { shared } from '../parts/styles.ts';
import { register } from '../tabs/register.ts';
import type { TabKey } from '../text/keys.ts';
import { textFor } from '../text/text.ts';
import { addInTurn, type Outcome, type TypedName, typedNames } from './add-domains.ts';
import { domains } from './sender-domains.styles.ts';

type Adding = {
  text: string;
  busy: boolean;
  /** About a single name. */
  message?: Message | undefined;
  /** Of several names: the place of the one that is being added, and what became of each. */
  at?: number;
  outcomes?: readonly Outcome[] | undefined;
  isStopped?: boolean;
};

const outcomeMarks: Record<Outcome['state'], Mark> = {
  added: 'ok',
  there: 'off',
  refused: 'err',
  waits: 'wait',
};
const marks: Record<DomainReport['state'], Mark> = {
  verified: 'ok',
  pending: 'wait',
  unchecked: 'wait',
  unverified: 'warn',
};

/**
 * The Sender domains tab: every domain ever added, and beside it the instruction of the chosen one. None can be removed.
 *
 * @fires mail-domain-change - a domain was added or checked
 * @fires mail-login-needed - a call was refused since nobody is logged in
 */
export class MailSenderDomains extends MailPart<TabKey<'domains'>> {
  static override styles = [shared, domains];
  static override properties: PropertyDeclarations = {
    reports: { state: true },
    chosen: { state: true },
    adding: { state: true },
    checking: { state: true },
    failures: { state: true },
    said: { state: true },
  };

  private reports: readonly DomainReport[] | undefined;
  private chosen: string | undefined;
  /** The row in which new domains are typed. */
  private adding: Adding | undefined;
  /** What came of adding several, for who does not see the list. */
  private said = '';
  private checking: ReadonlySet<string> = new Set();
  private failures: ReadonlyMap<string, unknown> = new Map();

  readonly #list = new Task(this, {
    args: () => [this.page?.setup] as const,
    task: async ([setup], { signal }) => {
      if (setup === undefined) return undefined;
      const { domains, unavailable, serviceMessage } = await this.attempt(setup.listDomains({}, { signal }));
      this.reports = domains.map((report) => this.#newer(report));
      return unavailable === null ? undefined : { code: unavailable, said: serviceMessage };
    },
  });

  /** What shows a domain, with its words: loaded when the first is chosen. */
  readonly #panel = new Task(this, {
    args: () => [this.page !== undefined && this.#chosenReport !== undefined] as const,
    task: async ([isWanted]) => {
      if (!isWanted) return false;
      const [{ MailDomainRecords }] = await Promise.all([
        import('../domain-records/domain-records.ts'),
        textFor(this.given.words.lang, ['findings']),
      ]);
      register({ 'mail-domain-records': MailDomainRecords });
      return true;
    },
  });

  protected override render(): TemplateResult {
    const { words } = this.given;
    const chosen = this.#chosenReport;
    return html`<div class="stack">
      ${this.reports?.length === 0 ? nothing : html`<p class="intro muted small">${words.t('domains.intro')}</p>`}
      ${this.#trouble()}
      <div class="md">
        <nav class="card" aria-labelledby="title">
          <div class="list-head">
            <h2 id="title">${words.t('tab.domains')} <span class="muted num">${this.reports?.length}</span></h2>
            <div class="acts">${this.#actions()}</div>
          </div>
          ${this.adding === undefined ? nothing : this.#addRow(this.adding)}
          ${this.reports && this.#rows(this.reports, chosen)}
        </nav>
        ${chosen === undefined ? this.#hint() : this.#instruction(chosen)}
      </div>
      <span class="sr" role="status">${this.said} ${chosen && this.chosen !== undefined ? words.t('domains.chosen', { domain: chosen.unicode }) : nothing}</span>
    </div>`;
  }

  #instruction(report: DomainReport): TemplateResult {
    const { domain } = report;
    if (this.#panel.value)
      return html`<mail-domain-records .page=${this.page} .report=${report} .checking=${this.checking.has(domain)} .failure=${this.failures.get(domain)} @mail-check-domain=${() => this.#check(domain)}></mail-domain-records>`;
    return this.#panel.status === TaskStatus.ERROR
      ? unfetchedNote(this.given.words, () => this.#panel.run())
      : skeleton;
  }

  /** A single domain is chosen by itself. */
  get #chosenReport(): DomainReport | undefined {
    const { reports = [] } = this;
    return reports.length === 1 ? reports[0] : reports.find(({ domain }) => domain === this.chosen);
  }

  #actions(): TemplateResult {
    const { words } = this.given;
    const reload = html`<button class="icon" type="button" aria-label=${words.t('domains.reload')} title=${words.t('domains.reload')} @click=${() => this.#list.run()}>${icon('reload')}</button>`;
    const add = html`<button class="icon boxed" type="button" id="add" aria-label=${words.t('domains.add')} title=${words.t('domains.add')} @click=${this.#open}>${icon('plus')}</button>`;
    return html`${this.reports?.length === 0 ? nothing : reload}${this.may('manage') ? add : nothing}`;
  }

  #addRow({ text, busy, message, at, outcomes }: Adding): TemplateResult {
    const { words } = this.given;
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
          this.adding = { text: event.target.value, busy: false, outcomes };
        }}></textarea>
      ${button('tick', words.t('domains.save'), busy, () => this.#add())}${button('close', words.t(isMany ? 'domains.add.stop' : 'secret.cancel'), busy && !isMany, () => this.#giveUp())}
      ${messageText('new', message)}
      <p class="under" role="status">${this.#addStatus({ text, busy, at, outcomes })}</p>
      ${outcomes?.length ? html`<ul class="outcomes">${outcomes.map((one) => this.#outcome(one))}</ul>` : nothing}
      <p class="under" id="new-help">${words.t('domains.add.help')}</p>
    </div>`;
  }

  /** How many names there are, how far it is, and what is left in the end. */
  #addStatus({ text, busy, at, outcomes }: Omit<Adding, 'at'> & { at: number | undefined }): string {
    const { words } = this.given;
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
    const { words } = this.given;
    const { typed, state } = outcome;
    if (outcome.state !== 'refused')
      return html`<li>${mark(outcomeMarks[state])}<span><span class="mono">${typed}</span> ${words.t(`domains.add.${outcome.state}`)}</span></li>`;
    const { text, fix } = this.#reason(outcome.code, outcome.suggestion, outcome.error, (suggestion) =>
      this.#replaceTyped(typed, suggestion),
    );
    return html`<li>${mark('err')}<span><span class="mono">${typed}</span> ${text}${fix ? html` <button class="btn sm" type="button" @click=${fix.apply}>${fix.label}</button>` : nothing}</span></li>`;
  }

  #rows(reports: readonly DomainReport[], chosen: DomainReport | undefined): TemplateResult | typeof nothing {
    const { words } = this.given;
    if (reports.length === 0)
      return this.adding ? nothing : html`<p class="none under">${words.t('domains.none')}</p>`;
    const entry = chosen ?? reports[0];
    return html`<div class="list" @keydown=${this.#onKeydown}>${reports.map(
      (report) =>
        html`<button class="dom" type="button" data-domain=${report.domain} aria-current=${report === chosen ? 'true' : nothing} tabindex=${report === entry ? 0 : -1} @click=${() => this.#pick(report.domain)}>${mark(report.watch?.standing === 'broken' ? 'err' : marks[report.state])}<span class="who"><span class="name">${report.unicode}</span>${report.unused ? html`<span class="tag">${words.t('domains.unused')}</span>` : nothing}</span><span class="sub">${this.#stateOf(report)}${report.unicode === report.domain ? nothing : html` · <span class="mono">${report.domain}</span>`}</span></button>`,
    )}</div>`;
  }

  #stateOf({ state, records, watch }: DomainReport): string {
    const { words } = this.given;
    if (watch?.standing === 'broken') return words.t('domains.state.broken');
    if (watch?.standing === 'verified' && watch.misses > 0) return words.t('domains.state.suspect');
    if (state !== 'unverified') return words.t(`domains.state.${state}`);
    const open = records.filter((one) => one.state !== 'ok').length;
    return open === 0
      ? words.t('domains.state.service')
      : words.t('domains.to-do', { open, count: records.length });
  }

  /** Nothing chosen yet: how to begin, or that one has to be chosen, since instructions differ. */
  #hint(): TemplateResult {
    const { words } = this.given;
    const { reports } = this;
    if (reports === undefined) return this.#list.error === undefined ? skeleton : html``;
    if (reports.length > 0) return card(words, 'domains.choose', nothing);
    const steps = (['domains.step1', 'domains.step2', 'domains.step3'] as const).map((key) => {
      const [name, text] = words.lines(key);
      return html`<li><span><b>${name}</b>${text}</span></li>`;
    });
    return card(
      words,
      'domains.empty',
      html`<div class="card-body"><ol class="steps">${steps}</ol></div><div class="card-foot">${words.t('domains.public')}</div>`,
    );
  }

  #trouble(): TemplateResult | typeof nothing {
    const { words } = this.given;
    const { error, value: trouble } = this.#list;
    if (error !== undefined) return failureNote(words, error, () => this.tryAgain(this.#list.run()));
    if (trouble === undefined) return nothing;
    const link = html`<button class="link" type="button" @click=${() => this.dispatchEvent(new GoToEvent('general'))}>${words.t('tab.general')}</button>`;
    const isOurs = trouble.code === 'wrong-master-key';
    const hasNone = this.reports?.length === 0;
    return note(
      'warn',
      html`<b>${words.t(isOurs ? 'error.wrong-master-key' : 'domains.unavailable')}</b> ${words.rich(hasNone ? 'domains.unavailable.none' : 'domains.unavailable.text', { link })}${trouble.said ? html` ${words.t('error.said', { text: trouble.said })}` : nothing}`,
    );
  }

  readonly #onKeydown = (event: KeyboardEvent & { currentTarget: Element }): void => {
    const rows: (Element | null)[] = [...event.currentTarget.querySelectorAll<HTMLElement>('.dom')];
    const at = rows.indexOf(this.shadowRoot?.activeElement ?? null);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const row = rows[Math.max(0, Math.min(to, rows.length - 1))];
    if (row instanceof HTMLElement) row.focus();
  };

  async #pick(domain: string): Promise<void> {
    this.said = '';
    await this.#choose(domain);
  }

  /** Beside the list the focus stays in it; below it, on a narrow page, it goes to the name of the domain. */
  async #choose(domain: string): Promise<void> {
    this.chosen = domain;
    await this.updateComplete;
    await this.#panel.taskComplete.catch(() => {});
    await this.updateComplete;
    const panel = this.renderRoot.querySelector('mail-domain-records');
    await panel?.updateComplete;
    const list = this.renderRoot.querySelector('nav');
    if (panel && list && panel.getBoundingClientRect().top >= list.getBoundingClientRect().bottom)
      await panel.focusName();
  }

  readonly #open = (): void => {
    this.adding ??= { text: '', busy: false };
    void this.focusField('new');
  };

  /** Stops a run after the name that is under way; else closes the row. */
  #giveUp(): void {
    const { adding } = this;
    if (adding?.busy && adding.at !== undefined) {
      this.adding = { ...adding, isStopped: true };
      return;
    }
    this.adding = undefined;
    void this.focusField('add');
  }

  #namesIn(text: string): TypedName[] {
    return typedNames(text, this.reports?.map(({ domain }) => domain) ?? []);
  }

  async #add(): Promise<void> {
    const { adding } = this;
    if (adding === undefined || adding.busy) return;
    const names = this.#namesIn(adding.text);
    if (names.length > 1) return this.#addMany(adding.text, names);
    const domain = adding.text.trim();
    this.adding = { text: domain, busy: true };
    try {
      const { report } = await this.attempt(this.given.setup.addDomain({ domain }));
      this.#take(report);
      this.adding = undefined;
      await this.#choose(report.domain);
    } catch (error) {
      this.adding = { text: domain, busy: false, message: this.#refusal(error) };
      await this.focusField('new');
    }
  }

  async #addMany(text: string, names: readonly TypedName[]): Promise<void> {
    const { words } = this.given;
    const added: string[] = [];
    const outcomes = await addInTurn({
      names,
      add: async (domain) => {
        const { report } = await this.attempt(this.given.setup.addDomain({ domain }));
        this.#take(report);
        added.push(report.domain);
      },
      tell: (at, known) => {
        const isStopped = this.adding?.isStopped ?? false;
        this.adding = { text, busy: true, at, isStopped, outcomes: known.slice(0, at) };
      },
      isStopped: () => this.adding?.isStopped ?? false,
    });
    const left = outcomes.filter(({ state }) => state === 'refused' || state === 'waits');
    const [first] = added;
    this.said = words.t('domains.add.done', { count: added.length });
    if (added.length === outcomes.length) this.adding = undefined;
    else this.adding = { text: left.map(({ typed }) => typed).join('\n'), busy: false, outcomes };
    if (first !== undefined) await this.#choose(first);
    if (this.adding !== undefined) await this.focusField('new');
  }

  #replaceTyped(typed: string, suggestion: string): void {
    const { text = '', outcomes = [] } = this.adding ?? {};
    const lines = text.split('\n').map((line) => (line === typed ? suggestion : line));
    this.adding = {
      text: lines.join('\n'),
      busy: false,
      outcomes: outcomes.filter((one) => one.typed !== typed),
    };
    void this.focusField('new');
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
        this.adding = { text: instead, busy: false };
        void this.focusField('new');
      },
    );
  }

  #reason(
    code: string,
    suggestion: string | undefined,
    error: unknown,
    use: (suggestion: string) => void,
  ): Message {
    const { words } = this.given;
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

  async #check(domain: string): Promise<void> {
    this.checking = new Set([...this.checking, domain]);
    this.failures = new Map([...this.failures].filter(([other]) => other !== domain));
    try {
      // the answer carries the domain's name, so that a late one cannot land on another row
      const { report } = await this.attempt(this.given.setup.checkDomain({ domain }));
      this.#take(report);
    } catch (error) {
      this.failures = new Map([...this.failures, [domain, error]]);
    } finally {
      this.checking = new Set([...this.checking].filter((other) => other !== domain));
    }
  }

  #take(report: DomainReport): void {
    const { reports = [] } = this;
    const isKnown = reports.some(({ domain }) => domain === report.domain);
    this.reports = isKnown
      ? reports.map((one) => (one.domain === report.domain ? report : one))
      : [...reports, report];
    this.dispatchEvent(new DomainChangeEvent(report));
  }

  /** A list that was asked for before a check had ended must not undo it. */
  #newer(report: DomainReport): DomainReport {
    const known = this.reports?.find(({ domain }) => domain === report.domain);
    return known && (known.checkedAt ?? '') > (report.checkedAt ?? '') ? known : report;
  }
}
