import { parseDmarc } from './dmarc-record.ts';
import type { DomainReport, ReceiverReadiness, RecordReport } from './record.ts';

/**
 * Whether a domain meets what large receivers ask of bulk senders, as far as DNS shows it. Gmail and Yahoo (since February 2024)
 * and Outlook.com (since May 2025) ask for the same here: SPF and DKIM, a DMARC policy, and From aligned with one of the two.
 * What DNS does not show stands in {@link BULK_SENDER_DUTIES}.
 */
export function bulkReadiness({
  domain,
  records,
}: Pick<DomainReport, 'domain' | 'records'>): ReceiverReadiness {
  const of = (purpose: string): RecordReport[] =>
    records.filter(({ record }) => record.purpose === purpose && record.required);
  const blockers: ReceiverReadiness['gmail']['blockers'] = [];
  let isUnknown = false;
  for (const purpose of ['spf', 'dkim', 'dmarc'] as const) {
    const own = of(purpose);
    if (own.some(({ state }) => state === 'ok' || state === 'pending')) continue;
    // What the service does not ask for here, nobody looked at.
    if (own.length === 0 || own.some(({ state }) => state === 'unchecked')) isUnknown = true;
    else blockers.push(purpose);
  }
  const [policy] = of('dmarc');
  // An inherited policy says it in its finding.
  const isStrict = (): boolean =>
    policy?.findings.some(({ params }) => params.adkim === 's') ||
    (policy?.found.some(({ value }) => parseDmarc(value)?.adkim === 's') ?? false);
  const signers = of('dkim').map(({ record }) =>
    record.fqdn.slice(record.fqdn.lastIndexOf('._domainkey.') + 12),
  );
  if (
    signers.length > 0 &&
    !signers.some((signer) => signer === domain || (isRelated(signer, domain) && !isStrict()))
  )
    blockers.push('alignment');
  const readiness = { ready: blockers.length > 0 ? false : isUnknown ? null : true, blockers };
  return { gmail: readiness, yahoo: readiness, outlook: readiness };
}

/** Duties of bulk senders that no check at DNS can show. */
export const BULK_SENDER_DUTIES = {
  gmail: ['one-click-unsubscribe', 'reverse-dns', 'tls', 'spam-rate'],
  yahoo: ['one-click-unsubscribe', 'reverse-dns', 'tls', 'spam-rate'],
  outlook: ['unsubscribe-link', 'real-sender'],
} as const;

function isRelated(one: string, other: string): boolean {
  return one.endsWith(`.${other}`) || other.endsWith(`.${one}`);
}
