import './jitless.ts';
import * as z from 'zod/mini';
import type { Feature } from './host.ts';
import type { MailSetupPorts } from './ports.ts';
import type { Caller, Right } from './tenant.ts';

type Schema = z.core.$ZodType;

/** One thing a page can ask of its host. Its name is that of the constant which holds it in `operations.ts` of its noun. */
export type Operation<Input extends Schema = Schema, Answer extends Schema = Schema> = {
  /** What its caller must be allowed. */
  right: Right;
  /** The part it belongs to: where a host leaves that out, there is no such operation. */
  feature?: Feature;
  /** HTTP status of a success; 200. */
  status?: 202;
  /** It calls out: how often a tenant may call it, counted together with the others under this limit; without one, at will. */
  limit?: keyof MailSetupPorts['limits'];
  input: Input;
  /** Undeclared fields are stripped from what is answered. */
  answer: Answer;
  /**
   * Carries it out for the caller's tenant and no other. Right, feature and limit are checked before. Throws a MailError
   * for what could not be done.
   */
  run(ports: MailSetupPorts, caller: Caller, input: z.infer<Input>): Promise<z.infer<Answer>>;
};

export const defineOperation = <Input extends Schema, Answer extends Schema>(
  operation: Operation<Input, Answer>,
): Operation<Input, Answer> => operation;

/** Operations as a page calls them. Every method throws a MailError. */
export type CallsOf<Operations> = {
  [O in keyof Operations]: Operations[O] extends Operation<infer Input, infer Answer>
    ? (input: z.infer<Input>, options?: { signal?: AbortSignal | undefined }) => Promise<z.infer<Answer>>
    : never;
};

/** The input of an operation that needs none. */
export const nothing = z.object({});
/** Any text of an input. */
export const text = z.string().check(z.maxLength(2000));
