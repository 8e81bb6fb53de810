import { isMailError, type MailSetup } from '@mail-settings/core';
import type { PortalMailing } from '../mailings.ts';
import { element } from './element.ts';
import { menuButton } from './menu.ts';
import type { View } from './view.ts';
import { type Language, type Words, words } from './words.ts';

/** The section Email: the portal's mailings with their state, and the menu that leads to the settings. */
export function mailingsView(setup: MailSetup): View {
  const main = element('main');
  const rows = load(setup);
  // Back from the settings the browser may show the page as it was left.
  window.addEventListener('pageshow', ({ persisted }) => persisted && location.reload());
  return {
    main,
    title: (language) => words[language].email,
    userChanged: () => location.reload(),
    show(language) {
      const text = words[language];
      const sheet = element('div', { class: 'sheet' });
      main.replaceChildren(
        element('p', { class: 'crumbs' }, `${text.administration} / ${text.email}`),
        element('div', { class: 'head' }, element('h1', {}, text.email), actions(text)),
        sheet,
        element('p', { class: 'note' }, text.madeUp),
      );
      rows.then((known) => sheet.replaceChildren(table(known, language)));
    },
  };
}

function actions(text: Words): HTMLElement {
  return menuButton(text.actions, [
    { text: text.settings, href: '/email/settings?tab=general' },
    { text: text.domains, href: '/email/settings?tab=domains' },
    { text: text.monitoring, href: '/email/settings?tab=monitoring' },
    { text: text.launch, href: '/email/settings?tab=launch' },
  ]);
}

type Row = PortalMailing & { state: keyof Words['states'] | 'draft' | 'unknown' };

async function load(setup: MailSetup): Promise<Row[]> {
  const [mailings, launches] = await Promise.all([overview(), newestStates(setup)]);
  return mailings.map((mailing) => ({
    ...mailing,
    state: launches === undefined ? 'unknown' : (launches.get(mailing.id) ?? 'draft'),
  }));
}

async function overview(): Promise<PortalMailing[]> {
  const response = await fetch('/email/mailings.json');
  return response.ok ? response.json() : [];
}

/** By mailing; undefined for those who may not see launches. */
async function newestStates(setup: MailSetup) {
  try {
    const { launches } = await setup.listLaunches({});
    const real = launches.map(({ launch }) => launch).filter(({ test }) => !test);
    return new Map(real.reverse().flatMap(({ mailing, state }) => (mailing ? [[mailing.id, state]] : [])));
  } catch (error) {
    if (isMailError(error)) return undefined;
    throw error;
  }
}

function table(rows: Row[], language: Language): HTMLElement {
  const text = words[language];
  const count = new Intl.NumberFormat(language);
  const head = [
    element('th', { scope: 'col' }, text.mailing),
    element('th', { scope: 'col', class: 'aside' }, text.subject),
    element('th', { scope: 'col', class: 'aside' }, text.from),
    element('th', { scope: 'col', class: 'number' }, text.recipients),
    element('th', { scope: 'col' }, text.status),
  ];
  const body = rows.map((row) =>
    element(
      'tr',
      {},
      element('th', { scope: 'row' }, row.name),
      element('td', { class: 'aside' }, row.subject),
      element('td', { class: 'aside' }, row.from),
      element('td', { class: 'number' }, count.format(row.recipients)),
      element('td', {}, stateText(row.state, text)),
    ),
  );
  return element(
    'table',
    {},
    element('thead', {}, element('tr', {}, ...head)),
    element('tbody', {}, ...body),
  );
}

function stateText(state: Row['state'], text: Words): string {
  if (state === 'draft') return text.notLaunched;
  return state === 'unknown' ? text.unknown : text.states[state];
}
