import type { MailService, Provider, ServiceCredentials, ServiceDomain } from '@mail-settings/core';
import { addressKey, isMailError, MailError, normalName } from '@mail-settings/core';
import {
  batchRecipients,
  type CesCall,
  ces,
  cesCalls,
  cesUrl,
  type SenderConfirmation,
  type ServiceProvider,
  secretsOf,
} from '@mail-settings/core/providers/ces';
import type { Fetch } from './failure.ts';
import { send, type Transport } from './transport.ts';

export type CesOptions = {
  /** How calls leave the host. Default: the global `fetch`. Give a guarded one where people type the connection URL. */
  fetch?: Fetch;
  /** Milliseconds for one call with its repetitions and waits; 60,000. */
  timeoutMs?: number;
  /** Largest answer in bytes; 5,000,000. */
  maxBytes?: number;
  /** Further tries of a read that failed on the way (network, 408, 429, 5xx), with backoff; 2. Writes have none. */
  retries?: number;
};

type CallOptions = { signal?: AbortSignal | undefined };
type ProviderOptions = CallOptions & {
  /** For accounts with several providers. */
  provider?: string;
};

/** The calls of Cloud Email Service: those every sending service has, and its own. */
export interface CesService extends Required<MailService> {
  domains(credentials: ServiceCredentials, options?: ProviderOptions): Promise<ServiceDomain[]>;
  addDomain(
    credentials: ServiceCredentials,
    domain: string,
    options?: ProviderOptions,
  ): Promise<ServiceDomain>;
  validateDomain(
    credentials: ServiceCredentials,
    domain: string,
    options?: ProviderOptions,
  ): Promise<{ active: boolean; message: string | null }>;
  /** Makes the token with which another account may use a domain of this one. */
  shareDomain(credentials: ServiceCredentials, domain: string, options?: ProviderOptions): Promise<string>;
  /** Uses a domain of another account by the token its owner made. */
  authorizeDomain(
    credentials: ServiceCredentials,
    domain: string,
    token: string,
    options?: ProviderOptions,
  ): Promise<ServiceDomain>;
  providers(credentials: ServiceCredentials, options?: CallOptions): Promise<ServiceProvider[]>;
  /** Asks the provider to confirm senders; it may write to them. */
  confirmSenders(
    credentials: ServiceCredentials,
    emails: string[],
    options?: ProviderOptions,
  ): Promise<SenderConfirmation>;
}

/**
 * Cloud Email Service for the `providers` of a host: its calls, as `createCesService` makes them, and how its webhooks and its
 * support are understood. Throws a RangeError where an option is no such number.
 */
export const createCesProvider = (options: CesOptions = {}): Provider => ({
  ...ces,
  service: createCesService(options),
});

/**
 * A client for Cloud Email Service, for servers: it sends the account's API key. It keeps nothing; credentials come
 * with each call. Throws a RangeError where an option is no such number.
 *
 * Every method throws a MailError: what the service says (`key-rejected`, `auth-key-rejected`,
 * `response-domain-unreachable`, `response-domain-taken`, `domain-list-failed`, `domain-add-failed`,
 * `domain-of-another-account`, `unexpected-code`), or why there is no answer (`service-unreachable` with a stage,
 * `service-failed`, `answer-unreadable`, `rate-limited`). An aborted call throws the signal's own reason.
 * A write that failed at the stage `refused-address`, `name`, `port` or `tls` was not carried out; at any other stage
 * it may have been.
 *
 * ```ts
 * import { createCesService } from '@mail-settings/client';
 * import { isMailError } from '@mail-settings/core';
 *
 * const service = createCesService({ timeoutMs: 20_000 });
 * const credentials = { baseUrl: 'https://ces.example.com', apiKey: process.env.CES_API_KEY ?? '' };
 *
 * try {
 *   const account = await service.account(credentials, process.env.CES_AUTH_KEY ?? '');
 *   console.log(account.provider, account.active, account.authKeyValid, account.responseDomainValid);
 * } catch (error) {
 *   if (!isMailError(error)) throw error;
 *   console.log(error.code, error.details.stage);
 * }
 * ```
 */
export function createCesService(options: CesOptions = {}): CesService {
  const transport: Transport = {
    fetch: options.fetch ?? ((url, init) => globalThis.fetch(url, init)),
    timeoutMs: wholeNumber('timeoutMs', options.timeoutMs ?? 60_000, 1, longestTimer),
    maxBytes: wholeNumber('maxBytes', options.maxBytes ?? 5_000_000, 1, Number.MAX_SAFE_INTEGER),
    retries: wholeNumber('retries', options.retries ?? 2, 0, 100),
  };

  const ask = <Input, Answer, Written>(
    call: CesCall<Input, Answer, Written>,
    { baseUrl, apiKey }: ServiceCredentials,
    input: Input,
    { signal }: CallOptions = {},
  ): Promise<Answer> => {
    const body = call.writeRequest(apiKey, input);
    const secrets = secretsOf(body);
    return send(
      {
        url: cesUrl(baseUrl, call.path),
        path: call.path,
        body,
        isRead: call.isRead,
        signal,
        read: (json) => call.readAnswer(json, secrets),
      },
      transport,
    );
  };

  return {
    account: (credentials, authKey, options) => ask(cesCalls.account, credentials, { authKey }, options),

    registerResponses: (credentials, responses, options) =>
      ask(cesCalls.registerResponses, credentials, responses, options),

    domains: (credentials, options) =>
      ask(cesCalls.domains, credentials, { provider: options?.provider ?? null }, options),

    async addDomain(credentials, domain, options) {
      const provider = options?.provider ?? null;
      try {
        const domains = await ask(cesCalls.addDomain, credentials, { domain, provider }, options);
        return entryOf(domains, domain);
      } catch (error) {
        if (!isMailError(error, 'domain-add-failed')) throw error;
        // The service may refuse a name it already has; the list tells.
        const domains = await ask(cesCalls.domains, credentials, { provider }, options).catch(() => {
          options?.signal?.throwIfAborted();
          throw error;
        });
        return entryOf(domains, domain, error);
      }
    },

    validateDomain: (credentials, domain, options) =>
      ask(cesCalls.validateDomain, credentials, { domain, provider: options?.provider ?? null }, options),

    shareDomain: (credentials, domain, options) =>
      ask(cesCalls.shareDomain, credentials, { domain, provider: options?.provider ?? null }, options),

    async authorizeDomain(credentials, domain, token, options) {
      const input = { domain, token, provider: options?.provider ?? null };
      return entryOf(await ask(cesCalls.authorizeDomain, credentials, input, options), domain);
    },

    providers: (credentials, options) => ask(cesCalls.providers, credentials, null, options),

    async checkedEmails(credentials, emails, options) {
      const checked = await ask(cesCalls.checkedEmails, credentials, emails, options);
      const confirmed = new Set(
        Object.entries(checked).flatMap(([email, isChecked]) => (isChecked ? [addressKey(email)] : [])),
      );
      return Object.fromEntries(emails.map((email) => [email, confirmed.has(addressKey(email))]));
    },

    confirmSenders: (credentials, emails, options) =>
      ask(cesCalls.confirmSenders, credentials, { emails, provider: options?.provider ?? null }, options),

    licence: (credentials, options) => ask(cesCalls.licence, credentials, null, options),

    async addTemplate(credentials, template, options) {
      await ask(cesCalls.addTemplate, credentials, template, options);
    },

    async sendTemplate(credentials, { template, recipients }, options) {
      const { emailId, name: templateName, fromEmail, fromName, subject } = template;
      const message = { fromEmail, fromName, subject, html: '', recipients: withinLimit(recipients) };
      await ask(
        cesCalls.sendTemplate,
        credentials,
        { templateName, emailId, sendAt: null, message },
        options,
      );
    },

    async send(credentials, { content, recipients }, options) {
      const { emailId, fromEmail, fromName, subject, html } = content;
      const message = { fromEmail, fromName, subject, html, recipients: withinLimit(recipients) };
      await ask(cesCalls.send, credentials, { emailId, sendAt: null, message }, options);
    },

    async stop(credentials, emailId, options) {
      await ask(cesCalls.stop, credentials, { emailId }, options);
    },
  };
}

/** Milliseconds a timer can run; a longer one would end at once. */
const longestTimer = 2 ** 31 - 1;

/** Refused here: in a call, a number that makes no sense would look like a service that is down. */
function wholeNumber(name: string, value: number, least: number, most: number): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new RangeError(`${name} is a whole number from ${least} to ${most}.`);
}

/** The service answers with all domains of the account; ours is the one of the same name. */
function entryOf(domains: ServiceDomain[], domain: string, otherwise?: MailError): ServiceDomain {
  const name = normalName(domain);
  const found = domains.find((entry) => normalName(entry.domain) === name);
  if (found) return found;
  throw (
    otherwise ?? new MailError('domain-add-failed', 'The service answered without the domain that was added.')
  );
}

function withinLimit<Recipient>(recipients: Recipient[]): Recipient[] {
  if (recipients.length <= batchRecipients) return recipients;
  throw new MailError(
    'too-large',
    `A batch has at most ${batchRecipients} recipients; divide the list before sending.`,
  );
}
