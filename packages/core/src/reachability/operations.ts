import '../jitless.ts';
import * as z from 'zod/mini';
import { pauseIssues } from '../delivery/pause.ts';
import { MailError } from '../errors.ts';
import { defineOperation, nothing } from '../operation.ts';
import { saveSection } from '../settings/save.ts';
import { storedSections } from '../settings/settings-store.ts';
import { settingsState, settingsStateOf } from '../settings/state.ts';
import { probeEndpoint } from './endpoint.ts';
import { probeReport } from './probe.ts';

export const saveResponses = defineOperation({
  right: 'manage',
  feature: 'access',
  input: z.object({ revision: z.string(), ...storedSections.responses.shape }),
  answer: settingsState,
  run: async (ports, caller, { revision, access, pause }) => {
    const issues = pauseIssues(pause);
    if (issues.length > 0)
      throw new MailError('invalid', 'The pause is not well formed.', { fields: issues });
    const change = { revision, actor: caller.actor, fields: ['access', 'pause'] };
    const saved = await saveSection(ports, caller.tenant, 'responses', { access, pause }, change);
    return settingsStateOf(ports, caller, saved);
  },
});

export const checkEndpoint = defineOperation({
  right: 'manage',
  feature: 'access',
  limit: 'checksPerMinute',
  input: nothing,
  answer: z.object({ report: z.nullable(probeReport) }),
  run: async (ports, { tenant }) => {
    const { settings } = ports.store;
    const { general, revisions } = await settings.read(tenant);
    const endpoint = await probeEndpoint(ports, general.responseDomain);
    // A check that ended during the probe knows more than what was read before it.
    const { connection } = await settings.read(tenant);
    if (connection !== null && endpoint !== null) {
      await settings.writeConnection(tenant, revisions.general, { ...connection, endpoint });
    }
    return { report: endpoint };
  },
});
