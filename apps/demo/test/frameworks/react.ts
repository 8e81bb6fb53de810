import '@mail-settings/elements/define';
import { createRemoteSetup } from '@mail-settings/client/remote';
import { createElement, useState } from 'react';
import { createRoot } from 'react-dom/client';

const setup = createRemoteSetup({ url: '/mail-settings' });

/** A host in React: the element gets `setup` as a property, the tab is the host's state, the page can go and come back. */
function App() {
  const [tab, setTab] = useState('domains');
  const [isShown, setShown] = useState(true);
  const onTab = (event: Event & { tab: string }) => setTab(event.tab);
  return createElement(
    'main',
    null,
    createElement('button', { type: 'button', onClick: () => setShown(!isShown) }, 'Toggle'),
    createElement('output', null, tab),
    isShown && createElement('mail-settings', { setup, tab, 'onmail-tab-change': onTab }),
  );
}

createRoot(document.body.appendChild(document.createElement('div'))).render(createElement(App));
