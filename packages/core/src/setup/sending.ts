import type { ServiceTemplate } from '../connection/mail-service.ts';
import type { MailingTotals } from '../delivery/ledger.ts';
import { type Outcome, type OutcomeGroup, outcomeGroup, outcomes } from '../delivery/outcomes.ts';
import { type FieldIssue, MailError } from '../errors.ts';
import { readEmailAddress } from '../mailing/email-address.ts';
import { failureCode, runLaunch, toServiceRecipient, wasRefused } from '../mailing/launch.ts';
import type { Launch } from '../mailing/launch-store.ts';
import type { Mailing, Recipient, Sender } from '../mailing/mailing.ts';
import { testMessage } from '../mailing/test-message.ts';
import type { ReadinessReport } from '../readiness/readiness.ts';
import type { Caller, Tenant } from '../tenant.ts';
import { domainOf, freshEvidence, storedEvidence, weigh } from './evidence.ts';
import { credentialsOf } from './general-settings.ts';
import type { MailSetupPorts } from './mail-setup-ports.ts';
import type { LaunchView, OperationAnswer, OperationInput } from './operations.ts';
import { listStoredDomains } from './sender-domains.ts';

export async function listMailings(
  ports: MailSetupPorts,
  tenant: Tenant,
): Promise<OperationAnswer<'listMailings'>> {
  if (ports.mailings === null) return { available: false, mailings: [], senders: [] };
  const source = ports.mailings;
  const [summaries, senders] = await Promise.all([source.list(tenant), source.senders(tenant)]);
  const described = await Promise.all(summaries.map(({ id }) => source.describe(tenant, id)));
  const mailings = described.flatMap((mailing) =>
    mailing === null
      ? []
      : [
          {
            id: mailing.id,
            name: mailing.name,
            subject: mailing.subject,
            from: mailing.from,
            recipients: mailing.recipients,
          },
        ],
  );
  return { available: true, mailings, senders };
}

/** Readiness by what is stored; nobody is asked, save the service for today's limit. */
export async function readReadiness(
  ports: MailSetupPorts,
  tenant: Tenant,
  input: OperationInput<'readReadiness'>,
): Promise<ReadinessReport> {
  const mailing = input.mailing === undefined ? null : await describe(ports, tenant, input.mailing);
  const from = input.from ?? mailing?.from.email ?? null;
  return weigh(ports, tenant, await storedEvidence(ports, tenant), from, mailing?.recipients ?? null);
}

/**
 * Sends a test email of a mailing, or of a built-in text. Throws `not-ready` with the ids that block, `invalid` where
 * an address is none or may not get test emails.
 */
export async function sendTest(
  ports: MailSetupPorts,
  caller: Caller,
  input: OperationInput<'sendTest'>,
): Promise<LaunchView> {
  const { tenant, actor } = caller;
  const mailing = input.mailing === undefined ? null : await describe(ports, tenant, input.mailing);
  const { from, to } = await readAddresses(ports, tenant, input);
  const evidence = await freshEvidence(ports, tenant);
  requireReady(await weigh(ports, tenant, evidence, from.email, to.length), 'test');
  const credentials = await credentialsOf(ports, tenant);
  const wanted = newLaunch(ports, actor, mailing, from, to.length, true);
  const { created, launch } = await ports.store.launches.create(
    tenant,
    `test ${input.idempotencyKey}`,
    wanted,
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

/**
 * Launches a mailing once per idempotency key; the work goes on behind the answer. Throws `not-ready` with the ids
 * that block, `warning-not-acknowledged` with the warnings that want a tick.
 */
export async function launchMailing(
  ports: MailSetupPorts,
  caller: Caller,
  input: OperationInput<'launch'>,
): Promise<LaunchView> {
  const { tenant, actor } = caller;
  const source = ports.mailings;
  if (source === null) throw new MailError('not-found', 'This host has no mailings to launch.');
  const mailing = await describe(ports, tenant, input.mailing);
  const { from } = await readAddresses(ports, tenant, { from: input.from, to: [] });
  const evidence = await freshEvidence(ports, tenant, from.email);
  const readiness = await weigh(ports, tenant, evidence, from.email, mailing.recipients);
  requireReady(readiness, 'launch');
  requireTicks(readiness, input.acknowledged);
  const credentials = await credentialsOf(ports, tenant);
  const wanted = newLaunch(ports, actor, mailing, from, mailing.recipients, false);
  const { created, launch } = await ports.store.launches.create(
    tenant,
    `launch ${input.idempotencyKey}`,
    wanted,
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
    // Behind the start: a launch that is written down and never begun would stay so for whoever presses again.
    await ports.store.domains.noteUse(tenant, domainOf(from.email), ports.now());
  }
  return viewOf(ports, tenant, launch);
}

/**
 * Stops a launch here, then at the service; throws where that cannot be told, and the same call tells it again. A service that
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

/** The newest launches and tests with their numbers. */
export async function listLaunches(ports: MailSetupPorts, tenant: Tenant): Promise<LaunchView[]> {
  const launches = await ports.store.launches.list(tenant, 20);
  return Promise.all(launches.map((launch) => viewOf(ports, tenant, launch)));
}

async function describe(ports: MailSetupPorts, tenant: Tenant, id: string): Promise<Mailing> {
  const mailing = await ports.mailings?.describe(tenant, id);
  if (!mailing) throw new MailError('not-found', 'There is no such mailing.');
  return mailing;
}

async function readAddresses(
  ports: MailSetupPorts,
  tenant: Tenant,
  input: { from: Sender; to: string[] },
): Promise<{ from: Sender; to: string[] }> {
  const fields: FieldIssue[] = [];
  const sender = readEmailAddress(input.from.email);
  if (sender === null) fields.push({ field: 'from', code: 'not-an-address' });
  const own = new Set((await listStoredDomains(ports, tenant)).map(({ domain }) => domain));
  const allowed = ports.mayReceiveTest ?? ((_: Tenant, address: string) => own.has(domainOf(address)));
  const to: string[] = [];
  for (const [index, typed] of input.to.entries()) {
    const read = readEmailAddress(typed);
    if (read === null) fields.push({ field: `to.${index}`, code: 'not-an-address' });
    else if (!(await allowed(tenant, read.address)))
      fields.push({ field: `to.${index}`, code: 'recipient-not-allowed' });
    else if (!to.includes(read.address)) to.push(read.address);
  }
  if (sender === null || fields.length > 0)
    throw new MailError('invalid', 'Some addresses cannot be used.', { fields });
  return { from: { email: sender.address, name: input.from.name.trim() }, to };
}

function requireReady({ items }: ReadinessReport, kind: 'test' | 'launch'): void {
  const ids = items.filter((item) => item[kind] === 'block' && item.state !== 'met').map(({ id }) => id);
  if (ids.length > 0) throw new MailError('not-ready', 'The set-up is not ready for this.', { ids });
}

function requireTicks({ items }: ReadinessReport, acknowledged: readonly string[]): void {
  const ids = items
    .filter(({ id, launch, state }) => launch === 'warn' && state !== 'met' && !acknowledged.includes(id))
    .map(({ id }) => id);
  if (ids.length > 0)
    throw new MailError('warning-not-acknowledged', 'Warnings have to be confirmed by their ids.', { ids });
}

function newLaunch(
  ports: MailSetupPorts,
  actor: Caller['actor'],
  mailing: Mailing | null,
  from: Sender,
  recipients: number,
  test: boolean,
): Launch {
  const at = ports.now().toISOString();
  return {
    id: ports.newId(),
    mailing: mailing === null ? null : { id: mailing.id, name: mailing.name },
    from,
    test,
    state: 'preparing',
    recipients,
    sent: 0,
    unknown: 0,
    error: null,
    actor: actor.name === undefined ? { id: actor.id } : { id: actor.id, name: actor.name },
    createdAt: at,
    updatedAt: at,
  };
}

const templateOf = (
  launch: Launch,
  content: { subject: string; html: string; text: string },
): ServiceTemplate => ({
  name: launch.id,
  fromEmail: launch.from.email,
  fromName: launch.from.name,
  subject: content.subject,
  html: content.html,
  text: content.text,
  emailId: launch.id,
});

const recipientIdOf =
  (ports: MailSetupPorts, tenant: Tenant, launch: string) =>
  ({ id, email }: Recipient): string =>
    id ?? ports.nameId(`${tenant} ${launch} ${email.toLowerCase()}`);

/** The service's last word moves a queued launch on. */
async function viewOf(ports: MailSetupPorts, tenant: Tenant, launch: Launch): Promise<LaunchView> {
  const totals = await ports.store.ledger.mailing(tenant, launch.id);
  const ended = totals?.ended ?? null;
  const moved =
    ended !== null && launch.state === 'queued'
      ? await ports.store.launches.move(tenant, launch.id, ['queued'], ended, ports.now())
      : null;
  const serviceStops = ports.provider.service.stop !== undefined;
  return { launch: moved ?? launch, counts: countsOf(launch, totals), serviceStops };
}

function countsOf(launch: Launch, totals: MailingTotals | null): LaunchView['counts'] {
  const byOutcome = totals?.byOutcome ?? {};
  const sum = (counts: (outcome: Outcome) => boolean) =>
    outcomes.reduce((all, outcome) => all + (counts(outcome) ? (byOutcome[outcome] ?? 0) : 0), 0);
  const delivered = sum((outcome) => outcomeGroup(outcome) === 'delivered');
  const failed = sum((outcome) => failedGroups.has(outcomeGroup(outcome)));
  return {
    delivered,
    opened: sum((outcome) => outcome === 'opened' || outcome === 'clicked'),
    clicked: byOutcome.clicked ?? 0,
    failed,
    waiting: Math.max(0, launch.sent - delivered - failed),
  };
}

/** Of a recipient in one of these no email has arrived, nor will it. */
const failedGroups: ReadonlySet<OutcomeGroup> = new Set([
  'canceled',
  'soft-bounce',
  'hard-bounce',
  'rejected',
  'send-error',
]);
