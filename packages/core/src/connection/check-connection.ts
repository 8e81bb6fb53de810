import type { MailSetupPorts } from '../ports.ts';
import { probeEndpoint } from '../reachability/endpoint.ts';
import type { StoredSettings } from '../settings/settings-store.ts';
import type { Tenant } from '../tenant.ts';
import { askService } from './ask-service.ts';
import { openKeys } from './credentials.ts';
import { askSender, senderUnasked } from './sender-address.ts';
import type { ConnectionEvidence } from './status.ts';

/**
 * Asks the service about the stored settings, then about the default sender address, and keeps the outcome. The probes
 * of the connection URL and of our own endpoint run at the same time. Answers the settings with that outcome.
 * `asksSender` false leaves the address as it stands: nothing that is needed at once depends on it.
 */
export async function checkConnection(
  ports: MailSetupPorts,
  tenant: Tenant,
  stored: StoredSettings,
  { signal, asksSender = true }: { signal?: AbortSignal; asksSender?: boolean } = {},
): Promise<StoredSettings> {
  const { general, revisions } = stored;
  const keys = await openKeys(ports, tenant, general);
  const ask = async () => {
    const verdict = await askService(ports, general, keys, { signal });
    const known = senderUnasked(general.senderEmail, keys.inputs, verdict.sending, stored.connection?.sender);
    const isWorthAsking = asksSender && general.senderEmail !== null && verdict.sending.state === 'active';
    const sender = isWorthAsking ? await askSender(ports, general, keys.apiKey) : known;
    return { ...verdict, sender };
  };
  const [verdict, outgoing, endpoint] = await Promise.all([
    ask(),
    general.cloudUrl === null ? null : ports.probe({ kind: 'service', url: general.cloudUrl }, { signal }),
    probeEndpoint(ports, general.responseDomain, signal),
  ]);
  // What was cut short proves nothing and must not look as if it did.
  signal?.throwIfAborted();
  const evidence: ConnectionEvidence = { ...verdict, outgoing, endpoint };
  await ports.store.settings.writeConnection(tenant, revisions.general, evidence);
  return { ...stored, connection: evidence };
}
