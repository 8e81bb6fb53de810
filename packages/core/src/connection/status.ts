import '../jitless.ts';
import * as z from 'zod/mini';
import { isMailError, type MailError } from '../errors.ts';
import { probeReport } from '../reachability/probe.ts';
import type { ServiceAccount } from './mail-service.ts';

/** Why a fact is not `active`. `needs-…` belongs to `unchecked`: something else has to be right first. */
export const connectionReason = z.enum([
  'needs-api-key',
  'needs-connection-url',
  'needs-active-service',
  'needs-service',
  'needs-auth-key',
  'needs-response-domain',
  'key-for-another-url',
  'wrong-master-key',
  'key-rejected',
  'auth-key-rejected',
  'response-domain-unreachable',
  'response-domain-taken',
  'service-inactive',
  'service-unreachable',
  'service-failed',
  'answer-unreadable',
  'rate-limited',
  'unexpected-code',
  'sender-not-checked',
]);
export type ConnectionReason = z.infer<typeof connectionReason>;

/** One of the two facts of the connection, or the fact about the default sender address. */
export const connectionFact = z.object({
  state: z.enum(['unconfigured', 'unchecked', 'active', 'failed']),
  reason: z.optional(connectionReason),
  /** The number the service answered with, where it did. */
  serviceCode: z.optional(z.number()),
  /** What the service said of it in its own words, for what a code alone tells nothing about. */
  serviceMessage: z.optional(z.string()),
  /** Where the way to the service ends, for `service-unreachable`. */
  stage: z.optional(z.string()),
});
export type ConnectionFact = z.infer<typeof connectionFact>;

/** Sending (key and URL accepted, service active) and responses (auth key and domain accepted), each proven apart. */
export const connection = z.object({
  sending: connectionFact,
  responses: connectionFact,
  /** As the service names it; null until it does, and again after a failure. */
  provider: z.nullable(z.string()),
  /** UTC ISO time of the last check, null before the first. */
  checkedAt: z.nullable(z.string()),
});
export type Connection = z.infer<typeof connection>;

/** The last check as it is stored: the verdict, and the probes from our own server it rests on. */
export const connectionEvidence = z.extend(connection, {
  /** Way to the connection URL. */
  outgoing: z.nullable(probeReport),
  /** Way to our own endpoint for responses. */
  endpoint: z.nullable(probeReport),
  /** The default sender address; evidence stored by versions that did not know it has none. */
  sender: z.optional(connectionFact),
});
export type ConnectionEvidence = z.infer<typeof connectionEvidence>;

/** What is set and usable; a key that may not be sent to the current URL is not. */
export type ConnectionInputs = {
  cloudUrl: boolean;
  apiKey: 'set' | 'not-set' | 'key-for-another-url' | 'wrong-master-key';
  responseDomain: boolean;
  authKey: 'set' | 'not-set' | 'key-for-another-url' | 'wrong-master-key';
};

/** What can be said without asking anybody. */
export function connectionBeforeCheck(inputs: ConnectionInputs): Connection {
  return {
    sending: sendingBefore(inputs),
    responses: responsesBefore(inputs),
    provider: null,
    checkedAt: null,
  };
}

/** True where a call to the service makes sense. */
export const canAsk = (inputs: ConnectionInputs): boolean => inputs.cloudUrl && inputs.apiKey === 'set';

/**
 * The outcome of asking for the account (the product's table on opening the page): sending by the answer, responses
 * by its two flags, the auth key named first. What depends on a failed fact is `unchecked` instead of a second error.
 */
export function connectionOfAccount(
  outcome: ServiceAccount | MailError,
  inputs: ConnectionInputs,
  now: Date,
): Connection {
  const sending = sendingOf(outcome);
  const base = { sending, checkedAt: now.toISOString() };
  if (isMailError(outcome) || sending.state !== 'active') {
    return {
      ...base,
      responses: responsesAfter(sending, inputs),
      provider: isMailError(outcome) ? null : outcome.provider,
    };
  }
  return { ...base, responses: responsesOfFlags(outcome, inputs), provider: outcome.provider };
}

/**
 * The outcome of a save (the product's second table): registering the auth key and the response domain decides
 * responses; where that failed, the account asked afterwards decides sending and the provider alone.
 */
export function connectionOfSave(
  registered: ServiceAccount | MailError,
  account: ServiceAccount | MailError,
  inputs: ConnectionInputs,
  now: Date,
): Connection {
  if (!isMailError(registered)) {
    const known = connectionOfAccount(registered, inputs, now);
    const complete = known.sending.state === 'active' && inputs.authKey === 'set' && inputs.responseDomain;
    return complete ? { ...known, responses: { state: 'active' } } : known;
  }
  const known = connectionOfAccount(account, inputs, now);
  const before = responsesBefore(inputs);
  if (known.sending.state !== 'active' || before.state === 'unconfigured' || before.reason !== undefined)
    return known;
  return { ...known, responses: failure(registered) };
}

/** What can be said of the default sender address without asking anybody. `email` null: none is set. */
export function senderBeforeCheck(email: string | null, inputs: ConnectionInputs): ConnectionFact {
  if (email === null) return { state: 'unconfigured' };
  return canAsk(inputs) ? { state: 'unchecked' } : { state: 'unchecked', reason: neededToAsk(inputs) };
}

/** The default sender address where the service was not asked about it, since sending does not work. */
export const senderAfter = (sending: ConnectionFact): ConnectionFact => ({
  state: 'unchecked',
  reason: neededAfter(sending),
});

/**
 * The outcome of asking for the default sender address (the product's flow "Check email"). A call that failed says
 * nothing about the address: it is `unchecked` then, with the code where the rest of the service works.
 */
export function senderOfAnswer(outcome: boolean | MailError): ConnectionFact {
  if (outcome === true) return { state: 'active' };
  if (outcome === false) return { state: 'failed', reason: 'sender-not-checked' };
  const fact = failure(outcome);
  return dependents.some(([reason]) => reason === fact.reason)
    ? senderAfter(fact)
    : { ...fact, state: 'unchecked' };
}

function sendingBefore({ cloudUrl, apiKey }: ConnectionInputs): ConnectionFact {
  if (apiKey === 'wrong-master-key') return { state: 'unchecked', reason: apiKey };
  if (!cloudUrl && apiKey === 'not-set') return { state: 'unconfigured' };
  if (!cloudUrl) return { state: 'unconfigured', reason: 'needs-connection-url' };
  if (apiKey === 'not-set') return { state: 'unconfigured', reason: 'needs-api-key' };
  return apiKey === 'set' ? { state: 'unchecked' } : { state: 'unchecked', reason: apiKey };
}

function responsesBefore(inputs: ConnectionInputs): ConnectionFact {
  const { cloudUrl, authKey, responseDomain } = inputs;
  if (authKey === 'not-set' && !responseDomain) return { state: 'unconfigured' };
  if (authKey === 'not-set') return { state: 'unconfigured', reason: 'needs-auth-key' };
  if (!responseDomain) return { state: 'unconfigured', reason: 'needs-response-domain' };
  // Without a URL there is none to type the key again for.
  if (authKey !== 'set' && (cloudUrl || authKey === 'wrong-master-key'))
    return { state: 'unchecked', reason: authKey };
  if (!canAsk(inputs)) return { state: 'unchecked', reason: neededToAsk(inputs) };
  return { state: 'unchecked' };
}

function sendingOf(outcome: ServiceAccount | MailError): ConnectionFact {
  if (isMailError(outcome)) return failure(outcome);
  return outcome.active ? { state: 'active' } : { state: 'failed', reason: 'service-inactive' };
}

function responsesAfter(sending: ConnectionFact, inputs: ConnectionInputs): ConnectionFact {
  const before = responsesBefore(inputs);
  if (before.state === 'unconfigured' || before.reason !== undefined) return before;
  return { state: 'unchecked', reason: neededAfter(sending) };
}

const neededToAsk = ({ cloudUrl }: ConnectionInputs): ConnectionReason =>
  cloudUrl ? 'needs-api-key' : 'needs-connection-url';

/** What has to be put right first, by what is wrong with sending. */
const dependents: readonly (readonly [sending: ConnectionReason, reason: ConnectionReason])[] = [
  ['key-rejected', 'needs-api-key'],
  ['service-inactive', 'needs-active-service'],
  ['service-unreachable', 'needs-service'],
];

const neededAfter = (sending: ConnectionFact): ConnectionReason =>
  dependents.find(([reason]) => reason === sending.reason)?.[1] ?? 'needs-service';

function responsesOfFlags(account: ServiceAccount, inputs: ConnectionInputs): ConnectionFact {
  const before = responsesBefore(inputs);
  if (before.state === 'unconfigured' || before.reason !== undefined) return before;
  if (!account.authKeyValid) return { state: 'failed', reason: 'auth-key-rejected' };
  if (!account.responseDomainValid) return { state: 'failed', reason: 'response-domain-unreachable' };
  return { state: 'active' };
}

function failure(error: MailError): ConnectionFact {
  const known = connectionReason.safeParse(error.code);
  const { serviceCode, serviceMessage, stage } = error.details;
  return {
    state: 'failed',
    reason: known.success ? known.data : 'unexpected-code',
    ...(serviceCode === undefined ? {} : { serviceCode }),
    ...(serviceMessage === undefined ? {} : { serviceMessage }),
    ...(stage === undefined ? {} : { stage }),
  };
}
