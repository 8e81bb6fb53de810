import * as connection from '../connection/operations.ts';
import * as monitoring from '../delivery/operations.ts';
import * as domains from '../domains/operations.ts';
import * as mailing from '../mailing/operations.ts';
import type { CallsOf, Operation } from '../operation.ts';
import * as access from '../reachability/operations.ts';
import * as readiness from '../readiness/operations.ts';
import * as settings from '../settings/operations.ts';

/**
 * The contract of page and host: every operation, by its name. One is added in `operations.ts` of its noun, and nowhere
 * else; names are in camel case, and `then` is none.
 */
export const operations = {
  ...settings,
  ...connection,
  ...domains,
  ...access,
  ...monitoring,
  ...readiness,
  ...mailing,
} satisfies Record<string, Operation>;

export type OperationName = keyof typeof operations;
export const operationNames = Object.keys(operations) as OperationName[];

/**
 * What a page can ask of its host, one method per operation. Elements take any object of this type: the browser side
 * of a real host (`client/remote`), or a plain object in a test. Every method throws a MailError.
 */
export type MailSetup = CallsOf<typeof operations>;
export type OperationInput<O extends OperationName> = Parameters<MailSetup[O]>[0];
export type OperationAnswer<O extends OperationName> = Awaited<ReturnType<MailSetup[O]>>;
