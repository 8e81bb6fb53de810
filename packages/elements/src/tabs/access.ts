import { MailResponseAccess } from '../response-access/response-access.ts';

/** The elements of this tab. */
export const tags = {
  'mail-response-access': MailResponseAccess,
} as const;
