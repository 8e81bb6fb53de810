import { Task } from '@lit/task';
import { type DomainReport, isMailError } from '@mail-settings/core';
import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import type { MailDomainRecords } from '../domain-records/domain-records.ts';
import { DomainChangeEvent, GoToEvent } from '../events.ts';
import { card, skeleton } from '../parts/card.ts';
import { failureNote, failureText } from '../parts/failure.ts';
import { type Message, messageText, textInput } from '../parts/field.ts';
import { icon, type Mark, mark } from '../parts/icons.ts';
import { MailPart } from '../parts/mail-part.ts';
import { note } from '../parts/note.ts';
import { domains, shared } from '../parts/styles.ts';
import type { TextKey } from '../text/text.ts';

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
export class MailSenderDomains extends MailPart<TextKey> {
  static override styles = [shared, domains];
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
    args: () => [this.page?.setup] as const,
    task: async ([setup], { signal }) => {
      if (setup === undefined) return undefined;
      const { domains, unavailable } = await this.attempt(setup.listDomains({}, { signal }));
      this.reports = domains.map((report) => this.#newer(report));
      return unavailable;
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
        ${chosen === undefined ? this.#hint() : html`<mail-domain-records .page=${this.page} .report=${chosen} .checking=${this.checking.has(chosen.domain)} .failure=${this.failures.get(chosen.domain)} @mail-check-domain=${() => this.#check(chosen.domain)}></mail-domain-records>`}
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
      return this.adding ? nothing : html`<p class="none under">${words.t('domains.none')}</p>`;
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
    const { error, value: unavailable } = this.#list;
    if (error !== undefined && this.reports === undefined)
      return failureNote(words, error, () => this.#list.run());
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

  #refusal(error: unknown): Message {
    const { words } = this.given;
    const { code, details } = isMailError(error) ? error : { code: '', details: {} };
    const issue = code === 'invalid' ? details.fields?.[0] : undefined;
    const key = [`issue.${issue?.code}`, `domains.error.${code}`].find(words.has);
    const suggestion = issue?.params?.suggestion;
    const apply = () => {
      this.adding = { text: `${suggestion}`, busy: false };
      void this.focusField('new');
    };
    return {
      kind: 'err',
      text: key ? words.t(key) : issue ? words.t('issue.not-idna') : failureText(words, error),
      fix: suggestion ? { label: words.t('issue.use', { value: suggestion }), apply } : undefined,
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
