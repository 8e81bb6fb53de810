import type { MailSetup, SettingsState } from '@mail-settings/core';
import { html, LitElement, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import {
  type GoToEvent,
  type MailTab,
  mailTabs,
  type SupportDetailsEvent,
  TabChangeEvent,
  type UnsavedChangeEvent,
} from '../events.ts';
import { articleLink } from '../parts/article-link.ts';
import { askButton } from '../parts/ask-button.ts';
import { card, skeleton } from '../parts/card.ts';
import { failureNote, failureText, unfetchedNote, unfetchedPage } from '../parts/failure.ts';
import { mark, status } from '../parts/icons.ts';
import type { Given, MailPart } from '../parts/mail-part.ts';
import { note } from '../parts/note.ts';
import { shared } from '../parts/styles.ts';
import { supportButton } from '../parts/support-button.ts';
import { TabsController } from '../parts/tabs-controller.ts';
import { TabLoader } from '../tabs/tab-loader.ts';
import type { Text } from '../text/keys.ts';
import type { Words } from '../text/text.ts';
import { TextController } from '../text/text-controller.ts';
import { shell } from './mail-settings.styles.ts';
import { StateController } from './state-controller.ts';
import { statusLine, tabMark } from './status-line.ts';

/**
 * The settings page for mailings. Give it a `setup` (the browser side of the host, or any object of that type); it
 * does the rest: `<mail-settings tab="domains" lang="ru" theme="auto"></mail-settings>`.
 *
 * @tag mail-settings
 * @attr {'light' | 'dark' | 'auto'} theme - sets `color-scheme`; without it the page's is inherited
 * @attr {string} lang - else that of the nearest ancestor, else the document's; `en` and `ru` are complete
 * @fires {SettingsSavedEvent} mail-settings-saved - a section was stored
 * @fires {TabChangeEvent} mail-tab-change - the person chose another tab
 * @fires {LoginNeededEvent} mail-login-needed - the host's answer was 401; what was typed is kept
 * @fires {UnsavedChangeEvent} mail-unsaved-change - the first unsaved change appeared or the last one went
 * @fires {DomainChangeEvent} mail-domain-change - a domain was added or checked
 * @fires {LaunchChangeEvent} mail-launch-change - a test email was accepted, a mailing launched or stopped
 * @csspart title - the heading
 * @cssprop --mail-accent - colour of the primary button, the chosen tab, links and focus
 * @cssprop --mail-on-accent - text on that colour, white
 * @cssprop --mail-accent-text - links and chosen words
 * @cssprop --mail-accent-soft - ground of what is chosen
 * @cssprop --mail-focus - the ring of focus
 * @cssprop --mail-font - font family, the system's
 * @cssprop --mail-font-mono - font family of addresses and DNS values
 * @cssprop --mail-font-size - size of text, 0.875rem; all other sizes follow
 * @cssprop --mail-radius - corners of controls, 6px
 * @cssprop --mail-radius-card - corners of cards, 10px
 * @cssprop --mail-space - unit of the grid, 4px
 * @cssprop --mail-control-height - height of buttons and fields, 32px, 40px under a coarse pointer
 * @cssprop --mail-bg - ground of cards
 * @cssprop --mail-bg-subtle - ground beside them
 * @cssprop --mail-bg-hover - ground under the pointer
 * @cssprop --mail-border - lines
 * @cssprop --mail-border-control - borders of fields
 * @cssprop --mail-border-button - borders of buttons
 * @cssprop --mail-text - text
 * @cssprop --mail-text-muted - what matters less
 * @cssprop --mail-ok - words of what is in order
 * @cssprop --mail-ok-mark - its mark
 * @cssprop --mail-ok-soft - its ground
 * @cssprop --mail-warn - words of a warning
 * @cssprop --mail-warn-mark - its mark
 * @cssprop --mail-warn-soft - its ground
 * @cssprop --mail-error - words of an error
 * @cssprop --mail-error-mark - its mark
 * @cssprop --mail-error-soft - its ground
 * @cssprop --mail-shadow - shadow of cards
 * @cssprop --mail-shadow-pop - shadow of what opens above the page
 * @cssprop --mail-duration - how long a transition takes, 120ms; 0 where less motion is asked for
 */
export class MailSettings extends LitElement {
  static override styles = [shared, shell];
  static override properties: PropertyDeclarations = {
    setup: { attribute: false },
    texts: { attribute: false },
    now: { attribute: false },
    tab: { reflect: true },
    unsaved: { state: true },
  };

  /** What carries the page's operations out. Nothing is loaded before it is set. */
  setup: MailSetup | undefined;
  /** Texts of the host's own, by key, instead of ours. */
  texts: Partial<Text> = {};
  /** The clock of the page: what is today, and how long ago something was. */
  now: () => Date = () => new Date();
  /** The tab that is shown. */
  tab: MailTab = 'general';
  /** Tabs with something that is not saved. */
  private unsaved: readonly MailTab[] = [];

  readonly #texts = new TextController(this);
  readonly #states = new StateController(this);
  readonly #loader = new TabLoader(this, (tab) => this.#texts.addTab(tab));
  readonly #tabs = new TabsController(this, (tab) => this.#choose(tab as MailTab));
  /** Tabs that were shown once; they are kept, with what was typed. */
  readonly #opened = new Set<MailTab>();

  /** Name of the host's product in the texts. */
  get serviceName(): string {
    return this.#states.state?.host.service ?? '';
  }

  /** Reads the state anew: for a host that knows that something has changed, such as a login. */
  refresh(): Promise<void> {
    return this.#states.read();
  }

  protected override willUpdate(): void {
    void this.#loader.load(this.#shown);
  }

  protected override render(): TemplateResult | typeof nothing {
    const { words } = this.#texts;
    if (words === undefined) return this.#texts.hasFailed ? unfetchedPage(this.#texts.lang) : nothing;
    const { state, failure, readAt } = this.#states;
    return html`<div class="page" lang=${words.lang} @mail-support-details=${this.#onSupportDetails}>
      <div class="head">
        <div><h1 part="title">${words.t('title')}</h1>${state === undefined ? this.#lineBefore(words) : statusLine(words, state)}</div>
        ${state?.host.may.includes('manage') ? html`<div class="actions">${askButton(words, words.t('check.settings'), this.#states.checking, () => this.#states.check())}</div>` : nothing}
      </div>
      ${this.#tabRow(words)}
      ${state !== undefined && failure !== undefined ? note('warn', html`<b>${failureText(words, failure)}</b> ${words.t('error.stale', { when: words.when(readAt) })} <button class="link" type="button" @click=${() => this.#again(this.refresh())}>${words.t('try-again')}</button>`) : nothing}
      ${mailTabs.map((tab) => this.#panel(tab, words))}
      ${this.#foot(words)}
    </div>`;
  }

  #lineBefore(words: Words): TemplateResult {
    return html`<div class="line"><span class="top" role="status"><span class="field-name">${words.t('line.label')}</span>${
      this.#states.failure === undefined
        ? status('spin', words.t('loading'))
        : status('off', words.t('line.checked.never'))
    }</span></div>`;
  }

  #tabRow(words: Words): TemplateResult {
    return html`<div class="tabs" role="tablist" aria-label=${words.t('title')} @keydown=${this.#tabs.onKeydown}>
      ${mailTabs.map((tab) => {
        const isChosen = tab === this.#shown;
        const name = words.t(`tab.${tab}`);
        return html`<button class="tab" role="tab" type="button" id="tab-${tab}" data-tab=${tab} aria-controls="panel-${tab}" aria-selected=${isChosen} tabindex=${isChosen ? 0 : -1} @click=${() => this.#choose(tab)}><span class="w" data-t=${name}>${name}</span>${this.#tabMark(tab, words)}</button>`;
      })}
    </div>`;
  }

  #tabMark(tab: MailTab, words: Words): TemplateResult | typeof nothing {
    const { state } = this.#states;
    const worst = state && tabMark(tab, state);
    if (worst === undefined && (tab === this.#shown || !this.unsaved.includes(tab))) return nothing;
    return html`${mark(worst ?? 'wait')}<span class="sr">${words.t(worst === undefined ? 'tab.unsaved' : 'tab.attention')}</span>`;
  }

  #panel(tab: MailTab, words: Words): TemplateResult {
    const isShown = tab === this.#shown;
    if (isShown && this.#states.state !== undefined) this.#opened.add(tab);
    return html`<div role="tabpanel" id="panel-${tab}" aria-labelledby="tab-${tab}" ?hidden=${!isShown}
      @mail-settings-saved=${(event: { state: SettingsState }) => this.#states.accept(event.state)}
      @mail-state-change=${(event: { state: SettingsState }) => this.#states.accept(event.state)}
      @mail-domain-change=${() => this.#states.read()}
      @mail-unsaved-change=${(event: UnsavedChangeEvent) => this.#onUnsaved(tab, event)}
      @mail-go-to=${this.#onGoTo}
      @mail-focus-lost=${() => this.#keepFocus()}
    >${isShown || this.#opened.has(tab) ? this.#part(tab, words) : nothing}</div>`;
  }

  #part(tab: MailTab, words: Words): TemplateResult {
    const { setup, state } = this.#states;
    if (state === undefined || setup === undefined) return this.#before(words);
    if (!isAvailable(tab, state))
      return card(words, `tab.${tab}`, nothing, nothing, words.t('not-available'));
    if (!this.#loader.isThere(tab)) {
      return this.#loader.hasFailed(tab)
        ? unfetchedNote(words, () => this.#again(this.#loader.load(tab, true)))
        : skeleton;
    }
    const page: Given = { setup, state, words };
    switch (tab) {
      case 'general':
        return html`<mail-general-settings .page=${page}></mail-general-settings>`;
      case 'domains':
        return html`<mail-sender-domains .page=${page}></mail-sender-domains>`;
      case 'launch':
        return html`<mail-readiness .page=${page} .hasDraft=${this.unsaved.length > 0}></mail-readiness>`;
      case 'access':
        return html`<mail-response-access .page=${page}></mail-response-access>`;
      case 'monitoring':
        return html`<mail-monitoring-access .page=${page}></mail-monitoring-access>`;
    }
  }

  /** Before the first state: a place of its height, or why there is none. */
  #before(words: Words): TemplateResult {
    const { failure } = this.#states;
    return failure === undefined ? skeleton : failureNote(words, failure, () => this.#again(this.refresh()));
  }

  /** The button that was pressed goes where it helped; the focus is then at the tab. */
  async #again(trial: Promise<void>): Promise<void> {
    await trial;
    await this.updateComplete;
    this.#keepFocus();
  }

  #keepFocus(): void {
    const { activeElement, body } = this.ownerDocument;
    if (activeElement === null || activeElement === body)
      this.renderRoot.querySelector<HTMLElement>(`#tab-${this.#shown}`)?.focus();
  }

  /** The host's help on the tab, and what support asks for. */
  #foot(words: Words): TemplateResult {
    const url = this.#states.state?.host.articles[this.#shown];
    const text = words.t('article');
    const link = url ? articleLink(url, text, `${text}: ${words.t(`tab.${this.#shown}`)}`) : nothing;
    return html`<div class="foot"><span>${link}</span>${supportButton(words)}</div>`;
  }

  get #shown(): MailTab {
    return mailTabs.find((tab) => tab === this.tab) ?? 'general';
  }

  #choose(tab: MailTab): void {
    if (tab === this.#shown) return;
    this.tab = tab;
    this.dispatchEvent(new TabChangeEvent(tab));
  }

  #onUnsaved(tab: MailTab, event: UnsavedChangeEvent): void {
    const others = this.unsaved.filter((other) => other !== tab);
    // the host hears of the first and the last change only
    if (others.length > 0) event.stopPropagation();
    this.unsaved = event.unsaved ? [...others, tab] : others;
  }

  readonly #onSupportDetails = (event: SupportDetailsEvent): void => {
    event.stopPropagation();
    const { state, log } = this.#states;
    const lang = this.#texts.words?.lang ?? '';
    event.details = import('../support/support-details.ts').then(({ supportDetails }) =>
      supportDetails({ now: this.now(), state, log, error: event.error, lang }),
    );
  };

  readonly #onGoTo = async (event: GoToEvent): Promise<void> => {
    event.stopPropagation();
    this.#choose(event.tab);
    await this.#loader.load(event.tab);
    await this.updateComplete;
    const part = this.renderRoot.querySelector<MailPart>(`#panel-${event.tab} > *`);
    if (event.field !== undefined) await part?.focusField?.(event.field);
    else this.renderRoot.querySelector<HTMLElement>(`#tab-${event.tab}`)?.focus();
  };
}

/** A part that the product or licence leaves out says so in its place (S57). */
function isAvailable(tab: MailTab, { host: { features } }: SettingsState): boolean {
  if (tab === 'general') return true;
  return tab === 'launch' ? features.test || features.launch : features[tab];
}
