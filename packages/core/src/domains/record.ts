import '../jitless.ts';
import * as z from 'zod/mini';
import type { DnsHost } from './dns-hosts.ts';

/** What a record is for; `record-kinds.ts` has a row for each. */
export const recordPurpose = z.enum(['mx', 'spf', 'dkim', 'dmarc', 'ownership', 'tracking']);
export type RecordPurpose = z.infer<typeof recordPurpose>;

/** A record the customer must publish. */
export const domainRecord = z.object({
  /** Stable within a domain: purpose, and the selector or host where there may be several. */
  id: z.string(),
  purpose: recordPurpose,
  type: z.enum(['TXT', 'CNAME', 'MX']),
  /** Absolute name, A-labels, lower case, no final dot. */
  fqdn: z.string(),
  /** Name relative to the zone apex, `@` at the apex; equal to `fqdn` while the apex is not known. */
  host: z.string(),
  /** The plain value: text joined, target without a final dot. */
  value: z.string(),
  priority: z.optional(z.number()),
  /** Without it the domain is not verified. */
  required: z.boolean(),
});
export type DomainRecord = z.infer<typeof domainRecord>;

export const recordState = z.enum(['unchecked', 'ok', 'pending', 'missing', 'mismatch', 'conflict']);
export type RecordState = z.infer<typeof recordState>;

/** Something worth knowing about a record. The words for a code are in the elements' texts. */
export const finding = z.object({
  /** Stable, `spf.…`, `dkim.…`, `dmarc.…`, `dns.…`. */
  code: z.string(),
  severity: z.enum(['error', 'warning', 'advice']),
  /** Where the rule stands, for example `RFC 7208 §4.5`. */
  source: z.optional(z.string()),
  /** Where several are said as one, each word holds what they name, the first few of them. */
  params: z.record(z.string(), z.union([z.string(), z.number()])),
  /** How many are said as one; absent for a single one. */
  count: z.optional(z.number()),
});
export type Finding = z.infer<typeof finding>;

/**
 * What carrying out a fix does to the addresses that may send for the domain, for the DNS that was seen. Counts are decimal
 * numbers as text, since IPv6 has more addresses than a number can hold; ranges are in CIDR notation, at most 20 each.
 */
export const spfProof = z.union([
  z.object({
    state: z.literal('exact'),
    lost: z.string(),
    gained: z.string(),
    gainedRanges: z.array(z.string()),
  }),
  z.object({
    /** Tried with the addresses the records name, since a term at `at` hangs on more than the address. */
    state: z.literal('not-provable'),
    reason: z.string(),
    at: z.string(),
  }),
]);
export type SpfProof = z.infer<typeof spfProof>;

/** Why no fix is offered for a record that is wrong, and whose it is to clear the way. */
export const obstacle = z.object({
  party: z.enum(['owner', 'dns-host', 'service']),
  /** `fix.…` codes say what a fix would have done; others what is in the way. */
  reasons: z.array(finding),
});
export type Obstacle = z.infer<typeof obstacle>;

/** What to publish, replace or remove so that the record becomes right. */
export const recordFix = z.object({
  action: z.enum(['add', 'replace', 'remove']),
  type: z.enum(['TXT', 'CNAME', 'MX']),
  fqdn: z.string(),
  host: z.string(),
  value: z.optional(z.string()),
  /** Values that have to go. */
  removes: z.array(z.string()),
  /** True where the owner must decide: the change gives up something of theirs, or changes what becomes of mail. */
  needsConsent: z.boolean(),
  /** What exactly changes for the owner; not empty where consent is needed. Codes begin with `fix.`. */
  effects: z.optional(z.array(finding)),
  proof: z.optional(spfProof),
});
export type RecordFix = z.infer<typeof recordFix>;

export const foundRecord = z.object({
  type: z.string(),
  value: z.string(),
  ttl: z.number(),
  /** Aliases followed to reach it. */
  via: z.array(z.string()),
});
export type FoundRecord = z.infer<typeof foundRecord>;

/** One record with what DNS shows for it. */
export const recordReport = z.object({
  record: domainRecord,
  state: recordState,
  /** The state is of an earlier check; the last one failed. */
  stale: z.boolean(),
  found: z.array(foundRecord),
  findings: z.array(finding),
  /** Proven before it is offered: carried out, the record is right and no sender of the owner's is lost. */
  fix: z.optional(recordFix),
  obstacle: z.optional(obstacle),
  /** Seconds after which a new check can show something else (RFC 2308). */
  retryAfter: z.optional(z.number()),
});
export type RecordReport = z.infer<typeof recordReport>;

const receiver = z.object({
  /** Null where a check is missing. */
  ready: z.nullable(z.boolean()),
  blockers: z.array(z.enum(['spf', 'dkim', 'dmarc', 'alignment'])),
});

/** What large receivers ask of bulk senders, as far as DNS shows it. */
export const receiverReadiness = z.object({ gmail: receiver, yahoo: receiver, outlook: receiver });
export type ReceiverReadiness = z.infer<typeof receiverReadiness>;

/** What the checks so far mean together, and when the next one is due. `domains/watch.ts` has the rule. */
export const domainWatch = z.object({
  /** `broken`: was verified, and several checks in a row found it wrong. */
  standing: z.enum(['new', 'verified', 'broken']),
  /** Checks in a row that found a verified domain wrong. */
  misses: z.number(),
  /** How fast it is checked, and how often in a row already at that pace. */
  rhythm: z.enum(['pending', 'unverified', 'verified', 'suspect', 'unknown']),
  looks: z.number(),
  /** UTC ISO time. */
  nextCheckAt: z.string(),
  /** UTC ISO time of the check that was the first to find a verified domain wrong; absent while it is right. */
  wrongSince: z.optional(z.string()),
});
export type DomainWatch = z.infer<typeof domainWatch>;

/** One sender domain: the service's verdict and our evidence, side by side. */
export const domainReport = z.object({
  /** A-labels, lower case. */
  domain: z.string(),
  /** As people read it. */
  unicode: z.string(),
  /** Zone apex the records are published in (owner of the SOA), once a check has shown it. */
  zone: z.nullable(z.string()),
  /** Names of that zone's own servers; absent while no check has shown them. */
  nameServers: z.optional(z.array(z.string())),
  /** Whose form changes the zone; only in what the page is answered, and only where the name servers are known. */
  dnsHost: z.optional(z.custom<DnsHost>((host) => typeof host === 'object')),
  service: z.object({
    active: z.boolean(),
    /** The service's own words about what is wrong; shown, never interpreted. */
    message: z.nullable(z.string()),
  }),
  /** `verified` only when the service says active and no required record is known to be wrong. */
  state: z.enum(['unchecked', 'verified', 'pending', 'unverified']),
  records: z.array(recordReport),
  /** UTC ISO time of the last check, null before the first. */
  checkedAt: z.nullable(z.string()),
  /** Cost of the domain's SPF record, for any sender: at most 10 lookups, of which 2 may find nothing (RFC 7208 §4.6.4). */
  spf: z.optional(z.object({ lookups: z.number(), voids: z.number(), all: z.nullable(z.string()) })),
  /** Absent before the first check. */
  receivers: z.optional(receiverReadiness),
  /** No launch or test in 90 days; absent where nobody knows. */
  unused: z.optional(z.boolean()),
  /** Absent: due at once. `state` is the truth of the last check, the standing waits for confirmation. */
  watch: z.optional(domainWatch),
});
export type DomainReport = z.infer<typeof domainReport>;
