import type { DomainReport, RecordReport, RecordState } from '@mail-settings/core';
import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import { CheckDomainEvent } from '../events.ts';
import { base } from '../parts/base.styles.ts';
import { buttons, cards, fields, notes, statuses } from '../parts/controls.styles.ts';
import { failureText } from '../parts/failure.ts';
import { icon, type Mark, mark, status } from '../parts/icons.ts';
import { MailPart } from '../parts/mail-part.ts';
import { note } from '../parts/note.ts';
import { tokens } from '../parts/tokens.styles.ts';
import { records } from './domain-records.styles.ts';
import { recordDetails, wantedValue } from './record-details.ts';

const marks: Record<RecordState, Mark> = {
  ok: 'ok',
  pending: 'wait',
  unchecked: 'wait',
  missing: 'err',
  mismatch: 'warn',
  conflict: 'warn',
};

/**
 * The instruction of one domain: what to publish, what DNS shows, and what to do about the difference.
 *
 * @fires mail-check-domain - the person asks for a look at DNS
 */
export class MailDomainRecords extends MailPart {
  static override styles = [tokens, base, buttons, statuses, notes, fields, cards, records];
  static override properties: PropertyDeclarations = {
    report: { attribute: false },
    checking: { type: Boolean },
    failure: { attribute: false },
    opened: { state: true },
    full: { state: true },
  };

  report: DomainReport | undefined;
  /** A look at this domain is under way; old results stay. */
  checking = false;
  /** Why the last look could not be made. */
  failure: unknown;
  /** Records the person has opened or closed; the others open by themselves where they differ. */
  private opened: ReadonlyMap<string, boolean> = new Map();
  private full: ReadonlySet<string> = new Set();

  protected override shouldUpdate(): boolean {
    return super.shouldUpdate() && this.report !== undefined;
  }

  protected override render(): TemplateResult | typeof nothing {
    const { words } = this.given;
    const { report } = this;
    if (report === undefined) return nothing;
    const { unicode, zone, service, records } = report;
    const stale = records.some((one) => one.stale);
    return html`<section class="card panel" aria-labelledby="name">
      <div class="panel-head">
        <div><h2 id="name" tabindex="-1">${unicode}</h2><div class="strip">${this.#strip(records)}</div></div>
        <div class="row"><span class="muted small num">${report.checkedAt === null ? nothing : words.t('records.checked', { when: words.when(report.checkedAt) })}</span>${this.#checkButton(report)}</div>
      </div>
      ${this.failure === undefined ? nothing : note('err', html`<b>${words.t('records.check-failed')}</b> ${failureText(words, this.failure)}`)}
      ${stale ? note('warn', html`<b>${words.t('records.stale')}</b> ${words.t('records.stale.text')}`) : nothing}
      <div class="meta">
        ${zone === null ? nothing : html`<span>${words.rich('records.zone', { zone: html`<b>${zone}</b>` })}</span><span>${words.t('records.grey')}</span>`}
        <span>${words.rich(service.active ? 'records.service.active' : 'records.service.waiting', {})}${service.message ? html` <b>${service.message}</b>` : nothing}</span>
      </div>
      <table role="table" class="rec">
        <thead role="rowgroup"><tr role="row">${(['record', 'type', 'host', 'value', 'state'] as const).map((name, at) => html`<th role="columnheader" scope="col" class="c${at + 1}">${words.t(`records.${name}`)}</th>`)}</tr></thead>
        <tbody role="rowgroup">${records.map((one) => this.#rows(report, one))}</tbody>
      </table>
      <div class="card-foot"><span>${words.t('records.hours')}</span></div>
    </section>`;
  }

  /** Moves the focus to the name, which is then read out. */
  focusName(): void {
    this.renderRoot.querySelector<HTMLElement>('#name')?.focus();
  }

  #strip(records: RecordReport[]): TemplateResult[] {
    const { words } = this.given;
    const of = (...states: RecordState[]): number =>
      records.filter(({ state }) => states.includes(state)).length;
    const counts = [
      ['ok', 'ok', of('ok')],
      ['warn', 'mismatch', of('mismatch', 'conflict')],
      ['err', 'missing', of('missing')],
      ['wait', 'pending', of('pending')],
      ['wait', 'unchecked', of('unchecked')],
    ] as const;
    return counts
      .filter(([, , count]) => count > 0)
      .map(([shape, name, count]) => status(shape, words.t(`records.count.${name}`, { count })));
  }

  #checkButton({ domain }: DomainReport): TemplateResult | typeof nothing {
    if (!this.may('manage')) return nothing;
    const check = () => this.dispatchEvent(new CheckDomainEvent(domain));
    return html`<button class="btn primary" type="button" aria-disabled=${this.checking ? 'true' : nothing} @click=${this.checking ? undefined : check}>${this.checking ? mark('spin') : icon('reload')}${this.t(this.checking ? 'checking' : 'records.check')}</button>`;
  }

  #rows(domain: DomainReport, report: RecordReport): TemplateResult {
    const { words } = this.given;
    const { record, state } = report;
    const key = `${domain.domain} ${record.id}`;
    const isOpen = this.opened.get(key) ?? (state === 'mismatch' || state === 'conflict');
    const toggle = () => {
      this.opened = new Map([...this.opened, [key, !isOpen]]);
    };
    const toggleFull = () => {
      this.full = this.full.has(key)
        ? new Set([...this.full].filter((one) => one !== key))
        : new Set([...this.full, key]);
    };
    const value = this.#value(report);
    return html`<tr role="row" class=${isOpen ? 'open' : state === 'ok' ? 'done' : ''}>
        <td role="cell" class="p"><button class="tog" type="button" aria-expanded=${isOpen} @click=${toggle}>${icon('chevron')}<span>${words.t(`record.${record.purpose}`)}<span class="sub">${words.t(record.required ? `records.purpose.${record.purpose}` : 'records.optional')}</span></span></button></td>
        <td role="cell" class="t" data-l=${words.t('records.type')}><span class="mono">${record.type}</span></td>
        <td role="cell" class="h" data-l=${words.t('records.host')}>${this.#host(domain, report)}</td>
        <td role="cell" class="v" data-l=${words.t('records.value')}><div class="val"><span><span class="mono clamp">${value}</span>${this.#under(domain, report)}</span><mail-copy-button .value=${value} .label=${words.t('records.copy-value')} .words=${words}></mail-copy-button></div></td>
        <td role="cell" class="s">${status(marks[state], words.t(`records.state.${state}`))}</td>
      </tr>
      ${isOpen ? html`<tr role="row" class="more"><td role="cell" colspan="5">${recordDetails(words, { report, domain, isFull: this.full.has(key), onToggleFull: toggleFull })}</td></tr>` : nothing}`;
  }

  /** In two tones: dark is what to type, grey the zone, which most DNS hosts add by themselves. */
  #host({ zone }: DomainReport, { record: { fqdn, host } }: RecordReport): TemplateResult {
    const { words } = this.given;
    const isBelow = zone !== null && host !== fqdn;
    const grey = isBelow
      ? html`<wbr><span class="zone">${host === '@' ? ` ${zone}` : `.${zone}`}</span>`
      : nothing;
    const dark = host.split(/(?<=\.)/).map((label, at) => html`${at > 0 ? html`<wbr>` : nothing}${label}`);
    return html`<div class="val" title=${words.t('records.full-name', { name: fqdn })}><span class="mono">${dark}${grey}</span><mail-copy-button .value=${host} .label=${words.t('records.copy-host', { host })} .words=${words}></mail-copy-button></div>`;
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
