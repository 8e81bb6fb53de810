import { checkConnection } from '../connection/check-connection.ts';
import { connectionNow } from '../connection/connection-now.ts';
import { credentialsOf } from '../connection/credentials.ts';
import { checkSenderDomain } from '../domains/sender-domains.ts';
import { isMailError } from '../errors.ts';
import { domainOf } from '../mailing/email-address.ts';
import type { MailSetupPorts } from '../ports.ts';
import type { StoredSettings } from '../settings/settings-store.ts';
import type { Tenant } from '../tenant.ts';
import { untilAborted } from '../until-aborted.ts';
import { evaluateReadiness, type ReadinessFacts, type ReadinessReport } from './readiness.ts';

/** What readiness is assessed by. */
export type Evidence = {
  settings: StoredSettings;
  /** A sender domain that should have been checked again, and could not: what is stored of it is too old. */
  outdated: string | null;
  /** Ends the checks that are left. */
  signal: AbortSignal;
};

/** Stored evidence older than this is checked again before a launch. */
const freshMs = 15 * 60_000;
/** Time the checks before a launch may take together. */
const checkMs = 10_000;
/** Responses that came in within this time prove that the endpoint can be reached. */
const recentMs = 24 * 3_600_000;

/** What is stored, however old. */
export async function storedEvidence(ports: MailSetupPorts, tenant: Tenant): Promise<Evidence> {
  const stored = await ports.store.settings.read(tenant);
  const settings = { ...stored, connection: await connectionNow(ports, tenant, stored) };
  return { settings, outdated: null, signal: ports.deadline(checkMs) };
}

/**
 * Evidence that is at most 15 minutes old: what is older is checked again, within ten seconds in all. What cannot be
 * told by then is unknown, and an unknown that blocks says so; it is no error of the call.
 */
export async function freshEvidence(ports: MailSetupPorts, tenant: Tenant, from?: string): Promise<Evidence> {
  const stored = await storedEvidence(ports, tenant);
  const { settings, signal } = stored;
  const isOld = (at: string | null | undefined) =>
    at == null || ports.now().getTime() - new Date(at).getTime() > freshMs;
  const known = async <T>(check: Promise<T>): Promise<T | null> => {
    try {
      return await untilAborted(check, signal);
    } catch (error) {
      if (isMailError(error, 'store-unavailable')) throw error;
      if (signal.aborted || isMailError(error)) return null;
      throw error;
    }
  };
  const connectionAgain = async (): Promise<StoredSettings> => {
    if (!isOld(settings.connection?.checkedAt)) return settings;
    return (
      (await known(checkConnection(ports, tenant, settings, { signal, asksSender: false }))) ?? {
        ...settings,
        connection: null,
      }
    );
  };
  const outdatedDomain = async (): Promise<string | null> => {
    const stored = from === undefined ? null : await ports.store.domains.read(tenant, domainOf(from));
    if (stored === null || !isOld(stored.report.checkedAt)) return null;
    const seen = await known(checkSenderDomain(ports, tenant, stored.report.domain, { signal }));
    return seen === null ? stored.report.domain : null;
  };
  const [checked, outdated] = await Promise.all([connectionAgain(), outdatedDomain()]);
  return { settings: checked, outdated, signal };
}

/** Assesses what is known; the service is asked for today's limit only. */
export async function assessReadiness(
  ports: MailSetupPorts,
  tenant: Tenant,
  { settings, outdated, signal }: Evidence,
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
    domains: reports.map((report) =>
      report.domain === outdated ? { ...report, state: 'unchecked' } : report,
    ),
    endpoint: connection.endpoint,
    deployment: ports.host.deployment,
    responsesArrive: recent,
    left,
    recipients,
    allowListDeclared: settings.lists.allow.length > 0,
    monitoringOn: settings.monitoring.enabled,
  });
}

/** How many emails may still go out today; null where the service did not say in time. */
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
