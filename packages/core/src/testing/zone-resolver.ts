import type { DnsAnswer, DnsRow, DnsType, ResolveDns } from '../domains/dns.ts';
import { normalName } from '../domains/domain-name.ts';

/**
 * Names with their records: texts for TXT (an array is one record in its strings), `[priority, host]` for MX, `'SOA'` marks an
 * apex. `'TIMEOUT'` in place of the records means that nobody answers.
 */
export type Zone = Record<string, Partial<Record<DnsType, readonly unknown[] | 'TIMEOUT'>> | 'TIMEOUT'>;

/** A resolver over zones written down as an object, for tests and demonstrations. Names at or above an existing one exist. */
export function zoneResolver(zone: Zone, options: { ttl?: number; negativeTtl?: number } = {}): ResolveDns {
  const { ttl = 300, negativeTtl = 600 } = options;
  const names = new Map(Object.entries(zone).map(([name, records]) => [normalName(name), records]));
  const apex = (name: string): string | undefined =>
    suffixes(name).find((suffix) => ofType(names.get(suffix), 'SOA') !== undefined);
  const find = (name: string): Zone[string] | undefined => {
    const wildcard = suffixes(name)
      .slice(1)
      .find((suffix) => exists(suffix));
    return names.get(name) ?? (exists(name) ? undefined : names.get(`*.${wildcard}`));
  };
  const exists = (name: string): boolean =>
    [...names.keys()].some((known) => known === name || known.endsWith(`.${name}`));
  const resolve = async (asked: string, type: DnsType, chain: string[]): Promise<DnsAnswer> => {
    const name = normalName(asked);
    const records = find(name);
    const values = ofType(records, type);
    const [alias] = ofType(records, 'CNAME') ?? [];
    if (records === 'TIMEOUT' || values === 'TIMEOUT') return { state: 'failed', reason: 'timeout' };
    if (type !== 'CNAME' && typeof alias === 'string' && values === undefined) {
      const target = normalName(alias);
      return chain.includes(target) || chain.length > 8
        ? { state: 'failed', reason: 'loop' }
        : resolve(target, type, [...chain, target]);
    }
    const rows = (values ?? []).map((value) => rowOf(name, type, ttl, value));
    const owner = apex(name);
    return {
      state: 'answer',
      rcode: rows.length > 0 || records !== undefined || exists(name) ? 'NOERROR' : 'NXDOMAIN',
      rows,
      chain,
      ...(rows.length > 0 ? {} : { negativeTtl, ...(owner === undefined ? {} : { soaOwner: owner }) }),
      authoritative: false,
    };
  };
  return (name, type, call) => {
    call?.signal?.throwIfAborted();
    return resolve(name, type, []);
  };
}

function ofType(
  records: Zone[string] | undefined,
  type: DnsType,
): readonly unknown[] | 'TIMEOUT' | undefined {
  return records === undefined || records === 'TIMEOUT' ? undefined : records[type];
}

function suffixes(name: string): string[] {
  const labels = name.split('.');
  return labels.map((_, at) => labels.slice(at).join('.'));
}

function rowOf(name: string, type: DnsType, ttl: number, value: unknown): DnsRow {
  const text = String(value);
  switch (type) {
    case 'A':
    case 'AAAA':
      return { name, ttl, type, address: text };
    case 'TXT':
      return { name, ttl, type, strings: Array.isArray(value) ? value.map(String) : [text] };
    case 'MX': {
      const [priority, exchange] = Array.isArray(value) ? value : [0, text];
      return { name, ttl, type, priority: Number(priority), exchange: normalName(String(exchange)) };
    }
    case 'SOA':
      return {
        name,
        ttl,
        type,
        primary: `ns.${name}`,
        mailbox: `hostmaster.${name}`,
        serial: 1,
        minimum: ttl,
      };
    default:
      return { name, ttl, type, target: normalName(text) };
  }
}
