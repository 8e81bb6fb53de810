import { setTimeout } from 'node:timers/promises';
import { createCesProvider } from '@mail-settings/client';
import { createMailHandlers, createSealer } from '@mail-settings/server-adapters';
import { createNodeListener } from '@mail-settings/server-adapters/node';
import { createSqliteStore } from '@mail-settings/server-adapters/sqlite';
import { authKey } from './contract.ts';
import { serve } from './server.ts';

/** The kit as a host mounts it, with its default store and its processing. */
const [, , path = ''] = process.argv;
const store = createSqliteStore({ path });
const handlers = createMailHandlers({
  store,
  providers: [createCesProvider()],
  sealer: createSealer({ masterKeys: [{ id: 'bench', key: new Uint8Array(32) }] }),
  authorize: async () => null,
  host: { service: 'Bench' },
  access: async () => ({ authKeys: [authKey], monitoring: false }),
});

serve(createNodeListener(handlers), async () => {
  while ((await store.inbox.backlog('default')).waiting > 0) await setTimeout(2);
  const totals = await store.ledger.totals('default');
  return totals.reduce((sum, { recipients }) => sum + recipients, 0);
});
