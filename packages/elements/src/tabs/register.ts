/** Registers tags that nobody has registered yet. */
export function register(tags: Readonly<Record<string, CustomElementConstructor>>): void {
  for (const [tag, element] of Object.entries(tags)) {
    if (customElements.get(tag) === undefined) customElements.define(tag, element);
  }
}
