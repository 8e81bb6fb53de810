import { credentialsOf } from '../connection/credentials.ts';
import type { MailSetupPorts } from '../ports.ts';
import { assessReadiness, freshEvidence } from '../readiness/evidence.ts';
import { requireReady } from '../readiness/require-ready.ts';
import type { Caller } from '../tenant.ts';
import { domainOf } from './email-address.ts';
import { failureCode, toServiceRecipient, wasRefused } from './launch.ts';
import { type LaunchView, viewOf } from './launch-view.ts';
import type { Sender } from './mailing.ts';
import { describeMailing } from './mailing-source.ts';
import { newLaunch, recipientIdOf, templateOf } from './new-launch.ts';
import { readAddresses } from './read-addresses.ts';
import { testMessage } from './test-message.ts';

export type TestInput = {
  from: Sender;
  to: string[];
  /** Without one a built-in text is sent. */
  mailing?: string | undefined;
  idempotencyKey: string;
};

/**
 * Sends a test email of a mailing, or of a built-in text. Throws `not-ready` with the ids that block, `invalid` where
 * an address is none or may not get test emails.
 */
export async function sendTest(ports: MailSetupPorts, caller: Caller, input: TestInput): Promise<LaunchView> {
  const { tenant, actor } = caller;
  const mailing =
    input.mailing === undefined ? null : await describeMailing(ports.mailings, tenant, input.mailing);
  const { from, to } = await readAddresses(ports, tenant, input);
  const evidence = await freshEvidence(ports, tenant);
  requireReady(await assessReadiness(ports, tenant, evidence, from.email, to.length), 'test');
  const credentials = await credentialsOf(ports, tenant);
  const draft = newLaunch(ports, actor, mailing, from, to.length, true);
  const { created, launch } = await ports.store.launches.create(
    tenant,
    `test ${input.idempotencyKey}`,
    draft,
  );
  if (!created) return viewOf(ports, tenant, launch);
  const { name: _, ...content } = templateOf(launch, mailing ?? testMessage);
  const { launches } = ports.store;
  const recipients = to.map((email) =>
    toServiceRecipient({ email, name: '' }, recipientIdOf(ports, tenant, launch.id)),
  );
  try {
    await launches.move(tenant, launch.id, ['preparing'], 'sending', ports.now());
    await launches.beginBatch(tenant, launch.id, { index: 0, recipients: recipients.length, cursor: '' });
    await ports.provider.service.send(credentials, { content, recipients });
  } catch (error) {
    const outcome = wasRefused(error) ? 'refused' : 'unknown';
    await launches.endBatch(tenant, launch.id, 0, outcome, ports.now());
    await launches.move(
      tenant,
      launch.id,
      ['preparing', 'sending'],
      'failed',
      ports.now(),
      failureCode(error),
    );
    throw error;
  }
  await launches.endBatch(tenant, launch.id, 0, 'sent', ports.now());
  const queued = await launches.move(tenant, launch.id, ['sending'], 'queued', ports.now());
  await ports.store.domains.noteUse(tenant, domainOf(from.email), ports.now());
  return viewOf(ports, tenant, queued ?? launch);
}
