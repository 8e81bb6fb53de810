import { type FailureStage, isMailError, MailError } from '@mail-settings/core';
import ky, { isHTTPError, isNetworkError, isTimeoutError } from 'ky';
import { type Failure, type Fetch, failureOf, readText } from './failure.ts';

/** What holds for all calls. */
export type Transport = {
  fetch: Fetch;
  /** For a whole call, tries and waits included. */
  timeoutMs: number;
  maxBytes: number;
  /** Tries after the first one, of calls that may be repeated. */
  retries: number;
};

/** One call: where to, what, and how its answer is read. */
export type Call<Answer> = {
  url: string;
  /** How the call is named in messages; no host, no key. */
  path: string;
  body: unknown;
  isRead: boolean;
  signal?: AbortSignal | undefined;
  read(json: unknown): Answer;
};

/**
 * Posts JSON and reads the answer. Follows no redirect, takes no more than `maxBytes`, repeats only what is a read.
 * Throws a MailError, or the signal's own reason when aborted. Nothing of ky leaves this file: its errors hold the
 * request and the body.
 */
export async function send<Answer>(call: Call<Answer>, transport: Transport): Promise<Answer> {
  const { signal } = call;
  signal?.throwIfAborted();
  try {
    const text = await ky.post(call.url, kyOptions(call, transport)).text();
    return call.read(parse(text, call.path));
  } catch (error) {
    signal?.throwIfAborted();
    throw toMailError(error, call.path);
  }
}

function kyOptions(
  { path, body, isRead, signal }: Call<unknown>,
  { fetch, timeoutMs, maxBytes, retries }: Transport,
) {
  const text = JSON.stringify(body);
  return {
    body: text,
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    redirect: 'manual' as const,
    credentials: 'omit' as const,
    ...(signal && { signal }),
    timeout: false as const,
    totalTimeout: timeoutMs,
    // A guarded or simulated fetch need not know ky's Request; and the limit must lie below ky, which copies answers.
    fetch: async (input: string | URL | Request) => {
      const { url, ...init } = partsOf(input instanceof Request ? input : new Request(input));
      return limited(await fetch(url, { ...init, body: text }), maxBytes, path);
    },
    retry: {
      limit: isRead ? retries : 0,
      methods: ['post'],
      statusCodes: passing,
      afterStatusCodes: passing,
      jitter: true,
      backoffLimit: longestWait,
      shouldRetry: ({ error }: { error: Error }) => (isWorthAnotherTry(error) ? undefined : false),
    },
  };
}

const partsOf = ({ url, method, headers, redirect, credentials, signal }: Request) => ({
  url,
  method,
  headers,
  redirect,
  credentials,
  signal,
});

/** HTTP statuses that may be gone a moment later. */
const passing = [408, 429, 500, 502, 503, 504];

/** Milliseconds; a longer pause than this is passed on to the caller. */
const longestWait = 5_000;

function isWorthAnotherTry(error: Error): boolean {
  if (isHTTPError(error)) return (retryAfterOf(error.response.headers) ?? 0) * 1000 <= longestWait;
  if (!isNetworkError(error)) return false;
  const failure = failureOf(error.cause);
  const isPassing = failure.stage !== 'refused-address' && failure.stage !== 'tls';
  return isPassing && ofFailure(failure, '').code === 'service-unreachable';
}

/**
 * The answer with its whole body read, so that what breaks off counts as no answer. Of its head only the pause it asks
 * for is left, as seconds: ky would also wait for what other headers say, however long.
 */
async function limited(response: Response, maxBytes: number, path: string): Promise<Response> {
  const text = await readText(response, maxBytes);
  if (text === null)
    throw new MailError('answer-unreadable', `The answer of ${path} is longer than the limit.`);
  // A redirect that a browser hides has status 0, and some statuses allow no body.
  const status = response.status === 0 ? 302 : response.status;
  const hasBody = ![204, 205, 304].includes(status);
  const retryAfter = retryAfterOf(response.headers);
  const headers = retryAfter === undefined ? {} : { 'retry-after': `${retryAfter}` };
  return new Response(hasBody ? text : null, { status, headers });
}

function parse(text: string, path: string): unknown {
  if (text.trim() === '') throw new MailError('answer-unreadable', `The answer of ${path} is empty.`);
  try {
    return JSON.parse(text);
  } catch {
    throw new MailError('answer-unreadable', `The answer of ${path} is no JSON.`);
  }
}

function toMailError(error: unknown, path: string): MailError {
  if (isMailError(error)) return error;
  if (isTimeoutError(error)) return unreachable({ stage: 'time' }, path);
  if (!isHTTPError(error)) return ofFailure(failureOf(isNetworkError(error) ? error.cause : error), path);
  const { status, headers } = error.response;
  const retryAfter = retryAfterOf(headers);
  const details = { status, stage: 'http' as const, ...(retryAfter !== undefined && { retryAfter }) };
  if (status === 429)
    return new MailError('rate-limited', `The service asks for fewer calls of ${path}.`, details);
  return new MailError('service-failed', `The service answered ${path} with HTTP status ${status}.`, details);
}

/** A guarded fetch refuses some answers; those are the service's doing, not the way's. */
function ofFailure(failure: Failure, path: string): MailError {
  const { code, stage } = failure;
  if (code === 'redirect-refused') {
    return new MailError('service-failed', `The service redirects ${path} elsewhere.`, { stage });
  }
  if (code === 'too-large' || code === 'encoding-refused') {
    return new MailError('answer-unreadable', `The answer of ${path} was refused: ${code}.`, { stage });
  }
  return unreachable(failure, path);
}

function unreachable({ stage, code }: Failure, path: string): MailError {
  const cause = code === undefined ? {} : { cause: { code } };
  return new MailError('service-unreachable', `No answer to ${path}: ${stageWords[stage]}.`, {
    stage,
    ...cause,
  });
}

const stageWords: Record<FailureStage, string> = {
  'refused-address': 'the connection URL may not be called from here',
  name: 'the name of the service was not found',
  port: 'the service accepts no connection',
  tls: 'no trusted connection',
  time: 'the time limit was reached',
  http: 'the connection was closed',
  unknown: 'the platform does not say why',
};

/** Longest pause that is passed on, in seconds: a day. */
const longestPause = 86_400;

/** Seconds to wait: a number, or an HTTP date (RFC 9110 §10.2.3), of which the oldest form names no zone (§5.6.7). */
function retryAfterOf(headers: Headers): number | undefined {
  const value = headers.get('retry-after')?.trim() ?? '';
  const date = /^[a-z]{3,9},? .*:\d\d:/i.test(value) ? value.replace(/(?<!GMT)$/, ' GMT') : '';
  const seconds = /^\d+$/.test(value) ? Number(value) : Math.ceil((Date.parse(date) - Date.now()) / 1000);
  return Number.isNaN(seconds) ? undefined : Math.min(Math.max(0, seconds), longestPause);
}
