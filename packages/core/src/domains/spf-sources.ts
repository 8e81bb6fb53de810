import { checkHost, type SpfResult } from './check-host.ts';
import { writeIp6 } from './ip.ts';
import { isQueryable, known, type Query, textsOf } from './query.ts';
import { knownName } from './spf-macro.ts';
import { activeMechanisms } from './spf-merge.ts';
import { isSpf, parseSpf, type SpfMechanism } from './spf-record.ts';

/** Addresses one record's senders are tried with; beyond them the zone is made to lead on and on. */
const MAX_SOURCES = 200;

/**
 * Addresses that stand for whom a domain's SPF record names: first and last of every network, and every address of its hosts
 * and mail hosts, at most 200. What names nobody by itself (`exists`, `ptr`, most macros) has none.
 */
export async function spfSources(domain: string, query: Query): Promise<string[]> {
  const sources = new Set<string>();
  const visited = new Set<string>();
  const visit = async (name: string): Promise<void> => {
    if (visited.has(name) || visited.size >= MAX_RECORDS || sources.size >= MAX_SOURCES) return;
    visited.add(name);
    const [text = '', ...others] = textsOf(await query(name, 'TXT')).filter(isSpf);
    const record = others.length > 0 || text === '' ? { badTerm: '' } : parseSpf(text);
    if ('badTerm' in record) return;
    for (const mechanism of activeMechanisms(record)) {
      for (const address of await addressesOf(mechanism, { domain: name, root: domain }, query))
        sources.add(address);
      const below =
        mechanism.kind === 'include' ? knownName(mechanism.domain, { domain: name, root: domain }) : null;
      if (below !== null) await visit(below);
    }
    const next = record.redirect === null ? null : knownName(record.redirect, { domain: name, root: domain });
    if (next !== null && !record.mechanisms.some(({ kind }) => kind === 'all')) await visit(next);
  };
  await visit(domain);
  return [...sources].slice(0, MAX_SOURCES);
}

const MAX_RECORDS = 50;

/**
 * The result of `check_host` for mail of the domain from an address. `unknown`: it hangs on the message, since a macro asks for
 * the mailbox or the name the client gives itself.
 */
export async function resultFrom(ip: string, domain: string, query: Query): Promise<SpfResult | 'unknown'> {
  const [one, other] = await Promise.all(MESSAGES.map((message) => tryMessage(ip, domain, message, query)));
  if (!one || !other) return 'unknown';
  const isSame = one.result === other.result && (one.result === 'pass' || one.asked === other.asked);
  return isSame ? one.result : 'unknown';
}

/** Two messages that differ in all a macro can ask for, apart from the domain and the address. */
const MESSAGES = [
  { mailbox: 'postmaster', helo: 'a.invalid' },
  { mailbox: 'bounce-x1', helo: 'b.invalid' },
];

async function tryMessage(
  ip: string,
  domain: string,
  { mailbox, helo }: { mailbox: string; helo: string },
  query: Query,
): Promise<{ result: SpfResult; asked: string }> {
  const asked: string[] = [];
  const resolve: Query = (name, type) => {
    asked.push(`${name} ${type}`);
    return query(name, type);
  };
  const { result } = await checkHost({ ip, sender: `${mailbox}@${domain}`, helo, resolve });
  return { result, asked: asked.join('\n') };
}

async function addressesOf(
  mechanism: SpfMechanism,
  place: { domain: string; root: string },
  query: Query,
): Promise<string[]> {
  switch (mechanism.kind) {
    case 'ip4': {
      const span = 2 ** (32 - mechanism.length);
      const first = Math.floor((mechanism.network >>> 0) / span) * span;
      return [...new Set([first, first + span - 1])].map(writeIp4);
    }
    case 'ip6':
      return [...new Set([edgeOf(mechanism, 0), edgeOf(mechanism, 0xffff)])];
    case 'a':
    case 'mx': {
      const target = knownName(mechanism.domain ?? place.domain, place);
      if (target === null || !isQueryable(target)) return [];
      return mechanism.kind === 'a' ? hostAddresses(target, query) : exchangeAddresses(target, query);
    }
    default:
      return [];
  }
}

async function exchangeAddresses(name: string, query: Query): Promise<string[]> {
  const hosts = known(await query(name, 'MX')).rows.flatMap((row) =>
    row.type === 'MX' ? [row.exchange] : [],
  );
  const found = await Promise.all(
    hosts.slice(0, 10).map((host) => (isQueryable(host) ? hostAddresses(host, query) : [])),
  );
  return found.flat();
}

async function hostAddresses(host: string, query: Query): Promise<string[]> {
  const answers = await Promise.all([query(host, 'A'), query(host, 'AAAA')]);
  return answers
    .flatMap((answer) => known(answer).rows.flatMap((row) => ('address' in row ? [row.address] : [])))
    .slice(0, 50);
}

function edgeOf({ network, length }: { network: number[]; length: number }, fill: number): string {
  return writeIp6(
    network.map((group, at) => {
      const kept = Math.min(16, Math.max(0, length - 16 * at));
      const mask = (0xffff << (16 - kept)) & 0xffff;
      return (group & mask) | (fill & ~mask & 0xffff);
    }),
  );
}

function writeIp4(value: number): string {
  return [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join('.');
}
