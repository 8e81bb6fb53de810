import type { Locator, Page } from 'playwright-core';

/** How a person works with a page. */
export type Hands = {
  press(control: Locator): Promise<void>;
  type(field: Locator, text: string): Promise<void>;
  /** Chooses a tab of a tab list. */
  turnTo(tab: Locator): Promise<void>;
  /** Chooses an entry of a select by its text. */
  choose(select: Locator, text: string): Promise<void>;
};

export const withMouse: Hands = {
  press: (control) => control.click(),
  type: (field, text) => field.fill(text),
  turnTo: (tab) => tab.click(),
  async choose(select, text) {
    await select.selectOption({ label: text });
  },
};

/** Nothing but keys: what Tab does not reach cannot be used. */
export function withKeyboard(page: Page): Hands {
  const { keyboard } = page;
  const reach = async (control: Locator) => {
    await control.waitFor();
    for (let presses = 0; presses < 150; presses += 1) {
      if (await isFocused(control)) return;
      await keyboard.press('Tab');
    }
    throw new Error(`Tab does not reach ${control}`);
  };
  return {
    async press(control) {
      await reach(control);
      await keyboard.press(
        (await control.evaluate((element) => element.matches('input'))) ? 'Space' : 'Enter',
      );
    },
    async type(field, text) {
      await reach(field);
      await keyboard.press('ControlOrMeta+a');
      await keyboard.press('Delete');
      await keyboard.insertText(text);
    },
    async turnTo(tab) {
      const list = tab.locator('xpath=..');
      await reach(list.getByRole('tab', { selected: true }));
      for (let presses = 0; presses < 10 && !(await isFocused(tab)); presses += 1)
        await keyboard.press('ArrowRight');
      if (!(await isFocused(tab))) throw new Error(`Arrows do not reach ${tab}`);
    },
    async choose(select, text) {
      const chosen = () =>
        select.evaluate((element) => (element as HTMLSelectElement).selectedOptions[0]?.text);
      await reach(select);
      await keyboard.press('Home');
      for (let presses = 0; presses < 20 && (await chosen()) !== text; presses += 1)
        await keyboard.press('ArrowDown');
      if ((await chosen()) !== text) throw new Error(`There is no entry "${text}"`);
    },
  };
}

/** Looks through shadow roots, as `:focus` matches in the one that holds it. */
const isFocused = (control: Locator): Promise<boolean> =>
  control.evaluate((element) => element.matches(':focus'));
