import { element } from './element.ts';

export type MenuItem = { text: string; href: string };

/**
 * A menu button (ARIA Authoring Practices, "Menu Button"): Enter, Space and arrows open it; arrows, Home, End and
 * first letters move; Escape and Tab close. The items are links, so that they can be opened in another tab as well.
 */
export function menuButton(text: string, items: readonly MenuItem[]): HTMLElement {
  const button = element(
    'button',
    {
      class: 'menu-button',
      type: 'button',
      id: 'actions',
      'aria-haspopup': 'menu',
      'aria-expanded': 'false',
      'aria-controls': 'actions-menu',
    },
    text,
  );
  const links = items.map(({ text, href }) => element('a', { role: 'menuitem', tabindex: '-1', href }, text));
  const menu = element(
    'ul',
    { class: 'menu', id: 'actions-menu', role: 'menu', 'aria-labelledby': 'actions', hidden: '' },
    ...links.map((link) => element('li', { role: 'none' }, link)),
  );
  const place = element('div', { class: 'menu-place' }, button, menu);

  const open = (index: number) => {
    menu.hidden = false;
    button.setAttribute('aria-expanded', 'true');
    links.at(index)?.focus();
  };
  const close = () => {
    menu.hidden = true;
    button.setAttribute('aria-expanded', 'false');
  };
  button.addEventListener('click', () => (menu.hidden ? open(0) : close()));
  button.addEventListener('keydown', (event) => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    event.preventDefault();
    open(event.key === 'ArrowDown' ? 0 : -1);
  });
  menu.addEventListener('keydown', (event) => {
    const at = links.findIndex((link) => link.contains(event.target instanceof Node ? event.target : null));
    const to = target(event.key, at, links);
    if (event.key === 'Escape') {
      close();
      button.focus();
    } else if (event.key === 'Tab') close();
    else if (event.key === ' ') links[at]?.click();
    else if (to !== undefined) links.at(to)?.focus();
    else return;
    if (event.key !== 'Tab') event.preventDefault();
  });
  menu.addEventListener('click', close);
  place.addEventListener('focusout', (event) => {
    if (!(event.relatedTarget instanceof Node && place.contains(event.relatedTarget))) close();
  });
  return place;
}

function target(key: string, at: number, links: readonly HTMLElement[]): number | undefined {
  if (key === 'ArrowDown') return (at + 1) % links.length;
  if (key === 'ArrowUp') return at - 1;
  if (key === 'Home') return 0;
  if (key === 'End') return -1;
  if (key.length !== 1 || key === ' ') return undefined;
  const order = links.map((_, index) => (at + 1 + index) % links.length);
  return order.find((index) => links[index]?.textContent?.toLowerCase().startsWith(key.toLowerCase()));
}
