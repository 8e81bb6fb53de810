import '../jitless.ts';
import * as z from 'zod/mini';
import { defineOperation, nothing, text } from '../operation.ts';
import { domainReport } from './record.ts';
import { addSenderDomain, checkSenderDomain, listSenderDomains } from './sender-domains.ts';

export const listDomains = defineOperation({
  right: 'view',
  feature: 'domains',
  input: nothing,
  answer: z.object({
    domains: z.array(domainReport),
    /** Code of why the service could not be asked; the list is then the stored one. Null: the service was asked. */
    unavailable: z.nullable(z.string()),
    /** What the service said of that in its own words, plain text; see `MailErrorDetails`. */
    serviceMessage: z.optional(z.string()),
  }),
  run: (ports, { tenant }) => listSenderDomains(ports, tenant),
});

export const addDomain = defineOperation({
  right: 'manage',
  feature: 'domains',
  input: z.object({ domain: text }),
  answer: z.object({ report: domainReport }),
  run: async (ports, { tenant }, { domain }) => ({ report: await addSenderDomain(ports, tenant, domain) }),
});

export const checkDomain = defineOperation({
  right: 'manage',
  feature: 'domains',
  limit: 'checksPerMinute',
  input: z.object({ domain: text }),
  answer: z.object({ report: domainReport }),
  run: async (ports, { tenant }, { domain }) => ({ report: await checkSenderDomain(ports, tenant, domain) }),
});
