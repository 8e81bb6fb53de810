import type {
  MailService,
  ServiceCredentials,
  ServiceRecipient,
  ServiceTemplate,
} from '../connection/mail-service.ts';
import { isMailError, MailError } from '../errors.ts';
import type { Tenant } from '../tenant.ts';
import type { Launch, LaunchStore } from './launch-store.ts';
import type { Recipient } from './mailing.ts';

export type LaunchRun = {
  tenant: Tenant;
  launch: Launch;
  template: ServiceTemplate;
  /** Batches of the host, in its stable order; each at most `batchRecipients`. */
  batches: AsyncIterable<{ recipients: Recipient[]; cursor: string }>;
  credentials: ServiceCredentials;
  service: MailService;
  batchRecipients: number;
  launches: LaunchStore;
  recipientId: (recipient: Recipient) => string;
  now: () => Date;
  signal: AbortSignal;
};

/**
 * Carries a launch out: stores the template, then sends batch after batch; memory holds one batch. Every batch is
 * written down before and after its call, so that none is sent twice unknowingly. Ends in `queued`, `stopped` (a
 * person stopped it meanwhile) or `failed`; a batch whose answer was lost is `unknown` and ends the launch as well.
 * Never rejects for what the service or the host's list did.
 */
export async function runLaunch(run: LaunchRun): Promise<void> {
  const { tenant, launch, launches, service, credentials, template, now, signal } = run;
  try {
    await service.addTemplate(credentials, template, { signal });
    if (!(await isStill(run, ['preparing'], 'sending'))) return;
    let index = 0;
    for await (const { recipients, cursor } of run.batches) {
      if ((await launches.read(tenant, launch.id))?.state !== 'sending') return;
      if (recipients.length === 0) continue;
      if (recipients.length > run.batchRecipients)
        throw new MailError('too-large', `A batch has more than ${run.batchRecipients} recipients.`);
      if (await launches.beginBatch(tenant, launch.id, { index, recipients: recipients.length, cursor })) {
        await sendBatch(run, index, recipients);
      }
      index += 1;
    }
    await isStill(run, ['sending'], 'queued');
  } catch (error) {
    await launches.move(tenant, launch.id, ['preparing', 'sending'], 'failed', now(), failureCode(error));
  }
}

async function isStill(run: LaunchRun, from: Launch['state'][], to: Launch['state']): Promise<boolean> {
  const moved = await run.launches.move(run.tenant, run.launch.id, from, to, run.now());
  return moved?.state === to;
}

async function sendBatch(run: LaunchRun, index: number, recipients: Recipient[]): Promise<void> {
  const { tenant, launch, launches, now } = run;
  const end = (state: 'sent' | 'unknown' | 'refused') =>
    launches.endBatch(tenant, launch.id, index, state, now());
  try {
    const addressed = recipients.map((recipient) => toServiceRecipient(recipient, run.recipientId));
    await run.service.sendTemplate(
      run.credentials,
      { template: run.template, recipients: addressed },
      { signal: run.signal },
    );
  } catch (error) {
    await end(wasRefused(error) ? 'refused' : 'unknown');
    throw error;
  }
  await end('sent');
}

export const toServiceRecipient = (
  recipient: Recipient,
  recipientId: (recipient: Recipient) => string,
): ServiceRecipient => ({
  id: recipientId(recipient),
  email: recipient.email,
  name: recipient.name,
  fields: recipient.fields ?? {},
});

/** What ended a launch, as its `error`. */
export const failureCode = (error: unknown): string => (isMailError(error) ? error.code : 'unexpected');

/** The service said no, or the call never reached it; after anything else nobody knows what became of the batch. */
export function wasRefused(error: unknown): boolean {
  if (!isMailError(error)) return false;
  const { code, details } = error;
  // The service, or a proxy before it, would not have the call; at 408 it waited for the rest of one it may have begun with.
  const { status = 0 } = details;
  if (code === 'service-failed' && status >= 400 && status < 500) return status !== 408;
  if (code !== 'service-unreachable') return !['answer-unreadable', 'service-failed'].includes(code);
  return (
    details.stage === 'refused-address' ||
    details.stage === 'name' ||
    details.stage === 'port' ||
    details.stage === 'tls'
  );
}
