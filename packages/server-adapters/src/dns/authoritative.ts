import { randomInt } from 'node:crypto';
import type { ResolveDns } from '@mail-settings/core';
import { untilAborted } from '@mail-settings/core/server';
import { createGuard, type Development } from '../outbound/guard.ts';
import { type Asking, askInTurn, type Rotation, type Wanted } from './ask.ts';
import { followAliases, isWithin, type PartialAnswer } from './message.ts';
import { normalName } from './packet.ts';
import type { Server } from './transport.ts';

type Zone = Rotation & { apex: string; silent: number };

/** A zone's servers are looked up again after a minute; that long looks also rest, at a zone or everywhere, after silence. */
const rememberMs = 60_000;
const mostRemembered = 2_000;
/** Name servers of a zone that are used, and addresses of one: more only prolong a look at a zone that is down. */
const mostServers = 4;
const mostAddresses = 2;
/** Looks at one zone without a word, after which it is left alone; zones in a row, after which port 53 must be closed. */
const silentLooks = 3;
const silentZones = 3;

/** SOA → NS → addresses by the recursive servers, then the question itself to the zone's own; see `DnsResolver`. */
export function createAuthoritativeLook(options: {
  resolve: ResolveDns;
  asking: Asking;
  development: Development;
}): ResolveDns {
  const { resolve, asking, development } = options;
  const rememberedApex = createMemory<string>();
  const rememberedZone = createMemory<Zone>();
  const silent = new Set<string>();
  let restsUntil = 0;

  const zoneOf = async (name: string): Promise<Zone | undefined> => {
    const apex = await rememberedApex(name, () => apexOf(name, resolve));
    return apex === undefined
      ? undefined
      : rememberedZone(apex, () => zoneAt(apex, { resolve, development }));
  };
  const look = async (name: string, wanted: { type: Wanted['type'] }, signal: AbortSignal | undefined) => {
    const zone = await (signal ? untilAborted(zoneOf(name), signal) : zoneOf(name));
    if (!zone || zone.silent >= silentLooks) return 'unreachable';
    const part = await askInTurn(asking, zone, { name, ...wanted, recursion: false }, signal);
    const isSilent = part === 'timeout' || part === 'unreachable';
    zone.silent = isSilent ? zone.silent + 1 : 0;
    if (isSilent) silent.add(zone.apex);
    else silent.clear();
    if (silent.size >= silentZones) {
      silent.clear();
      restsUntil = performance.now() + rememberMs;
    }
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

/** An alias says nothing of its own zone, but cannot be an apex: its parent is in the same one. */
async function apexOf(name: string, resolve: ResolveDns): Promise<string | undefined> {
  const answer = await resolve(name, 'SOA');
  if (answer.state === 'failed') return undefined;
  if (answer.chain.length === 0) return answer.soaOwner;
  const parent = name.slice(name.indexOf('.') + 1);
  return parent === name ? undefined : apexOf(parent, resolve);
}

type Finding = { resolve: ResolveDns; development: Development };

async function zoneAt(apex: string, finding: Finding): Promise<Zone | undefined> {
  const names = await finding.resolve(apex, 'NS');
  if (names.state === 'failed') return undefined;
  const targets = names.rows.flatMap((row) => (row.type === 'NS' ? row.target : []));
  const found = await Promise.all(targets.slice(0, mostServers).map((target) => serversAt(target, finding)));
  const servers = found.flat();
  if (servers.length === 0) return undefined;
  return { apex, servers, first: randomInt(servers.length), silent: 0 };
}

/** Addresses of a name server that may be reached: it is a name that the zone's owner chose. */
async function serversAt(name: string, { resolve, development }: Finding): Promise<Server[]> {
  const shared = development.ports?.['dns:53'];
  const port = development.ports?.[`${name}:53`] ?? shared ?? 53;
  if (shared !== undefined && !development.hosts?.[name]) return [{ address: '127.0.0.1', port }];
  const guard = createGuard({
    development,
    resolve: async () => {
      const answers = await Promise.all([resolve(name, 'A'), resolve(name, 'AAAA')]);
      const rows = answers.flatMap((answer) => (answer.state === 'answer' ? answer.rows : []));
      return rows.flatMap((row) => ('address' in row ? row.address : []));
    },
  });
  try {
    const addresses = await guard.addresses({ name, port, secureContext: undefined }, neverAborted);
    return addresses.slice(0, mostAddresses).map((address) => ({ address, port }));
  } catch {
    return [];
  }
}

const neverAborted = new AbortController().signal;

/** What was found for a name, looked for once however many want it at the same time; nothing found is not remembered. */
function createMemory<T>(): (name: string, find: () => Promise<T | undefined>) => Promise<T | undefined> {
  const known = new Map<string, { found: Promise<T | undefined>; until: number }>();
  return (name, find) => {
    const before = known.get(name);
    if (before && performance.now() < before.until) return before.found;
    if (known.size >= mostRemembered) known.clear();
    const entry = { found: find(), until: performance.now() + rememberMs };
    known.set(name, entry);
    entry.found.then((found) => {
      if (found === undefined && known.get(name) === entry) known.delete(name);
    });
    return entry.found;
  };
}
