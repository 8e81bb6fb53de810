import type { ReactiveController, ReactiveControllerHost } from 'lit';

type Host = ReactiveControllerHost & HTMLElement & { renderRoot: DocumentFragment | HTMLElement };

/** Keys of a row of tabs (ARIA "tabs with automatic activation"): arrows, Home and End move and choose; right to left mirrors. */
export class TabsController implements ReactiveController {
  readonly #host: Host;
  readonly #choose: (tab: string) => void;
  #shown: Element | undefined;
  /** What the row is wide with all in it: a mark that comes later moves what is behind it. */
  #width = 0;

  constructor(host: Host, choose: (tab: string) => void) {
    this.#host = host;
    this.#choose = choose;
    host.addController(this);
  }

  /** The chosen tab is scrolled into view inside its row; the page itself stays where it is. */
  hostUpdated(): void {
    const chosen = this.#host.renderRoot.querySelector<HTMLElement>('[role="tab"][aria-selected="true"]');
    const row = chosen?.parentElement;
    if (!chosen || !row || (chosen === this.#shown && row.scrollWidth === this.#width)) return;
    this.#shown = chosen;
    this.#width = row.scrollWidth;
    row.scrollLeft += chosen.getBoundingClientRect().left - row.getBoundingClientRect().left - 40;
  }

  readonly onKeydown = (event: KeyboardEvent): void => {
    const row = event.currentTarget;
    if (!(row instanceof HTMLElement) || event.altKey || event.ctrlKey || event.metaKey) return;
    const tabs = [...row.querySelectorAll<HTMLElement>('[role="tab"]')];
    const at = tabs.findIndex((tab) => tab.getAttribute('aria-selected') === 'true');
    const forward = getComputedStyle(row).direction === 'rtl' ? 'ArrowLeft' : 'ArrowRight';
    const back = forward === 'ArrowLeft' ? 'ArrowRight' : 'ArrowLeft';
    const to = { [forward]: at + 1, [back]: at - 1 + tabs.length, Home: 0, End: tabs.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const tab = tabs[to % tabs.length];
    tab?.focus();
    if (tab?.dataset.tab) this.#choose(tab.dataset.tab);
  };
}
