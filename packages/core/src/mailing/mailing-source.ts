import { MailError } from '../errors.ts';
import type { Tenant } from '../tenant.ts';
import type { Mailing, MailingSummary, Recipient, Sender } from './mailing.ts';

/** Port the host gives: its mailings. */
export interface MailingSource {
  /** All of them, without their texts. */
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

/** One mailing with its texts. Throws `not-found` where there is none, or no source. */
export async function describeMailing(
  source: MailingSource | null,
  tenant: Tenant,
  id: string,
): Promise<Mailing> {
  const mailing = await source?.describe(tenant, id);
  if (!mailing) throw new MailError('not-found', 'There is no such mailing.');
  return mailing;
}
