import type { MailSetup } from '@mail-settings/core';
import { mailTabs } from '@mail-settings/elements';
import { element } from './element.ts';
import type { View } from './view.ts';
import { words } from './words.ts';

/** The component on a page of its own. The chosen tab is in the address, so that links, Back and Forward work. */
export function settingsView(setup: MailSetup): View {
  const crumbs = element('p', { class: 'crumbs' });
  const settings = document.createElement('mail-settings');
  let unsaved = false;
  settings.setup = setup;
  settings.tab = tabOfAddress();
  settings.addEventListener('mail-tab-change', ({ tab }) => history.pushState(null, '', `?tab=${tab}`));
  settings.addEventListener('mail-unsaved-change', (event) => {
    unsaved = event.unsaved;
  });
  window.addEventListener('popstate', () => {
    settings.tab = tabOfAddress();
  });
  return {
    main: element('main', {}, crumbs, settings),
    title: (language) => words[language].settings,
    // What was typed stays: a session may have ended meanwhile, and after a new login the same save works.
    userChanged: () => (unsaved ? settings.refresh() : location.reload()),
    show(language) {
      const text = words[language];
      crumbs.replaceChildren(element('a', { href: '/email' }, text.email), ` / ${text.settings}`);
    },
  };
}

function tabOfAddress() {
  const wanted = new URLSearchParams(location.search).get('tab');
  return mailTabs.find((tab) => tab === wanted) ?? 'general';
}
