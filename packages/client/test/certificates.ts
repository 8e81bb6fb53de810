import 'reflect-metadata';
import {
  BasicConstraintsExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const day = 86_400_000;

/** A certificate for loopback and the authority that signed it, as a TLS server and its clients want them. */
export async function makeCertificate(): Promise<{ ca: string; cert: string; key: string }> {
  const root = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const leaf = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const common = {
    issuer: 'CN=Test authority',
    signingKey: root.privateKey,
    signingAlgorithm: algorithm,
    notBefore: new Date(Date.now() - day),
    notAfter: new Date(Date.now() + 30 * day),
  };
  const ca = await X509CertificateGenerator.create({
    ...common,
    subject: common.issuer,
    publicKey: root.publicKey,
    extensions: [
      new BasicConstraintsExtension(true, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign, true),
    ],
  });
  const cert = await X509CertificateGenerator.create({
    ...common,
    subject: 'CN=127.0.0.1',
    publicKey: leaf.publicKey,
    extensions: [new SubjectAlternativeNameExtension([{ type: 'ip', value: '127.0.0.1' }])],
  });
  const key = Buffer.from(await crypto.subtle.exportKey('pkcs8', leaf.privateKey)).toString('base64');
  return {
    ca: ca.toString('pem'),
    cert: cert.toString('pem'),
    key: `-----BEGIN PRIVATE KEY-----\n${key}\n-----END PRIVATE KEY-----\n`,
  };
}
