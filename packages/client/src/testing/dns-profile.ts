import type { DnsRow, ResolveDns } from '@mail-settings/core';
import type { CesDomainList } from '@mail-settings/core/providers/ces';
import type { FakeAccount, FakeDomain } from './cloud-state.ts';

/** The records a provider asks for, as public guides show them (`settings-page.md` §3.3). */
type Profile = {
  spf: string;
  /** Null: the service gives no template and clients fall back to UniOne's names. */
  dkimTemplate: string | null;
  selector: string;
  hasKeyPerDomain: boolean;
  ownershipTemplate: string | null;
  mx: string | null;
};

const profiles: Record<string, Profile> = {
  'Elastic Email': {
    spf: 'v=spf1 a mx include:_spf.elasticemail.com ~all',
    dkimTemplate: 'api._domainkey TXT k=rsa;t=s;p={0}',
    selector: 'api',
    hasKeyPerDomain: false,
    ownershipTemplate: null,
    mx: null,
  },
  UniOne: {
    spf: 'v=spf1 include:spf.unione.io ~all',
    dkimTemplate: null,
    selector: 'us',
    hasKeyPerDomain: true,
    ownershipTemplate: 'unione-validate-hash={0}',
    mx: null,
  },
  SendGrid: {
    spf: 'v=spf1 include:sendgrid.net ~all',
    dkimTemplate: 'm1._domainkey TXT k=rsa; t=s; p={0}',
    selector: 'm1',
    hasKeyPerDomain: true,
    ownershipTemplate: null,
    mx: 'mx.sendgrid.net',
  },
};

const madeUp: Profile = {
  spf: 'v=spf1 include:_spf.mail-service.example ~all',
  dkimTemplate: 'ms1._domainkey TXT v=DKIM1; k=rsa; p={0}',
  selector: 'ms1',
  hasKeyPerDomain: true,
  ownershipTemplate: 'mail-service-domain={0}',
  mx: null,
};

const profileOf = ({ provider }: FakeAccount): Profile => profiles[provider] ?? madeUp;

/** Gives a domain the key its records need, where it has none yet. */
export async function withKey(
  account: FakeAccount,
  domain: FakeDomain,
  newKey: () => Promise<string>,
): Promise<void> {
  if (profileOf(account).hasKeyPerDomain) domain.dkimKey ??= await newKey();
  else account.dkimKey ??= await newKey();
}

/** The account's domains with the values to publish. */
export function domainListOf(account: FakeAccount): CesDomainList {
  const { spf, dkimTemplate, ownershipTemplate, mx } = profileOf(account);
  return {
    dkimTemplate,
    defaultKey: account.dkimKey,
    spf,
    dmarc: 'v=DMARC1; p=none',
    ownershipTemplate,
    domains: account.domains.map(({ domain, active, message, dkimKey }) => ({
      domain,
      active,
      message,
      key: dkimKey,
      spf: null,
      mx,
    })),
  };
}

/** Queries DNS for the records, as a service does: null where all are there, else what is missing. */
export async function missingRecord(
  account: FakeAccount,
  domain: FakeDomain,
  resolve: ResolveDns,
): Promise<string | null> {
  const { spf, selector, mx } = profileOf(account);
  const name = domain.domain;
  const include = spf.split(' ').find((term) => term.startsWith('include:')) ?? '';
  const senders = (await texts(resolve, name)).filter((text) => /^v=spf1( |$)/i.test(text));
  if (senders.length > 1) return 'More than one SPF record.';
  if (!senders[0]?.split(/\s+/).includes(include)) return `SPF record without ${include}.`;
  const key = domain.dkimKey ?? account.dkimKey ?? '';
  const keys = await texts(resolve, `${selector}._domainkey.${name}`);
  if (!keys.some((text) => /(?:^|;)\s*p=([^;]*)/.exec(text)?.[1]?.replaceAll(/\s/g, '') === key)) {
    return 'No DKIM record with the key.';
  }
  const policies = await texts(resolve, `_dmarc.${name}`);
  if (!policies.some((text) => text.startsWith('v=DMARC1'))) return 'No DMARC record.';
  const exchanges = mx === null ? [] : await rows(resolve, name, 'MX');
  const hasMx = exchanges.some((row) => row.type === 'MX' && row.exchange === mx);
  return mx === null || hasMx ? null : `No MX record to ${mx}.`;
}

async function texts(resolve: ResolveDns, name: string): Promise<string[]> {
  return (await rows(resolve, name, 'TXT')).flatMap((row) =>
    row.type === 'TXT' ? [row.strings.join('')] : [],
  );
}

async function rows(resolve: ResolveDns, name: string, type: 'TXT' | 'MX'): Promise<DnsRow[]> {
  const answer = await resolve(name, type);
  return answer.state === 'answer' ? answer.rows : [];
}

/** A public RSA key of 2,048 bits in base64, as it stands behind `p=`; its private half is thrown away. */
export async function newRsaKey(): Promise<string> {
  const pair = await crypto.subtle.generateKey(
    {
      name: 'RSASSA-PKCS1-v1_5',
      modulusLength: 2048,
      publicExponent: new Uint8Array([1, 0, 1]),
      hash: 'SHA-256',
    },
    true,
    ['sign', 'verify'],
  );
  const bytes = new Uint8Array(await crypto.subtle.exportKey('spki', pair.publicKey));
  return btoa(String.fromCharCode(...bytes));
}
