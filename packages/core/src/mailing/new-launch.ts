import type { ServiceTemplate } from '../connection/mail-service.ts';
import type { MailSetupPorts } from '../ports.ts';
import type { Actor, Tenant } from '../tenant.ts';
import type { Launch } from './launch-store.ts';
import type { Mailing, Recipient, Sender } from './mailing.ts';

/** A launch, or a test, as it is before its first batch. */
export function newLaunch(
  ports: MailSetupPorts,
  actor: Actor,
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

/** What the service is given to send. */
export const templateOf = (
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

/** The GUID under which the service reports of a recipient: the host's, else the same for the same address of a launch. */
export const recipientIdOf =
  (ports: MailSetupPorts, tenant: Tenant, launch: string) =>
  ({ id, email }: Recipient): string =>
    id ?? ports.nameId(`${tenant} ${launch} ${email.toLowerCase()}`);
