import type { Tenant } from '../tenant.ts';
import type { Mailing, MailingSummary, Recipient, Sender } from './mailing.ts';

/** Port the host gives: its mailings. */
export interface MailingSource {
  list(tenant: Tenant): Promise<MailingSummary[]>;
  senders(tenant: Tenant): Promise<Sender[]>;
  /** Null where there is no such mailing. */
  describe(tenant: Tenant, id: string): Promise<Mailing | null>;
  /**
   * Batches of recipients in a stable order. `cursor` is the host's own opaque text: given as `after`, the batches
   * behind it follow.
   */
  recipients(
    tenant: Tenant,
    id: string,
    after?: string,
  ): AsyncIterable<{ recipients: Recipient[]; cursor: string }>;
}
