import '../jitless.ts';
import * as z from 'zod/mini';
import { describeMailing } from '../mailing/mailing-source.ts';
import { defineOperation, text } from '../operation.ts';
import { assessReadiness, storedEvidence } from './evidence.ts';
import { readinessReport } from './readiness.ts';

/** Readiness by what is stored; the service is asked for today's limit only. */
export const readReadiness = defineOperation({
  right: 'view',
  input: z.object({ mailing: z.optional(text), from: z.optional(text) }),
  answer: readinessReport,
  run: async (ports, { tenant }, input) => {
    const mailing =
      input.mailing === undefined ? null : await describeMailing(ports.mailings, tenant, input.mailing);
    const from = input.from ?? mailing?.from.email ?? null;
    const evidence = await storedEvidence(ports, tenant);
    return assessReadiness(ports, tenant, evidence, from, mailing?.recipients ?? null);
  },
});
