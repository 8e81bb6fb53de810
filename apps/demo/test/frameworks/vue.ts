import '@mail-settings/elements/define';
import { createRemoteSetup } from '@mail-settings/client/remote';
import { createApp, h, ref } from 'vue';

const setup = createRemoteSetup({ url: '/mail-settings' });

/** The same host in Vue. */
const app = createApp({
  setup() {
    const tab = ref('domains');
    const isShown = ref(true);
    const onTab = (event: Event & { tab: string }) => {
      tab.value = event.tab;
    };
    return () =>
      h('main', [
        h('button', { onClick: () => (isShown.value = !isShown.value) }, 'Toggle'),
        h('output', tab.value),
        isShown.value ? h('mail-settings', { setup, tab: tab.value, onMailTabChange: onTab }) : null,
      ]);
  },
});
app.mount(document.body.appendChild(document.createElement('div')));
