import '../jitless.ts';
import * as z from 'zod/mini';
import { defineOperation, nothing } from '../operation.ts';
import { saveSection } from '../settings/save.ts';
import { storedSections } from '../settings/settings-store.ts';
import { settingsState, settingsStateOf } from '../settings/state.ts';
import { measureIndicators } from './monitoring.ts';

export const saveMonitoring = defineOperation({
  right: 'monitoring',
  feature: 'monitoring',
  input: z.object({ revision: z.string(), ...storedSections.monitoring.shape }),
  answer: settingsState,
  run: async (ports, caller, { revision, enabled }) => {
    const change = { revision, actor: caller.actor, fields: ['monitoring'] };
    const saved = await saveSection(ports, caller.tenant, 'monitoring', { enabled }, change);
    return settingsStateOf(ports, caller, saved);
  },
});

/** The preview on the page: the numbers support reads, mailings by the names their launches had. */
export const readMonitoring = defineOperation({
  right: 'view',
  feature: 'monitoring',
  input: nothing,
  answer: z.object({
    readAt: z.string(),
    indicators: z.array(
      z.object({
        id: z.string(),
        unit: z.enum(['count', 'per-mille', 'minutes']),
        /** Null for a plain count. */
        benchmark: z.nullable(z.number()),
        actual: z.number(),
        state: z.enum(['ok', 'error']),
        /** Names of the mailings that miss the benchmark. */
        mailings: z.array(z.string()),
      }),
    ),
    /** Names of mailings that are not sent to support, being too small. */
    withheld: z.array(z.string()),
  }),
  run: async ({ store, host, now }, { tenant }) => {
    const readAt = now();
    const measured = await measureIndicators(store, tenant, { cohort: host.cohort, now: readAt });
    const names = new Map(measured.launches.map(({ id, mailing }) => [id, mailing?.name]));
    const nameOf = (id: string) => names.get(id) ?? id;
    return {
      readAt: readAt.toISOString(),
      indicators: measured.indicators.map(({ emailIds, caption: _, ...indicator }) => ({
        ...indicator,
        mailings: emailIds.map(nameOf),
      })),
      withheld: measured.withheld.map(nameOf),
    };
  },
});
