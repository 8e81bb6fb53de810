import type { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { CertificateReport } from '@mail-settings/core';

/** A certificate that ends within this time is due for renewal (`mission.md`, readiness: 21 days). */
const soonMs = 21 * 24 * 3_600_000;

/** What a server showed and whether it is good for that name; null where it showed nothing. */
export function certificateReport(socket: TLSSocket, name: string, now: Date): CertificateReport | null {
  const leaf = socket.getPeerX509Certificate();
  if (leaf === undefined) return null;
  return {
    verdict: verdictOf(socket, leaf, name, now),
    names: (leaf.subjectAltName ?? '')
      .split(', ')
      .flatMap((entry) => /^(?:DNS|IP Address):(.+)$/.exec(entry)?.[1] ?? []),
    validFrom: leaf.validFromDate.toISOString(),
    validTo: leaf.validToDate.toISOString(),
    issuer: commonName(leaf.issuer),
    chain: servedChain(leaf).map(({ subject }) => commonName(subject)),
  };
}

/** OpenSSL names one fault; dates and names are checked by us first, since they are what a customer can fix. */
function verdictOf(
  socket: TLSSocket,
  leaf: X509Certificate,
  name: string,
  now: Date,
): CertificateReport['verdict'] {
  if (leaf.validToDate <= now) return 'expired';
  if (leaf.validFromDate > now) return 'not-yet-valid';
  const fault = String(socket.authorizationError ?? '');
  if (/DEPTH_ZERO_SELF_SIGNED_CERT/.test(fault)) return 'self-signed';
  if (/UNABLE_TO_(VERIFY_LEAF_SIGNATURE|GET_ISSUER_CERT)/.test(fault)) return 'incomplete-chain';
  if ((isIP(name) ? leaf.checkIP(name) : leaf.checkHost(name)) === undefined) return 'wrong-host';
  if (fault !== '' && fault !== 'null') return 'untrusted';
  return leaf.validToDate.getTime() - now.getTime() < soonMs ? 'expiring-soon' : 'valid';
}

/** `issuerCertificate` follows what was served; the roots of this machine are not in it. */
function servedChain(leaf: X509Certificate): X509Certificate[] {
  const chain = [leaf];
  for (
    let next = leaf.issuerCertificate;
    next !== undefined && chain.length < 10;
    next = next.issuerCertificate
  ) {
    if (chain.some(({ fingerprint256 }) => fingerprint256 === next?.fingerprint256)) break;
    chain.push(next);
  }
  return chain;
}

const commonName = (subject: string): string =>
  /^CN=(.+)$/m.exec(subject)?.[1] ?? subject.replaceAll('\n', ', ');
