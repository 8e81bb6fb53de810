import { Task, TaskStatus } from '@lit/task';
import {
  checkGeneralDraft,
  checkGeneralField,
  type FieldIssue,
  type GeneralDraft,
  type GeneralField,
  generalFields,
  isMailError,
  type OperationInput,
  parseResponseDomain,
  publicUrl,
  responseDomainText,
  type SettingsChange,
  type SettingsState,
} from '@mail-settings/core';
import { html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { SettingsSavedEvent, StateChangeEvent } from '../events.ts';
import { base } from '../parts/base.styles.ts';
import { buttons, cards, fields, notes, statuses } from '../parts/controls.styles.ts';
import { failureText } from '../parts/failure.ts';
import { fieldRow, type Message, messageText, textInput } from '../parts/field.ts';
import { FormController } from '../parts/form-controller.ts';
import { icon, mark, status } from '../parts/icons.ts';
import { MailPart } from '../parts/mail-part.ts';
import { note } from '../parts/note.ts';
import { failedStage, probeDuration } from '../parts/probe.ts';
import { saveBar } from '../parts/save-bar.ts';
import { type SecretField, secretField, secretHasInput } from '../parts/secret-field.ts';
import { tokens } from '../parts/tokens.styles.ts';
import { valueBox } from '../parts/value-box.ts';
import { faultMessage, faultsOf, type GeneralRow, groupStatus, rowOfReason } from './faults.ts';

type Draft = Record<GeneralField, string | null | undefined>;
type KeyField = 'apiKey' | 'authKey';
/** What the last save led to. It stays until the next one: nothing above the focus may move while somebody types. */
type Summary =
  | { kind: 'fields'; rows: GeneralField[] }
  | { kind: 'conflict'; change: SettingsChange | undefined }
  | { kind: 'saved'; state: SettingsState };

/** How long nobody types before the service is asked for its name. */
const quietTime = 500;

/**
 * The form of the General settings tab: connection URL, keys, domain for responses. Saving stores and checks in one
 * step; reasons are shown at the fields. The provider fills in as soon as URL and key are right, without a save.
 *
 * @fires mail-settings-saved - the section was stored; carries the new state
 * @fires mail-unsaved-change - the first change appeared or the last one went
 * @fires mail-login-needed - a call was refused since nobody is logged in
 */
export class MailGeneralSettings extends MailPart {
  static override styles = [tokens, base, buttons, statuses, notes, fields, cards];
  static override properties: PropertyDeclarations = {
    replacing: { state: true },
    judged: { state: true },
    summary: { state: true },
    malformed: { state: true },
    asked: { state: true },
  };

  readonly #form = new FormController<Draft>(this, ({ revisions }) => revisions.general);
  private replacing: ReadonlySet<KeyField> = new Set();
  /** Fields whose form is judged; others are still being typed. */
  private judged: ReadonlySet<GeneralField> = new Set();
  private summary: Summary | undefined;
  /** How many fields the last save found malformed; none again with the next edit. */
  private malformed = 0;
  /** What the service is asked with now; undefined while somebody types or where it makes no sense. */
  private asked: OperationInput<'identifyProvider'> | undefined;
  #asking: ReturnType<typeof setTimeout> | undefined;

  /** A new question drops the answer of the old one, so that an answer to an older edit never lands. */
  readonly #identity = new Task(this, {
    args: () => [this.asked] as const,
    task: async ([asked], { signal }) =>
      asked && (await this.attempt(this.given.setup.identifyProvider(asked, { signal }))),
  });

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#asking);
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('setup')) this.#form.discard();
  }

  protected override render(): TemplateResult {
    const { words, state } = this.given;
    const { sending, responses } = state.connection;
    const onSite = state.host.deployment === 'on-site';
    return html`<div class="stack">
      ${this.may('manage') ? nothing : note('plain', words.t('page.read-only'))}
      ${this.#summaryNote()}
      ${this.#group('sending', sending, [
        this.#cloudUrlRow(),
        this.#keyRow('apiKey'),
        this.#providerRow(),
        onSite ? this.#outgoingRow() : nothing,
      ])}
      ${this.#group('responses', responses, [
        this.#responseDomainRow(),
        onSite ? this.#publicAddressRow() : nothing,
        this.#keyRow('authKey'),
      ])}
      ${saveBar(words, {
        names: this.#form.changed.map((field) => words.t(`field.${field}`)),
        saving: this.#form.saving,
        problem: this.#problem(),
        onSave: () => this.#save(),
        onDiscard: () => this.#discard(),
      })}
    </div>`;
  }

  #group(
    name: 'sending' | 'responses',
    fact: SettingsState['connection']['sending'],
    rows: unknown[],
  ): TemplateResult {
    const { words } = this.given;
    const shown = groupStatus(words, fact);
    return html`<section class="card" aria-labelledby=${name}>
      <div class="card-head"><div><h2 id=${name}>${words.t(`general.${name}`)}</h2><p>${words.t(`general.${name}.text`)}</p></div>${status(shown.mark, shown.word)}</div>
      ${rows}
    </section>`;
  }

  #cloudUrlRow(): TemplateResult {
    const { words } = this.given;
    const value = this.#text('cloudUrl');
    const url = this.#check('cloudUrl', value);
    const link =
      url.ok && url.value !== null
        ? html`<p class="under"><a class="ext" href=${url.value} target="_blank" rel="noopener noreferrer">${words.t('field.cloudUrl.open')}${icon('external', 12)}</a> ${words.t('field.cloudUrl.empty-page')}</p>`
        : nothing;
    return fieldRow({
      ...this.#label('cloudUrl'),
      labels: true,
      control: html`${this.#input('cloudUrl', value)}${link}`,
      help: words.t('field.cloudUrl.help'),
    });
  }

  #keyRow(field: KeyField): TemplateResult {
    const { words, state } = this.given;
    const secret: SecretField = {
      id: field,
      label: words.t(`field.${field}`),
      stored: state.general[field],
      draft: this.#form.draft[field],
      replacing: this.replacing.has(field),
      readOnly: !this.may('manage'),
      message: this.#message(field),
      on: {
        replace: () => this.#replace(field),
        cancel: () => this.#cancelReplacing(field),
        input: (text) => this.#edit(field, text === '' ? undefined : text),
        remove: () => this.#remove(field),
        enter: () => this.#save(),
      },
    };
    const until = field === 'authKey' ? state.general.previousAuthKeyUntil : null;
    return fieldRow({
      ...this.#label(field),
      labels: secretHasInput(secret),
      control: html`${secretField(words, secret)}${
        until === null
          ? nothing
          : html`<p class="under num">${words.t('field.authKey.previous', { when: words.when(until) })}</p>`
      }`,
      help: words.t(`field.${field}.help`),
    });
  }

  #providerRow(): TemplateResult {
    const { words, state } = this.given;
    const { provider, pending } = this.#provider();
    const { support } = state.host;
    const name = pending
      ? html`<span class="muted">${words.t('field.provider.asking')}</span>`
      : html`<span class=${provider === null ? 'muted' : ''}>${provider ?? words.t('field.provider.unknown')}</span>`;
    return fieldRow({
      id: 'provider',
      label: words.t('field.provider'),
      control: html`<div class="fixed" id="provider" tabindex="-1"><span class="muted">${pending ? mark('spin') : icon('lock')}</span><span role="status">${name}</span></div>${messageText('provider', this.#message('provider'))}`,
      help: html`${words.t('field.provider.help')}${support === null ? nothing : html` <a href=${support.url} target="_blank" rel="noopener noreferrer">${words.t('field.provider.support')}</a>`}`,
    });
  }

  #outgoingRow(): TemplateResult {
    const { words, state } = this.given;
    const { outgoing: look, connection } = state;
    const outcome = look?.outcome;
    const ms = look
      ? html`<span class="muted small num">${words.t('probe.ms', { ms: probeDuration(look) })}</span>`
      : nothing;
    const stage = `fault.stage.${look ? failedStage(look) : ''}`;
    const shown = {
      reachable: html`<div class="fixed">${status('ok', words.t('probe.open'))}${ms}</div>`,
      'unexpected-page': html`<div class="fixed">${status('warn', words.t('probe.page'))}${ms}</div><p class="under">${words.t('probe.page.next')}</p>`,
      'not-reachable': html`<div class="fixed">${status('err', words.t('probe.closed'))}</div>${words.has(stage) ? html`<p class="under">${words.t(stage)}</p>` : nothing}`,
      unknown: html`<div class="fixed">${status('off', words.t('probe.unknown'))}</div>`,
    };
    const onlyKey = outcome === 'reachable' && connection.sending.reason === 'key-rejected';
    return fieldRow({
      id: 'outgoing',
      label: words.t('field.outgoing'),
      control:
        outcome === undefined
          ? html`<div class="fixed">${status('off', words.t('probe.none'))}</div>`
          : shown[outcome],
      help: words.t(onlyKey ? 'field.outgoing.only-key' : 'field.outgoing.help'),
    });
  }

  #responseDomainRow(): TemplateResult {
    const { words } = this.given;
    const value = this.#text('responseDomain');
    const address = parseResponseDomain(value, this.#addressOptions);
    const plain =
      address.ok && address.notes.every(({ code }) => code === 'http-on-443') && address.notes.length > 0;
    return fieldRow({
      ...this.#label('responseDomain'),
      labels: true,
      control: html`${this.#input('responseDomain', value)}${plain ? html`<p class="under">${words.t('note.http-on-443')}</p>` : nothing}`,
      help: words.t('field.responseDomain.help'),
    });
  }

  #publicAddressRow(): TemplateResult {
    const { words } = this.given;
    const address = this.#publicAddress();
    const dropped = parseResponseDomain(this.#text('responseDomain'), this.#addressOptions);
    const noPort = dropped.ok && dropped.notes.some(({ code }) => code === 'port-dropped');
    return fieldRow({
      id: 'publicAddress',
      label: words.t('field.publicAddress'),
      control:
        address === undefined
          ? html`<div class="fixed muted">${words.t('field.publicAddress.later')}</div>`
          : html`${valueBox(words, address, words.t('field.publicAddress.copy'))}<p class="under">${words.t(noPort ? 'field.publicAddress.no-port' : 'field.publicAddress.443')}</p>`,
      help: noPort ? undefined : words.t('field.publicAddress.help'),
    });
  }

  #label(field: GeneralField) {
    const { words } = this.given;
    const isChanged = this.#form.draft[field] !== undefined;
    return { id: field, label: words.t(`field.${field}`), edited: isChanged && words.t('field.edited') };
  }

  #input(field: 'cloudUrl' | 'responseDomain', value: string): TemplateResult {
    const message = this.#message(field);
    return html`${textInput({
      id: field,
      value,
      message,
      readOnly: !this.may('manage'),
      onInput: (text) => this.#edit(field, text),
      onChange: () => this.#judge(field),
      onEnter: () => this.#save(),
    })}${messageText(field, message)}`;
  }

  /** One message a row, the nearest cause first: the form of what is typed, the host's answer, the service's, a hint. */
  #message(row: GeneralRow): Message | undefined {
    const { words, state } = this.given;
    const issue = row === 'provider' ? undefined : this.#issue(row);
    if (issue !== undefined) return this.#issueMessage(issue);
    const host = this.#responseHost();
    const { draft } = this.#form;
    const sendingEdited = draft.cloudUrl !== undefined || draft.apiKey !== undefined;
    const sending = sendingEdited ? this.#identity.value?.sending : state.connection.sending;
    if (sending && rowOfReason('sending', sending.reason) === row) return faultMessage(words, sending, host);
    const { responses } = state.connection;
    if (row !== 'provider' && draft[row] === undefined && rowOfReason('responses', responses.reason) === row)
      return faultMessage(words, responses, host);
    return row === 'responseDomain' ? this.#portNote() : undefined;
  }

  #issue(field: GeneralField): FieldIssue | undefined {
    const text = this.#form.draft[field];
    const checked = text === undefined || text === null ? undefined : this.#check(field, text);
    if (checked && !checked.ok) return this.judged.has(field) ? checked.issues[0] : undefined;
    const { failure } = this.#form;
    return isMailError(failure, 'invalid')
      ? failure.details.fields?.find((issue) => issue.field === field)
      : undefined;
  }

  #issueMessage({ field, code, params = {} }: FieldIssue): Message {
    const { words } = this.given;
    const key = `issue.${code}`;
    const { fix } = params;
    return {
      kind: 'err',
      text: words.has(key) ? words.t(key, params) : words.t('issue.other'),
      ...(typeof fix === 'string' && field === 'cloudUrl'
        ? { fix: { label: words.t('issue.use', { value: fix }), apply: () => this.#apply(field, fix) } }
        : {}),
    };
  }

  /** A port is correctable and does not block saving: the public address already shows what will be used (S11). */
  #portNote(): Message | undefined {
    const { words } = this.given;
    const address = parseResponseDomain(this.#text('responseDomain'), this.#addressOptions);
    const port = address.ok && address.notes.find(({ code }) => code === 'port-dropped');
    if (!address.ok || !port) return undefined;
    const value = responseDomainText({ ...address.value, scheme: 'https' });
    return {
      kind: 'warn',
      text: words.t('note.port-dropped', port.params ?? {}),
      next: words.t('note.port-dropped.next'),
      fix: { label: words.t('issue.use', { value }), apply: () => this.#apply('responseDomain', value) },
    };
  }

  #summaryNote(): TemplateResult | typeof nothing {
    const { words } = this.given;
    const { summary } = this;
    if (summary === undefined) return nothing;
    if (summary.kind === 'conflict') return this.#conflictNote(summary.change);
    if (summary.kind === 'fields') {
      const title = `${words.t('save.failed')} ${words.t('save.fields', { count: summary.rows.length })}`;
      const entries = summary.rows.map((row) => ({ row, text: words.t(`field.${row}`) }));
      return note('err', this.#links(title, entries), 'summary');
    }
    const { connection } = summary.state;
    const faults = faultsOf(connection).map(({ row, reason }) => ({
      row,
      text: words.t(`reason.${reason}`),
    }));
    if (faults.length > 0) return note('err', this.#links(words.t('save.done.failed'), faults), 'summary');
    const works = connection.sending.state === 'active' && connection.responses.state === 'active';
    return note('ok', html`<b>${words.t(works ? 'save.done.active' : 'save.done')}</b>`, 'summary');
  }

  #links(title: string, entries: { row: GeneralRow; text: string }[]): TemplateResult {
    const go = (row: GeneralRow) => (event: Event) => {
      event.preventDefault();
      void this.focusField(row);
    };
    return html`<b>${title}</b><ul>${entries.map(({ row, text }) => html`<li><a href="#${row}" @click=${go(row)}>${text}</a></li>`)}</ul>`;
  }

  #conflictNote(change: SettingsChange | undefined): TemplateResult {
    const { words } = this.given;
    const names = change?.fields.map((field) => {
      const key = `field.${field}`;
      return words.has(key) ? words.t(key) : field;
    });
    return note(
      'warn',
      html`<b>${words.t('save.failed')} ${words.t('conflict.title', { name: this.#nameOf(change) })}</b>
        ${change && names ? words.t('conflict.what', { fields: words.list(names), when: words.when(change.at) }) : nothing}
        <div class="row">
          <button class="btn sm" type="button" @click=${() => this.#settle('theirs')}>${words.t('conflict.theirs')}</button>
          <button class="btn sm" type="button" @click=${() => this.#settle('mine')}>${words.t('conflict.mine')}</button>
        </div>`,
      'summary',
    );
  }

  #nameOf(change: SettingsChange | undefined): string {
    return change?.actor.name ?? change?.actor.id ?? this.t('conflict.somebody');
  }

  #problem(): string | undefined {
    const { words } = this.given;
    const { failure } = this.#form;
    if (this.malformed > 0) return words.t('save.fields', { count: this.malformed });
    if (failure === undefined) return undefined;
    if (isMailError(failure, 'revision-conflict'))
      return words.t('conflict.title', { name: this.#nameOf(failure.details.conflict) });
    return failureText(words, failure);
  }

  #provider(): { provider: string | null; pending: boolean } {
    const { draft } = this.#form;
    if (draft.cloudUrl === undefined && draft.apiKey === undefined)
      return { provider: this.given.state.connection.provider, pending: false };
    const pending = this.asked !== undefined && this.#identity.status === TaskStatus.PENDING;
    const answered = this.asked !== undefined && this.#identity.status === TaskStatus.COMPLETE;
    return { provider: (answered && this.#identity.value?.provider) || null, pending };
  }

  #publicAddress(): string | undefined {
    const { endpoints, general } = this.given.state;
    const address = parseResponseDomain(this.#text('responseDomain'), this.#addressOptions);
    const saved = parseResponseDomain(general.responseDomain ?? '', this.#addressOptions);
    if (!address.ok || !saved.ok || endpoints === null) return undefined;
    const path = endpoints.webhook.slice(publicUrl(saved.value, '').length);
    return publicUrl(address.value, path);
  }

  #responseHost(): string {
    const address = parseResponseDomain(this.given.state.general.responseDomain ?? '', this.#addressOptions);
    return address.ok ? address.value.host : '';
  }

  get #addressOptions() {
    return { allowHosts: this.given.state.host.allowHosts };
  }

  #check(field: GeneralField, text: string) {
    return checkGeneralField(field, text, this.#addressOptions);
  }

  #text(field: 'cloudUrl' | 'responseDomain'): string {
    return this.#form.draft[field] ?? this.given.state.general[field] ?? '';
  }

  /** `undefined` keeps what is stored, `null` removes it. */
  #edit(field: GeneralField, value: string | null | undefined): void {
    const { state } = this.given;
    const saved = field === 'apiKey' || field === 'authKey' ? undefined : (state.general[field] ?? '');
    this.#form.set(field, value, saved);
    this.malformed = 0;
    if (field === 'cloudUrl' || field === 'apiKey') this.#askSoon();
  }

  #apply(field: 'cloudUrl' | 'responseDomain', value: string): void {
    this.#edit(field, value);
    void this.focusField(field);
  }

  #judge(field: GeneralField): void {
    this.judged = new Set([...this.judged, field]);
  }

  #replace(field: KeyField): void {
    this.replacing = new Set([...this.replacing, field]);
    void this.focusField(field);
  }

  #cancelReplacing(field: KeyField): void {
    this.replacing = new Set([...this.replacing].filter((other) => other !== field));
    this.#edit(field, undefined);
    void this.focusField(field);
  }

  #remove(field: KeyField): void {
    this.#edit(field, null);
    void this.focusField(field);
  }

  #askSoon(): void {
    clearTimeout(this.#asking);
    this.asked = undefined;
    const { draft } = this.#form;
    const { state } = this.given;
    const url = this.#check('cloudUrl', this.#text('cloudUrl'));
    const key = draft.apiKey;
    const usableKey =
      typeof key === 'string'
        ? this.#check('apiKey', key).ok
        : key === undefined && state.general.apiKey.isSet;
    if (!this.#form.isDirty || !url.ok || url.value === null || !usableKey) return;
    const question = { cloudUrl: url.value, ...(typeof key === 'string' ? { apiKey: key.trim() } : {}) };
    this.#asking = setTimeout(() => {
      this.asked = question;
    }, quietTime);
  }

  #discard(): void {
    this.#forget();
    this.summary = undefined;
    this.#form.discard();
    void this.focusField('cloudUrl');
  }

  #forget(): void {
    clearTimeout(this.#asking);
    this.asked = undefined;
    this.replacing = new Set();
    this.judged = new Set();
    this.malformed = 0;
  }

  async #save(): Promise<void> {
    if (!this.#form.isDirty || this.#form.saving) return;
    const { issues } = checkGeneralDraft(draftToSend(this.#form.draft), this.#addressOptions);
    this.judged = new Set(generalFields);
    if (issues.length > 0) return this.#refuse(issues);
    const { setup, state } = this.given;
    const answer = await this.#form.save(state, (draft, revision) =>
      this.attempt(setup.saveSettings({ revision, draft: draftToSend(draft) })),
    );
    if (answer !== undefined) return this.#saved(answer);
    const { failure } = this.#form;
    if (isMailError(failure, 'invalid')) return this.#refuse(failure.details.fields ?? []);
    if (isMailError(failure, 'revision-conflict')) {
      this.summary = { kind: 'conflict', change: failure.details.conflict };
      await this.focusField('summary');
    }
  }

  #refuse(issues: FieldIssue[]): Promise<void> {
    const rows = generalFields.filter((field) => issues.some((issue) => issue.field === field));
    this.malformed = rows.length;
    this.summary = { kind: 'fields', rows };
    return this.focusField('summary');
  }

  #saved(answer: SettingsState): Promise<void> {
    this.#forget();
    this.summary = { kind: 'saved', state: answer };
    this.dispatchEvent(new SettingsSavedEvent('general', answer));
    return this.focusField('summary');
  }

  /** After a conflict. The newest state is read first, so that only what was seen is overwritten. */
  async #settle(whose: 'theirs' | 'mine'): Promise<void> {
    const { setup } = this.given;
    try {
      const newest = await this.attempt(setup.readState({}));
      this.dispatchEvent(new StateChangeEvent(newest));
      this.#form.rebase(newest);
    } catch (error) {
      this.#form.fail(error);
      return;
    }
    if (whose === 'theirs') this.#discard();
    else await this.#save();
  }
}

/** Addresses are cleared by an empty text, keys by `null`. */
function draftToSend({ cloudUrl, responseDomain, ...keys }: Partial<Draft>): GeneralDraft {
  return {
    ...keys,
    ...(typeof cloudUrl === 'string' ? { cloudUrl } : {}),
    ...(typeof responseDomain === 'string' ? { responseDomain } : {}),
  };
}
