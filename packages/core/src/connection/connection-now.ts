import type { MailSetupPorts } from '../ports.ts';
import type { StoredSettings } from '../settings/settings-store.ts';
import type { Tenant } from '../tenant.ts';
import { openKeys } from './credentials.ts';
import { type ConnectionEvidence, connectionBeforeCheck, senderBeforeCheck } from './status.ts';

/**
 * The outcome of the last check, except what rests on a key that this process cannot open, or the one that checked could
 * not: that proves nothing now, and has to be checked. Before the first check, what is missing for one.
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
