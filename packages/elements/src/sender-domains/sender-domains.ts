import { Task, TaskStatus } from '@lit/task';
import type { ConnectionFact, DomainReport } from '@mail-settings/core';
import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import { DomainChangeEvent, GoToEvent } from '../events.ts';
import { card, skeleton } from '../parts/card.ts';
import { failureNote, unfetchedNote } from '../parts/failure.ts';
import { icon, type Mark, mark } from '../parts/icons.ts';
import { MailPart } from '../parts/mail-part.ts';
import { note } from '../parts/note.ts';
import { shared } from '../parts/styles.ts';
import { register } from '../tabs/register.ts';
import type { TabKey } from '../text/keys.ts';
import { textFor } from '../text/text.ts';
import type { AddRow } from './add-row.ts';
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
export class MailSenderDomains extends MailPart<TabKey<'domains'>> {
  static override styles = [shared, domains];
  static override properties: PropertyDeclarations = {
    reports: { state: true },
    chosen: { state: true },
    checking: { state: true },
    failures: { state: true },
    said: { state: true },
    isRowLost: { state: true },
  };

  private reports: readonly DomainReport[] | undefined;
  private chosen: string | undefined;
  /** What came of adding several, for those who do not see the list. */
  private said = '';
  private isRowLost = false;
  private checking: ReadonlySet<string> = new Set();
  private failures: ReadonlyMap<string, unknown> = new Map();
  #sending: ConnectionFact['state'] | undefined;

  /** The row to type new names into, fetched when somebody wants to add one. */
  #adding: AddRow | undefined;

  readonly #openRow = async (): Promise<void> => {
    this.isRowLost = false;
    try {
      const { AddRow } = await import('./add-row.ts');
      this.#adding ??= new AddRow(this, {
        known: () => this.reports?.map(({ domain }) => domain) ?? [],
        add: (domain) => this.#add(domain),
        choose: (domain) => this.#choose(domain),
        tell: (text) => {
          this.said = text;
        },
      });
      this.#adding.open();
    } catch {
      this.isRowLost = true;
    }
  };

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

  /** A list that the service could not give is asked for again once the service works. */
  protected override willUpdate(): void {
    const { sending } = this.given.state.connection;
    const worksNow = sending.state === 'active' && this.#sending !== 'active';
    this.#sending = sending.state;
    if (worksNow && this.#list.value !== undefined) void this.#list.run();
  }

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
          ${this.isRowLost ? unfetchedNote(words, this.#openRow) : this.#adding?.render()}
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
    const add = html`<button class="icon boxed" type="button" id="add" aria-label=${words.t('domains.add')} title=${words.t('domains.add')} @click=${this.#openRow}>${icon('plus')}</button>`;
    return html`${this.reports?.length === 0 ? nothing : reload}${this.may('manage') ? add : nothing}`;
  }

  #rows(reports: readonly DomainReport[], chosen: DomainReport | undefined): TemplateResult | typeof nothing {
    const { words } = this.given;
    if (reports.length === 0)
      return this.#adding?.isOpen ? nothing : html`<p class="none under">${words.t('domains.none')}</p>`;
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

  async #add(domain: string): Promise<string> {
    const { report } = await this.attempt(this.given.setup.addDomain({ domain }));
    this.#take(report);
    return report.domain;
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
