import { isMailError } from '../errors.ts';
import { evaluateReadiness, type ReadinessFacts, type ReadinessReport } from '../readiness/readiness.ts';
import type { StoredSettings } from '../settings/settings-store.ts';
import type { Tenant } from '../tenant.ts';
import { checkConnection, connectionNow, credentialsOf } from './general-settings.ts';
import type { MailSetupPorts } from './mail-setup-ports.ts';
import { checkSenderDomain } from './sender-domains.ts';
import { untilAborted } from './until-aborted.ts';

/** What readiness is weighed by. */
export type Evidence = {
  settings: StoredSettings;
  /** A sender domain that should have been looked at again, and could not: whatever is stored of it is too old. */
  lost: string | null;
  /** Ends the looks that are left. */
  signal: AbortSignal;
};

/** Stored evidence older than this is looked at again before a launch. */
const freshMs = 15 * 60_000;
/** Time the looks before a launch may take together. */
const lookMs = 10_000;
/** Responses that came in within this time prove that the endpoint can be reached. */
const recentMs = 24 * 3_600_000;

/** What is stored, however old. */
export async function storedEvidence(ports: MailSetupPorts, tenant: Tenant): Promise<Evidence> {
  const stored = await ports.store.settings.read(tenant);
  const settings = { ...stored, connection: await connectionNow(ports, tenant, stored) };
  return { settings, lost: null, signal: ports.deadline(lookMs) };
}

/**
 * Evidence that is at most 15 minutes old: what is older is looked at again, within ten seconds in all. What cannot be
 * told by then is unknown, and an unknown that blocks says so; it is no error of the call.
 */
export async function freshEvidence(ports: MailSetupPorts, tenant: Tenant, from?: string): Promise<Evidence> {
  const stored = await storedEvidence(ports, tenant);
  const { settings, signal } = stored;
  const isOld = (at: string | null | undefined) =>
    at == null || ports.now().getTime() - new Date(at).getTime() > freshMs;
  const known = async <T>(look: Promise<T>): Promise<T | null> => {
    try {
      return await untilAborted(look, signal);
    } catch (error) {
      if (isMailError(error, 'store-unavailable')) throw error;
      if (signal.aborted || isMailError(error)) return null;
      throw error;
    }
  };
  const lookAtConnection = async (): Promise<StoredSettings> => {
    if (!isOld(settings.connection?.checkedAt)) return settings;
    return (
      (await known(checkConnection(ports, tenant, settings, { signal, asksSender: false }))) ?? {
        ...settings,
        connection: null,
      }
    );
  };
  const lookAtDomain = async (): Promise<string | null> => {
    const domain = from === undefined ? null : domainOf(from);
    const stored = domain === null ? null : await ports.store.domains.read(tenant, domain);
    if (stored === null || !isOld(stored.report.checkedAt)) return null;
    const seen = await known(checkSenderDomain(ports, tenant, stored.report.domain, { signal }));
    return seen === null ? stored.report.domain : null;
  };
  const [checked, lost] = await Promise.all([lookAtConnection(), lookAtDomain()]);
  return { settings: checked, lost, signal };
}

/** Weighs what is known; the service is asked for today's limit only. */
export async function weigh(
  ports: MailSetupPorts,
  tenant: Tenant,
  { settings, lost, signal }: Evidence,
  from: string | null,
  recipients: number | null,
): Promise<ReadinessReport> {
  const { inbox, domains } = ports.store;
  const [reports, backlog, left] = await Promise.all([
    domains.list(tenant),
    inbox.backlog(tenant),
    leftToday(ports, tenant, signal),
  ]);
  // What came in before the address was changed proves the old one.
  const since = Math.max(
    ports.now().getTime() - recentMs,
    new Date(settings.general.responseDomainSetAt ?? 0).getTime(),
  );
  const recent = backlog.lastReceivedAt !== null && backlog.lastReceivedAt.getTime() > since;
  const connection = await connectionNow(ports, tenant, settings);
  return evaluateReadiness({
    connection,
    fromDomain: from === null ? null : domainOf(from),
    domains: reports.map((report) => (report.domain === lost ? { ...report, state: 'unchecked' } : report)),
    endpoint: connection.endpoint,
    deployment: ports.host.deployment,
    responsesArrive: recent,
    left,
    recipients,
    allowListDeclared: settings.lists.allow.length > 0,
    monitoringOn: settings.monitoring.enabled,
  });
}

export const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1);

/** How many emails may still go out today; null where nobody could say in time. */
async function leftToday(
  ports: MailSetupPorts,
  tenant: Tenant,
  signal: AbortSignal,
): Promise<ReadinessFacts['left']> {
  try {
    const { service } = ports.provider;
    if (service.licence === undefined) return 'no-limit';
    const asked = service.licence(await credentialsOf(ports, tenant), { signal });
    const { dailyLimit, usedToday } = await untilAborted(asked, signal);
    return dailyLimit === null ? 'no-limit' : Math.max(0, dailyLimit - usedToday);
  } catch {
    return null;
  }
}
