import 'reflect-metadata';
import {
  BasicConstraintsExtension,
  type Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';

/** Who signs: what a root or an intermediate hands on to what it issues. */
export type Issuer = { pem: string; subject: string; keys: CryptoKeyPair };

/** A certificate as a TLS server wants it; `cert` may hold several, one after the other. */
export type Served = { cert: string; key: string };

type Wanted = { notBefore?: Date; notAfter?: Date };

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const day = 86_400_000;

/** A certificate authority: a root, or an intermediate where `by` is given. */
export async function makeAuthority(subject: string, by?: Issuer): Promise<Issuer> {
  const { pem, keys } = await issue(subject, by, {}, [
    new BasicConstraintsExtension(true, undefined, true),
    new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
  ]);
  return { pem, subject, keys };
}

/** A server's certificate for these names and addresses; signed by itself without an issuer. */
export async function makeLeaf(names: string[], by?: Issuer, wanted: Wanted = {}): Promise<Served> {
  const alternatives = names.map(
    (value) => ({ type: /^[\d.]+$/.test(value) ? 'ip' : 'dns', value }) as const,
  );
  const { pem, keys } = await issue(`CN=${names[0]}`, by, wanted, [
    new SubjectAlternativeNameExtension(alternatives),
  ]);
  const key = Buffer.from(await crypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
  return { cert: pem, key: `-----BEGIN PRIVATE KEY-----\n${key}\n-----END PRIVATE KEY-----\n` };
}

async function issue(
  subject: string,
  by: Issuer | undefined,
  { notBefore = new Date(Date.now() - day), notAfter = new Date(Date.now() + 90 * day) }: Wanted,
  extensions: Extension[],
) {
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.create({
    subject,
    issuer: by?.subject ?? subject,
    publicKey: keys.publicKey,
    signingKey: (by ?? { keys }).keys.privateKey,
    signingAlgorithm: algorithm,
    notBefore,
    notAfter,
    extensions,
  });
  return { pem: `${certificate.toString('pem')}\n`, keys };
}
