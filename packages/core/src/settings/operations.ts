import '../jitless.ts';
import * as z from 'zod/mini';
import { defineOperation, nothing, text } from '../operation.ts';
import { saveGeneral } from './save.ts';
import { perField } from './settings.ts';
import { settingsState, settingsStateOf } from './state.ts';

export const readState = defineOperation({
  right: 'view',
  input: nothing,
  answer: settingsState,
  run: (ports, caller) => settingsStateOf(ports, caller),
});

export const saveSettings = defineOperation({
  right: 'manage',
  input: z.object({
    revision: z.string(),
    draft: z.object({
      ...perField(
        () => z.optional(text),
        () => z.optional(z.nullable(text)),
      ),
      provider: z.optional(z.unknown()),
    }),
  }),
  answer: settingsState,
  run: async (ports, caller, { revision, draft }) =>
    settingsStateOf(ports, caller, await saveGeneral(ports, caller, revision, draft)),
});

export const listChanges = defineOperation({
  right: 'view',
  input: nothing,
  answer: z.object({
    changes: z.array(
      z.object({
        section: z.string(),
        actor: z.object({ id: z.string(), name: z.optional(z.string()) }),
        at: z.string(),
        fields: z.array(z.string()),
      }),
    ),
  }),
  run: async (ports, { tenant }) => ({ changes: await ports.store.settings.changes(tenant, 100) }),
});
