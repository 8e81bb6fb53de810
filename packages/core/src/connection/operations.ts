import '../jitless.ts';
import * as z from 'zod/mini';
import { defineOperation, nothing, text } from '../operation.ts';
import { settingsState, settingsStateOf } from '../settings/state.ts';
import { checkConnection } from './check-connection.ts';
import { identifyProvider as identify } from './identify-provider.ts';
import { connectionFact } from './status.ts';

export const checkSettings = defineOperation({
  right: 'manage',
  limit: 'checksPerMinute',
  input: nothing,
  answer: settingsState,
  run: async (ports, caller) => {
    const stored = await ports.store.settings.read(caller.tenant);
    return settingsStateOf(ports, caller, await checkConnection(ports, caller.tenant, stored));
  },
});

export const identifyProvider = defineOperation({
  right: 'manage',
  limit: 'checksPerMinute',
  /** Without `apiKey` the stored one is used, if it was saved for this URL. */
  input: z.object({ cloudUrl: text, apiKey: z.optional(text) }),
  answer: z.object({ provider: z.nullable(z.string()), sending: connectionFact }),
  run: (ports, { tenant }, input) => identify(ports, tenant, input),
});
