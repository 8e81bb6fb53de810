import type { DomainReport, RecordReport, RecordState } from '@mail-settings/core';
import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import { askButton } from '../parts/ask-button.ts';
import { copyButton } from '../parts/copy-button.ts';
import { failureNote } from '../parts/failure.ts';
import { icon, type Mark, status } from '../parts/icons.ts';
import { MailPart } from '../parts/mail-part.ts';
import { note } from '../parts/note.ts';
import { records, shared } from '../parts/styles.ts';
import type { TextKey } from '../text/text.ts';
import { recordDetails, wantedValue } from './record-details.ts';

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
 * @fires mail-check-domain - the person asks for a look at DNS
 */
export class MailDomainRecords extends MailPart<TextKey> {
  static override styles = [shared, records];
  static override properties: PropertyDeclarations = {
    report: { attribute: false },
    checking: { type: Boolean },
    failure: { attribute: false },
    opened: { state: true },
    isFull: { state: true },
  };

  report: DomainReport | undefined;
  /** A look at this domain is under way; old results stay. */
  checking = false;
  /** Why the last look could not be made. */
  failure: unknown;
  /** Records the person has opened or closed; the others open by themselves where they differ. */
  private opened: ReadonlyMap<string, boolean> = new Map();
  /** Long equal runs are shown whole. */
  private isFull = false;

  protected override shouldUpdate(): boolean {
    return super.shouldUpdate() && this.report !== undefined;
  }

  protected override render(): TemplateResult | typeof nothing {
    const { words } = this.given;
    const { report } = this;
    if (report === undefined) return nothing;
    const { unicode, zone, service, records, checkedAt } = report;
    const stale = records.some((one) => one.stale) && words.lines('records.stale');
    return html`<section class="card panel" aria-labelledby="name">
      <div class="panel-head">
        <div><h2 id="name" tabindex="-1">${unicode}</h2><div class="strip">${this.#strip(records)}</div></div>
        <div class="row"><span class="muted small num">${checkedAt && words.t('line.checked', { when: words.when(checkedAt) })}</span>${this.may('manage') ? askButton(words, words.t('records.check'), this.checking, () => this.dispatchEvent(new Event('mail-check-domain')), 'primary') : nothing}</div>
      </div>
      ${this.failure === undefined ? nothing : failureNote(words, this.failure)}
      ${stale ? note('warn', html`<b>${stale[0]}</b> ${stale[1]}`) : nothing}
      <div class="meta">
        ${zone === null ? nothing : html`<span>${words.rich('records.zone', { zone: html`<b>${zone}</b>` })}</span><span>${words.t('records.grey')}</span>`}
        <span>${words.rich(service.active ? 'records.service.active' : 'records.service.waiting', {})}${service.message ? html` <b>${service.message}</b>` : nothing}</span>
      </div>
      <table role="table" class="rec">
        <thead role="rowgroup"><tr role="row">${(['record', 'type', 'host', 'value', 'state'] as const).map((name, at) => html`<th role="columnheader" scope="col" class="c${at + 1}">${words.t(`records.${name}`)}</th>`)}</tr></thead>
        <tbody role="rowgroup">${records.map((one) => this.#rows(report, one))}</tbody>
      </table>
      <div class="card-foot">${words.t('records.hours')}</div>
    </section>`;
  }

  /** Moves the focus to the name, which is then read out. */
  focusName(): void {
    this.renderRoot.querySelector<HTMLElement>('#name')?.focus();
  }

  #strip(records: RecordReport[]): TemplateResult[] {
    const { words } = this.given;
    return counted.flatMap((states) => {
      const count = records.filter(({ state }) => states.includes(state)).length;
      const [name] = states;
      return count > 0 ? [status(marks[name], words.t(`records.count.${name}`, { count }))] : [];
    });
  }

  #rows(domain: DomainReport, report: RecordReport): TemplateResult {
    const { words } = this.given;
    const { record, state } = report;
    const key = `${domain.domain} ${record.id}`;
    const isOpen = this.opened.get(key) ?? (state === 'mismatch' || state === 'conflict');
    const toggle = () => {
      this.opened = new Map([...this.opened, [key, !isOpen]]);
    };
    const onToggleFull = () => {
      this.isFull = true;
    };
    const value = this.#value(report);
    const [name, purpose] = words.lines(`record.${record.purpose}`);
    return html`<tr role="row" class=${isOpen ? 'open' : state === 'ok' ? 'done' : ''}>
        <td role="cell" class="p"><button class="tog" type="button" aria-expanded=${isOpen} @click=${toggle}>${icon('chevron')}<span>${name}<span class="sub">${record.required ? purpose : words.t('records.optional')}</span></span></button></td>
        <td role="cell" class="t" data-l=${words.t('records.type')}><span class="mono">${record.type}</span></td>
        <td role="cell" class="h" data-l=${words.t('records.host')}>${this.#host(domain, report)}</td>
        <td role="cell" class="v" data-l=${words.t('records.value')}><div class="val"><span><span class="mono clamp">${value}</span>${this.#under(domain, report)}</span>${copyButton(words, value, words.t('records.copy-value'))}</div></td>
        <td role="cell" class="s">${status(marks[state], words.t(`records.state.${state}`))}</td>
      </tr>
      ${isOpen ? html`<tr role="row" class="more"><td role="cell" colspan="5">${recordDetails(words, { report, domain, isFull: this.isFull, onToggleFull })}</td></tr>` : nothing}`;
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

  /** An owner's own policy that does the job is what there is to see. */
  #value(report: RecordReport): string {
    const [found] = report.found;
    const isTheirs = report.state === 'ok' && report.record.type === 'TXT' && found !== undefined;
    return isTheirs && report.found.length === 1 ? found.value : wantedValue(report);
  }

  #under({ checkedAt }: DomainReport, report: RecordReport): TemplateResult | typeof nothing {
    const { words } = this.given;
    const { state, retryAfter, record, found } = report;
    const isKept =
      state === 'ok' &&
      record.purpose === 'dmarc' &&
      found[0] !== undefined &&
      found[0].value !== record.value;
    if (isKept) return html`<span class="sub">${words.t('records.kept')}</span>`;
    if (state === 'ok' || retryAfter === undefined || checkedAt === null) return nothing;
    const again = new Date(Date.parse(checkedAt) + retryAfter * 1000).toISOString();
    return html`<span class="sub num">${words.t('records.again', { time: words.time(again) })}</span>`;
  }
}
