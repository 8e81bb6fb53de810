import { credentialsOf } from '../connection/credentials.ts';
import { MailError } from '../errors.ts';
import type { MailSetupPorts } from '../ports.ts';
import { assessReadiness, freshEvidence } from '../readiness/evidence.ts';
import { requireReady, requireTicks } from '../readiness/require-ready.ts';
import type { Caller, Tenant } from '../tenant.ts';
import { domainOf } from './email-address.ts';
import { runLaunch } from './launch.ts';
import { type LaunchView, viewOf } from './launch-view.ts';
import type { Sender } from './mailing.ts';
import { describeMailing } from './mailing-source.ts';
import { newLaunch, recipientIdOf, templateOf } from './new-launch.ts';
import { readAddresses } from './read-addresses.ts';

export type LaunchInput = {
  mailing: string;
  from: Sender;
  idempotencyKey: string;
  /** Ids of the warnings the person has ticked. */
  acknowledged: string[];
};

/**
 * Launches a mailing once per idempotency key; the work goes on behind the answer. Throws `not-ready` with the ids
 * that block, `warning-not-acknowledged` with the warnings that require a tick.
 */
export async function launchMailing(
  ports: MailSetupPorts,
  caller: Caller,
  input: LaunchInput,
): Promise<LaunchView> {
  const { tenant, actor } = caller;
  const source = ports.mailings;
  if (source === null) throw new MailError('not-found', 'This host has no mailings to launch.');
  const mailing = await describeMailing(ports.mailings, tenant, input.mailing);
  const { from } = await readAddresses(ports, tenant, { from: input.from, to: [] });
  const evidence = await freshEvidence(ports, tenant, from.email);
  const readiness = await assessReadiness(ports, tenant, evidence, from.email, mailing.recipients);
  requireReady(readiness, 'launch');
  requireTicks(readiness, input.acknowledged);
  const credentials = await credentialsOf(ports, tenant);
  const draft = newLaunch(ports, actor, mailing, from, mailing.recipients, false);
  const { created, launch } = await ports.store.launches.create(
    tenant,
    `launch ${input.idempotencyKey}`,
    draft,
  );
  if (created) {
    ports.background((signal) =>
      runLaunch({
        tenant,
        launch,
        template: templateOf(launch, mailing),
        batches: source.recipients(tenant, mailing.id),
        credentials,
        service: ports.provider.service,
        batchRecipients: ports.provider.limits.batchRecipients,
        launches: ports.store.launches,
        recipientId: recipientIdOf(ports, tenant, launch.id),
        now: ports.now,
        signal,
      }),
    );
    // Behind the start: a launch that is written down and never begun would stay so for anyone who presses again.
    await ports.store.domains.noteUse(tenant, domainOf(from.email), ports.now());
  }
  return viewOf(ports, tenant, launch);
}

/**
 * Stops a launch here, then at the service; throws where the service cannot be told, and the same call tells it again. A service that
 * cannot stop goes on with the batches it has: a launch it has all of stays as it is.
 */
export async function stopLaunch(ports: MailSetupPorts, tenant: Tenant, id: string): Promise<LaunchView> {
  const { service } = ports.provider;
  const stopped = await ports.store.launches.move(
    tenant,
    id,
    service.stop === undefined ? ['preparing', 'sending'] : ['preparing', 'sending', 'queued'],
    'stopped',
    ports.now(),
  );
  if (stopped === null) throw new MailError('not-found', 'There is no such launch.');
  if (stopped.state === 'stopped') await service.stop?.(await credentialsOf(ports, tenant), id);
  return viewOf(ports, tenant, stopped);
}
