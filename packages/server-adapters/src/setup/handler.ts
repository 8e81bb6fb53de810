import {
  type Caller,
  type Feature,
  fieldIssues,
  MailError,
  type MailSetup,
  type OperationAnswer,
  type OperationInput,
  type OperationName,
  operationPath,
  type Right,
} from '@mail-settings/core';
import { operationNames, operations } from '@mail-settings/core/server';
import { jsonAnswer, problemAnswer } from '../http/answer.ts';
import type { BodyBudget } from '../http/body-budget.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { readBody } from '../http/read-body.ts';
import { readJson } from '../http/read-json.ts';
import { setupBodyLimit } from '../limits.ts';
import { isSameOrigin } from './same-origin.ts';

/** The host's word on who calls: null is nobody (401); else the customer, the person and what that person may do. */
export type Authorize = (request: Request) => Caller | null | Promise<Caller | null>;

export type SetupParts = {
  setup: (caller: Caller) => MailSetup;
  authorize: Authorize;
  features: Readonly<Record<Feature, boolean>>;
  /** Further origins a page may call from. */
  origins: readonly string[];
  budget: BodyBudget;
};

/** One POST of JSON per operation, named by the last segment of the path. */
export function createSetup(parts: SetupParts): Endpoint {
  const { setup, authorize, features, origins, budget } = parts;
  return async ({ request, context, requestId }) => {
    const { method, headers } = request;
    if (method !== 'POST') {
      return problemAnswer(new MailError('method-not-allowed', 'POST only.'), requestId, { allow: 'POST' });
    }
    if (!/^application\/json\s*(;|$)/i.test(headers.get('content-type') ?? '')) {
      throw new MailError('unknown-encoding', 'Operations take application/json only.');
    }
    if (!isSameOrigin(request, origins)) throw new MailError('not-allowed', 'The call is from another site.');
    const caller = await authorize(request);
    if (caller === null) throw new MailError('login-needed', 'Nobody is logged in.');
    const name = operationOf(request.url);
    if (name === undefined) throw new MailError('unknown-operation', 'There is no such operation.');
    const { feature, right, status = 200 } = rows[name];
    if (feature !== undefined && !features[feature]) {
      throw new MailError('feature-off', 'This part is not available.');
    }
    if (!caller.may.includes(right)) throw new MailError('not-allowed', `The right "${right}" is missing.`);
    const share = budget.share();
    try {
      const input = readJson(await readBody(request, context, { limit: setupBodyLimit, share }));
      const signal = context?.signal ?? request.signal;
      const answer = await carryOut(setup(caller), name, input, signal);
      return jsonAnswer(JSON.stringify(answer), requestId, { status });
    } finally {
      share.release();
    }
  };
}

const byPath = new Map(operationNames.map((name) => [operationPath(name), name]));

function operationOf(url: string): OperationName | undefined {
  const { pathname } = new URL(url);
  return byPath.get(pathname.slice(pathname.lastIndexOf('/') + 1).toLowerCase());
}

type Schema<T> = {
  safeParse(
    value: unknown,
  ): { success: true; data: T } | { success: false; error: { issues: Parameters<typeof fieldIssues>[0] } };
};

/** The operations with the types of each row kept together. */
const rows: {
  [O in OperationName]: {
    right: Right;
    feature?: Feature;
    status?: number;
    input: Schema<OperationInput<O>>;
    answer: Schema<OperationAnswer<O>>;
  };
} = operations;

/** From checked input to an answer that holds nothing undeclared. */
async function carryOut<O extends OperationName>(
  setup: MailSetup,
  name: O,
  json: unknown,
  signal: AbortSignal,
): Promise<unknown> {
  const input = rows[name].input.safeParse(json);
  if (!input.success) {
    throw new MailError('invalid', 'The input does not fit.', { fields: fieldIssues(input.error.issues) });
  }
  const answer = rows[name].answer.safeParse(await setup[name](input.data, { signal }));
  if (!answer.success) {
    const places = fieldIssues(answer.error.issues).map(({ field, code }) => `${field}: ${code}`);
    throw new Error(`The answer of ${name} does not fit its schema (${places.join(', ')}).`);
  }
  return answer.data;
}
