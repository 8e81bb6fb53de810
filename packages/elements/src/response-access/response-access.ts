import type { ProbeReport, ProbeStage } from '@mail-settings/core';
import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import { StateChangeEvent } from '../events.ts';
import { cloudNote } from '../parts/article-link.ts';
import { askButton } from '../parts/ask-button.ts';
import { card } from '../parts/card.ts';
import { factList } from '../parts/facts.ts';
import { failureNote } from '../parts/failure.ts';
import { icon, type Mark, mark, status } from '../parts/icons.ts';
import { MailPart } from '../parts/mail-part.ts';
import { note } from '../parts/note.ts';
import { failedStage, probeDuration } from '../parts/probe.ts';
import { SectionForm } from '../parts/section-form.ts';
import { shared } from '../parts/styles.ts';
import { valueBox } from '../parts/value-box.ts';
import type { TabKey } from '../text/keys.ts';
import { access } from './response-access.styles.ts';

type Draft = { access: 'endpoint' | 'domain'; from: string; to: string };
type Outcome = ProbeReport['outcome'];

const outcomeMarks: Record<Outcome, Mark> = {
  reachable: 'ok',
  'not-reachable': 'err',
  'unexpected-page': 'err',
  unknown: 'off',
};
const stageMarks: Record<ProbeStage['state'], Mark> = { ok: 'ok', failed: 'err', skipped: 'off' };

/**
 * The Responses and access tab: the address the service posts to, what the firewall lets in, the way to the address
 * step by step, the certificate, the daily pause, and advice on lists.
 *
 * @fires mail-settings-saved - the choice or the pause was saved
 * @fires mail-unsaved-change - the first change appeared or the last one went
 */
export class MailResponseAccess extends MailPart<TabKey<'access'>> {
  static override styles = [shared, access];
  static override properties: PropertyDeclarations = { testing: { state: true }, failure: { state: true } };

  private testing = false;
  private failure: unknown;
  readonly #form = new SectionForm<Draft>(this, 'responses');

  protected override render(): TemplateResult {
    const { words, setup, state } = this.given;
    const onSite = state.host.deployment === 'on-site';
    const { access = state.responses.access } = this.#form.draft;
    const names = this.#form.changed.map(
      (field) => words.lines(field === 'access' ? 'field.access' : 'field.pause')[0] ?? field,
    );
    const { from, to } = this.#pause;
    const pause = from === '' && to === '' ? null : { from, to, timeZone: this.#zone };
    const issue = this.#pauseIssue;
    const save = () =>
      issue ?? this.#form.saveAndSay((_, revision) => setup.saveResponses({ revision, access, pause }));
    const advice = words
      .lines('lists.advice')
      .map((line) => html`<li>${icon('info')}<span>${line}</span></li>`);
    return html`<div class="stack">
      ${this.#form.savedNote()}
      ${cloudNote(words, state)}
      ${onSite ? [this.#endpointCard(access), this.#wayCard()] : nothing}
      <div class="cols two">${onSite ? this.#certificateCard() : nothing}${this.#pauseCard()}</div>
      ${onSite ? this.#card('lists', html`<ul class="sees">${advice}</ul>`) : nothing}
      ${this.#form.bar([...new Set(names)], save, issue)}
    </div>`;
  }

  #card(key: TabKey<'access'>, body: unknown, aside?: unknown): TemplateResult {
    return card(this.given.words, key, html`<div class="card-body stack">${body}</div>`, aside);
  }

  #endpointCard(access: Draft['access']): TemplateResult {
    const { words, state } = this.given;
    const { endpoints, endpoint } = state;
    const host = endpoints === null ? '' : new URL(endpoints.webhook).host;
    const choice = (value: Draft['access']) => {
      const [name, text] = words.lines(`access.${value}`, { host });
      return html`<label class="choice"><input class="dot" type="radio" name="access" value=${value} .checked=${access === value} ?disabled=${!this.may('manage')} @change=${() => this.#form.set('access', value, state.responses.access)}><span><b>${name}</b><p>${text}</p></span></label>`;
    };
    const body =
      endpoints === null
        ? html`<p class="muted">${words.t('field.publicAddress.later')}</p>`
        : html`${valueBox(words, endpoints.webhook, words.t('copy.address'))}<fieldset><legend class="sr">${words.t('field.access')}</legend><div class="cols two choices">${choice('endpoint')}${choice('domain')}</div></fieldset>`;
    return this.#card(
      'access',
      body,
      html`<span role="status">${endpoint && status(outcomeMarks[endpoint.outcome], words.t(`access.${endpoint.outcome}`))}</span>`,
    );
  }

  #wayCard(): TemplateResult {
    const { words, state } = this.given;
    const { endpoint: probe } = state;
    const tested =
      probe && words.t('access.tested', { when: words.when(probe.at), ms: probeDuration(probe) });
    const button = askButton(
      words,
      words.t(probe ? 'access.again' : 'access.test'),
      this.testing,
      this.#test,
    );
    const step = ({ stage, state, ms, code }: ProbeStage) =>
      html`<li class=${state}><div class="bar"><span class="ring">${mark(stageMarks[state])}</span></div><div><b>${words.t(`probe.${stage}`)}</b><span class="say">${state === 'failed' ? this.#fault(code) : words.t(state === 'ok' ? 'probe.stage.ok' : 'probe.none')}</span><span class="num">${ms === undefined ? '–' : words.number(ms, { style: 'unit', unit: 'millisecond', maximumFractionDigits: 0 })}</span></div></li>`;
    return this.#card(
      'access.path',
      html`${probe ? html`<ol class="probe">${probe.stages.map(step)}</ol>` : html`<p>${status('off', words.t('probe.none'))}</p>`}${this.#advice(probe)}`,
      html`<div class="row"><span class="muted small num">${tested}</span>${this.may('manage') && state.endpoints ? button : nothing}</div>`,
    );
  }

  /** Words for the code of a stage or an advice. */
  #fault(code = ''): string {
    const { words } = this.given;
    const key = [
      code.replace(/^certificate-/, 'certificate.'),
      `probe.advice.${code.replace(/^.*timed-out/, 'timed-out')}`,
    ].find(words.has);
    return words.t(key ?? 'access.not-reachable');
  }

  /** One note that names the fix; steps after the one that failed were not tried. */
  #advice(probe: ProbeReport | null): TemplateResult | typeof nothing {
    const { words } = this.given;
    if (this.failure !== undefined) return failureNote(words, this.failure);
    if (probe === null || (probe.outcome === 'reachable' && !probe.plainHttp)) return nothing;
    if (probe.outcome === 'unknown') return note('plain', words.t('access.unknown.text'));
    const { advice = '' } = probe;
    const fix = [
      `access.fix.${advice.replace(/^certificate-/, '')}`,
      `access.fix.${failedStage(probe)}`,
    ].find(words.has);
    return note(
      probe.plainHttp ? 'warn' : 'err',
      html`<b>${this.#fault(advice)}.</b> ${fix && words.t(fix)}`,
    );
  }

  #certificateCard(): TemplateResult | typeof nothing {
    const { words, state } = this.given;
    const { certificate } = state.endpoint ?? {};
    if (certificate === undefined) return nothing;
    const { verdict, names, validTo, issuer, chain } = certificate;
    const days = Math.max(0, Math.floor((Date.parse(validTo) - words.now().getTime()) / 86_400_000));
    const facts = [
      ['certificate.names', words.list(names)],
      ['certificate.until', words.t('certificate.days', { date: words.date(validTo), count: days })],
      ['certificate.issuer', issuer],
      [
        'certificate.chain',
        html`<ol class="chain">${chain.map((subject) => html`<li>${subject}</li>`)}</ol>`,
      ],
    ] as const;
    const shape = verdict === 'valid' ? 'ok' : verdict === 'expiring-soon' ? 'warn' : 'err';
    return this.#card(
      'certificate',
      factList(words, facts),
      status(shape, words.t(`certificate.${verdict}`)),
    );
  }

  #pauseCard(): TemplateResult {
    const { words, state } = this.given;
    const { pause } = state.responses;
    const { from, to } = this.#pause;
    const input = (name: 'from' | 'to', value: string) =>
      html`<label class="row">${words.t(`pause.${name}`)} <input class="input num" name=${name} type="time" .value=${value} ?readonly=${!this.may('manage')} @input=${(event: InputEvent & { target: HTMLInputElement }) => this.#form.set(name, event.target.value, pause?.[name] ?? '')}></label>`;
    const length = (minutesOf(to) - minutesOf(from) + 1440) % 1440;
    const said =
      this.#pauseIssue ??
      (from === ''
        ? words.t('pause.none')
        : words.t('pause.length', { hours: Math.floor(length / 60), minutes: length % 60 }));
    return this.#card(
      'field.pause',
      html`<div><div class="row times">${input('from', from)}${input('to', to)}<span class="muted small">${this.#zone}</span></div><p class="under">${said}</p></div>`,
    );
  }

  get #pause(): { from: string; to: string } {
    const saved = this.given.state.responses.pause ?? { from: '', to: '' };
    const { from = saved.from, to = saved.to } = this.#form.draft;
    return { from, to };
  }

  /** Where no pause was saved yet, the times are those of the person who sets them. */
  get #zone(): string {
    return this.given.state.responses.pause?.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  }

  get #pauseIssue(): string | undefined {
    const { from, to } = this.#pause;
    return (from === '') === (to === '') && (from === '' || from !== to) ? undefined : this.t('pause.both');
  }

  readonly #test = async (): Promise<void> => {
    const { setup } = this.given;
    if (this.testing) return;
    this.testing = true;
    this.failure = undefined;
    try {
      const { report } = await this.attempt(setup.checkEndpoint({}));
      this.dispatchEvent(new StateChangeEvent({ ...this.given.state, endpoint: report }));
    } catch (error) {
      this.failure = error;
    } finally {
      this.testing = false;
    }
  };
}

const minutesOf = (time: string): number => {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
};
