import { type ProbeReport, type ProbeStage, parseResponseDomain } from '@mail-settings/core';
import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import { StateChangeEvent } from '../events.ts';
import { base } from '../parts/base.styles.ts';
import { buttons, cards, fields, notes, statuses } from '../parts/controls.styles.ts';
import { failureText } from '../parts/failure.ts';
import { icon, type Mark, mark, status } from '../parts/icons.ts';
import { MailPart } from '../parts/mail-part.ts';
import { note } from '../parts/note.ts';
import { failedStage, probeDuration } from '../parts/probe.ts';
import { SectionForm } from '../parts/section-form.ts';
import { tokens } from '../parts/tokens.styles.ts';
import { valueBox } from '../parts/value-box.ts';
import type { TextKey } from '../text/text.ts';
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
export class MailResponseAccess extends MailPart {
  static override styles = [tokens, base, buttons, statuses, notes, fields, cards, access];
  static override properties: PropertyDeclarations = { testing: { state: true }, failure: { state: true } };

  private testing = false;
  private failure: unknown;
  readonly #form = new SectionForm<Draft>(this, 'responses');

  protected override render(): TemplateResult {
    const { words, setup, state } = this.given;
    const onSite = state.host.deployment === 'on-site';
    const { access = state.responses.access } = this.#form.draft;
    const names = this.#form.changed.map((field) =>
      words.t(field === 'access' ? 'access.choice' : 'access.pause'),
    );
    const { from, to } = this.#pause;
    const pause = from === '' && to === '' ? null : { from, to, timeZone: this.#zone };
    return html`<div class="stack">
      ${onSite ? html`${this.#endpointCard(access)}${this.#wayCard()}` : nothing}
      <div class="cols two">${onSite ? this.#certificateCard() : nothing}${this.#pauseCard()}</div>
      ${onSite ? this.#listsCard() : nothing}
      ${this.#form.bar(words, [...new Set(names)], (_, revision) => setup.saveResponses({ revision, access, pause }), this.#pauseIssue)}
    </div>`;
  }

  #card(title: TextKey, text: TextKey | undefined, aside: unknown, body: unknown): TemplateResult {
    const { words } = this.given;
    return html`<section class="card"><div class="card-head"><div><h2>${words.t(title)}</h2>${text ? html`<p>${words.t(text)}</p>` : nothing}</div>${aside}</div><div class="card-body stack">${body}</div></section>`;
  }

  #endpointCard(access: Draft['access']): TemplateResult {
    const { words, state } = this.given;
    const { endpoints, endpoint } = state;
    const address = parseResponseDomain(state.general.responseDomain ?? '', state.host);
    const host = html`<span class="mono">${address.ok ? address.value.host : ''}</span>`;
    const choice = (value: Draft['access']) =>
      html`<label class="choice"><input class="dot" type="radio" name="access" value=${value} .checked=${access === value} ?disabled=${!this.may('manage')} @change=${() => this.#form.set('access', value, state.responses.access)}><span><b>${words.t(`access.${value}`)}</b><p>${words.rich(`access.${value}.text`, { host })}</p></span></label>`;
    const body =
      endpoints === null
        ? html`<p class="muted">${words.t('field.publicAddress.later')}</p>`
        : html`${valueBox(words, endpoints.webhook, words.t('copy.address'))}<fieldset><legend class="sr">${words.t('access.choice')}</legend><div class="cols two choices">${choice('endpoint')}${choice('domain')}</div></fieldset>`;
    return this.#card(
      'access.title',
      'access.text',
      endpoint ? status(outcomeMarks[endpoint.outcome], words.t(`access.${endpoint.outcome}`)) : nothing,
      body,
    );
  }

  #wayCard(): TemplateResult {
    const { words, state } = this.given;
    const { endpoint: look } = state;
    const button = html`<button class="btn" type="button" aria-disabled=${this.testing ? 'true' : nothing} @click=${this.#test}>${this.testing ? mark('spin') : icon('reload')}${words.t(this.testing ? 'checking' : look ? 'access.again' : 'access.test')}</button>`;
    const aside = html`<div class="row"><span class="muted small num">${look ? words.t('access.tested', { when: words.when(look.at), ms: probeDuration(look) }) : nothing}</span>${this.may('manage') && state.endpoints ? button : nothing}</div>`;
    const step = ({ stage, state, ms, code }: ProbeStage) => {
      const named = [`certificate.${code?.replace('certificate-', '')}`, `probe.advice.${code}`].find(
        words.has,
      );
      const said = state === 'failed' ? (named ? words.t(named) : code) : words.t(`probe.stage.${state}`);
      return html`<li class=${state}><div class="bar"><span class="ring">${mark(stageMarks[state])}</span></div><div><b>${words.t(`probe.${stage}`)}</b><span class="say">${said}</span><span class="num">${ms === undefined ? '–' : words.t('unit.ms', { ms: Math.round(ms) })}</span></div></li>`;
    };
    return this.#card(
      'access.way',
      'access.way.text',
      aside,
      html`${look ? html`<ol class="probe">${look.stages.map(step)}</ol>` : nothing}${this.#advice(look)}`,
    );
  }

  /** One note that names the fix; steps after the one that failed were not tried. */
  #advice(look: ProbeReport | null): TemplateResult | typeof nothing {
    const { words } = this.given;
    if (this.failure !== undefined) return note('err', failureText(words, this.failure));
    if (look === null || (look.outcome === 'reachable' && !look.plainHttp)) return nothing;
    if (look.outcome === 'unknown') return note('plain', words.t('access.unknown.text'));
    const named = `probe.advice.${look.advice}`;
    const general = `access.fix.${look.outcome === 'not-reachable' && look.advice !== 'endpoint-not-mounted' ? failedStage(look) : look.advice}`;
    const title = words.has(named) ? words.t(named) : look.advice;
    return note(
      look.plainHttp ? 'warn' : 'err',
      html`<b>${title}.</b> ${words.has(general) ? words.t(general) : nothing}`,
    );
  }

  #certificateCard(): TemplateResult | typeof nothing {
    const { words, state } = this.given;
    const certificate = state.endpoint?.certificate;
    if (certificate === undefined) return nothing;
    const { verdict, names, validTo, issuer, chain } = certificate;
    const days = Math.floor((Date.parse(validTo) - Date.now()) / 86_400_000);
    const shape = verdict === 'valid' ? 'ok' : verdict === 'expiring-soon' ? 'warn' : 'err';
    const facts = [
      ['certificate.names', words.list(names)],
      [
        'certificate.until',
        words.t('certificate.days', { date: words.date(validTo), count: Math.max(0, days) }),
      ],
      ['certificate.issuer', issuer],
      ['certificate.chain', chain.join(' → ')],
    ] as const;
    return this.#card(
      'certificate.title',
      undefined,
      status(shape, words.t(`certificate.${verdict}`)),
      html`<dl class="facts-list">${facts.map(([key, value]) => html`<dt>${words.t(key)}</dt><dd>${value}</dd>`)}</dl>`,
    );
  }

  #pauseCard(): TemplateResult {
    const { words, state } = this.given;
    const { from, to } = this.#pause;
    const saved = state.responses.pause;
    const input = (name: 'from' | 'to', value: string) =>
      html`<label class="row">${words.t(`pause.${name}`)} <input class="input num" name=${name} type="time" .value=${value} ?readonly=${!this.may('manage')} @input=${(event: InputEvent & { target: HTMLInputElement }) => this.#form.set(name, event.target.value, saved?.[name] ?? '')}></label>`;
    const minutes = (minutesOf(to) - minutesOf(from) + 1440) % 1440;
    const length =
      from && to
        ? words.t('pause.length', { hours: Math.floor(minutes / 60), minutes: minutes % 60 })
        : words.t('pause.none');
    return this.#card(
      'access.pause',
      'pause.text',
      nothing,
      html`<div><div class="row times">${input('from', from)}${input('to', to)}<span class="muted small">${this.#zone}</span></div><p class="under">${length}</p></div>`,
    );
  }

  #listsCard(): TemplateResult {
    const { words } = this.given;
    return this.#card(
      'lists.title',
      undefined,
      nothing,
      html`<ul class="sees">${([1, 2, 3, 4] as const).map((at) => html`<li>${icon('info')}<span>${words.t(`lists.${at}`)}</span></li>`)}</ul>`,
    );
  }

  get #pause(): { from: string; to: string } {
    const saved = this.given.state.responses.pause ?? { from: '', to: '' };
    const { from = saved.from, to = saved.to } = this.#form.draft;
    return { from, to };
  }

  /** Where no pause was saved yet, the times are those of whoever sets them. */
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
