import { type FieldIssue, MailError } from '../errors.ts';
import type { MailSetupPorts } from '../ports.ts';
import type { Tenant } from '../tenant.ts';
import { domainOf, readEmailAddress } from './email-address.ts';
import type { Sender } from './mailing.ts';

/** Typed addresses in their normal form, each recipient once. Throws `invalid` where one is none, or may not get test emails. */
export async function readAddresses(
  ports: MailSetupPorts,
  tenant: Tenant,
  input: { from: Sender; to: string[] },
): Promise<{ from: Sender; to: string[] }> {
  const fields: FieldIssue[] = [];
  const sender = readEmailAddress(input.from.email);
  if (sender === null) fields.push({ field: 'from', code: 'not-an-address' });
  const own = new Set((await ports.store.domains.list(tenant)).map(({ domain }) => domain));
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
