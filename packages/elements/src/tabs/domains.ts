import { MailDomainRecords } from '../domain-records/domain-records.ts';
import { MailSenderDomains } from '../sender-domains/sender-domains.ts';

/** The elements of this tab. */
export const tags = {
  'mail-domain-records': MailDomainRecords,
  'mail-sender-domains': MailSenderDomains,
} as const;
