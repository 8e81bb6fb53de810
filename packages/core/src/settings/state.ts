import '../jitless.ts';
import * as z from 'zod/mini';
import { connectionNow } from '../connection/connection-now.ts';
import { connection, connectionFact } from '../connection/status.ts';
import { articleIds, features } from '../host.ts';
import type { MailSetupPorts } from '../ports.ts';
import { endpointsOf } from '../reachability/endpoint.ts';
import { probeReport } from '../reachability/probe.ts';
import { type Caller, rights } from '../tenant.ts';
import { perField, previousNames, recordOf } from './settings.ts';
import { type StoredSections, type StoredSettings, storedSections } from './settings-store.ts';

/** A key as it may be shown: never more than its last four characters, and those only of keys of 16 and more. */
export const secretView = z.object({ isSet: z.boolean(), last4: z.nullable(z.string()) });
export type SecretView = z.infer<typeof secretView>;

/** Everything the page shows before anybody opens another tab; the answer of every save and check. */
export const settingsState = z.object({
  general: z.object({
    ...perField(
      () => z.nullable(z.string()),
      () => secretView,
    ),
    /** A replaced key is accepted until then (UTC ISO), null where there is none. */
    ...recordOf(previousNames, () => z.nullable(z.string()), 'Until'),
  }),
  responses: storedSections.responses,
  monitoring: storedSections.monitoring,
  /** Send the one of the section with a save. */
  revisions: z.object({ general: z.string(), responses: z.string(), monitoring: z.string() }),
  connection,
  /** Whether the service has the default sender address among the checked ones. */
  sender: connectionFact,
  /** Path from this server to the service, as the last check saw it; null before. */
  outgoing: z.nullable(probeReport),
  /** Path from this server to our own endpoint, as the last check saw it. */
  endpoint: z.nullable(probeReport),
  /** Full addresses of the two endpoints; null until the response domain is set. */
  endpoints: z.nullable(z.object({ webhook: z.string(), monitoring: z.string() })),
  domains: z.object({ total: z.number(), verified: z.number() }),
  host: z.object({
    /** Name of the product, for texts. */
    service: z.string(),
    deployment: z.enum(['on-site', 'cloud']),
    features: z.record(z.enum(features), z.boolean()),
    may: z.array(z.enum(rights)),
    support: z.nullable(z.object({ name: z.string(), url: z.string() })),
    /** Mailings with fewer recipients are withheld from monitoring. */
    cohort: z.number(),
    /** Names the address parser accepts although they look private (a development set-up). */
    allowHosts: z.array(z.string()),
    /** Absolute URLs of the host's own help, by what it is about. */
    articles: z.partialRecord(z.enum(articleIds), z.string()),
    /** Version of the kit on the server, for anyone who asks support. */
    version: z.string(),
  }),
});
export type SettingsState = z.infer<typeof settingsState>;

/** What the page shows of the settings, for one caller; `stored` where they were just read or written. */
export async function settingsStateOf(
  ports: MailSetupPorts,
  caller: Caller,
  stored?: StoredSettings,
): Promise<SettingsState> {
  const { tenant } = caller;
  const settings = stored ?? (await ports.store.settings.read(tenant));
  const { general, responses, monitoring, revisions } = settings;
  const evidence = await connectionNow(ports, tenant, settings);
  const reports = await ports.store.domains.list(tenant);
  const { outgoing, endpoint, sender, ...connection } = evidence;
  return {
    general: viewOf(general, ports.now()),
    responses,
    monitoring,
    revisions: {
      general: revisions.general,
      responses: revisions.responses,
      monitoring: revisions.monitoring,
    },
    connection,
    // Evidence stored before addresses were asked about says nothing of one.
    sender: sender ?? { state: general.senderEmail === null ? 'unconfigured' : 'unchecked' },
    outgoing,
    endpoint,
    endpoints: endpointsOf(ports, general.responseDomain),
    domains: { total: reports.length, verified: reports.filter(({ state }) => state === 'verified').length },
    host: { ...ports.host, may: [...caller.may], allowHosts: [...ports.allowHosts] },
  };
}

const viewOf = (general: StoredSections['general'], now: Date): SettingsState['general'] => ({
  ...perField(
    (field) => general[field],
    (field) => ({ isSet: general[field] !== null, last4: general[field]?.last4 ?? null }),
  ),
  ...recordOf(
    previousNames,
    (name) => {
      const until = general[name]?.until ?? null;
      return until !== null && now < new Date(until) ? until : null;
    },
    'Until',
  ),
});
