import type { ReactiveController, ReactiveElement } from 'lit';
import type { MailTab } from '../events.ts';
import type { Text, TextKey } from './keys.ts';
import { createWords, textFor, type Words } from './text.ts';

type Host = ReactiveElement & { texts: Partial<Text>; serviceName: string; now: () => Date };

/**
 * Finds the language of an element (its own `lang`, the nearest ancestor's, the document's), follows changes of it,
 * and loads the words. `words` is undefined until the first are there; the old ones stay until new ones are.
 */
export class TextController implements ReactiveController {
  words: Words<TextKey> | undefined;
  /** The first words could not be fetched. */
  hasFailed = false;
  #loaded: { lang: string; text: Text } | undefined;
  #wanted = '';
  #loading: Promise<void> = Promise.resolve();
  /** Tabs whose words are wanted; in this order their files are asked for. */
  readonly #tabs = new Set<MailTab>();
  readonly #host: Host;
  readonly #observer = new MutationObserver(() => this.#keepUp());

  constructor(host: Host) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    this.#observer.observe(document, { subtree: true, attributeFilter: ['lang'] });
    this.#keepUp();
  }

  hostDisconnected(): void {
    this.#observer.disconnect();
  }

  /** The language that is wanted. */
  get lang(): string {
    return languageOf(this.#host);
  }

  /** Anything the words are made from may have changed. */
  hostUpdate(): void {
    this.#keepUp();
    const { texts, serviceName, now } = this.#host;
    if (this.#loaded) this.words = createWords(this.#loaded.lang, this.#loaded.text, texts, serviceName, now);
  }

  /** Loads the words of a tab as well, and from now on with every language. */
  async addTab(tab: MailTab): Promise<void> {
    this.#tabs.add(tab);
    try {
      await this.#load();
    } catch (error) {
      // what cannot be fetched must not keep the words of other tabs away
      this.#tabs.delete(tab);
      throw error;
    }
  }

  /** Resolves once everything wanted by then is there. */
  #load(): Promise<void> {
    const { lang } = this;
    const wanted = [lang, ...this.#tabs].join();
    if (wanted !== this.#wanted) {
      this.#wanted = wanted;
      this.#loading = this.#read(lang, wanted);
    }
    return this.#loading;
  }

  async #read(lang: string, wanted: string): Promise<void> {
    try {
      const loaded = await textFor(lang, this.#tabs);
      if (wanted !== this.#wanted) return this.#loading; // something else is wanted by now
      this.#loaded = loaded;
      this.#host.requestUpdate();
    } catch (error) {
      if (wanted === this.#wanted) this.#wanted = ''; // the next update tries again
      throw error;
    }
  }

  /** For those who only want to be up to date; a tab that needs the words hears of a failure from `addTab`. */
  readonly #keepUp = (): void => {
    this.#load().catch(() => {
      if (this.hasFailed) return; // else each failure would draw, and each drawing try again
      this.hasFailed = true;
      this.#host.requestUpdate();
    });
  };
}

/** `lang` of the element or of the nearest ancestor that has one, through shadow roots; English where there is none. */
function languageOf(element: Element): string {
  for (let at: Element | null = element; at !== null; at = parentOf(at)) {
    const lang = at.getAttribute('lang');
    if (lang) return lang;
  }
  return 'en';
}

function parentOf(element: Element): Element | null {
  if (element.parentElement !== null) return element.parentElement;
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? root.host : null;
}
