import type { Language } from './words.ts';

/** A part of the page. `show` is called again when the language changes, and keeps what a person has typed. */
export type View = {
  title(language: Language): string;
  main: HTMLElement;
  show(language: Language): void;
  /** Somebody else is signed in now, or nobody. */
  userChanged(): void;
};
