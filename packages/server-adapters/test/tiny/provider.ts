import { createHmac } from 'node:crypto';
import { MailError, type Provider, type ServiceRecipient } from '@mail-settings/core';
import { isHmacSha256 } from '../../src/access/keys.ts';
import { read, readerModule, type tinyWords } from './reader.ts';

/** What the simulated service behind the tiny provider has been given. */
export type TinyService = { jobs: Map<string, ServiceRecipient[]> };

/**
 * The second provider of the tests: webhooks of JSON, signed over the body, words of its own for what became of an email, at most
 * two recipients a call. It can neither stop a launch nor tell a limit nor confirm senders.
 */
export function createTinyProvider(key: string): { provider: Provider; sent: TinyService } {
  const sent: TinyService = { jobs: new Map() };
  const account = {
    ...{ accountName: 'Tiny account', responseDomain: null, provider: 'Tiny', active: true },
    ...{ authKeyValid: true, responseDomainValid: true },
  };
  const known = <Answer>(apiKey: string, answer: Answer): Answer => {
    if (apiKey === key) return answer;
    throw new MailError('key-rejected', 'The tiny service does not know this key.');
  };
  const take = (job: string, recipients: readonly ServiceRecipient[]) => {
    sent.jobs.set(job, [...(sent.jobs.get(job) ?? []), ...recipients]);
  };
  const domainOf = (domain: string) => ({
    ...{ domain, active: true, message: null, spf: 'v=spf1 include:spf.tiny.example ~all', dkim: [] },
    ...{ mx: null, dmarc: null, ownership: null },
  });
  const domains: string[] = [];
  const provider: Provider = {
    id: 'tiny',
    service: {
      account: async ({ apiKey }) => known(apiKey, account),
      registerResponses: async ({ apiKey }) => known(apiKey, account),
      domains: async ({ apiKey }) => known(apiKey, domains.map(domainOf)),
      async addDomain({ apiKey }, domain) {
        domains.push(known(apiKey, domain));
        return domainOf(domain);
      },
      addTemplate: async ({ apiKey }) => known(apiKey, undefined),
      sendTemplate: async ({ apiKey }, { template, recipients }) =>
        known(apiKey, take(template.emailId, recipients)),
      send: async ({ apiKey }, { content, recipients }) => known(apiKey, take(content.emailId, recipients)),
    },
    webhook: {
      path: '/hooks/tiny',
      authentication: {
        when: 'after-body',
        header: 'x-tiny-signature',
        bodyLimit: 10_000,
        isSigned: (secret, { signature, body }) => isHmacSha256(secret, body, signature),
      },
      read,
      readerModule,
    },
    monitoring: {
      path: '/state/tiny',
      header: 'x-tiny-key',
      readRequest: () => ({}),
      writeAnswer: (indicators) =>
        JSON.stringify(indicators.map(({ id, actual, state }) => [id, actual, state])),
    },
    limits: { batchRecipients: 2 },
  };
  return { provider, sent };
}

/** One report as the tiny service posts it. */
export type TinyReport = { job: string; to: string; at: number; what: keyof typeof tinyWords };

export const tinyBody = (reports: readonly TinyReport[]): string => JSON.stringify({ reports });

export const signTiny = (key: string, body: Uint8Array | string): string =>
  createHmac('sha256', key).update(body).digest('hex');
