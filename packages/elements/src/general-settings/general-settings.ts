import { Task, TaskStatus } from '@lit/task';
import {
  checkGeneralDraft,
  checkGeneralField,
  type FieldIssue,
  type GeneralDraft,
  type GeneralField,
  generalFields,
  isKeyField,
  isMailError,
  type KeyField,
  type MailSetup,
  type OperationInput,
  parseResponseDomain,
  publicUrl,
  responseDomainText,
  type TextField,
  fieldRow as tableRow,
} from '@mail-settings/core';
import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import { ChangesCard } from '../changes/changes-card.ts';
import { GoToEvent, StateChangeEvent } from '../events.ts';
import { askButton } from '../parts/ask-button.ts';
import { card } from '../parts/card.ts';
import { failureNote } from '../parts/failure.ts';
import { fieldRow, type Message, messageText, textInput } from '../parts/field.ts';
import { icon, mark, status } from '../parts/icons.ts';
import { MailPart } from '../parts/mail-part.ts';
import { note } from '../parts/note.ts';
import { failedStage, probeDuration } from '../parts/probe.ts';
import { type SecretField, secretField, secretHasInput } from '../parts/secret-field.ts';
import { SectionForm } from '../parts/section-form.ts';
import { shared } from '../parts/styles.ts';
import { valueBox } from '../parts/value-box.ts';
import type { TabKey } from '../text/keys.ts';
import { capital } from '../text/text.ts';
import {
  type Facts,
  faultMessage,
  faultsOf,
  type GeneralRow,
  groupStatus,
  rowOfReason,
  senderStatus,
} from './faults.ts';

type Draft = Record<GeneralField, string | null | undefined>;
/**
 * What the last save led to: fields it found malformed, or the state it was answered with, and then what was found
 * later. It stays until the next one, since nothing above the focus may move while somebody types.
 */
type Summary = GeneralField[] | Facts;

/** How long nobody types before the service is asked for its name. */
const quietTime = 500;

/**
 * The form of the General settings tab: connection URL, keys, domain for responses, default sender address. Saving
 * stores and checks in one step; reasons are shown at the fields. The provider fills in as soon as URL and key are
 * right, without a save.
 *
 * @fires mail-settings-saved - the section was stored; carries the new state
 * @fires mail-unsaved-change - the first change appeared or the last one went
 * @fires mail-login-needed - a call was refused since nobody is logged in
 */
export class MailGeneralSettings extends MailPart<TabKey<'general'>> {
  static override styles = shared;
  static override properties: PropertyDeclarations = {
    replacing: { state: true },
    judged: { state: true },
    summary: { state: true },
    malformed: { state: true },
    asked: { state: true },
    emailCheck: { state: true },
    checking: { state: true },
    failure: { state: true },
  };

  readonly #form = new SectionForm<Draft>(this, 'general');
  readonly #changes = new ChangesCard(this);
  private replacing: readonly KeyField[] = [];
  /** Fields whose form is judged; others are still being typed. */
  private judged: readonly GeneralField[] = [];
  private summary: Summary | undefined;
  /** How many fields the last save found malformed; none again with the next edit. */
  private malformed = 0;
  /** What the service is asked with now; undefined while somebody types or where it makes no sense. */
  private asked: OperationInput<'identifyProvider'> | undefined;
  /** What came of the last press of "Check email", until the address is edited. */
  private emailCheck: 'empty' | 'unsaved' | 'asked' | undefined;
  private checking = false;
  /** Why the check could not be asked for. */
  private failure: unknown;
  #setup: MailSetup | undefined;
  #state: Facts | undefined;
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

  protected override willUpdate(): void {
    const { setup, state } = this.page ?? {};
    if (setup !== this.#setup) this.#form.discard();
    this.#setup = setup;
    if (state !== this.#state && this.summary && !Array.isArray(this.summary)) this.summary = state;
    this.#state = state;
  }

  protected override render(): TemplateResult {
    const { words, state } = this.given;
    const { sending, responses } = state.connection;
    return html`<div class="stack">
      ${this.may('manage') ? nothing : note('plain', words.t('page.read-only'))}
      ${this.#summaryNote()}
      ${card(words, 'general.sending', this.#rows('sending'), groupStatus(words, sending))}
      ${card(words, 'general.responses', this.#rows('responses'), groupStatus(words, responses))}
      ${this.#senderCard()}
      ${this.#changes.render()}
      ${this.#form.bar(
        this.#form.changed.map((field) => words.t(`field.${field}`)),
        () => this.#save(),
        this.malformed > 0 ? words.t('save.fields', { count: this.malformed }) : undefined,
        () => this.#discard(),
      )}
    </div>`;
  }

  /** Every field the fact depends on, each with the rows that are shown behind it. */
  #rows(fact: ReturnType<typeof tableRow>['fact']): (TemplateResult | typeof nothing)[] {
    const onSite = this.given.state.host.deployment === 'on-site';
    return generalFields
      .filter((field) => tableRow(field).fact === fact)
      .flatMap((field) => {
        const row = isKeyField(field) ? this.#keyRow(field) : this.#textRow(field);
        if (field === 'apiKey') return [row, this.#providerRow(), onSite ? this.#outgoingRow() : nothing];
        return field === 'responseDomain' && onSite ? [row, this.#publicAddressRow()] : [row];
      });
  }

  #textRow(field: TextField): TemplateResult {
    const under =
      field === 'cloudUrl' ? this.#openLink() : field === 'senderEmail' ? this.#senderNotes() : nothing;
    return this.#row(field, true, html`${this.#input(field)}${under}`);
  }

  #openLink(): TemplateResult | typeof nothing {
    const { words } = this.given;
    const url = this.#check('cloudUrl', this.#text('cloudUrl'));
    return url.ok && url.value !== null
      ? html`<p class="under"><a class="ext" href=${url.value} target="_blank" rel="noopener noreferrer">${words.t('field.cloudUrl.open')}${icon('external', 12)}</a> ${words.t('field.cloudUrl.empty-page')}</p>`
      : nothing;
  }

  #keyRow(field: KeyField): TemplateResult {
    const { words, state } = this.given;
    const secret: SecretField = {
      id: field,
      label: words.t(`field.${field}`),
      stored: state.general[field],
      draft: this.#form.draft[field],
      replacing: this.replacing.includes(field),
      readOnly: !this.may('manage'),
      message: this.#message(field),
      on: {
        replace: () => this.#setReplacing(field, true),
        cancel: () => this.#setReplacing(field, false),
        input: (text) => this.#edit(field, text || undefined),
        remove: () => this.#apply(field, null),
        enter: () => this.#save(),
      },
    };
    const until = field === 'authKey' ? state.general.previousAuthKeyUntil : null;
    const previous =
      until === null
        ? nothing
        : html`<p class="under num">${words.t('field.authKey.previous', { when: words.when(until) })}</p>`;
    return this.#row(field, secretHasInput(secret), html`${secretField(words, secret)}${previous}`);
  }

  #providerRow(): TemplateResult {
    const { words, state } = this.given;
    const { provider, pending } = this.#provider();
    const { support } = state.host;
    const name = provider ?? words.t(pending ? 'field.provider.asking' : 'field.provider.unknown');
    const contact =
      support === null
        ? nothing
        : html` <a href=${support.url} target="_blank" rel="noopener noreferrer">${words.t('field.provider.support')}</a>`;
    return fieldRow({
      id: 'provider',
      label: words.t('field.provider'),
      control: html`<div class="fixed" id="provider" tabindex="-1"><span class="muted">${pending ? mark('spin') : icon('lock')}</span><span role="status" class=${provider === null ? 'muted' : ''}>${name}</span></div>${messageText('provider', this.#message('provider'))}`,
      help: html`${words.t('field.provider.help')}${contact}`,
    });
  }

  #outgoingRow(): TemplateResult {
    const { words, state } = this.given;
    const { outgoing: look } = state;
    const [shape, key] = looks[look?.outcome ?? 'none'];
    const [word, next = ''] = words.lines(key);
    const stage = look?.outcome === 'not-reachable' ? words.t(`fault.stage.${failedStage(look)}`) : next;
    const isOpen = shape === 'ok';
    return fieldRow({
      id: 'outgoing',
      label: words.t('field.outgoing'),
      control: html`<div class="fixed">${status(shape, word)}${look && (isOpen || shape === 'warn') ? html`<span class="muted small num">${words.t('probe.ms', { ms: probeDuration(look) })}</span>` : nothing}</div>${stage && html`<p class="under">${stage}</p>`}`,
      help: words.t('field.outgoing.help'),
    });
  }

  #publicAddressRow(): TemplateResult {
    const { words } = this.given;
    const address = this.#publicAddress();
    const noPort = this.#droppedPort !== undefined;
    return fieldRow({
      id: 'publicAddress',
      label: words.t('field.publicAddress'),
      control:
        address === undefined
          ? html`<div class="fixed muted">${words.t('field.publicAddress.later')}</div>`
          : html`${valueBox(words, address, words.t('copy.address'))}<p class="under">${words.t(noPort ? 'field.publicAddress.no-port' : 'field.publicAddress.443')}</p>`,
      help: noPort ? undefined : words.t('field.publicAddress.help'),
    });
  }

  #senderCard(): TemplateResult {
    const { words, state } = this.given;
    const { sender } = state;
    return card(
      words,
      'general.sender',
      this.#rows('sender'),
      html`<div class="row"><span role="status">${senderStatus(words, sender)}</span>${this.may('manage') ? askButton(words, words.t('sender.check'), this.checking, () => this.#checkEmail(), 'sm') : nothing}</div>`,
    );
  }

  #senderNotes(): TemplateResult {
    const { words, state } = this.given;
    const { sender } = state;
    const notOffered = sender.reason === 'unexpected-code' && this.#form.draft.senderEmail === undefined;
    return html`${
      notOffered
        ? html`<p class="under">${words.t('sender.not-offered', { code: `${sender.serviceCode ?? '?'}` })}</p>`
        : nothing
    }${this.failure === undefined ? nothing : html`<div class="under">${failureNote(words, this.failure)}</div>`}`;
  }

  #row(field: GeneralField, labels: boolean, control: unknown): TemplateResult {
    const { words } = this.given;
    const edited = this.#form.draft[field] !== undefined && words.t('field.edited');
    return fieldRow({
      id: field,
      label: words.t(`field.${field}`),
      edited,
      labels,
      control,
      help: words.t(`field.${field}.help`),
    });
  }

  #input(field: TextField): TemplateResult {
    const message = this.#message(field);
    return html`${textInput({
      id: field,
      value: this.#text(field),
      message,
      readOnly: !this.may('manage'),
      onInput: (text) => this.#edit(field, text),
      onChange: () => {
        this.judged = [...this.judged, field];
      },
      onEnter: () => this.#save(),
    })}${messageText(field, message)}`;
  }

  /** One message a row, the nearest cause first: the form of what is typed, the host's answer, the service's, a hint. */
  #message(row: GeneralRow): Message | undefined {
    const { words, state } = this.given;
    const { draft } = this.#form;
    const issue = row === 'provider' ? undefined : this.#issue(row);
    if (issue !== undefined) return this.#issueMessage(issue);
    if (row === 'senderEmail') return this.#senderMessage();
    const address = parseResponseDomain(state.general.responseDomain ?? '', state.host);
    const host = address.ok ? address.value.host : '';
    const sendingEdited = draft.cloudUrl !== undefined || draft.apiKey !== undefined;
    const sending = sendingEdited ? this.#identity.value?.sending : state.connection.sending;
    if (sending && rowOfReason('sending', sending.reason) === row) return faultMessage(words, sending, host);
    const { responses } = state.connection;
    if (row !== 'provider' && draft[row] === undefined && rowOfReason('responses', responses.reason) === row)
      return faultMessage(words, responses, host);
    if (row === 'responseDomain') return this.#portNote();
    return row !== 'provider' && isKeyField(row) ? this.#urlNote(row) : undefined;
  }

  /** A key goes to no other URL than the one it is saved with, so one that is saved without any is of no use later. */
  #urlNote(field: KeyField): Message | undefined {
    if (!this.#form.draft[field] || this.#text('cloudUrl').trim() !== '') return undefined;
    const [text = '', next] = this.given.words.lines('note.key-without-url');
    return { kind: 'warn', text, next };
  }

  /** As the product: a check that somebody pressed is answered in full, one that ran by itself only in the status. */
  #senderMessage(): Message | undefined {
    const { words, state } = this.given;
    const { sender, host } = state;
    const { emailCheck } = this;
    if (emailCheck === 'empty') return { kind: 'err', text: words.t('issue.empty') };
    const isDraft = this.#form.draft.senderEmail !== undefined;
    const waits = sender.reason === 'needs-service' && !isDraft && emailCheck === 'asked' && !this.checking;
    if (emailCheck === 'unsaved' || waits) {
      const [text = '', next] = words.lines(waits ? 'sender.no-answer' : 'sender.unsaved');
      return { kind: 'warn', text, next };
    }
    if (isDraft || sender.reason === 'unexpected-code') return undefined;
    const message = faultMessage(words, sender, '');
    const canGo = sender.reason === 'sender-not-checked' && host.features.domains;
    return message && canGo
      ? {
          ...message,
          fix: {
            label: words.t('sender.records'),
            apply: () => this.dispatchEvent(new GoToEvent('domains')),
          },
        }
      : message;
  }

  #issue(field: GeneralField): FieldIssue | undefined {
    const text = this.#form.draft[field];
    const checked = typeof text === 'string' ? this.#check(field, text) : undefined;
    if (checked && !checked.ok) return this.judged.includes(field) ? checked.issues[0] : undefined;
    const { failure } = this.#form;
    return isMailError(failure, 'invalid')
      ? failure.details.fields?.find((issue) => issue.field === field)
      : undefined;
  }

  #issueMessage({ field, code, params = {} }: FieldIssue): Message {
    const { words } = this.given;
    const key = `issue.${code}`;
    const fix = field === 'cloudUrl' && params.fix ? this.#fix('cloudUrl', `${params.fix}`) : undefined;
    return { kind: 'err', text: words.t(words.has(key) ? key : 'issue.invalid', params), fix };
  }

  /** A port and `http` are correctable and do not block saving: the public address already shows what will be used (S11). */
  #portNote(): Message | undefined {
    const address = parseResponseDomain(this.#text('responseDomain'), this.given.state.host);
    const [first] = address.ok ? address.notes : [];
    if (!address.ok || first === undefined) return undefined;
    const key = first.code === 'http-on-443' ? 'note.http-on-443' : 'note.port-dropped';
    const [text = '', next] = this.given.words.lines(key, first.params);
    return {
      kind: 'warn',
      text,
      next,
      fix: this.#fix('responseDomain', responseDomainText({ ...address.value, scheme: 'https' })),
    };
  }

  #fix(field: GeneralField, value: string): Message['fix'] {
    return { label: this.t('issue.use', { value }), apply: () => this.#apply(field, value) };
  }

  #summaryNote(): TemplateResult | typeof nothing {
    const { words } = this.given;
    const { summary } = this;
    if (summary === undefined) return nothing;
    const isRefused = Array.isArray(summary);
    const entries = isRefused
      ? summary.map((row) => ({ row, text: words.t(`field.${row}`) }))
      : faultsOf(summary).map(({ row, reason }) => ({
          row,
          text: capital(words.t(row === 'senderEmail' ? 'field.senderEmail' : `reason.${reason}`)),
        }));
    const onlySender = !isRefused && entries.every(({ row }) => row === 'senderEmail');
    const title = isRefused
      ? `${words.t('save.failed')} ${words.t('save.fields', { count: entries.length })}`
      : words.t(
          entries.length === 0 ? doneKey(summary) : onlySender ? 'save.done.sender' : 'save.done.failed',
        );
    const links = entries.map(
      ({ row, text }) =>
        html`<li><a href="#${row}" @click=${(event: Event) => {
          event.preventDefault();
          void this.focusField(row);
        }}>${text}</a></li>`,
    );
    return note(
      entries.length === 0 ? 'ok' : onlySender ? 'warn' : 'err',
      html`<b>${title}</b>${links.length > 0 ? html`<ul>${links}</ul>` : nothing}`,
      'summary',
    );
  }

  #provider(): { provider: string | null; pending: boolean } {
    const { draft } = this.#form;
    if (draft.cloudUrl === undefined && draft.apiKey === undefined)
      return { provider: this.given.state.connection.provider, pending: false };
    const { status, value } = this.#identity;
    const answered = this.asked !== undefined && status === TaskStatus.COMPLETE;
    return {
      provider: (answered && value?.provider) || null,
      pending: this.asked !== undefined && status === TaskStatus.PENDING,
    };
  }

  /** The path is the host's; what stands before it is made of what is typed. */
  #publicAddress(): string | undefined {
    const { endpoints, general, host } = this.given.state;
    const address = parseResponseDomain(this.#text('responseDomain'), host);
    const saved = parseResponseDomain(general.responseDomain ?? '', host);
    if (!address.ok || !saved.ok || endpoints === null) return undefined;
    return publicUrl(address.value, endpoints.webhook.slice(publicUrl(saved.value, '').length));
  }

  get #droppedPort(): FieldIssue | undefined {
    const address = parseResponseDomain(this.#text('responseDomain'), this.given.state.host);
    return address.ok ? address.notes.find(({ code }) => code === 'port-dropped') : undefined;
  }

  #check(field: GeneralField, text: string) {
    return checkGeneralField(field, text, this.given.state.host);
  }

  #text(field: TextField): string {
    return this.#form.draft[field] ?? this.given.state.general[field] ?? '';
  }

  /** `undefined` keeps what is stored, `null` removes it. */
  #edit(field: GeneralField, value: string | null | undefined): void {
    this.#form.set(field, value, isKeyField(field) ? undefined : (this.given.state.general[field] ?? ''));
    this.malformed = 0;
    if (field === 'senderEmail') this.emailCheck = undefined;
    if (field === 'cloudUrl' || field === 'apiKey') this.#askSoon();
  }

  #apply(field: GeneralField, value: string | null | undefined): void {
    this.#edit(field, value);
    void this.focusField(field);
  }

  #setReplacing(field: KeyField, isOpen: boolean): void {
    const others = this.replacing.filter((other) => other !== field);
    this.replacing = isOpen ? [...others, field] : others;
    this.#apply(field, undefined);
  }

  #askSoon(): void {
    this.#askNothing();
    const { apiKey: key } = this.#form.draft;
    const url = this.#check('cloudUrl', this.#text('cloudUrl'));
    const typed = typeof key === 'string';
    const usable = typed
      ? this.#check('apiKey', key).ok
      : key === undefined && this.given.state.general.apiKey.isSet;
    if (!this.#form.isDirty || !url.ok || url.value === null || !usable) return;
    const question = { cloudUrl: url.value, ...(typed ? { apiKey: key.trim() } : {}) };
    this.#asking = setTimeout(() => {
      this.asked = question;
    }, quietTime);
  }

  #askNothing(): void {
    clearTimeout(this.#asking);
    this.asked = undefined;
  }

  #discard(): void {
    this.#settle(undefined);
    this.#form.discard();
    void this.focusField('cloudUrl');
  }

  #settle(summary: Summary | undefined): void {
    this.#askNothing();
    this.replacing = [];
    this.judged = [];
    this.malformed = 0;
    this.emailCheck = undefined;
    this.summary = summary;
  }

  async #save(): Promise<void> {
    if (!this.#form.isDirty || this.#form.saving) return;
    const { issues } = checkGeneralDraft(draftToSend(this.#form.draft), this.given.state.host);
    this.judged = generalFields;
    if (issues.length > 0) return this.#refuse(issues);
    const answer = await this.#form.save((draft, revision) =>
      this.given.setup.saveSettings({ revision, draft: draftToSend(draft) }),
    );
    const { failure } = this.#form;
    if (isMailError(failure, 'invalid')) return this.#refuse(failure.details.fields ?? []);
    if (answer === undefined) return;
    this.#settle(answer);
    await this.focusField('summary');
  }

  /** The same check as of everything else, with what is saved; what is only typed is judged by its form. */
  async #checkEmail(): Promise<void> {
    const { setup } = this.given;
    const isEmpty = this.#text('senderEmail').trim() === '';
    this.judged = [...this.judged, 'senderEmail'];
    this.emailCheck = isEmpty ? 'empty' : this.#form.draft.senderEmail === undefined ? 'asked' : 'unsaved';
    this.failure = undefined;
    if (this.emailCheck !== 'asked') return this.focusField('senderEmail');
    this.checking = true;
    try {
      this.dispatchEvent(new StateChangeEvent(await this.attempt(setup.checkSettings({}))));
    } catch (error) {
      this.failure = error;
    } finally {
      this.checking = false;
    }
  }

  #refuse(issues: FieldIssue[]): Promise<void> {
    this.summary = generalFields.filter((field) => issues.some((issue) => issue.field === field));
    this.malformed = this.summary.length;
    return this.focusField('summary');
  }
}

/** Shape and words of a look at the service. */
const looks = {
  none: ['off', 'probe.none'],
  reachable: ['ok', 'probe.open'],
  'unexpected-page': ['warn', 'probe.page'],
  'not-reachable': ['err', 'probe.closed'],
  unknown: ['off', 'probe.unknown'],
} as const;

/** What to say after a save where nothing is wrong. */
const doneKey = ({ connection: { sending, responses } }: Facts) =>
  sending.state === 'active' && responses.state === 'active' ? 'save.done.active' : 'save.done';

/** Texts are cleared by an empty one, keys by `null`. */
const draftToSend = (draft: Partial<Draft>): GeneralDraft =>
  Object.fromEntries(
    generalFields.flatMap((field) => {
      const typed = draft[field];
      return typed === undefined || (typed === null && !isKeyField(field)) ? [] : [[field, typed]];
    }),
  );
