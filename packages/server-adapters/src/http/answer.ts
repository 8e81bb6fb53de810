import type { MailError, MailErrorCode } from '@mail-settings/core';
import { problemOf, problemType } from '@mail-settings/core/server';

/** The only place that knows which HTTP status a failure has. */
const statusOf: Readonly<Record<MailErrorCode, number>> = {
  'key-rejected': 502,
  'auth-key-rejected': 502,
  'response-domain-unreachable': 502,
  'response-domain-taken': 502,
  'service-inactive': 502,
  'service-unreachable': 502,
  'service-failed': 502,
  'answer-unreadable': 502,
  'rate-limited': 502,
  'domain-list-failed': 502,
  'domain-add-failed': 502,
  'domain-of-another-account': 502,
  'unexpected-code': 502,
  'bad-request': 400,
  'login-needed': 401,
  'wrong-key': 401,
  'not-allowed': 403,
  'monitoring-off': 403,
  'feature-off': 404,
  'unknown-operation': 404,
  'not-found': 404,
  'method-not-allowed': 405,
  'not-ready': 409,
  'wrong-master-key': 409,
  'revision-conflict': 409,
  'warning-not-acknowledged': 409,
  'too-large': 413,
  'unknown-encoding': 415,
  invalid: 422,
  'slow-down': 429,
  'body-consumed': 500,
  unexpected: 500,
  'host-unreachable': 500,
  'not-mounted': 500,
  'store-unavailable': 503,
  overloaded: 503,
};

export type AnswerHeaders = Record<string, string>;

/**
 * A failure as an answer: code and facts, nothing of the inside. `status` is for the one code whose status depends on
 * the endpoint (a wrong key: 401, at monitoring 403).
 */
export function problemAnswer(
  error: MailError,
  requestId: string,
  headers: AnswerHeaders = {},
  status = statusOf[error.code],
): Response {
  const problem = problemOf(error, status, requestId);
  // The integrator who mounts the handlers must see what to move; the sentence tells nothing else.
  const detail = error.code === 'body-consumed' ? { detail: error.message } : {};
  const { retryAfter } = error.details;
  return new Response(JSON.stringify({ ...problem, ...detail }), {
    status,
    headers: {
      ...headers,
      ...(retryAfter !== undefined && { 'retry-after': String(Math.max(1, Math.ceil(retryAfter))) }),
      'content-type': problemType,
      'cache-control': 'no-store',
      'x-request-id': requestId,
    },
  });
}

/** `json` is the text. */
export function jsonAnswer(
  json: string,
  requestId: string,
  { status = 200, headers = {} }: { status?: number; headers?: AnswerHeaders } = {},
): Response {
  return new Response(json, {
    status,
    headers: {
      ...headers,
      'content-type': 'application/json',
      'cache-control': 'no-store',
      'x-request-id': requestId,
    },
  });
}

export function emptyAnswer(status: number, requestId: string, headers: AnswerHeaders = {}): Response {
  return new Response(null, { status, headers: { ...headers, 'x-request-id': requestId } });
}

/** `Access-Control-Allow-Origin` with the caller's own origin; nothing where it sent none. */
export function echoedOrigin(request: Request): AnswerHeaders {
  const origin = request.headers.get('origin');
  return origin === null ? {} : { 'access-control-allow-origin': origin, vary: 'origin' };
}
