import { MailError } from '../errors.ts';
import type { MailSetupPorts } from '../ports.ts';
import { parseConnectionUrl } from '../reachability/address.ts';
import { outgoingKey, type UsableKey } from '../settings/keys.ts';
import { checkGeneralField } from '../settings/settings.ts';
import type { Tenant } from '../tenant.ts';
import { accountOf } from './ask-service.ts';
import {
  type Connection,
  type ConnectionInputs,
  connectionBeforeCheck,
  connectionOfAccount,
} from './status.ts';

/**
 * Who answers at a URL with a key, before anything is saved. Without a key the stored one is used, if it was saved for
 * this URL. Throws `invalid` with the fields that are not well formed.
 */
export async function identifyProvider(
  ports: MailSetupPorts,
  tenant: Tenant,
  input: { cloudUrl: string; apiKey?: string | undefined },
): Promise<Pick<Connection, 'provider' | 'sending'>> {
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
  if (apiKey.state !== 'set') return connectionBeforeCheck(inputs);
  const account = await accountOf(ports, { baseUrl: url.value, apiKey: apiKey.text }, '');
  return connectionOfAccount(account, inputs, ports.now());
}
