import type { MailSetupPorts } from '../ports.ts';
import { parseResponseDomain, publicUrl } from './address.ts';
import type { ProbeReport } from './probe.ts';

/** Full addresses of the two endpoints; null where no response domain is set. */
export function endpointsOf(
  ports: MailSetupPorts,
  responseDomain: string | null,
): { webhook: string; monitoring: string } | null {
  if (responseDomain === null) return null;
  const address = parseResponseDomain(responseDomain, { allowHosts: ports.allowHosts });
  if (!address.ok) return null;
  return {
    webhook: publicUrl(address.value, ports.paths.webhook),
    monitoring: publicUrl(address.value, ports.paths.monitoring),
  };
}

/** Probes our own endpoint. Null in the cloud, where it is not the customer's to repair and so is not probed. */
export async function probeEndpoint(
  ports: MailSetupPorts,
  responseDomain: string | null,
  signal?: AbortSignal,
): Promise<ProbeReport | null> {
  const url = endpointsOf(ports, responseDomain)?.webhook;
  if (url === undefined || ports.host.deployment === 'cloud') return null;
  const mayBePlain = responseDomain?.startsWith('http:') === true;
  return ports.probe({ kind: 'endpoint', url, mayBePlain }, { signal });
}
