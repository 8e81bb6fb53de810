import { isMailError, type MailError } from '../errors.ts';
import type { MailSetupPorts } from '../ports.ts';
import type { UsableKey } from '../settings/keys.ts';
import type { StoredSections } from '../settings/settings-store.ts';
import type { ServiceAccount, ServiceCredentials } from './mail-service.ts';
import {
  type Connection,
  type ConnectionInputs,
  canAsk,
  connectionBeforeCheck,
  connectionOfAccount,
  connectionOfSave,
} from './status.ts';

type CallOptions = { signal?: AbortSignal | undefined };

/**
 * Registers auth key and response domain where both are set, else asks for the account alone. What the service refuses
 * is an outcome.
 */
export async function askService(
  ports: MailSetupPorts,
  { cloudUrl, responseDomain }: StoredSections['general'],
  { inputs, apiKey, authKey }: { inputs: ConnectionInputs; apiKey: UsableKey; authKey: UsableKey },
  options: CallOptions,
): Promise<Connection> {
  if (!canAsk(inputs) || cloudUrl === null || apiKey.state !== 'set') return connectionBeforeCheck(inputs);
  const credentials = { baseUrl: cloudUrl, apiKey: apiKey.text };
  if (authKey.state !== 'set' || responseDomain === null) {
    return connectionOfAccount(await accountOf(ports, credentials, '', options), inputs, ports.now());
  }
  const registered = await outcomeOf(
    ports.provider.service.registerResponses(credentials, { responseDomain, authKey: authKey.text }, options),
  );
  // A service that cannot be reached now cannot be reached a moment later: no second wait for the same time limit.
  const again = isMailError(registered) && registered.code !== 'service-unreachable';
  const account = again ? await accountOf(ports, credentials, authKey.text, options) : registered;
  return connectionOfSave(registered, account, inputs, ports.now());
}

/** The account, or what the service refused it with. */
export const accountOf = (
  ports: MailSetupPorts,
  credentials: ServiceCredentials,
  authKey: string,
  options: CallOptions = {},
): Promise<ServiceAccount | MailError> =>
  outcomeOf(ports.provider.service.account(credentials, authKey, options));

/** What the service refused is an outcome to show; anything but a MailError is our mistake and goes on up. */
async function outcomeOf(call: Promise<ServiceAccount>): Promise<ServiceAccount | MailError> {
  try {
    return await call;
  } catch (error) {
    if (isMailError(error)) return error;
    throw error;
  }
}
