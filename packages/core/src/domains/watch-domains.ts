import { isMailError } from '../errors.ts';
import { type HostPorts, portsOf } from '../ports.ts';
import type { Tenant } from '../tenant.ts';
import { askDomains, checkSenderDomain, postponeDomain } from './sender-domains.ts';

/**
 * One round of the watch: checks up to `limit` sender domains that are due, of all tenants, at most `atOnce` at a time,
 * and answers how many it checked. Only one process should do this at a time. A domain whose service cannot be asked is
 * put off. Throws where the store cannot be used, with the signal's reason when aborted, and after the round the
 * first error that is our own mistake.
 */
export async function watchDomains(
  host: HostPorts,
  { limit, atOnce, signal }: { limit: number; atOnce: number; signal: AbortSignal },
): Promise<number> {
  const due = (await host.store.domains.due(host.now(), limit)).values();
  const serviceDomains = askedOnce(askDomains);
  const unexpected: unknown[] = [];
  let checked = 0;
  const work = async (): Promise<void> => {
    for (const { tenant, domain } of due) {
      signal.throwIfAborted();
      const ports = await portsOf(host, tenant);
      try {
        await checkSenderDomain(ports, tenant, domain, { signal, serviceDomains });
        checked += 1;
      } catch (error) {
        signal.throwIfAborted();
        if (isMailError(error, 'store-unavailable')) throw error;
        if (!isMailError(error)) unexpected.push(error);
        await postponeDomain(ports, tenant, domain);
      }
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: atOnce }, work));
  const failed = ends.find((end) => end.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  if (unexpected.length > 0) throw unexpected[0];
  return checked;
}

/** A tenant's list is asked for once a round, however many of its domains are due. */
function askedOnce(ask: typeof askDomains): typeof askDomains {
  const lists = new Map<Tenant, ReturnType<typeof askDomains>>();
  return (ports, tenant, signal) => {
    const list = lists.get(tenant) ?? ask(ports, tenant, signal);
    lists.set(tenant, list);
    return list;
  };
}
