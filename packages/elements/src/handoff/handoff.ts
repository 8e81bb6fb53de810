import {
  type DomainReport,
  type HandoffRow,
  type HandoffWords,
  handoffRows,
  type RecordReport,
  toCsv,
  toMarkdown,
  toZoneFile,
} from '@mail-settings/core';
import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import { gravest } from '../domain-records/record-details.ts';
import { isWrong } from '../domain-records/record-values.ts';
import { copy } from '../parts/copy-button.ts';
import { unfetchedNote } from '../parts/failure.ts';
import { icon } from '../parts/icons.ts';
import { MailPart } from '../parts/mail-part.ts';
import { note } from '../parts/note.ts';
import { shared } from '../parts/styles.ts';
import { effectText } from '../record-fix/effect-text.ts';
import { type HandoffKey, MoreWords } from '../text/more-words.ts';
import { createWords, textFor, type Words } from '../text/text.ts';
import { handoff } from './handoff.styles.ts';
import { letter, mailLink } from './letter.ts';

const forms = ['mail', 'zone', 'csv', 'markdown'] as const;
type Form = (typeof forms)[number];
/** Names that are the same in every language. */
const plainNames = { csv: 'CSV', markdown: 'Markdown' } as const;
const languages = { en: 'English', ru: 'Русский' } as const;
type Language = keyof typeof languages;

const files: Record<Form, { ending: string; type: string }> = {
  mail: { ending: 'txt', type: 'text/plain' },
  zone: { ending: 'zone', type: 'text/dns' },
  csv: { ending: 'csv', type: 'text/csv' },
  markdown: { ending: 'md', type: 'text/markdown' },
};

/**
 * The records of a domain for somebody else to publish: a letter in either language, a zone file, CSV, Markdown; to read,
 * to copy, to download. Loaded when it is opened.
 *
 * @fires close - the dialog was closed
 */
export class MailHandoff extends MailPart<HandoffKey> {
  static override styles = [shared, handoff];
  static override properties: PropertyDeclarations = {
    report: { attribute: false },
    records: { state: true },
    form: { state: true },
    language: { state: true },
    others: { state: true },
    unspoken: { state: true },
  };

  report: DomainReport | undefined;
  private records: 'open' | 'all' | undefined;
  private form: Form = 'mail';
  private language: Language | undefined;
  /** Words of the language that is not the page's, once somebody asked for them. */
  private others: Words<HandoffKey> | undefined;
  /** The language whose words could not be fetched. */
  private unspoken: Language | undefined;

  readonly #more = new MoreWords<HandoffKey>(this, 'fixes', 'handoff');

  protected override render(): TemplateResult | typeof nothing {
    const { report } = this;
    const { words } = this.#more;
    if (this.#more.failure !== undefined) return unfetchedNote(this.given.words, this.#more.load);
    return report === undefined || words === undefined ? nothing : this.#dialog(words, report);
  }

  #dialog(words: Words<HandoffKey>, report: DomainReport): TemplateResult {
    const openRows = handoffRows(report);
    const records = this.records ?? (openRows.length > 0 ? 'open' : 'all');
    const rows = handoffRows(report, { records });
    const language = this.language ?? this.#pageLanguage;
    const { text, link } = this.#text(words, report, records, rows);
    return html`<dialog aria-labelledby="title" aria-describedby="about" @close=${() => this.dispatchEvent(new Event('close'))}>
      <div class="head"><h2 id="title">${words.t('handoff', { domain: report.unicode })}</h2><p id="about">${words.t('handoff.about')}</p></div>
      <div class="body">
        ${this.#choice('records', words.t('handoff.records'), records, [
          ['open', words.t('handoff.open', { count: openRows.length }), openRows.length === 0],
          ['all', words.t('handoff.all', { count: handoffRows(report, { records: 'all' }).length })],
        ])}
        ${this.#choice(
          'form',
          words.t('handoff.as'),
          this.form,
          forms.map((form) => [
            form,
            form === 'mail' || form === 'zone' ? words.t(`handoff.${form}`) : plainNames[form],
          ]),
        )}
        ${this.form === 'mail' ? this.#choice('language', words.t('handoff.lang'), language, Object.entries(languages)) : nothing}
        ${this.form === 'mail' && this.unspoken ? unfetchedNote(words, () => this.#speak(this.unspoken ?? language)) : nothing}
        ${openRows.length === 0 && !report.records.some(isUndecided) ? note('ok', words.t('handoff.none')) : nothing}
        <textarea class="input mono" id="preview" readonly aria-label=${words.t('handoff.preview')} lang=${this.form === 'mail' ? language : nothing} .value=${text}></textarea>
        ${this.form === 'mail' ? nothing : this.#removals(words, rows)}
        ${this.#undecided(words, report)}
        ${this.form === 'mail' && link === undefined ? html`<p class="muted small">${words.t('handoff.too-long')}</p>` : nothing}
      </div>
      <div class="foot">
        <button class="btn" type="button" id="close" @click=${this.#close}>${words.t('handoff.close')}</button>
        ${link === undefined ? nothing : html`<a class="btn" id="write" href=${link}>${icon('send')}${words.t('handoff.write')}</a>`}
        <button class="btn" type="button" id="download" @click=${() => this.#download(report.domain, text)}>${icon('download')}${words.t('handoff.download')}</button>
        <span class="copy"><button class="btn primary" type="button" id="copy" value=${text} @click=${(event: Event & { currentTarget: HTMLButtonElement }) => copy(event.currentTarget, words)}>${icon('copy')}${icon('tick')}${words.t('handoff.copy')}</button><span class="sr" role="status"></span></span>
      </div>
    </dialog>`;
  }

  protected override updated(): void {
    if (!this.isConnected) return; // the page went away meanwhile, and a dialog outside of one cannot be shown
    this.renderRoot.querySelector<HTMLDialogElement>('dialog:not([open])')?.showModal();
  }

  get #pageLanguage(): Language {
    return this.given.words.lang.startsWith('ru') ? 'ru' : 'en';
  }

  /** One choice of several. */
  #choice(
    name: 'records' | 'form' | 'language',
    title: string,
    chosen: string,
    options: readonly (readonly [value: string, text: string, isOff?: boolean])[],
  ): TemplateResult {
    const choose = (value: string): void => {
      if (name === 'language') void this.#speak(value as Language);
      else this[name] = value as never;
    };
    return html`<fieldset><legend>${title}</legend>${options.map(
      ([value, text, isOff = false]) =>
        html`<label lang=${name === 'language' ? value : nothing}><input type="radio" name=${name} value=${value} .checked=${value === chosen} ?disabled=${isOff} @change=${() => choose(value)}>${text}</label>`,
    )}</fieldset>`;
  }

  async #speak(language: Language): Promise<void> {
    this.unspoken = undefined;
    try {
      if (language !== this.#pageLanguage && this.others === undefined) {
        const { lang, text } = await textFor(language, ['domains', 'fixes', 'handoff']);
        this.others = createWords(lang, text, {}, this.given.state.host.service, this.given.words.now);
      }
      this.language = language;
    } catch {
      this.unspoken = language;
      // the letter is still the one before, and so is the choice
      const chosen = `input[name=language][value=${this.#pageLanguage}]`;
      const radio = this.renderRoot.querySelector<HTMLInputElement>(chosen);
      if (radio) radio.checked = true;
    }
  }

  #text(
    words: Words<HandoffKey>,
    report: DomainReport,
    records: 'open' | 'all',
    rows: HandoffRow[],
  ): { text: string; link?: string | undefined } {
    switch (this.form) {
      case 'mail': {
        const isOther = this.language !== undefined && this.language !== this.#pageLanguage;
        const written = letter((isOther ? this.others : undefined) ?? words, report, records);
        return { text: written.body, link: mailLink(written) };
      }
      case 'zone':
        return { text: toZoneFile(rows, spoken(words)) };
      case 'csv':
        return { text: toCsv(rows, spoken(words)) };
      case 'markdown':
        return { text: toMarkdown(rows, spoken(words)) };
    }
  }

  /** Publishing without what must go does harm, and the last column of a table is easily passed over. */
  #removals(words: Words<HandoffKey>, rows: HandoffRow[]): unknown {
    const gone = rows.flatMap(({ host, removes }) => removes.map((value) => `${host} ${value}`));
    if (gone.length === 0) return nothing;
    const lines = gone.map((line) => html`<li class="mono">${line}</li>`);
    return note('warn', html`<b>${words.t('records.goes')}</b><ul class="list">${lines}</ul>`);
  }

  /** What only the owner can decide is in no list of things to publish. */
  #undecided(words: Words<HandoffKey>, { records }: DomainReport): unknown {
    const open = records.filter(isUndecided);
    if (open.length === 0) return nothing;
    const lines = open.map(
      (one) => html`<li><b>${words.lines(`record.${one.record.purpose}`)[0]}</b> ${gravest(words, one)}</li>`,
    );
    return note('warn', html`<b>${words.t('handoff.undecided')}</b><ul class="list">${lines}</ul>`);
  }

  #download(domain: string, text: string): void {
    const { ending, type } = files[this.form];
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
    link.download = `${domain}.${ending}`;
    link.click();
    // some browsers begin to read only after the click
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }

  readonly #close = (): void => this.renderRoot.querySelector('dialog')?.close();
}

const spoken = (words: Words<HandoffKey>): HandoffWords => ({
  consent: words.t('handoff.consent'),
  effect: (effect) => effectText(words, effect),
});

const isUndecided = (report: RecordReport): boolean =>
  (isWrong(report) || report.obstacle !== undefined) && report.fix === undefined;

declare global {
  interface HTMLElementTagNameMap {
    'mail-handoff': MailHandoff;
  }
}
