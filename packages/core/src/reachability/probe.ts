import '../jitless.ts';
import * as z from 'zod/mini';

/** The way to an address, in order; the first stage that fails ends it, what follows is `skipped`. */
export const probeStage = z.object({
  stage: z.enum(['dns', 'tcp', 'tls', 'http']),
  state: z.enum(['ok', 'failed', 'skipped']),
  /** Duration of this stage alone. */
  ms: z.optional(z.number()),
  /** What went wrong, in words stable for texts: `not-found`, `private-address`, `refused`, `timeout`, `expired`, … */
  code: z.optional(z.string()),
});
export type ProbeStage = z.infer<typeof probeStage>;

/** The certificate as the server showed it. */
export const certificateReport = z.object({
  verdict: z.enum([
    'valid',
    'expiring-soon',
    'expired',
    'not-yet-valid',
    'wrong-host',
    'self-signed',
    'incomplete-chain',
    'untrusted',
  ]),
  names: z.array(z.string()),
  validFrom: z.string(),
  validTo: z.string(),
  issuer: z.string(),
  /** Subjects of the certificates served, leaf first. */
  chain: z.array(z.string()),
});
export type CertificateReport = z.infer<typeof certificateReport>;

/** Outcome of one probe of an address. */
export const probeReport = z.object({
  /** UTC ISO time. */
  at: z.string(),
  /** Where the probe was made from: our own server sees its own network, not the Internet. */
  from: z.enum(['this-server', 'service']),
  stages: z.array(probeStage),
  certificate: z.optional(certificateReport),
  http: z.optional(z.object({ status: z.number(), empty: z.boolean() })),
  /** True where a plain-HTTP answer came on port 443 (a warning, not a failure). */
  plainHttp: z.optional(z.boolean()),
  /** `unknown`: our view from inside a private network says nothing about the Internet's. */
  outcome: z.enum(['reachable', 'not-reachable', 'unexpected-page', 'unknown']),
  /** What to do next; the words are in the elements' texts. */
  advice: z.optional(z.string()),
});
export type ProbeReport = z.infer<typeof probeReport>;

/** `mayBePlain`: the response domain was typed as `http://`, so a plain answer on 443 is a warning, not a failure. */
export type ProbeTarget =
  | { kind: 'service'; url: string }
  | { kind: 'endpoint'; url: string; mayBePlain: boolean };

/**
 * Port: probes an address step by step. `service`: GET of the connection URL, an empty page is expected (S13).
 * `endpoint`: POST to our own address without a key, 401 is expected (S40). Never rejects, except when aborted.
 */
export type Probe = (
  target: ProbeTarget,
  options?: { signal?: AbortSignal | undefined },
) => Promise<ProbeReport>;
