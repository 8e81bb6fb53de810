/**
 * Every way a call can fail, as stable words. Hosts may branch on them; words for people are in the elements' texts.
 *
 * The first group is what the sending service did, the second what our own handlers answer (`decided.md` gives each
 * its HTTP status, `server-adapters/http/answer.ts` carries it out), the third what only a browser can meet.
 */
export const mailErrorCodes = [
  'key-rejected',
  'auth-key-rejected',
  'response-domain-unreachable',
  'response-domain-taken',
  'service-inactive',
  'service-unreachable',
  'service-failed',
  'answer-unreadable',
  'rate-limited',
  'domain-list-failed',
  'domain-add-failed',
  'domain-of-another-account',
  'unexpected-code',
  'bad-request',
  'login-needed',
  'wrong-key',
  'not-allowed',
  'monitoring-off',
  'feature-off',
  'unknown-operation',
  'method-not-allowed',
  'not-ready',
  'wrong-master-key',
  'revision-conflict',
  'warning-not-acknowledged',
  'not-found',
  'too-large',
  'unknown-encoding',
  'body-consumed',
  'invalid',
  'slow-down',
  'store-unavailable',
  'overloaded',
  'unexpected',
  'host-unreachable',
  'not-mounted',
] as const;
export type MailErrorCode = (typeof mailErrorCodes)[number];

/** Where on its path to a service a call stopped; `unknown` where the platform tells nothing (a browser). */
export const failureStages = ['refused-address', 'name', 'port', 'tls', 'time', 'http', 'unknown'] as const;
export type FailureStage = (typeof failureStages)[number];

/** Facts beside the code. Never a secret, an address of a person, or a body. */
export type MailErrorDetails = {
  stage?: FailureStage;
  /** The number the service answered with, where it did. */
  serviceCode?: number;
  /**
   * What the service said of it in its own words, for codes whose number alone tells nothing. Plain text of at most 300
   * characters, without keys that were sent and without addresses of people; never to be shown as markup.
   */
  serviceMessage?: string;
  /** Where nothing was mounted, for `not-mounted`. */
  url?: string;
  /** HTTP status of the answer that failed. */
  status?: number;
  /** Seconds to wait before the next try. */
  retryAfter?: number;
  /** What is wrong with what was typed. */
  fields?: FieldIssue[];
  /** Ids of readiness items that block or require a tick. */
  ids?: string[];
  /** Who saved in between, for `revision-conflict`. */
  conflict?: SettingsChange;
  /** Names the request in the host's log. */
  requestId?: string;
};

/** Something typed is wrong. No words: the page has them, by code. */
export type FieldIssue = { field: string; code: string; params?: Record<string, string | number> };

/** One save: who, when, which fields; never a value. */
export type SettingsChange = {
  section: string;
  actor: { id: string; name?: string | undefined };
  /** UTC ISO time. */
  at: string;
  fields: string[];
};

/** A call that could not be done. What was typed wrong, and what the world is like, are values instead. */
export class MailError extends Error {
  override readonly name = 'MailError';
  readonly code: MailErrorCode;
  readonly details: MailErrorDetails;

  constructor(code: MailErrorCode, message: string, options: MailErrorDetails & { cause?: unknown } = {}) {
    const { cause, ...details } = options;
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.details = details;
  }

  /** The same call may succeed later without anybody changing anything. */
  get retryable(): boolean {
    return retryableCodes.has(this.code);
  }
}

const retryableCodes: ReadonlySet<MailErrorCode> = new Set([
  'service-unreachable',
  'service-failed',
  'rate-limited',
  'slow-down',
  'store-unavailable',
  'overloaded',
  'host-unreachable',
]);

/** Tells a MailError, also one made by another copy of this package; with `code`, only that one. */
export function isMailError(error: unknown, code?: MailErrorCode): error is MailError {
  return (
    error instanceof Error &&
    error.name === 'MailError' &&
    'code' in error &&
    (code === undefined || error.code === code)
  );
}
