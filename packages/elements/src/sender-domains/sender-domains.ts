import { Task } from '@lit/task';
import { type DomainReport, isMailError, readDomainName } from '@mail-settings/core';
import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import type { MailDomainRecords } from '../domain-records/domain-records.ts';
import { type CheckDomainEvent, DomainChangeEvent, GoToEvent } from '../events.ts';
import { base } from '../parts/base.styles.ts';
import { buttons, cards, fields, notes, statuses } from '../parts/controls.styles.ts';
import { failureText } from '../parts/failure.ts';
import { type Message, messageText, textInput } from '../parts/field.ts';
import { icon, type Mark, mark } from '../parts/icons.ts';
import { MailPart } from '../parts/mail-part.ts';
import { note } from '../parts/note.ts';
import { tokens } from '../parts/tokens.styles.ts';
import { domains } from './sender-domains.styles.ts';

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
export class MailSenderDomains extends MailPart {
  static override styles = [tokens, base, buttons, statuses, notes, fields, cards, domains];
  static override properties: PropertyDeclarations = {
    reports: { state: true },
    chosen: { state: true },
    adding: { state: true },
    checking: { state: true },
    failures: { state: true },
  };

  private reports: readonly DomainReport[] | undefined;
  private chosen: string | undefined;
  /** The row in which a new domain is typed. */
  private adding: { text: string; busy: boolean; message?: Message | undefined } | undefined;
  private checking: ReadonlySet<string> = new Set();
  private failures: ReadonlyMap<string, unknown> = new Map();

  readonly #list = new Task(this, {
    args: () => [this.setup] as const,
    task: async ([setup], { signal }) => {
      if (setup === undefined) return undefined;
      const answer = await this.attempt(setup.listDomains({}, { signal }));
      this.reports = answer.domains.map((report) => this.#newer(report));
      return answer.unavailable;
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
          ${this.reports === undefined ? this.#skeleton() : this.#rows(this.reports, chosen)}
        </nav>
        ${chosen === undefined ? this.#hint() : html`<mail-domain-records .setup=${this.setup} .state=${this.state} .words=${this.words} .report=${chosen} .checking=${this.checking.has(chosen.domain)} .failure=${this.failures.get(chosen.domain)} @mail-check-domain=${this.#check}></mail-domain-records>`}
      </div>
      <span class="sr" role="status">${chosen && this.chosen !== undefined ? words.t('domains.chosen', { domain: chosen.unicode }) : nothing}</span>
    </div>`;
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

  #addRow({ text, busy, message }: NonNullable<typeof this.adding>): TemplateResult {
    const { words } = this.given;
    const button = (name: 'tick' | 'close', label: string, act: () => void) =>
      html`<button class="icon" type="button" aria-label=${label} title=${label} ?disabled=${busy} @click=${act}>${name === 'tick' && busy ? mark('spin') : icon(name)}</button>`;
    return html`<div class="add" @keydown=${(event: KeyboardEvent) => event.key === 'Escape' && this.#close()}>
      <label class="sr" for="new">${words.t('domains.new')}</label>
      ${textInput({
        id: 'new',
        value: text,
        message,
        readOnly: busy,
        onInput: (typed) => {
          this.adding = { text: typed, busy: false };
        },
        onEnter: () => this.#add(),
      })}
      ${button('tick', words.t('domains.save'), () => this.#add())}${button('close', words.t('secret.cancel'), () => this.#close())}
      ${messageText('new', message)}
      <p class="under" id="new-help">${words.t('domains.add.help')}</p>
    </div>`;
  }

  #rows(reports: readonly DomainReport[], chosen: DomainReport | undefined): TemplateResult | typeof nothing {
    const { words } = this.given;
    if (reports.length === 0)
      return this.adding
        ? nothing
        : html`<p class="add"><span class="under">${words.t('domains.none')}</span></p>`;
    const entry = chosen ?? reports[0];
    return html`<div class="list" @keydown=${this.#onKeydown}>${reports.map(
      (report) =>
        html`<button class="dom" type="button" data-domain=${report.domain} aria-current=${report === chosen ? 'true' : nothing} tabindex=${report === entry ? 0 : -1} @click=${() => this.#choose(report.domain)}>${mark(marks[report.state])}<span class="name">${report.unicode}</span>${report.unused ? html`<span class="tag">${words.t('domains.unused')}</span>` : html`<span></span>`}<span class="sub">${this.#stateOf(report)}${report.unicode === report.domain ? nothing : html` · <span class="mono">${report.domain}</span>`}</span></button>`,
    )}</div>`;
  }

  #stateOf({ state, records }: DomainReport): string {
    const { words } = this.given;
    if (state !== 'unverified') return words.t(`domains.state.${state}`);
    const open = records.filter((one) => one.state !== 'ok').length;
    return open === 0
      ? words.t('domains.state.service')
      : words.t('domains.to-do', { open, count: records.length });
  }

  #skeleton(): TemplateResult | typeof nothing {
    if (this.#list.error !== undefined) return nothing;
    const row = html`<div class="dom"><span></span><span class="skel"></span><span></span><span class="sub"><span class="skel"></span></span></div>`;
    return html`<div class="list" aria-busy="true">${row}${row}${row}</div>`;
  }

  /** Nothing chosen yet: how to begin, or that one has to be chosen, since instructions differ. */
  #hint(): TemplateResult {
    const { words } = this.given;
    if (this.reports === undefined)
      return html`<section class="card"><div class="panel-head"><span class="skel"></span></div></section>`;
    if (this.reports.length > 0)
      return html`<section class="card"><div class="panel-head"><h2>${words.t('domains.choose')}</h2><p class="muted small">${words.t('domains.choose.text')}</p></div></section>`;
    const step = (number: 1 | 2 | 3) =>
      html`<li><span><b>${words.t(`domains.step${number}`)}</b>${words.t(`domains.step${number}.text`)}</span></li>`;
    return html`<section class="card">
      <div class="panel-head"><h2>${words.t('domains.empty')}</h2><p class="muted small">${words.t('domains.empty.text')}</p></div>
      <div class="card-body"><ol class="steps">${step(1)}${step(2)}${step(3)}</ol></div>
      <div class="card-foot"><span>${words.t('domains.public')}</span></div>
    </section>`;
  }

  #trouble(): TemplateResult | typeof nothing {
    const { words } = this.given;
    const { error, value: unavailable } = this.#list;
    if (error !== undefined && !isAbort(error))
      return note(
        'err',
        html`<b>${words.t('domains.load-failed')}</b> ${failureText(words, error)}<div class="row"><button class="btn sm" type="button" @click=${() => this.#list.run()}>${words.t('try-again')}</button></div>`,
      );
    if (!unavailable) return nothing;
    const link = html`<button class="link" type="button" @click=${() => this.dispatchEvent(new GoToEvent('general'))}>${words.t('tab.general')}</button>`;
    return note(
      'warn',
      html`<b>${words.t('domains.unavailable')}</b> ${words.rich('domains.unavailable.text', { link })}`,
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

  /** Beside the list the focus stays in it; below it, on a narrow page, it goes to the name of the domain. */
  async #choose(domain: string): Promise<void> {
    this.chosen = domain;
    await this.updateComplete;
    const panel = this.renderRoot.querySelector<MailDomainRecords>('mail-domain-records');
    await panel?.updateComplete;
    const list = this.renderRoot.querySelector('nav');
    if (panel && list && panel.getBoundingClientRect().top >= list.getBoundingClientRect().bottom)
      panel.focusName();
  }

  readonly #open = (): void => {
    this.adding ??= { text: '', busy: false };
    void this.focusField('new');
  };

  #close(): void {
    this.adding = undefined;
    void this.focusField('add');
  }

  async #add(): Promise<void> {
    const { adding } = this;
    if (adding === undefined || adding.busy) return;
    const name = readDomainName(adding.text);
    if (!name.ok) return this.#refuse(adding.text, name.code, name.suggestion);
    if (this.reports?.some(({ domain }) => domain === name.domain))
      return this.#refuse(adding.text, 'duplicate');
    this.adding = { text: adding.text, busy: true };
    try {
      const { report } = await this.attempt(this.given.setup.addDomain({ domain: adding.text.trim() }));
      this.#take(report);
      this.adding = undefined;
      await this.#choose(report.domain);
    } catch (error) {
      this.#failToAdd(adding.text, error);
    }
  }

  #failToAdd(text: string, error: unknown): void {
    const { words } = this.given;
    const issue = isMailError(error, 'invalid') ? error.details.fields?.[0] : undefined;
    if (issue) {
      const suggestion = issue.params?.suggestion;
      this.#refuse(text, issue.code, typeof suggestion === 'string' ? suggestion : undefined);
      return;
    }
    const known = isMailError(error) ? `domains.error.${error.code}` : '';
    this.adding = {
      text,
      busy: false,
      message: { kind: 'err', text: words.has(known) ? words.t(known) : failureText(words, error) },
    };
    void this.focusField('new');
  }

  #refuse(text: string, code: string, suggestion?: string): void {
    const { words } = this.given;
    const key = `domain-issue.${code}`;
    const fix = suggestion && {
      label: words.t('issue.use', { value: suggestion }),
      apply: () => {
        this.adding = { text: suggestion, busy: false };
        void this.focusField('new');
      },
    };
    this.adding = {
      text,
      busy: false,
      message: { kind: 'err', text: words.t(words.has(key) ? key : 'issue.other'), ...(fix ? { fix } : {}) },
    };
    void this.focusField('new');
  }

  readonly #check = async ({ domain }: CheckDomainEvent): Promise<void> => {
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
  };

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

const isAbort = (error: unknown): boolean => error instanceof DOMException && error.name === 'AbortError';
