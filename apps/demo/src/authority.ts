import 'reflect-metadata';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  type Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';
import type { DemoState } from './state.ts';

/** How a server shows itself: as it should, or in one of the ways administrators get it wrong. */
export const certificateKinds = [
  'valid',
  'expiring-soon',
  'expired',
  'wrong-host',
  'self-signed',
  'incomplete-chain',
] as const;
export type CertificateKind = (typeof certificateKinds)[number];

/** PEM texts as `tls.createSecureContext` takes them. */
export type Served = { cert: string; key: string };

/** The demo's own certificate authority: a root, and an intermediate that signs. */
export type Authority = {
  /** PEM text of the root, for clients to trust. */
  ca: string;
  /** Makes a certificate for a name. */
  issue(name: string, kind: CertificateKind): Promise<Served>;
};

/** Takes the authority from the state, or makes one and keeps it there; what it issues is made anew at each start. */
export async function openAuthority(state: DemoState): Promise<Authority> {
  const kept = state.read('authority');
  const texts = kept === undefined ? await makeAuthority() : readKept(kept);
  if (kept === undefined) state.write('authority', JSON.stringify(texts));
  const intermediate: Issuer = {
    cert: texts.intermediate,
    subject: intermediateName,
    keys: await keysOf(texts.key, texts.publicKey),
  };
  return {
    ca: texts.root,
    async issue(name, kind) {
      const named = kind === 'wrong-host' ? `another-${name}` : name;
      const issuer = kind === 'self-signed' ? undefined : intermediate;
      const { cert, keys } = await make(`CN=${named}`, issuer, ...(validity[kind] ?? ordinary), [
        new SubjectAlternativeNameExtension([{ type: 'dns', value: named }]),
      ]);
      const whole = kind === 'self-signed' || kind === 'incomplete-chain' ? cert : cert + texts.intermediate;
      return {
        cert: whole,
        key: pem('PRIVATE KEY', await crypto.subtle.exportKey('pkcs8', keys.privateKey)),
      };
    },
  };
}

type Issuer = { cert: string; subject: string; keys: CryptoKeyPair };
type Kept = { root: string; intermediate: string; key: string; publicKey: string };

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const rootName = 'CN=mail-settings demo root';
const intermediateName = 'CN=mail-settings demo authority';
const ordinary: [from: number, to: number] = [-1, 90];
/** Days from now. */
const validity: Partial<Record<CertificateKind, [from: number, to: number]>> = {
  'expiring-soon': [-80, 10],
  expired: [-90, -2],
};

async function makeAuthority(): Promise<Kept> {
  const signs = () => [
    new BasicConstraintsExtension(true, undefined, true),
    new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
  ];
  const root = await make(rootName, undefined, -1, 3650, signs());
  const intermediate = await make(intermediateName, { ...root, subject: rootName }, -1, 3650, signs());
  return {
    root: root.cert,
    intermediate: intermediate.cert,
    key: base64(await crypto.subtle.exportKey('pkcs8', intermediate.keys.privateKey)),
    publicKey: base64(await crypto.subtle.exportKey('spki', intermediate.keys.publicKey)),
  };
}

async function make(
  subject: string,
  by: Issuer | undefined,
  fromDay: number,
  toDay: number,
  extensions: Extension[],
) {
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const signingKeys = by?.keys ?? keys;
  const day = 86_400_000;
  const certificate = await X509CertificateGenerator.create({
    subject,
    issuer: by?.subject ?? subject,
    publicKey: keys.publicKey,
    signingKey: signingKeys.privateKey,
    signingAlgorithm: algorithm,
    notBefore: new Date(Date.now() + fromDay * day),
    notAfter: new Date(Date.now() + toDay * day),
    extensions: [
      ...extensions,
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
      await AuthorityKeyIdentifierExtension.create(signingKeys.publicKey),
    ],
  });
  return { cert: `${certificate.toString('pem')}\n`, keys };
}

async function keysOf(key: string, publicKey: string): Promise<CryptoKeyPair> {
  const bytes = (text: string) => Buffer.from(text, 'base64');
  return {
    privateKey: await crypto.subtle.importKey('pkcs8', bytes(key), algorithm, true, ['sign']),
    publicKey: await crypto.subtle.importKey('spki', bytes(publicKey), algorithm, true, ['verify']),
  };
}

function readKept(json: string): Kept {
  const { root, intermediate, key, publicKey } = JSON.parse(json);
  return {
    root: String(root),
    intermediate: String(intermediate),
    key: String(key),
    publicKey: String(publicKey),
  };
}

const base64 = (bytes: ArrayBuffer) => Buffer.from(bytes).toString('base64');
const pem = (label: string, bytes: ArrayBuffer) =>
  `-----BEGIN ${label}-----\n${base64(bytes).replace(/.{64}/g, '$&\n')}\n-----END ${label}-----\n`;
