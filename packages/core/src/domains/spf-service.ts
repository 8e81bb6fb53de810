import type { DnsRow } from './dns.ts';
import { known, type Query } from './query.ts';
import type { Finding } from './record.ts';
import { inspectSpf } from './spf-inspect.ts';
import { resultFrom, spfSources } from './spf-sources.ts';

/** The service's own part of an SPF record, evaluated by itself. */
export type ServiceSenders = {
  /** `broken`: a receiver ends in permerror there, no matter who sends; only the service can repair it. */
  state: 'ok' | 'broken' | 'unanswered';
  /** Addresses that stand for those the service sends from; none where they cannot be told from DNS. */
  addresses: string[];
  findings: Finding[];
};

/** Whom the terms pass by themselves, as if the domain's record held nothing else. */
export async function serviceSenders(
  domain: string,
  terms: readonly string[],
  query: Query,
): Promise<ServiceSenders> {
  const alone = withSpf(query, domain, ['v=spf1', ...terms, '-all'].join(' '));
  const { state, findings } = await inspectSpf(domain, alone);
  const errors = findings.filter(({ severity }) => severity === 'error');
  if (state === 'permerror') return { state: 'broken', addresses: [], findings: errors };
  if (state === 'temperror') return { state: 'unanswered', addresses: [], findings };
  const addresses: string[] = [];
  for (const ip of await spfSources(domain, alone))
    if ((await resultFrom(ip, domain, alone)) === 'pass') addresses.push(ip);
  return { state: 'ok', addresses, findings: [] };
}

/** What the domain's record says of the service's addresses together; `depends`: on more than the address. */
export type ServiceResult = 'passes' | 'refused' | 'unanswered' | 'depends';

export async function resultForService(
  domain: string,
  addresses: readonly string[],
  query: Query,
): Promise<ServiceResult> {
  const results = new Set<Awaited<ReturnType<typeof resultFrom>>>();
  for (const ip of addresses) results.add(await resultFrom(ip, domain, query));
  results.delete('pass');
  if (results.size === 0) return 'passes';
  if (results.has('temperror')) return 'unanswered';
  return results.size === 1 && results.has('unknown') ? 'depends' : 'refused';
}

/** DNS with this text as the only one at the domain. */
export function withSpf(query: Query, domain: string, text: string): Query {
  const row: DnsRow = { name: domain, ttl: 0, type: 'TXT', strings: [text] };
  return async (name, type) =>
    name === domain && type === 'TXT'
      ? { ...known(await query(name, type)), rcode: 'NOERROR', rows: [row], chain: [] }
      : query(name, type);
}
