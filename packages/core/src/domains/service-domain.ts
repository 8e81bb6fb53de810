import type { RecordPurpose } from './record.ts';

/** What the sending service says about one sender domain; the wire format is somebody else's. */
export type ServiceDomain = {
  /** As the service names it; the case and a final dot do not matter. */
  domain: string;
  /** The service's verdict: it sends from this domain as verified. */
  active: boolean;
  /** The service's own words about what is wrong. */
  message: string | null;
  /** The whole SPF record it proposes, for example `v=spf1 include:_spf.example.net ~all`. */
  spf: string | null;
  /** TXT records with its keys, for example host `us._domainkey`, value `k=rsa; p=…`. */
  dkim: ServiceText[];
  /** Host that takes mail for the domain, with or without a priority in front: `10 mx.example.net`. */
  mx: string | null;
  /** The DMARC record it proposes. */
  dmarc: string | null;
  /** TXT value that shows the service who owns the domain. */
  ownership: string | null;
  /** Records of later versions of the service. Where a purpose appears here, the fields above do not count for it. */
  records?: ServiceRecord[];
};

/** A TXT record; `host` is relative to the domain (`@` is the domain itself) unless it ends in the domain or in a dot. */
export type ServiceText = { host: string; value: string };

/** A record the service names in full; `host` as in {@link ServiceText}. */
export type ServiceRecord = {
  host: string;
  type: 'TXT' | 'CNAME' | 'MX';
  value: string;
  purpose: RecordPurpose;
  /** The service has seen this record. */
  active: boolean;
};

/**
 * Reads lines such as `us._domainkey TXT k=rsa; p=…`, in which services write their key records. A final dot of the host,
 * a TTL, the class and quotes around the value are allowed; lines of any other form are left out.
 */
export function readTextLines(lines: string): ServiceText[] {
  const texts: ServiceText[] = [];
  for (const line of lines.split(/[\r\n]+/)) {
    const match = /^\s*(\S+)\s+(?:(?:\d+|IN)\s+){0,2}TXT\s+(\S.*)$/i.exec(line);
    if (match?.[1] && match[2]) texts.push({ host: match[1], value: unquote(match[2].trim()) });
  }
  return texts;
}

function unquote(text: string): string {
  const strings = /^"(?:[^"\\]|\\.)*"(?:\s+"(?:[^"\\]|\\.)*")*$/.test(text)
    ? text.match(/"(?:[^"\\]|\\.)*"/g)
    : null;
  return strings ? strings.map((string) => string.slice(1, -1).replace(/\\(.)/g, '$1')).join('') : text;
}
