/** Record types the kit asks for. */
export type DnsType = 'A' | 'AAAA' | 'CNAME' | 'MX' | 'NS' | 'PTR' | 'SOA' | 'TXT';

/** One resource record of an answer. Names are lower case, without the final dot; `ttl` is in seconds. */
export type DnsRow = { name: string; ttl: number } & (
  | { type: 'A' | 'AAAA'; address: string }
  | { type: 'CNAME' | 'NS' | 'PTR'; target: string }
  | { type: 'MX'; priority: number; exchange: string }
  | {
      type: 'TXT';
      /** The character-strings as they are on the wire, each byte one character (Latin-1). */
      strings: string[];
    }
  | { type: 'SOA'; primary: string; mailbox: string; serial: number; minimum: number }
);

/** What DNS said. Both are values: an answer without rows is knowledge, a failure is not. */
export type DnsAnswer =
  | {
      state: 'answer';
      /** NXDOMAIN: nothing exists at or below the name. NOERROR without rows: the name exists, not this type. */
      rcode: 'NOERROR' | 'NXDOMAIN';
      /** Rows of the type asked for, at the end of the alias chain. */
      rows: DnsRow[];
      /** Targets of the aliases followed, in order; empty where the name is no alias. */
      chain: string[];
      /** Owner of the SOA in the authority section: the apex of the zone that answered. */
      soaOwner?: string;
      /** Seconds a resolver may keep an absence (RFC 2308 §5). */
      negativeTtl?: number;
      /** True where a server of the zone itself answered (AA bit). */
      authoritative: boolean;
    }
  | { state: 'failed'; reason: 'timeout' | 'servfail' | 'refused' | 'malformed' | 'unreachable' | 'loop' };

/**
 * Asks DNS one question. Never rejects, save with the signal's own reason when it is aborted.
 * Follows aliases, except when a CNAME itself is asked for.
 */
export type ResolveDns = (
  name: string,
  type: DnsType,
  options?: { signal?: AbortSignal | undefined },
) => Promise<DnsAnswer>;
