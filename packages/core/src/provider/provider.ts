import type { MailService } from '../connection/mail-service.ts';
import type { Indicator } from '../delivery/indicators.ts';
import type { MailingFilter } from '../delivery/ledger.ts';
import type { PacketReader } from '../delivery/packet.ts';

/**
 * Port: all that is known of one sending service. A host lists the providers it uses, and each tenant has one of them.
 * What only this service says ends in here: everything else of the kit speaks of outcomes, events and `MailService`.
 */
export type Provider = {
  /** Names it in stored packets, options and logs: lower-case letters, digits and hyphens. Never to be changed. */
  id: string;
  /** What can be asked of it. A capability it lacks is left out: `stop`, `licence`, `checkedEmails`, `validateDomain`. */
  service: MailService;
  webhook: ProviderWebhook;
  monitoring: ProviderMonitoring;
  limits: {
    /** Most recipients it takes in one call. */
    batchRecipients: number;
  };
};

/** Responses, as the service posts them to us. */
export type ProviderWebhook = {
  /** Where they come in below the host's base path, unless the host says otherwise; begins with a slash. */
  path: string;
  authentication: WebhookAuthentication;
  /** Reads one packet. */
  read: PacketReader;
  /**
   * URL of the module that exports the same function under the name `read`, for a store that reads in a thread of its own;
   * `import.meta.url` of that module. Null: packets are read in the thread of the host.
   */
  readerModule: string | null;
};

/**
 * What a call has to show, in the header named `header`. A call without it, or with nothing in it, is refused before any of its
 * body is read; all refusals look alike from outside, and an unknown tenant takes as long as a wrong key.
 */
export type WebhookAuthentication =
  /** The key itself: nothing of the body is read before it has been compared. */
  | { when: 'before-body'; header: string }
  /** A signature over the exact bytes. */
  | {
      when: 'after-body';
      header: string;
      /** Most bytes of a body, packed or not: their sender has shown nothing yet. */
      bodyLimit: number;
      /** Whether the call was signed with this key. In constant time (`isHmacSha256` of server-adapters). Never throws. */
      isSigned(key: string, call: SignedCall): boolean;
    };

export type SignedCall = {
  /** Of the header `header`; never empty. */
  signature: string;
  /** The exact bytes of the body, after gunzip. */
  body: Uint8Array;
  headers: { get(name: string): string | null };
};

/** How support asks for the state of mailings: a POST of JSON. */
export type ProviderMonitoring = {
  /** Where, below the host's base path, unless the host says otherwise; begins with a slash. */
  path: string;
  /** Header in which support shows the key. */
  header: string;
  /** Parsed JSON, `{}` of an empty body, to what is asked for. Throws `bad-request` with the field that is wrong. */
  readRequest(json: unknown): MailingFilter;
  /** The answer as text of JSON. Throws where anything but counts and ids of mailings would leave the house. */
  writeAnswer(indicators: readonly Indicator[]): string;
};
