import { randomBytes } from 'node:crypto';
import { nodeListener } from '@mail-settings/client/testing';
import { createDnsResolver, createGuardedFetch, type Development } from '@mail-settings/server-adapters';
import { openAuthority } from './authority.ts';
import { type DemoCloud, openCloud } from './cloud.ts';
import { startDns } from './dns.ts';
import { type NodeListener, type Site, startFront } from './front.ts';
import type { DemoState } from './state.ts';
import { openZones, type Zones } from './zones.ts';

export const serviceName = 'mail-service.localhost';
export const portalName = 'portal.localhost';

/** What a customer's portal finds on the Internet, all of it in this process and on the loopback address. */
export type World = {
  cloud: DemoCloud;
  zones: Zones;
  service: Site;
  /** The portal as the Internet sees it; its listener is set once the portal runs. */
  portal: Site;
  /** What a host needs to reach all this. Names and ports, no secrets. */
  development: Required<Development>;
  frontPort: number;
  /** The portal's key for keys at rest; here for want of a better place. */
  masterKey: Uint8Array;
  /** How far the portal's clock is ahead: what takes hours can be looked at now. Forgotten at the end. */
  clock: { aheadMs: number };
  /** Whether the portal leaves the packets it receives lying. Forgotten at the end as well. */
  parsing: { isStopped: boolean };
  /** Writes down the switches of the two sites. */
  keepSites(): void;
  close(): Promise<void>;
};

/** Starts the simulated service, DNS and the TLS front, all as they were left in the data folder. */
export async function startWorld(state: DemoState, { paceMs = 250 } = {}): Promise<World> {
  const sites = restoredSites(state);
  const authority = await openAuthority(state);
  const zones = openZones(state);
  const dns = await startDns(zones.all);
  const front = await startFront(authority, sites);
  const development = {
    hosts: { [serviceName]: '127.0.0.1', [portalName]: '127.0.0.1' },
    ports: { [`${serviceName}:443`]: front.port, [`${portalName}:443`]: front.port, 'dns:53': dns.port },
    ca: authority.ca,
  };
  const resolver = createDnsResolver({ development });
  const cloud = openCloud({
    state,
    paceMs,
    fetch: createGuardedFetch({ development }),
    resolveDns: resolver.resolve,
    allowHosts: [portalName],
  });
  sites[serviceName].listener = nodeListener(cloud.cloud.handle);
  return {
    cloud,
    zones,
    service: sites[serviceName],
    portal: sites[portalName],
    development,
    frontPort: front.port,
    masterKey: masterKeyOf(state),
    clock: { aheadMs: 0 },
    parsing: { isStopped: false },
    keepSites() {
      const switches = Object.entries(sites).map(([name, { certificate, blocked }]) => [
        name,
        { certificate, blocked },
      ]);
      state.write('sites', JSON.stringify(Object.fromEntries(switches)));
    },
    async close() {
      await cloud.close();
      resolver.close();
      await Promise.all([front.close(), dns.close()]);
    },
  };
}

const notYet: NodeListener = (_request, response) => response.writeHead(503).end();

function restoredSites(state: DemoState): Record<typeof serviceName | typeof portalName, Site> {
  const kept = JSON.parse(state.read('sites') ?? '{}');
  const site = (name: string): Site => ({
    listener: notYet,
    certificate: 'valid',
    blocked: false,
    ...kept[name],
  });
  return { [serviceName]: site(serviceName), [portalName]: site(portalName) };
}

function masterKeyOf(state: DemoState): Uint8Array {
  const kept = state.read('master-key');
  const key = kept === undefined ? randomBytes(32) : Buffer.from(JSON.parse(kept), 'base64');
  if (kept === undefined) state.write('master-key', JSON.stringify(key.toString('base64')));
  return key;
}
