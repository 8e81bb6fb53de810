import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Given } from '../parts/mail-part.ts';
import type { TabKey, Text, TextKey, WordsName } from './keys.ts';
import { textFor, type Words } from './text.ts';

/** Words of what is shown of a chosen domain, and those of the dialog that hands its records over. */
export type DomainKey = TabKey<'domains' | 'findings'>;
export type AdviceKey = DomainKey | TabKey<'advice'>;
export type FixKey = DomainKey | TabKey<'fixes'>;
export type HandoffKey = FixKey | TabKey<'handoff'>;

type Host = ReactiveControllerHost & { page: Given<TextKey> | undefined };

/** Loads words that not everybody needs when the part that needs them is shown, in the language of the page. */
export class MoreWords<K extends TextKey> implements ReactiveController {
  readonly #host: Host;
  readonly #names: readonly WordsName[];
  /** The language that is there or under way. */
  #lang = '';
  #loaded: { lang: string; text: Text } | undefined;
  /** Resolves when the last load has ended, well or not. */
  ready: Promise<void> = Promise.resolve();
  /** Why they could not be loaded. */
  failure: unknown;

  constructor(host: Host, ...names: readonly WordsName[]) {
    this.#host = host;
    this.#names = names;
    host.addController(this);
  }

  /** The words of the page and these; undefined before they are there. Those of the language before stay until then. */
  get words(): Words<K> | undefined {
    const { page } = this.#host;
    return page && this.#loaded && page.words.with(this.#loaded.text);
  }

  hostUpdate(): void {
    const lang = this.#host.page?.words.lang;
    if (lang !== undefined && lang !== this.#lang) this.load();
  }

  /** Loads them, also again after a failure. */
  readonly load = (): void => {
    this.ready = this.#load();
  };

  async #load(): Promise<void> {
    const lang = this.#host.page?.words.lang ?? '';
    this.#lang = lang;
    this.failure = undefined;
    try {
      const { text } = await textFor(lang, this.#names);
      if (lang !== this.#lang) return;
      this.#loaded = { lang, text };
    } catch (failure) {
      if (lang === this.#lang) this.failure = failure;
    }
    this.#host.requestUpdate();
  }
}
