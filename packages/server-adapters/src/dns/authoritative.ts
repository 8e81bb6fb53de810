import { randomInt } from 'node:crypto';
import type { ResolveDns } from '@mail-settings/core';
import { createGuard, type Development } from '../outbound/guard.ts';
import { type Asking, askInTurn, type Rotation, type Wanted } from './ask.ts';
import { followAliases, isWithin, type PartialAnswer } from './message.ts';
import { normalName } from './packet.ts';
import type { Server } from './transport.ts';

type Zone = Rotation & { apex: string };

/** A zone is looked up again after a minute; that long the look also rests once nobody answers on port 53. */
const rememberMs = 60_000;
const mostRemembered = 2_000;
/** Server addresses used per zone: more only prolong a look at a zone that is down. */
const mostServers = 4;
const silentLooks = 3;

/** SOA → NS → addresses by the recursive servers, then the question itself to the zone's own; see `DnsResolver`. */
export function createAuthoritativeLook(options: {
  resolve: ResolveDns;
  asking: Asking;
  development: Development;
}): ResolveDns {
  const { resolve, asking, development } = options;
  const zones = new Map<string, { zone: Zone; until: number }>();
  let silent = 0;
  let restsUntil = 0;

  const look = async (name: string, wanted: { type: Wanted['type'] }, signal: AbortSignal | undefined) => {
    const zone = await remembered(zones, name, () => zoneOf(name, { resolve, development, signal }));
    if (!zone) return 'unreachable';
    const part = await askInTurn(asking, zone, { name, ...wanted, recursion: false }, signal);
    silent = part === 'timeout' || part === 'unreachable' ? silent + 1 : 0;
    if (silent >= silentLooks) restsUntil = performance.now() + rememberMs;
    return typeof part === 'string' ? part : keepWithin(zone.apex, part);
  };
  return async (name, type, { signal } = {}) => {
    signal?.throwIfAborted();
    if (performance.now() >= restsUntil) {
      const answer = await followAliases(normalName(name), (next) => look(next, { type }, signal));
      if (answer.state === 'answer' || answer.reason === 'loop') return answer;
    }
    return resolve(name, type, { signal });
  };
}

/** A server speaks for its own zone only: what it says of the target of an alias elsewhere is asked there. */
function keepWithin(apex: string, part: PartialAnswer): PartialAnswer {
  const { chain } = part.answer;
  const outside = chain.findIndex((alias) => !isWithin(alias, apex));
  if (outside < 0) return part;
  return { answer: { ...part.answer, chain: chain.slice(0, outside + 1), rows: [] }, isFinal: false };
}

type Finding = { resolve: ResolveDns; development: Development; signal: AbortSignal | undefined };

async function zoneOf(name: string, finding: Finding): Promise<Zone | undefined> {
  const apex = await apexOf(name, finding);
  if (apex === undefined) return undefined;
  const names = await finding.resolve(apex, 'NS', { signal: finding.signal });
  if (names.state === 'failed') return undefined;
  const targets = names.rows.flatMap((row) => (row.type === 'NS' ? row.target : []));
  const servers: Server[] = [];
  for (const target of targets) {
    if (servers.length >= mostServers) break;
    servers.push(...(await serversAt(target, finding)));
  }
  return servers.length > 0 ? { apex, servers, first: randomInt(servers.length) } : undefined;
}

/** An alias says nothing of its own zone, but cannot be an apex: its parent is in the same one. */
async function apexOf(name: string, finding: Finding): Promise<string | undefined> {
  const answer = await finding.resolve(name, 'SOA', { signal: finding.signal });
  if (answer.state === 'failed') return undefined;
  if (answer.chain.length === 0) return answer.soaOwner;
  const parent = name.slice(name.indexOf('.') + 1);
  return parent === name ? undefined : apexOf(parent, finding);
}

/** Addresses of a name server that may be reached: it is a name that the zone's owner chose. */
async function serversAt(name: string, { resolve, development, signal }: Finding): Promise<Server[]> {
  const shared = development.ports?.['dns:53'];
  const port = development.ports?.[`${name}:53`] ?? shared ?? 53;
  if (shared !== undefined && !development.hosts?.[name]) return [{ address: '127.0.0.1', port }];
  const guard = createGuard({
    development,
    resolve: async () => {
      const answers = [await resolve(name, 'A', { signal }), await resolve(name, 'AAAA', { signal })];
      const rows = answers.flatMap((answer) => (answer.state === 'answer' ? answer.rows : []));
      return rows.flatMap((row) => ('address' in row ? row.address : []));
    },
  });
  try {
    const addresses = await guard.addresses({ name, port, ca: undefined }, signal ?? neverAborted);
    return addresses.map((address) => ({ address, port }));
  } catch {
    signal?.throwIfAborted();
    return [];
  }
}

const neverAborted = new AbortController().signal;

async function remembered(
  zones: Map<string, { zone: Zone; until: number }>,
  name: string,
  find: () => Promise<Zone | undefined>,
): Promise<Zone | undefined> {
  const known = zones.get(name);
  if (known && performance.now() < known.until) return known.zone;
  const zone = await find();
  if (!zone) return undefined;
  if (zones.size >= mostRemembered) zones.clear();
  zones.set(name, { zone, until: performance.now() + rememberMs });
  return zone;
}
