import { checkDomain, type ResolveDns, type ServiceDomain } from '@mail-settings/core';
import { createDnsResolver } from '@mail-settings/server-adapters';
import { inLanes, serveTurns } from './turns.ts';
import { concurrency, serviceAt } from './zone.ts';

/**
 * The kit checks domains, which plans their records first: as many at once as questions may be under way. It warms up with two at once: a process that begins with many makes V8 believe that
 * answers and reports live long (they outlive its first small collections), which costs half as much memory again.
 */
serveTurns(async (port) => {
  const { resolve } = createDnsResolver({ servers: [`127.0.0.1:${port}`], concurrency });
  let lanes = 2;
  return (from, to) => {
    const services = Array.from({ length: to - from }, (_, at) => serviceAt(from + at));
    return async () => {
      await inLanes(services, (service) => check(service, resolve), lanes);
      lanes = concurrency;
    };
  };
});

async function check(service: ServiceDomain, resolve: ResolveDns): Promise<void> {
  const { domain } = service;
  const { records } = await checkDomain({ domain, service, resolve, now: new Date() });
  const wrong = records.find(({ state }) => state !== 'ok');
  if (wrong || records.length !== 5) throw new Error(`${domain} has ${JSON.stringify(wrong ?? records)}`);
}
