import { nothing, type ReactiveController, type ReactiveControllerHost } from 'lit';
import { register } from '../tabs/register.ts';
import type { Words } from '../text/text.ts';
import { unfetchedNote } from './failure.ts';

type Tags = Readonly<Record<string, CustomElementConstructor>>;

/** A part of a part that not everybody opens: fetched when it is first asked for. */
export class LazyPart implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #fetch: () => Promise<Tags>;
  #state: 'unasked' | 'asked' | 'ready' | 'failed' = 'unasked';

  constructor(host: ReactiveControllerHost, fetch: () => Promise<Tags>) {
    this.#host = host;
    this.#fetch = fetch;
    host.addController(this);
  }

  hostUpdate(): void {}

  /** Fetches it once, and again after a failure. */
  readonly ask = async (): Promise<void> => {
    if (this.#state === 'asked' || this.#state === 'ready') return;
    this.#state = 'asked';
    try {
      register(await this.#fetch());
      this.#state = 'ready';
    } catch {
      this.#state = 'failed';
    }
    this.#host.requestUpdate();
  };

  /** The part as soon as it is there; that it could not be fetched, with a button to try again. */
  show(words: Words, part: () => unknown): unknown {
    if (this.#state === 'failed') return unfetchedNote(words, this.ask);
    return this.#state === 'ready' ? part() : nothing;
  }
}
