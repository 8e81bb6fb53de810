import { MailSenderDomains } from '../sender-domains/sender-domains.ts';

/** The elements of this tab. */
export const tags = {
  'mail-sender-domains': MailSenderDomains,
} as const;
