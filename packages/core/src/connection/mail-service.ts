import type { ServiceDomain } from '../domains/service-domain.ts';

/** Where the service is and who we are there; they travel with each call, so a new key works at once. */
export type ServiceCredentials = {
  /** Connection URL without a final slash. */
  baseUrl: string;
  apiKey: string;
};

/** The account as the service describes it. */
export type ServiceAccount = {
  accountName: string | null;
  /** What the service has registered for responses. */
  responseDomain: string | null;
  provider: string | null;
  /** The mailing service of the account is switched on. */
  active: boolean;
  authKeyValid: boolean;
  responseDomainValid: boolean;
};

/** A template the service keeps for one launch. */
export type ServiceTemplate = {
  name: string;
  fromEmail: string;
  fromName: string;
  subject: string;
  html: string;
  text: string;
  /** GUID of the launch; responses come back under it. */
  emailId: string;
};

/** One addressee; `id` (a GUID) comes back with the responses. */
export type ServiceRecipient = { id: string; email: string; name: string; fields: Record<string, string> };

/** How many emails may still be sent today; `dailyLimit` null: no limit. */
export type ServiceLicence = { dailyLimit: number | null; usedToday: number };

type CallOptions = { signal?: AbortSignal | undefined };

/**
 * Port: what we ask a sending service. Every method throws a MailError with one of the service's codes and nothing else,
 * except the signal's reason when aborted. None retries a write by itself.
 */
export interface MailService {
  /** Provider, state of the service, state of auth key and response domain. Reads only. */
  account(credentials: ServiceCredentials, authKey: string, options?: CallOptions): Promise<ServiceAccount>;
  /** Registers auth key and response domain; the service checks both. May be repeated. */
  registerResponses(
    credentials: ServiceCredentials,
    responses: { responseDomain: string; authKey: string },
    options?: CallOptions,
  ): Promise<ServiceAccount>;
  /** Sender domains with the values to publish. */
  domains(credentials: ServiceCredentials, options?: CallOptions): Promise<ServiceDomain[]>;
  /** Adds a sender domain and gives its values. A domain added before is answered as it is. */
  addDomain(credentials: ServiceCredentials, domain: string, options?: CallOptions): Promise<ServiceDomain>;
  /** Lets the service check DNS now; absent where it checks only by itself. */
  validateDomain?(
    credentials: ServiceCredentials,
    domain: string,
    options?: CallOptions,
  ): Promise<{ active: boolean; message: string | null }>;
  /** Which of the addresses are confirmed senders; absent where the service confirms none. */
  checkedEmails?(
    credentials: ServiceCredentials,
    emails: string[],
    options?: CallOptions,
  ): Promise<Record<string, boolean>>;
  /** Today's limit; absent where the service has none to tell. */
  licence?(credentials: ServiceCredentials, options?: CallOptions): Promise<ServiceLicence>;
  addTemplate(
    credentials: ServiceCredentials,
    template: ServiceTemplate,
    options?: CallOptions,
  ): Promise<void>;
  /** Sends one batch by a stored template; at most `Provider.limits.batchRecipients`. Not to be repeated unknowingly. */
  sendTemplate(
    credentials: ServiceCredentials,
    batch: { template: ServiceTemplate; recipients: ServiceRecipient[] },
    options?: CallOptions,
  ): Promise<void>;
  /** Sends one message at once, without a stored template. */
  send(
    credentials: ServiceCredentials,
    message: { content: Omit<ServiceTemplate, 'name'>; recipients: ServiceRecipient[] },
    options?: CallOptions,
  ): Promise<void>;
  /** Stops a launch at the service; absent where it goes on with whatever it has been given. */
  stop?(credentials: ServiceCredentials, emailId: string, options?: CallOptions): Promise<void>;
}
