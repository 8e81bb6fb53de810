import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { MailTab } from '../events.ts';
import { register } from './register.ts';

const loaders = {
  general: () => import('./general.ts'),
  domains: () => import('./domains.ts'),
  access: () => import('./access.ts'),
  monitoring: () => import('./monitoring.ts'),
  launch: () => import('./launch.ts'),
} satisfies Record<MailTab, unknown>;

/** Loads the elements of a tab when it is opened, so that a page pays for what it shows. */
export class TabLoader implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  /** What came of loading a tab; nothing yet while it is under way. */
  readonly #outcomes = new Map<MailTab, 'there' | 'failed'>();
  readonly #loads = new Map<MailTab, Promise<void>>();
  readonly #more: (tab: MailTab) => Promise<unknown>;

  /** `more` is loaded along with a tab. */
  constructor(host: ReactiveControllerHost, more: (tab: MailTab) => Promise<unknown>) {
    this.#host = host;
    this.#more = more;
    host.addController(this);
  }

  hostConnected(): void {}

  isThere(tab: MailTab): boolean {
    return this.#outcomes.get(tab) === 'there';
  }

  hasFailed(tab: MailTab): boolean {
    return this.#outcomes.get(tab) === 'failed';
  }

  /** Loads a tab, once; after a failure only where `again` asks for it. */
  load(tab: MailTab, again = false): Promise<void> {
    const known = again && this.hasFailed(tab) ? undefined : this.#loads.get(tab);
    const load = known ?? this.#load(tab);
    this.#loads.set(tab, load);
    return load;
  }

  async #load(tab: MailTab): Promise<void> {
    this.#outcomes.delete(tab);
    try {
      const [{ tags }] = await Promise.all([loaders[tab](), this.#more(tab)]);
      register(tags);
      this.#outcomes.set(tab, 'there');
    } catch {
      this.#outcomes.set(tab, 'failed');
    }
    this.#host.requestUpdate();
  }
}

type Union<T> = T extends unknown ? (one: T) => void : never;
type All<T> = Union<T> extends (all: infer A) => void ? A : never;
type Tags = All<Awaited<ReturnType<(typeof loaders)[MailTab]>>['tags']>;
export type TabTags = { [T in keyof Tags]: Tags[T] extends abstract new () => infer E ? E : never };
