import {
  checkGeneralDraft,
  checkGeneralField,
  type FieldIssue,
  type GeneralField,
  generalFields,
  isKeyField,
  isMailError,
  type KeyField,
  type MailSetup,
  type TextField,
  fieldRow as tableRow,
} from '@mail-settings/core';
import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import { ChangesCard } from '../changes/changes-card.ts';
import { card } from '../parts/card.ts';
import { fieldRow, type Message, messageText, textInput } from '../parts/field.ts';
import { icon, mark } from '../parts/icons.ts';
import { MailPart } from '../parts/mail-part.ts';
import { note } from '../parts/note.ts';
import { type SecretField, secretField, secretHasInput } from '../parts/secret-field.ts';
import { SectionForm } from '../parts/section-form.ts';
import { shared } from '../parts/styles.ts';
import type { TabKey } from '../text/keys.ts';
import { outgoingRow, publicAddressRow } from './address-rows.ts';
import { draftToSend, providerQuestion, textIn } from './draft.ts';
import { type Facts, type GeneralRow, groupStatus } from './faults.ts';
import { ProviderQuery } from './provider-query.ts';
import { connectionMessage, issueMessage, type Situation } from './row-messages.ts';
import { type Summary, summaryNote } from './save-summary.ts';
import { SenderCheck } from './sender-check.ts';

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
  };

  readonly #form = new SectionForm<Record<GeneralField, string | null | undefined>>(this, 'general');
  readonly #query = new ProviderQuery(this);
  readonly #sender = new SenderCheck(this);
  readonly #changes = new ChangesCard(this);
  private replacing: readonly KeyField[] = [];
  /** Fields whose form is judged; others are still being typed. */
  private judged: readonly GeneralField[] = [];
  private summary: Summary | undefined;
  /** How many fields the last save found malformed; none again with the next edit. */
  private malformed = 0;
  #setup: MailSetup | undefined;
  #state: Facts | undefined;

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
      ${this.summary ? summaryNote(words, this.summary, (row) => void this.focusField(row)) : nothing}
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
    const { words, state } = this.given;
    const onSite = state.host.deployment === 'on-site';
    return generalFields
      .filter((field) => tableRow(field).fact === fact)
      .flatMap((field) => {
        const row = isKeyField(field) ? this.#keyRow(field) : this.#textRow(field);
        if (field === 'apiKey')
          return [row, this.#providerRow(), onSite ? outgoingRow(words, state) : nothing];
        return field === 'responseDomain' && onSite
          ? [row, publicAddressRow(words, state, this.#text('responseDomain'))]
          : [row];
      });
  }

  #textRow(field: TextField): TemplateResult {
    const under =
      field === 'cloudUrl'
        ? this.#openLink()
        : field === 'senderEmail'
          ? this.#sender.notes(this.#isSaved('senderEmail'))
          : nothing;
    return this.#row(field, true, html`${this.#input(field)}${under}`);
  }

  #openLink(): TemplateResult | typeof nothing {
    const { words } = this.given;
    const url = checkGeneralField('cloudUrl', this.#text('cloudUrl'), this.given.state.host);
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

  #senderCard(): TemplateResult {
    const press = this.may('manage') ? () => void this.#checkEmail() : undefined;
    return card(this.given.words, 'general.sender', this.#rows('sender'), this.#sender.head(press));
  }

  #row(field: GeneralField, labels: boolean, control: unknown): TemplateResult {
    const { words } = this.given;
    const edited = !this.#isSaved(field) && words.t('field.edited');
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

  #message(row: GeneralRow): Message | undefined {
    const { words, state } = this.given;
    const { draft, failure } = this.#form;
    const situation: Situation = {
      words,
      state,
      draft,
      judged: this.judged,
      failure,
      typedSending: this.#query.sending,
      apply: (field, value) => this.#apply(field, value),
    };
    const issue = issueMessage(row, situation);
    if (issue !== undefined) return issue;
    return row === 'senderEmail'
      ? this.#sender.message(this.#isSaved('senderEmail'))
      : connectionMessage(row, situation);
  }

  #provider(): { provider: string | null; pending: boolean } {
    return this.#isSaved('cloudUrl') && this.#isSaved('apiKey')
      ? { provider: this.given.state.connection.provider, pending: false }
      : { provider: this.#query.provider, pending: this.#query.isPending };
  }

  #text(field: TextField): string {
    return textIn(field, this.#form.draft, this.given.state);
  }

  #isSaved(field: GeneralField): boolean {
    return this.#form.draft[field] === undefined;
  }

  /** `undefined` keeps what is stored, `null` removes it. */
  #edit(field: GeneralField, value: string | null | undefined): void {
    this.#form.set(field, value, isKeyField(field) ? undefined : (this.given.state.general[field] ?? ''));
    this.malformed = 0;
    if (field === 'senderEmail') this.#sender.forget();
    if (field === 'cloudUrl' || field === 'apiKey')
      this.#query.askSoon(providerQuestion(this.#form.draft, this.given.state));
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

  #discard(): void {
    this.#settle(undefined);
    this.#form.discard();
    void this.focusField('cloudUrl');
  }

  #settle(summary: Summary | undefined): void {
    this.#query.stop();
    this.replacing = [];
    this.judged = [];
    this.malformed = 0;
    this.#sender.forget();
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

  #checkEmail(): Promise<void> {
    this.judged = [...this.judged, 'senderEmail'];
    return this.#sender.press(this.#text('senderEmail'), this.#isSaved('senderEmail'));
  }

  #refuse(issues: FieldIssue[]): Promise<void> {
    this.summary = generalFields.filter((field) => issues.some((issue) => issue.field === field));
    this.malformed = this.summary.length;
    return this.focusField('summary');
  }
}
