import { MailError } from '../errors.ts';
import type { MailSetupPorts } from '../ports.ts';
import { outgoingKey, type UsableKey } from '../settings/keys.ts';
import type { StoredSections } from '../settings/settings-store.ts';
import type { Tenant } from '../tenant.ts';
import type { ServiceCredentials } from './mail-service.ts';
import type { ConnectionInputs } from './status.ts';

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

/** Both keys ready for a call to the connection URL, and what is set of all that the connection depends on. */
export async function openKeys(
  ports: MailSetupPorts,
  tenant: Tenant,
  general: StoredSections['general'],
): Promise<{ inputs: ConnectionInputs; apiKey: UsableKey; authKey: UsableKey }> {
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
