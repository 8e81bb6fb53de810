import type { ServiceDomain } from './service-domain.ts';

export type ProfileValues = {
  domain: string;
  /** The base64 of `p=`. */
  dkimKey: string;
  /** Of services that ask for proof of ownership. */
  ownershipHash?: string;
};

/**
 * What well-known services ask for, from their public pages, for hosts that get the bare values without the records:
 * Elastic Email (one SPF and one key for all domains), UniOne (proof of ownership by hash), SendGrid (mail of a subdomain).
 */
export const serviceProfiles = {
  elasticemail: ({ domain, dkimKey }: ProfileValues): ServiceDomain => ({
    ...EMPTY,
    domain,
    spf: 'v=spf1 a mx include:_spf.elasticemail.com ~all',
    dkim: [{ host: 'api._domainkey', value: `k=rsa;t=s;p=${dkimKey}` }],
    records: [
      { host: 'tracking', type: 'CNAME', value: 'api.elasticemail.com', purpose: 'tracking', active: false },
    ],
  }),
  unione: ({ domain, dkimKey, ownershipHash }: ProfileValues): ServiceDomain => ({
    ...EMPTY,
    domain,
    spf: 'v=spf1 include:spf.unione.io ~all',
    dkim: [{ host: 'us._domainkey', value: `k=rsa; p=${dkimKey}` }],
    ownership: ownershipHash ? `unione-validate-hash=${ownershipHash}` : null,
  }),
  sendgrid: ({ domain, dkimKey }: ProfileValues): ServiceDomain => ({
    ...EMPTY,
    domain,
    spf: 'v=spf1 include:sendgrid.net ~all',
    dkim: [{ host: 'm1._domainkey', value: `k=rsa; t=s; p=${dkimKey}` }],
    mx: 'mx.sendgrid.net',
  }),
};

const EMPTY = { active: false, message: null, dkim: [], mx: null, dmarc: null, ownership: null };
