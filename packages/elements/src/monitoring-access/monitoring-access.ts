import { Task } from '@lit/task';
import { isMailError, type OperationAnswer } from '@mail-settings/core';
import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import { base } from '../parts/base.styles.ts';
import { buttons, cards, fields, notes, statuses } from '../parts/controls.styles.ts';
import { failureText } from '../parts/failure.ts';
import { fieldRow } from '../parts/field.ts';
import { icon, status } from '../parts/icons.ts';
import { MailPart } from '../parts/mail-part.ts';
import { note } from '../parts/note.ts';
import { SectionForm } from '../parts/section-form.ts';
import { tokens } from '../parts/tokens.styles.ts';
import { valueBox } from '../parts/value-box.ts';
import { monitoring } from './monitoring-access.styles.ts';

type Indicator = OperationAnswer<'readMonitoring'>['indicators'][number];

/**
 * The Monitoring tab: the switch (off until saved), the address support reads, what it sees there and what never.
 *
 * @fires mail-settings-saved - the switch was saved
 * @fires mail-unsaved-change - the switch was moved, or moved back
 */
export class MailMonitoringAccess extends MailPart {
  static override styles = [tokens, base, buttons, statuses, notes, fields, cards, monitoring];
  static override properties: PropertyDeclarations = {};

  readonly #form = new SectionForm<{ enabled: boolean }>(this, 'monitoring');
  #shown: unknown;

  /** Read anew with each state of the page, while anybody looks. */
  readonly #preview = new Task(this, {
    args: () => {
      if (this.checkVisibility()) this.#shown = this.state;
      return [this.setup, this.#shown] as const;
    },
    task: async ([setup], { signal }) => setup && (await this.attempt(setup.readMonitoring({}, { signal }))),
  });

  protected override render(): TemplateResult {
    const { words, setup, state } = this.given;
    const saved = state.monitoring.enabled;
    const enabled = this.#form.draft.enabled ?? saved;
    const [shape, word] =
      enabled === saved
        ? ([saved ? 'ok' : 'wait', saved ? 'on' : 'off'] as const)
        : (['wait', saved ? 'on-until' : 'off-until'] as const);
    const flip = (event: Event & { target: HTMLInputElement }) =>
      this.#form.set('enabled', event.target.checked, saved);
    return html`<div class="stack">
      <section class="card" aria-labelledby="title">
        <div class="card-head"><div><h2 id="title">${words.t('monitoring.title')}</h2><p>${words.t('monitoring.text')}</p></div>${status(shape, words.t(`monitoring.${word}`))}</div>
        ${fieldRow({
          id: 'monitoring',
          label: words.t('tab.monitoring'),
          control: html`<label class="toggle"><input class="switch" id="monitoring" type="checkbox" role="switch" .checked=${enabled} ?disabled=${!this.may('monitoring')} aria-describedby="monitoring-help" @change=${flip}><span>${words.t('monitoring.switch')}</span></label>`,
          help: words.t('monitoring.help'),
        })}
        ${state.host.deployment === 'cloud' ? nothing : this.#addressRow()}
        ${fieldRow({ id: 'sees', label: words.t('monitoring.sees'), control: html`<div class="cols two"><ul class="sees">${([1, 2, 3] as const).map((at) => html`<li>${icon('tick')}<span>${words.t(`monitoring.sees.${at}`)}</span></li>`)}</ul><ul class="sees">${([1, 2, 3] as const).map((at) => html`<li>${icon('ban')}<span>${words.t(`monitoring.never.${at}`, { count: state.host.cohort })}</span></li>`)}</ul></div>` })}
      </section>
      ${this.#previewCard()}
      ${this.#form.bar(words, [words.t('tab.monitoring')], (draft, revision) => setup.saveMonitoring({ revision, enabled: draft.enabled ?? saved }))}
    </div>`;
  }

  #addressRow(): TemplateResult {
    const { words, state } = this.given;
    const address = state.endpoints?.monitoring;
    return fieldRow({
      id: 'address',
      label: words.t('monitoring.address'),
      control: address
        ? html`${valueBox(words, address, words.t('copy.address'))}<p class="under">${words.t('monitoring.address.text')}</p>`
        : html`<div class="fixed muted">${words.t('field.publicAddress.later')}</div>`,
      help: words.t('monitoring.address.help'),
    });
  }

  #previewCard(): TemplateResult {
    const { words, state } = this.given;
    const { value, error } = this.#preview;
    const head = (['indicator', 'benchmark', 'actual', 'state'] as const).map(
      (name, at) =>
        html`<th role="columnheader" scope="col" class=${at === 1 || at === 2 ? 'end' : ''}>${words.t(`monitoring.${name}`)}</th>`,
    );
    const withheld = value?.withheld.map((name) =>
      this.#row(
        name,
        words.t('monitoring.small', { count: state.host.cohort }),
        '–',
        words.t('monitoring.not-sent'),
        status('off', words.t('monitoring.not-counted')),
      ),
    );
    return html`<section class="card" aria-labelledby="preview">
      <div class="card-head"><div><h2 id="preview">${words.t('monitoring.preview')}</h2><p>${words.t('monitoring.preview.text')}</p></div><span class="muted small num">${value ? words.t('monitoring.read', { time: words.time(value.readAt) }) : nothing}</span></div>
      ${error === undefined || (error instanceof Error && error.name === 'AbortError') ? nothing : html`<div class="card-body">${note('err', isMailError(error) ? failureText(words, error) : words.t('error.other.no-id'))}</div>`}
      <table role="table" class="data" aria-busy=${value === undefined}><thead role="rowgroup"><tr role="row">${head}</tr></thead><tbody role="rowgroup">${value?.indicators.map((one) => this.#indicator(one))}${withheld}</tbody></table>
    </section>`;
  }

  #indicator({ id, unit, benchmark, actual, state, mailings }: Indicator): TemplateResult {
    const { words } = this.given;
    const key = `indicator.${id}`;
    const amount = (value: number): string =>
      unit === 'per-mille'
        ? words.number(value / 1000, { style: 'percent', maximumFractionDigits: 1 })
        : unit === 'minutes'
          ? words.t('unit.minutes', { count: value })
          : words.number(value);
    const isPlain = unit === 'count' && benchmark === 0 && state === 'ok';
    const shown = isPlain
      ? nothing
      : state === 'ok'
        ? status('ok', words.t('monitoring.ok'))
        : status('warn', words.t('monitoring.above'));
    return this.#row(
      words.has(key) ? words.t(key) : id,
      words.list(mailings),
      isPlain ? '–' : `≤ ${amount(benchmark)}`,
      amount(actual),
      shown,
    );
  }

  /** Where there is no room for columns, each number says what it is. */
  #row(name: string, about: string, benchmark: string, actual: string, state: unknown): TemplateResult {
    const { words } = this.given;
    return html`<tr role="row"><td role="cell"><b>${name}</b>${about ? html`<br><span class="muted">${about}</span>` : nothing}</td><td role="cell" class="end" data-l=${words.t('monitoring.benchmark')}>${benchmark}</td><td role="cell" class="end" data-l=${words.t('monitoring.actual')}>${actual}</td><td role="cell">${state}</td></tr>`;
  }
}
