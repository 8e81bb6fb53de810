import type { ServiceAccount, ServiceCredentials } from '../connection/mail-service.ts';
import type { ConnectionEvidence, ConnectionInputs } from '../connection/status.ts';
import {
  canAsk,
  connectionBeforeCheck,
  connectionOfAccount,
  connectionOfSave,
  senderBeforeCheck,
} from '../connection/status.ts';
import { isMailError, MailError } from '../errors.ts';
import { parseConnectionUrl, parseResponseDomain, publicUrl } from '../reachability/address.ts';
import type { ProbeReport } from '../reachability/probe.ts';
import { isKey, originOf, outgoingKey, sealKey, type UsableKey } from '../settings/keys.ts';
import {
  checkGeneralDraft,
  checkGeneralField,
  type GeneralChange,
  generalFields,
  isDated,
  isOverlapping,
  keyFields,
  perField,
  previousName,
  previousNames,
  recordOf,
  textFields,
} from '../settings/settings.ts';
import type { SettingsSection, StoredSections, StoredSettings } from '../settings/settings-store.ts';
import type { Actor, Caller, Tenant } from '../tenant.ts';
import type { MailSetupPorts } from './mail-setup-ports.ts';
import type { OperationAnswer, OperationInput, SettingsState } from './operations.ts';
import { askSender, senderUnasked } from './sender-address.ts';

type Draft = OperationInput<'saveSettings'>['draft'];

/** What the page shows of the settings, for one caller. */
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
    general: {
      ...perField(
        (field) => general[field],
        (field) => ({ isSet: general[field] !== null, last4: general[field]?.last4 ?? null }),
      ),
      ...recordOf(
        previousNames,
        (name) => {
          const until = general[name]?.until ?? null;
          return until !== null && ports.now() < new Date(until) ? until : null;
        },
        'Until',
      ),
    },
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

/**
 * Stores a draft that is well formed in every field, then asks the service; a refusal never undoes the save. A draft that
 * changes nothing is not written; a key that was typed counts as changed, since nobody compares keys.
 * Throws `invalid` with the fields, or `revision-conflict` with who was faster; then nothing is stored.
 */
export async function saveGeneral(
  ports: MailSetupPorts,
  caller: Caller,
  revision: string,
  draft: Draft,
): Promise<StoredSettings> {
  const { tenant, actor } = caller;
  const { change, issues } = checkGeneralDraft(draft, { allowHosts: ports.allowHosts });
  if (issues.length > 0)
    throw new MailError('invalid', 'Some fields are not well formed.', { fields: issues });
  const stored = await ports.store.settings.read(tenant);
  const general = await applyChange(ports, tenant, stored.general, change);
  const fields = generalFields.filter(
    (field) => change[field] !== undefined && general[field] !== stored.general[field],
  );
  const written =
    fields.length === 0
      ? stored
      : await writeSection(ports, tenant, 'general', general, { revision, actor, fields });
  return checkConnection(ports, tenant, written);
}

/** Writes one section, or throws `revision-conflict`. */
export async function writeSection<S extends SettingsSection>(
  ports: MailSetupPorts,
  tenant: Tenant,
  section: S,
  value: StoredSections[S],
  change: { revision: string; actor: Actor; fields: string[] },
): Promise<StoredSettings> {
  const outcome = await ports.store.settings.write(tenant, section, value, { ...change, at: ports.now() });
  if (outcome.state === 'conflict') {
    throw new MailError('revision-conflict', 'Somebody else saved in between. Read the settings again.', {
      conflict: outcome.last,
    });
  }
  return outcome.settings;
}

/**
 * Asks the service about the stored settings, then about the default sender address, and keeps the outcome. The looks
 * at the connection URL and at our own endpoint go out at the same time. Answers the settings with that outcome.
 * `asksSender` false leaves the address as it stands: nothing that is needed at once depends on it.
 */
export async function checkConnection(
  ports: MailSetupPorts,
  tenant: Tenant,
  stored: StoredSettings,
  { signal, asksSender = true }: { signal?: AbortSignal; asksSender?: boolean } = {},
): Promise<StoredSettings> {
  const { general, revisions } = stored;
  const { inputs, apiKey, authKey } = await openKeys(ports, tenant, general);
  const ask = async () => {
    const verdict = await askService(ports, general, inputs, apiKey, authKey, { signal });
    const known = senderUnasked(general.senderEmail, inputs, verdict.sending, stored.connection?.sender);
    const isWorthAsking = asksSender && general.senderEmail !== null && verdict.sending.state === 'active';
    const sender = isWorthAsking ? await askSender(ports, general, apiKey) : known;
    return { ...verdict, sender };
  };
  const [verdict, outgoing, endpoint] = await Promise.all([
    ask(),
    general.cloudUrl === null ? null : ports.probe({ kind: 'service', url: general.cloudUrl }, { signal }),
    lookAtEndpoint(ports, general.responseDomain, signal),
  ]);
  // What was cut short proves nothing and must not look as if it did.
  signal?.throwIfAborted();
  const evidence: ConnectionEvidence = { ...verdict, outgoing, endpoint };
  await ports.store.settings.writeConnection(tenant, revisions.general, evidence);
  return { ...stored, connection: evidence };
}

/** A look at our own endpoint; in the cloud it is not the customer's to mend, so nobody looks. */
export async function lookAtEndpoint(
  ports: MailSetupPorts,
  responseDomain: string | null,
  signal?: AbortSignal,
): Promise<ProbeReport | null> {
  const url = endpointsOf(ports, responseDomain)?.webhook;
  if (url === undefined || ports.host.deployment === 'cloud') return null;
  const mayBePlain = responseDomain?.startsWith('http:') === true;
  return ports.probe({ kind: 'endpoint', url, mayBePlain }, { signal });
}

/** Who answers at a URL with a key, before anything is saved. The stored key is used only for its own URL. */
export async function identifyProvider(
  ports: MailSetupPorts,
  tenant: Tenant,
  input: OperationInput<'identifyProvider'>,
): Promise<OperationAnswer<'identifyProvider'>> {
  const options = { allowHosts: ports.allowHosts };
  const url = parseConnectionUrl(input.cloudUrl, options);
  const key = checkGeneralField('apiKey', input.apiKey ?? '', options);
  if (!url.ok || !key.ok) {
    const fields = [url, key].flatMap((typed) => (typed.ok ? [] : typed.issues));
    throw new MailError('invalid', 'Some fields are not well formed.', { fields });
  }
  const { general } = await ports.store.settings.read(tenant);
  const apiKey: UsableKey =
    key.value === null
      ? await outgoingKey(ports.sealer, tenant, 'apiKey', { ...general, cloudUrl: url.value })
      : { state: 'set', text: key.value };
  const inputs: ConnectionInputs = {
    cloudUrl: true,
    apiKey: apiKey.state,
    authKey: 'not-set',
    responseDomain: false,
  };
  const known =
    apiKey.state === 'set'
      ? connectionOfAccount(
          await accountOf(ports, { baseUrl: url.value, apiKey: apiKey.text }, ''),
          inputs,
          ports.now(),
        )
      : connectionBeforeCheck(inputs);
  return { provider: known.provider, sending: known.sending };
}

/** Credentials for a call. Throws `not-ready` where something is not saved, `wrong-master-key` where the key cannot be opened. */
export async function credentialsOf(ports: MailSetupPorts, tenant: Tenant): Promise<ServiceCredentials> {
  const { general } = await ports.store.settings.read(tenant);
  const apiKey = await outgoingKey(ports.sealer, tenant, 'apiKey', general);
  if (apiKey.state === 'wrong-master-key') {
    throw new MailError('wrong-master-key', 'No master key of this process opens the stored API key.', {
      ids: ['api-key-accepted'],
    });
  }
  if (general.cloudUrl === null || apiKey.state !== 'set') {
    throw new MailError('not-ready', 'Save the connection URL and the API key first.', {
      ids: ['api-key-accepted'],
    });
  }
  return { baseUrl: general.cloudUrl, apiKey: apiKey.text };
}

function endpointsOf(ports: MailSetupPorts, responseDomain: string | null): SettingsState['endpoints'] {
  if (responseDomain === null) return null;
  const address = parseResponseDomain(responseDomain, { allowHosts: ports.allowHosts });
  if (!address.ok) return null;
  return {
    webhook: publicUrl(address.value, ports.paths.webhook),
    monitoring: publicUrl(address.value, ports.paths.monitoring),
  };
}

/**
 * The outcome of the last check, save what rests on a key that this process cannot open, or the one that checked could not: that
 * proves nothing now, and has to be checked. Where nobody has checked yet, what is missing for a check.
 */
export async function connectionNow(
  ports: MailSetupPorts,
  tenant: Tenant,
  { general, connection }: StoredSettings,
): Promise<ConnectionEvidence> {
  const { inputs } = await openKeys(ports, tenant, general);
  const unchecked = {
    ...connectionBeforeCheck(inputs),
    sender: senderBeforeCheck(general.senderEmail, inputs),
  };
  if (connection === null) return { ...unchecked, outgoing: null, endpoint: null };
  if ([inputs.apiKey, connection.sending.reason].includes('wrong-master-key'))
    return { ...connection, ...unchecked };
  const { responses, checkedAt } = unchecked;
  if (inputs.authKey === 'wrong-master-key') return { ...connection, responses };
  return connection.responses.reason === 'wrong-master-key'
    ? { ...connection, responses, checkedAt }
    : connection;
}

async function applyChange(
  ports: MailSetupPorts,
  tenant: Tenant,
  general: StoredSections['general'],
  change: GeneralChange,
): Promise<StoredSections['general']> {
  const now = ports.now();
  const next = { ...general };
  for (const field of textFields) {
    const value = change[field];
    if (value === undefined || value === general[field]) continue;
    next[field] = value;
    if (isDated(field)) next[`${field}SetAt`] = now.toISOString();
  }
  const origin = originOf(next.cloudUrl);
  for (const field of keyFields) {
    const text = change[field];
    if (text === undefined) continue;
    // Typed again, as a new URL requires it, the present key replaces none: the one before it keeps its time.
    if (
      isOverlapping(field) &&
      (text === null || !(await isKey(ports.sealer, tenant, field, general[field], text)))
    ) {
      const until = new Date(now.getTime() + ports.authKeyOverlapMs).toISOString();
      const key = text === null ? null : general[field];
      next[previousName(field)] = key && { key, until };
    }
    next[field] = text === null ? null : await sealKey(ports.sealer, tenant, field, text, origin, now);
  }
  return next;
}

async function openKeys(ports: MailSetupPorts, tenant: Tenant, general: StoredSections['general']) {
  const [apiKey, authKey] = await Promise.all([
    outgoingKey(ports.sealer, tenant, 'apiKey', general),
    outgoingKey(ports.sealer, tenant, 'authKey', general),
  ]);
  const inputs: ConnectionInputs = {
    cloudUrl: general.cloudUrl !== null,
    apiKey: apiKey.state,
    authKey: authKey.state,
    responseDomain: general.responseDomain !== null,
  };
  return { inputs, apiKey, authKey };
}

async function askService(
  ports: MailSetupPorts,
  { cloudUrl, responseDomain }: StoredSections['general'],
  inputs: ConnectionInputs,
  apiKey: UsableKey,
  authKey: UsableKey,
  options: { signal?: AbortSignal | undefined },
) {
  if (!canAsk(inputs) || cloudUrl === null || apiKey.state !== 'set') return connectionBeforeCheck(inputs);
  const credentials = { baseUrl: cloudUrl, apiKey: apiKey.text };
  if (authKey.state !== 'set' || responseDomain === null) {
    return connectionOfAccount(await accountOf(ports, credentials, '', options), inputs, ports.now());
  }
  const registered = await outcomeOf(
    ports.provider.service.registerResponses(credentials, { responseDomain, authKey: authKey.text }, options),
  );
  // A service that cannot be reached now cannot be reached a moment later: no second wait for the same time limit.
  const again = registered instanceof Error && registered.code !== 'service-unreachable';
  const account = again ? await accountOf(ports, credentials, authKey.text, options) : registered;
  return connectionOfSave(registered, account, inputs, ports.now());
}

const accountOf = (
  ports: MailSetupPorts,
  credentials: ServiceCredentials,
  authKey: string,
  options: { signal?: AbortSignal | undefined } = {},
) => outcomeOf(ports.provider.service.account(credentials, authKey, options));

/** What the service refused is an outcome to show; anything but a MailError is our mistake and goes on up. */
async function outcomeOf(call: Promise<ServiceAccount>): Promise<ServiceAccount | MailError> {
  try {
    return await call;
  } catch (error) {
    if (isMailError(error)) return error;
    throw error;
  }
}
