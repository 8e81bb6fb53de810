import { Task } from '@lit/task';
import type { OperationAnswer } from '@mail-settings/core';
import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import { cloudNote } from '../parts/article-link.ts';
import { card } from '../parts/card.ts';
import { failureNote } from '../parts/failure.ts';
import { fieldRow } from '../parts/field.ts';
import { icon, status } from '../parts/icons.ts';
import { MailPart } from '../parts/mail-part.ts';
import { SectionForm } from '../parts/section-form.ts';
import { shared } from '../parts/styles.ts';
import { valueBox } from '../parts/value-box.ts';
import type { TabKey } from '../text/keys.ts';
import { monitoring } from './monitoring-access.styles.ts';

type Indicator = OperationAnswer<'readMonitoring'>['indicators'][number];

/**
 * The Monitoring tab: the switch (off until saved), the address support reads, what it sees there and what never.
 *
 * @fires mail-settings-saved - the switch was saved
 * @fires mail-unsaved-change - the switch was moved, or moved back
 */
export class MailMonitoringAccess extends MailPart<TabKey<'monitoring'>> {
  static override styles = [shared, monitoring];
  static override properties: PropertyDeclarations = {};

  readonly #form = new SectionForm<{ enabled: boolean }>(this, 'monitoring');
  #shown: unknown;
  #isSeen = false;
  /** How often the tab was opened: an old reading must not look like a new one. */
  #openings = 0;

  /** Read anew with each state of the page, while they are shown. */
  readonly #preview = new Task(this, {
    args: () => {
      const isSeen = this.checkVisibility();
      if (isSeen) this.#shown = this.page?.state;
      if (isSeen && !this.#isSeen) this.#openings += 1;
      this.#isSeen = isSeen;
      return [this.page?.setup, this.#shown, this.#openings] as const;
    },
    task: async ([setup], { signal }) => setup && (await this.attempt(setup.readMonitoring({}, { signal }))),
  });

  protected override render(): TemplateResult {
    const { words, setup, state } = this.given;
    const saved = state.monitoring.enabled;
    const enabled = this.#form.draft.enabled ?? saved;
    const word = enabled === saved ? (saved ? 'on' : 'off') : saved ? 'on-until' : 'off-until';
    const flip = (event: Event & { target: HTMLInputElement }) =>
      this.#form.set('enabled', event.target.checked, saved);
    const list = (name: 'sees' | 'never', drawing: 'tick' | 'ban') =>
      html`<ul class="sees">${words.lines(`monitoring.${name}`, { count: state.host.cohort }).map((line) => html`<li>${icon(drawing)}<span>${line}</span></li>`)}</ul>`;
    const rows = [
      fieldRow({
        id: 'monitoring',
        label: words.t('tab.monitoring'),
        control: html`<label class="toggle"><input class="switch" type="checkbox" role="switch" .checked=${enabled} ?disabled=${!this.may('monitoring')} aria-describedby="monitoring-help" @change=${flip}><span>${words.t('monitoring.switch')}</span></label>`,
        help: words.t('monitoring.help'),
      }),
      state.host.deployment === 'cloud' ? nothing : this.#addressRow(),
      fieldRow({
        id: 'sees',
        label: words.t('monitoring.what'),
        control: html`<div class="cols two">${list('sees', 'tick')}${list('never', 'ban')}</div>`,
      }),
    ];
    return html`<div class="stack">
      ${this.#form.savedNote()}
      ${cloudNote(words, state)}
      ${card(words, 'monitoring', rows, status(word === 'on' ? 'ok' : 'wait', words.t(`monitoring.${word}`)))}
      ${this.#previewCard()}
      ${this.#form.bar([words.t('tab.monitoring')], () => this.#form.saveAndSay((_, revision) => setup.saveMonitoring({ revision, enabled })))}
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
    return card(
      words,
      'monitoring.preview',
      error !== undefined && value === undefined
        ? html`<div class="card-body">${failureNote(words, error, () => this.tryAgain(this.#preview.run()))}</div>`
        : html`<table role="table" class="data" aria-busy=${value === undefined}><thead role="rowgroup"><tr role="row">${head}</tr></thead><tbody role="rowgroup">${value?.indicators.map((one) => this.#indicator(one))}${withheld}</tbody></table>`,
      html`<span class="muted small num">${value && words.t('monitoring.read', { time: words.time(value.readAt) })}</span>`,
    );
  }

  #indicator({ id, unit, benchmark, actual, state, mailings }: Indicator): TemplateResult {
    const { words } = this.given;
    const key = `indicator.${id}`;
    const amount = (value: number): string =>
      unit === 'per-mille'
        ? words.number(value / 1000, { style: 'percent', maximumFractionDigits: 1 })
        : unit === 'minutes'
          ? words.t('minutes', { count: value })
          : words.number(value);
    const shown =
      benchmark === null
        ? nothing
        : state === 'ok'
          ? status('ok', words.t('monitoring.ok'))
          : status('warn', words.t('monitoring.above'));
    return this.#row(
      words.has(key) ? words.t(key) : id,
      words.list(mailings),
      benchmark === null ? '–' : benchmark === 0 ? amount(0) : `≤ ${amount(benchmark)}`,
      amount(actual),
      shown,
    );
  }

  /** Where there is no room for columns, each number says what it is. */
  #row(name: string, about: string, benchmark: string, actual: string, state: unknown): TemplateResult {
    const { words } = this.given;
    return html`<tr role="row"><td role="cell"><b>${name}</b>${about && html`<br><span class="muted">${about}</span>`}</td><td role="cell" class="end" data-l=${words.t('monitoring.benchmark')}>${benchmark}</td><td role="cell" class="end" data-l=${words.t('monitoring.actual')}>${actual}</td><td role="cell">${state}</td></tr>`;
  }
}
