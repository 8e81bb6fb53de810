import { type HostPorts, type MailSetupPorts, portsOf } from '../ports.ts';
import { openOnce } from '../settings/open-once.ts';
import type { Caller } from '../tenant.ts';
import {
  type MailSetup,
  type OperationAnswer,
  type OperationInput,
  type OperationName,
  operationNames,
  operations,
} from './operations.ts';
import { createRateLimit } from './rate-limit.ts';

type Run<O extends OperationName> = (
  ports: MailSetupPorts,
  caller: Caller,
  input: OperationInput<O>,
) => Promise<OperationAnswer<O>>;

/** The operations with the types of each row kept together. */
const rows: { [O in OperationName]: { run: Run<O>; limit?: keyof MailSetupPorts['limits'] } } = operations;

/**
 * Carries the operations of the page out over the ports: made once per host, then once per caller. Rights and features
 * are the handler's to check; how often a tenant may call is checked here. A stored key is opened once per call.
 */
export function createMailSetup(host: HostPorts): (caller: Caller) => MailSetup {
  const limits = {
    checksPerMinute: createRateLimit(host.limits.checksPerMinute, 60_000),
    testsPerHour: createRateLimit(host.limits.testsPerHour, 3_600_000),
  };
  return (caller) => {
    const call =
      <O extends OperationName>(name: O) =>
      async (input: OperationInput<O>): Promise<OperationAnswer<O>> => {
        const { limit, run } = rows[name];
        if (limit !== undefined) limits[limit](caller.tenant, host.now());
        const ports = await portsOf(host, caller.tenant);
        return run({ ...ports, sealer: openOnce(ports.sealer) }, caller, input);
      };
    return Object.fromEntries(operationNames.map((name) => [name, call(name)])) as MailSetup;
  };
}
