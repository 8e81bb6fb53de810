import { pauseIssues } from '../delivery/pause.ts';
import { MailError } from '../errors.ts';
import type { Caller } from '../tenant.ts';
import {
  checkConnection,
  identifyProvider,
  lookAtEndpoint,
  saveGeneral,
  settingsStateOf,
  writeSection,
} from './general-settings.ts';
import { type HostPorts, type MailSetupPorts, portsOf } from './mail-setup-ports.ts';
import { readMonitoring } from './monitoring.ts';
import { operationNames } from './operation-rights.ts';
import type { MailSetup } from './operations.ts';
import { createRateLimit } from './rate-limit.ts';
import { addSenderDomain, checkSenderDomain, listSenderDomains } from './sender-domains.ts';
import { launchMailing, listLaunches, listMailings, readReadiness, sendTest, stopLaunch } from './sending.ts';

/**
 * Carries the operations of the page out by composing the ports: made once per host, then once per caller.
 * Rights and features are the handler's to check; everything here is about the caller's tenant and no other.
 */
export function createMailSetup(host: HostPorts): (caller: Caller) => MailSetup {
  const checks = createRateLimit(host.limits.checksPerMinute, 60_000);
  const tests = createRateLimit(host.limits.testsPerHour, 3_600_000);
  const of = (ports: MailSetupPorts, caller: Caller): MailSetup => {
    const { settings } = ports.store;
    const { tenant, actor } = caller;
    return {
      readState: () => settingsStateOf(ports, caller),
      saveSettings: async ({ revision, draft }) =>
        settingsStateOf(ports, caller, await saveGeneral(ports, caller, revision, draft)),
      checkSettings: async () => {
        checks(tenant, ports.now());
        return settingsStateOf(
          ports,
          caller,
          await checkConnection(ports, tenant, await settings.read(tenant)),
        );
      },
      identifyProvider: async (input) => {
        checks(tenant, ports.now());
        return identifyProvider(ports, tenant, input);
      },
      listChanges: async () => ({ changes: await settings.changes(tenant, 100) }),
      listDomains: () => listSenderDomains(ports, tenant),
      addDomain: async ({ domain }) => ({ report: await addSenderDomain(ports, tenant, domain) }),
      checkDomain: async ({ domain }) => {
        checks(tenant, ports.now());
        return { report: await checkSenderDomain(ports, tenant, domain) };
      },
      saveResponses: async ({ revision, access, pause }) => {
        const issues = pauseIssues(pause);
        if (issues.length > 0)
          throw new MailError('invalid', 'The pause is not well formed.', { fields: issues });
        const fields = ['access', 'pause'];
        const saved = await writeSection(
          ports,
          tenant,
          'responses',
          { access, pause },
          { revision, actor, fields },
        );
        return settingsStateOf(ports, caller, saved);
      },
      checkEndpoint: async () => {
        checks(tenant, ports.now());
        const stored = await settings.read(tenant);
        const endpoint = await lookAtEndpoint(ports, stored.general.responseDomain);
        // A check that ended during the look knows more than what was read before it.
        const { connection } = await settings.read(tenant);
        if (connection !== null && endpoint !== null) {
          await settings.writeConnection(tenant, stored.revisions.general, {
            ...connection,
            endpoint,
          });
        }
        return { report: endpoint };
      },
      saveMonitoring: async ({ revision, enabled }) => {
        const change = { revision, actor, fields: ['monitoring'] };
        return settingsStateOf(
          ports,
          caller,
          await writeSection(ports, tenant, 'monitoring', { enabled }, change),
        );
      },
      readMonitoring: () => readMonitoring(ports, tenant),
      readReadiness: (input) => readReadiness(ports, tenant, input),
      listMailings: () => listMailings(ports, tenant),
      sendTest: async (input) => {
        tests(tenant, ports.now());
        return sendTest(ports, caller, input);
      },
      launch: (input) => launchMailing(ports, caller, input),
      stopLaunch: ({ id }) => stopLaunch(ports, tenant, id),
      listLaunches: async () => ({ launches: await listLaunches(ports, tenant) }),
    };
  };
  return (caller) =>
    Object.fromEntries(
      operationNames.map((name) => [
        name,
        async (...args: unknown[]) =>
          Reflect.apply(of(await portsOf(host, caller.tenant), caller)[name], undefined, args),
      ]),
    ) as MailSetup;
}
