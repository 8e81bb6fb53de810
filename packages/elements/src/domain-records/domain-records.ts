import type { DomainReport, RecordReport, RecordState } from '@mail-settings/core';
import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import { askButton } from '../parts/ask-button.ts';
import { skeleton } from '../parts/card.ts';
import { copyButton } from '../parts/copy-button.ts';
import { failureNote, unfetchedNote } from '../parts/failure.ts';
import { icon, type Mark, status } from '../parts/icons.ts';
import { LazyPart } from '../parts/lazy-part.ts';
import { MailPart } from '../parts/mail-part.ts';
import { note } from '../parts/note.ts';
import { shared } from '../parts/styles.ts';
import { type DomainKey, MoreWords } from '../text/more-words.ts';
import type { Words } from '../text/text.ts';
import { bulkReadiness } from './bulk-readiness.ts';
import { type Advice, dnsGuide, dnsHostFacts } from './dns-guide.ts';
import { records } from './domain-records.styles.ts';
import { recordDetails } from './record-details.ts';
import { causeOf, foundFor, opensByItself, saysMore, wantedValue } from './record-values.ts';
import { verdicts, watchNote } from './verdicts.ts';

const marks: Record<RecordState, Mark> = {
  ok: 'ok',
  pending: 'wait',
  unchecked: 'wait',
  missing: 'err',
  mismatch: 'warn',
  conflict: 'warn',
};

/** What is counted together, in the order of the head. */
const counted: [Exclude<RecordState, 'conflict'>, ...RecordState[]][] = [
  ['ok'],
  ['mismatch', 'conflict'],
  ['missing'],
  ['pending'],
  ['unchecked'],
];

/**
 * The instruction of one domain: what to publish, what DNS shows, and what to do about the difference.
 *
 * @fires mail-check-domain - the person asks for a check of DNS
 */
export class MailDomainRecords extends MailPart<DomainKey> {
  static override styles = [shared, records];
  static override properties: PropertyDeclarations = {
    report: { attribute: false },
    checking: { type: Boolean },
    failure: { attribute: false },
    opened: { state: true },
    isFull: { state: true },
    handing: { state: true },
  };

  report: DomainReport | undefined;
  /** A check of this domain is under way; old results stay. */
  checking = false;
  /** Why the last check could not be made. */
  failure: unknown;
  /** Records the person has opened or closed; the others open by themselves where they differ. */
  private opened: ReadonlyMap<string, boolean> = new Map();
  /** Long equal runs are shown whole. */
  private isFull = false;
  /** The dialog of the handoff is asked for. */
  private handing = false;

  protected override shouldUpdate(): boolean {
    return super.shouldUpdate() && this.report !== undefined;
  }

  /** Of findings, the DNS host and bulk mail. */
  readonly #fixes = new LazyPart(this, async () => ({
    'mail-record-fix': (await import('../record-fix/record-fix.ts')).MailRecordFix,
  }));

  readonly #advice = new LazyPart(this, async () => ({
    'mail-domain-advice': (await import('./domain-advice.ts')).MailDomainAdvice,
  }));

  readonly #handoffPart = new LazyPart(this, async () => ({
    'mail-handoff': (await import('../handoff/handoff.ts')).MailHandoff,
  }));

  readonly #more = new MoreWords<DomainKey>(this, 'findings');

  protected override render(): TemplateResult | typeof nothing {
    const { report } = this;
    const { words } = this.#more;
    if (report === undefined) return nothing;
    if (words === undefined)
      return this.#more.failure === undefined ? skeleton : unfetchedNote(this.given.words, this.#more.load);
    const { unicode, records, checkedAt } = report;
    const notYet = checkedAt === null && words.lines('records.not-yet');
    const stale = records.some((one) => one.stale) && words.lines('records.stale');
    return html`<section class="card panel" aria-labelledby="name">
      <div class="panel-head">
        <div><h2 id="name" tabindex="-1">${unicode}</h2><div class="strip" role="status">${this.#strip(words, records)}</div></div>
        <div class="row"><span class="muted small num" role="status">${checkedAt && words.t('line.checked', { when: words.when(checkedAt) })}</span>${this.may('manage') ? askButton(words, words.t('records.check'), this.checking, () => this.dispatchEvent(new Event('mail-check-domain')), 'primary') : nothing}</div>
      </div>
      ${this.failure === undefined ? nothing : failureNote(words, this.failure)}
      ${stale ? note('warn', html`<b>${stale[0]}</b> ${stale[1]}`) : nothing}
      ${watchNote(words, report)}
      ${verdicts(words, report)}
      ${notYet ? note('plain', html`<b>${notYet[0]}</b> ${notYet[1]}`) : this.#instruction(words, report)}
    </section>
    ${this.#handoffDialog(words, report)}`;
  }

  #instruction(words: Words<DomainKey>, report: DomainReport): TemplateResult {
    const { zone, records, watch } = report;
    return html`${zone === null && report.dnsHost === undefined ? nothing : html`<div class="meta">${dnsHostFacts(words, report)}${zone === null ? nothing : html`<span>${words.rich('records.zone', { zone: html`<b>${zone}</b>` })}</span><span>${words.t('records.grey')}</span>`}${dnsGuide(words, report, this.#adviceOn(words, report))}</div>`}
      <table role="table" class="rec">
        <thead role="rowgroup"><tr role="row">${(['record', 'type', 'host', 'value', 'state'] as const).map((name, at) => html`<th role="columnheader" scope="col" class="c${at + 1}">${words.t(`records.${name}`)}</th>`)}</tr></thead>
        <tbody role="rowgroup">${records.map((one) => this.#rows(words, report, one))}</tbody>
      </table>
      ${bulkReadiness(words, report, this.#adviceOn(words, report))}
      <div class="card-foot">
        <span>${words.t('records.hours')}${watch && Date.parse(watch.nextCheckAt) > words.now().getTime() ? html` <span class="num">${words.t('records.watch.next', { when: words.when(watch.nextCheckAt) })}.</span>` : nothing}</span>
        <button class="btn" type="button" id="handoff" aria-haspopup="dialog" @click=${this.#handoff}>${icon('send')}${words.t('records.handoff')}</button>
      </div>`;
  }

  #adviceOn(words: Words<DomainKey>, report: DomainReport): Advice {
    const { ask } = this.#advice;
    const about = (what: 'guide' | 'bulk'): unknown =>
      this.#advice.show(
        words,
        () =>
          html`<mail-domain-advice .page=${{ ...this.given, words }} .report=${report} about=${what}></mail-domain-advice>`,
      );
    return { ask, about };
  }

  /** Moves the focus to the name, which is then read out. */
  async focusName(): Promise<void> {
    await this.#more.ready;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('#name')?.focus();
  }

  readonly #handoff = async (): Promise<void> => {
    await this.#handoffPart.ask();
    this.handing = true;
  };

  #handoffDialog(words: Words<DomainKey>, report: DomainReport): unknown {
    if (!this.handing) return nothing;
    const close = (): void => {
      this.handing = false;
      void this.focusField('handoff');
    };
    return this.#handoffPart.show(
      words,
      () =>
        html`<mail-handoff .page=${{ ...this.given, words }} .report=${report} @close=${close}></mail-handoff>`,
    );
  }

  #strip(words: Words<DomainKey>, records: RecordReport[]): TemplateResult[] {
    return counted.flatMap((states) => {
      const count = records.filter(({ state }) => states.includes(state)).length;
      const [name] = states;
      return count > 0 ? [status(marks[name], words.t(`records.count.${name}`, { count }))] : [];
    });
  }

  #rows(words: Words<DomainKey>, domain: DomainReport, report: RecordReport): TemplateResult {
    const { record, state } = report;
    const key = `${domain.domain} ${record.id}`;
    const isOpen = this.opened.get(key) ?? opensByItself(report);
    const toggle = () => {
      this.opened = new Map([...this.opened, [key, !isOpen]]);
    };
    const onToggleFull = () => {
      this.isFull = true;
    };
    const value = wantedValue(report);
    const [name, purpose] = words.lines(`record.${record.purpose}`);
    return html`<tr role="row" class=${isOpen ? 'open' : state === 'ok' ? 'done' : ''}>
        <td role="cell" class="p"><button class="tog" type="button" aria-expanded=${isOpen} @click=${toggle}>${icon('chevron')}<span>${name}<span class="sub">${record.required ? purpose : words.t('records.optional')}</span></span></button></td>
        <td role="cell" class="t" data-l=${words.t('records.type')}><span class="mono">${record.type}</span></td>
        <td role="cell" class="h" data-l=${words.t('records.host')}>${this.#host(domain, report)}</td>
        <td role="cell" class="v" data-l=${words.t('records.value')}><div class="val"><span>${value === '' ? html`<span class="muted">${words.t(emptyText(report))}</span>` : html`<span class="mono clamp">${value}</span>`}${this.#under(domain, report)}</span>${value === '' ? nothing : copyButton(words, value, words.t('records.copy-value'))}</div></td>
        <td role="cell" class="s">${status(marks[state], words.t(causeOf(report) ?? `records.state.${state}`))}${report.stale ? html`<span class="sub">${words.t('records.as-before')}</span>` : nothing}</td>
      </tr>
      ${isOpen ? html`<tr role="row" class="more"><td role="cell" colspan="5">${recordDetails(words, { report, domain, isFull: this.isFull, onToggleFull, more: this.#fixNotes(words, report) })}</td></tr>` : nothing}`;
  }

  #fixNotes(words: Words<DomainKey>, report: RecordReport): unknown {
    if (!saysMore(report)) return nothing;
    return this.#fixes.show(
      words,
      () => html`<mail-record-fix .page=${{ ...this.given, words }} .report=${report}></mail-record-fix>`,
    );
  }

  protected override willUpdate(): void {
    if (this.report?.records.some(saysMore)) void this.#fixes.ask();
  }

  /** In two tones: dark is what to type, grey the zone, which most DNS hosts add by themselves. */
  #host({ zone }: DomainReport, { record: { fqdn, host } }: RecordReport): TemplateResult {
    const { words } = this.given;
    const isBelow = zone !== null && host !== fqdn;
    const grey = isBelow
      ? html`<wbr><span class="zone">${host === '@' ? ` ${zone}` : `.${zone}`}</span>`
      : nothing;
    const dark = host.split(/(?<=\.)/).map((label, at) => html`${at > 0 ? html`<wbr>` : nothing}${label}`);
    return html`<div class="val" title=${words.t('records.full-name', { name: fqdn })}><span class="mono">${dark}${grey}</span>${copyButton(words, host, words.t('records.copy-host', { host }))}</div>`;
  }

  #under({ checkedAt }: DomainReport, report: RecordReport): TemplateResult | typeof nothing {
    const { words } = this.given;
    const { state, retryAfter, record } = report;
    const [own] = foundFor(report);
    const isKept = state === 'ok' && record.purpose === 'dmarc' && own && own.value !== record.value;
    if (isKept) return html`<span class="sub">${words.t('records.kept')}</span>`;
    if (state === 'ok' || retryAfter === undefined || checkedAt === null) return nothing;
    const again = new Date(Date.parse(checkedAt) + retryAfter * 1000).toISOString();
    // a time that has passed says nothing: another check can be made at once
    if (Date.parse(again) <= words.now().getTime()) return nothing;
    const time = retryAfter < 43_200 ? words.time(again) : words.when(again);
    return html`<span class="sub num">${words.t('records.again', { time })}</span>`;
  }
}

/** Why there is no value to publish. */
function emptyText({ state, fix, obstacle }: RecordReport): DomainKey {
  if (obstacle) return 'records.blocked';
  return state === 'ok' || fix?.action === 'remove' ? 'records.not-needed' : 'records.published';
}

declare global {
  interface HTMLElementTagNameMap {
    'mail-domain-records': MailDomainRecords;
  }
}
