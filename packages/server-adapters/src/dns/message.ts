import type { DnsAnswer, DnsRow, DnsType } from '@mail-settings/core';
import type { Packet } from './packet.ts';

export type FailureReason = Extract<DnsAnswer, { state: 'failed' }>['reason'];

type Answered = Extract<DnsAnswer, { state: 'answer' }>;

/** What one packet says about a name, and whether its alias chain has come to its end. */
export type PartialAnswer = { answer: Answered; isFinal: boolean };

type Ask = (name: string) => Promise<PartialAnswer | FailureReason>;

/** Asks for a name and then for the end of its aliases, until a packet holds the end of the chain. */
export function followAliases(name: string | undefined, ask: Ask): Promise<DnsAnswer> {
  if (name === undefined) return Promise.resolve({ state: 'failed', reason: 'malformed' });
  return ask(name).then((part) =>
    typeof part === 'object' && part.isFinal ? part.answer : follow(name, part, ask),
  );
}

async function follow(name: string, first: PartialAnswer | FailureReason, ask: Ask): Promise<DnsAnswer> {
  const chain: string[] = [];
  let part = first;
  for (let next: string | undefined = name; next !== undefined; next = chain.at(-1)) {
    if (next !== name) part = await ask(next);
    if (typeof part === 'string') return { state: 'failed', reason: part };
    const { answer, isFinal } = part;
    if (answer.chain.some((alias) => alias === name || chain.includes(alias))) break;
    chain.push(...answer.chain);
    if (chain.length > longestChain) break;
    if (isFinal) return { ...answer, chain };
  }
  return { state: 'failed', reason: 'loop' };
}

/** Reads a packet about a name, following the aliases inside it; `loop` where they come back or are more than 16. */
export function readAnswer(packet: Packet, name: string, type: DnsType): PartialAnswer | 'loop' {
  const chain: string[] = [];
  let owner = name;
  for (;;) {
    const next = type === 'CNAME' ? undefined : aliasOf(packet.answers, owner);
    if (next === undefined) break;
    if (next === name || chain.includes(next) || chain.length >= longestChain) return 'loop';
    chain.push(next);
    owner = next;
  }
  const rows = packet.answers.filter((row) => row.type === type && row.name === owner);
  const soa = authority(packet.authorities, owner);
  const soaOwner = soa?.name ?? (type === 'SOA' ? rows[0]?.name : undefined);
  const rcode = packet.rcode === 3 ? 'NXDOMAIN' : 'NOERROR';
  const answer: Answered = {
    state: 'answer',
    rcode,
    rows,
    chain,
    authoritative: packet.isAuthoritative,
  };
  if (soaOwner !== undefined) answer.soaOwner = soaOwner;
  // RFC 2308 §5: the lesser of the two.
  if (soa && rows.length === 0) answer.negativeTtl = Math.min(soa.ttl, soa.minimum);
  const isFinal = rows.length > 0 || chain.length === 0 || soa !== undefined || rcode === 'NXDOMAIN';
  return { answer, isFinal };
}

const longestChain = 16;

function aliasOf(answers: DnsRow[], owner: string): string | undefined {
  const alias = answers.find((row) => row.type === 'CNAME' && row.name === owner);
  return alias?.type === 'CNAME' ? alias.target : undefined;
}

/** Only the SOA of a zone that holds the name counts. */
function authority(authorities: DnsRow[], name: string) {
  for (const row of authorities) {
    if (row.type === 'SOA' && isWithin(name, row.name)) return row;
  }
  return undefined;
}

/** True for the zone itself and every name below it. */
export function isWithin(name: string, zone: string): boolean {
  return zone === '' || name === zone || name.endsWith(`.${zone}`);
}
