import type { ReactiveController, ReactiveElement } from 'lit';
import { createWords, type Text, type TextKey, textFor, type Words } from './text.ts';

type Host = ReactiveElement & { texts: Partial<Text>; serviceName: string };

/**
 * Finds the language of an element (its own `lang`, the nearest ancestor's, the document's), follows changes of it,
 * and loads the words. `words` is undefined until the first are there; the old ones stay until new ones are.
 */
export class TextController implements ReactiveController {
  words: Words<TextKey> | undefined;
  #loaded: { lang: string; text: Text } | undefined;
  #wanted = '';
  #withDomains = false;
  readonly #host: Host;
  readonly #observer = new MutationObserver(() => this.#load());

  constructor(host: Host) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    this.#observer.observe(document, { subtree: true, attributeFilter: ['lang'] });
    void this.#load();
  }

  hostDisconnected(): void {
    this.#observer.disconnect();
  }

  /** Anything the words are made from may have changed. */
  hostUpdate(): void {
    void this.#load();
    const { texts, serviceName } = this.#host;
    if (this.#loaded) this.words = createWords(this.#loaded.lang, this.#loaded.text, texts, serviceName);
  }

  /** Loads the words of the Sender domains tab as well, and from now on with every language. */
  async addDomains(): Promise<void> {
    this.#withDomains = true;
    await this.#load();
  }

  async #load(): Promise<void> {
    const lang = languageOf(this.#host);
    const wanted = `${lang} ${this.#withDomains}`;
    if (wanted === this.#wanted) return;
    this.#wanted = wanted;
    const loaded = await textFor(lang, this.#withDomains);
    if (wanted !== this.#wanted) return; // another language was chosen meanwhile
    this.#loaded = loaded;
    this.#host.requestUpdate();
  }
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
