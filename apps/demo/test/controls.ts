/** A place where Tab stops, and the keys that use the control there. */
export type Stop = { id: string; name: string; keys: string[] };

declare global {
  var controls: {
    /** Ids of the component's controls that are to be reached by Tab. */
    idsOfAll(): string[];
    /** The component's control that has the focus. */
    focused(): Stop | null;
    /** Moves the focus to a control by its name, of several to the one at that place, and says whether it is there. */
    focus(name: string, place: number): boolean;
    /** Puts a new component in the place of the one there, as a reload would. */
    renew(tab: string): void;
    /** All that is shown, typed, checked or focused. */
    content(): string;
  };
}

/** Gives a page `controls`, which see through shadow roots. It is sent as text, so it uses nothing from outside. */
export function defineControls(): void {
  const inside = (root: ParentNode): Element[] =>
    [...root.querySelectorAll('*')].flatMap((element) => [
      element,
      ...(element.shadowRoot ? inside(element.shadowRoot) : []),
    ]);
  const ids = new Map<Element, string>();
  const idOf = (element: Element): string => {
    if (!ids.has(element)) ids.set(element, `${element.localName} ${ids.size}`);
    return ids.get(element) ?? '';
  };
  const isReached = (element: Element) =>
    element.getRootNode() !== document &&
    element.getAttribute('tabindex') !== '-1' &&
    !element.matches('input[type=radio]:not(:checked)') &&
    element.checkVisibility();
  const nameOf = (element: Element): string => {
    const isField = element instanceof HTMLInputElement || element instanceof HTMLSelectElement;
    const label = isField ? element.labels?.[0] : null;
    return (element.getAttribute('aria-label') ?? label?.textContent ?? element.textContent ?? '').trim();
  };
  // the first that fits; the last is a button's or a link's
  const keys: [selector: string, ...keys: string[]][] = [
    ['[role=tab]', 'ArrowRight'],
    ['[aria-current]', 'ArrowUp'],
    ['select, input[type=radio]', 'ArrowDown'],
    ['input[type=checkbox]', 'Space'],
    ['input[type=time]', 'ArrowUp', 'Tab', 'ArrowUp', 'Tab', 'ArrowUp'],
    ['input, textarea', '1'],
    ['*', 'Enter'],
  ];
  globalThis.controls = {
    idsOfAll: () =>
      inside(document)
        .filter((element) =>
          element.matches(
            'a[href], button:not(:disabled), input:not(:disabled), select, textarea, [tabindex="0"]',
          ),
        )
        .filter(isReached)
        .map(idOf),
    focused() {
      let focused = document.activeElement;
      while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
      if (focused === null || focused.getRootNode() === document) return null;
      const [, ...pressed] = keys.find(([selector]) => focused.matches(selector)) ?? ['*'];
      return { id: idOf(focused), name: nameOf(focused), keys: pressed };
    },
    focus(name, place) {
      const named = inside(document).filter(
        (element): element is HTMLElement =>
          element instanceof HTMLElement &&
          nameOf(element) === name &&
          isReached(element) &&
          (element.tabIndex >= 0 || element.matches('summary')),
      );
      named[place]?.focus();
      return named[place]?.matches(':focus') ?? false;
    },
    renew(tab) {
      const old = document.querySelector('mail-settings');
      if (old === null) throw new Error('The component is not there.');
      const { setup } = old;
      old.replaceWith(
        Object.assign(document.createElement('mail-settings'), { setup, tab: tab as typeof old.tab }),
      );
    },
    content() {
      return inside(document)
        .map((element) => {
          const attributes = [...element.attributes].map(({ name, value }) => `${name}=${value}`);
          const state =
            element instanceof HTMLInputElement || element instanceof HTMLSelectElement ? element.value : '';
          const checked = element instanceof HTMLInputElement && element.checked;
          const texts = [...element.childNodes].flatMap((node) => (node instanceof Text ? node.data : []));
          return [element.localName, attributes, state, checked, element.matches(':focus'), texts].join('|');
        })
        .join();
    },
  };
}
