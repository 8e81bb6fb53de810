import { checkDomain, type ResolveDns, type ServiceDomain } from '@mail-settings/core';
import { createDnsResolver } from '@mail-settings/server-adapters';
import { inLanes, serveTurns } from './turns.ts';
import { concurrency, serviceAt } from './zone.ts';

/** The kit checks domains, which plans their records first, as many at once as questions may be under way. */
serveTurns(async (port) => {
  const { resolve } = createDnsResolver({ servers: [`127.0.0.1:${port}`], concurrency });
  return (from, to) => {
    const services = Array.from({ length: to - from }, (_, at) => serviceAt(from + at));
    return () => inLanes(services, (service) => check(service, resolve));
  };
});

async function check(service: ServiceDomain, resolve: ResolveDns): Promise<void> {
  const { domain } = service;
  const { records } = await checkDomain({ domain, service, resolve, now: new Date() });
  const wrong = records.find(({ state }) => state !== 'ok');
  if (wrong || records.length !== 5) throw new Error(`${domain} has ${JSON.stringify(wrong ?? records)}`);
}
