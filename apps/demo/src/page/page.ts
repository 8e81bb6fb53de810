import '@mail-settings/elements/define';
import { createRemoteSetup } from '@mail-settings/client/remote';
import { element } from './element.ts';
import { mailingsView } from './mailings-view.ts';
import { settingsView } from './settings-view.ts';
import { languages, type Theme, themes, words } from './words.ts';

const setup = createRemoteSetup({ url: '/mail-settings' });
const root = document.documentElement;
const view = location.pathname.endsWith('/settings') ? settingsView(setup) : mailingsView(setup);
const header = element('header', { class: 'bar' });
const skip = element('a', { class: 'skip', href: '#main' });
view.main.id = 'main';
view.main.tabIndex = -1;
document.body.append(skip, header, view.main);
show();

function show(): void {
  const language = languages.find((known) => known === root.lang) ?? 'en';
  const text = words[language];
  document.title = `${view.title(language)} · ${text.product}`;
  skip.textContent = text.skip;
  const nav = element(
    'nav',
    { 'aria-label': text.sections },
    element('a', { href: '/email', 'aria-current': 'true' }, text.email),
  );
  const theme = themes.find((known) => known === root.dataset.theme) ?? 'auto';
  header.replaceChildren(
    element('a', { class: 'product', href: '/email' }, text.product),
    nav,
    element(
      'div',
      { class: 'choices' },
      choice(text.user, text.users, root.dataset.user ?? '', chooseUser),
      choice(text.language, { en: 'English', ru: 'Русский' }, language, chooseLanguage),
      choice(text.theme, text.themes, theme, chooseTheme),
    ),
  );
  view.show(language);
}

function choice(
  name: string,
  options: Record<string, string>,
  chosen: string,
  choose: (value: string) => void,
) {
  const select = element('select', { 'aria-label': name, title: name });
  for (const [value, text] of Object.entries(options)) {
    select.append(element('option', { value, ...(value === chosen ? { selected: '' } : {}) }, text));
  }
  select.addEventListener('change', () => choose(select.value));
  return select;
}

function chooseLanguage(language: string): void {
  remember('language', language);
  root.lang = language;
  show();
  header.querySelector<HTMLElement>(`select option[value="${language}"]`)?.parentElement?.focus();
}

function chooseTheme(theme: string): void {
  remember('theme', theme satisfies Theme | string);
  root.dataset.theme = theme;
}

function chooseUser(user: string): void {
  remember('user', user);
  root.dataset.user = user;
  view.userChanged();
}

function remember(name: string, value: string): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser
  document.cookie = `portal-${name}=${value}; path=/; max-age=31536000; samesite=strict`;
}
