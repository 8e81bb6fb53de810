import {
  type FailureStage,
  type FieldIssue,
  failureStages,
  MailError,
  type MailErrorCode,
  mailErrorCodes,
  type SettingsChange,
} from './errors.ts';

/** Body of a failed answer of our handlers (RFC 9457); `code` is what clients branch on. */
export type Problem = {
  /** `urn:mail-settings:` and the code. */
  type: string;
  code: MailErrorCode;
  /** HTTP status, as in the head of the answer. */
  status: number;
  /** Names the request in the host's log. */
  requestId: string;
  fields?: FieldIssue[];
  ids?: string[];
  conflict?: SettingsChange;
  /** Seconds; also in the header `retry-after`. */
  retryAfter?: number;
  /** Where the way to the sending service ended, and the number it answered with. */
  stage?: FailureStage;
  serviceCode?: number;
  /** The service's own words, plain text. */
  serviceMessage?: string;
};

export const problemType = 'application/problem+json';

/** What may be told of an error: its code and the facts a page can use. Never its message or cause. */
export function problemOf(error: MailError, status: number, requestId: string): Problem {
  const { fields, ids, conflict, retryAfter, stage, serviceCode, serviceMessage } = error.details;
  return {
    type: `urn:mail-settings:${error.code}`,
    code: error.code,
    status,
    requestId,
    ...(fields && { fields }),
    ...(ids && { ids }),
    ...(conflict && { conflict }),
    ...(retryAfter !== undefined && { retryAfter }),
    ...(stage && { stage }),
    ...(serviceCode !== undefined && { serviceCode }),
    ...(serviceMessage !== undefined && { serviceMessage }),
  };
}

/**
 * The error a problem body stands for; null where the body is none of ours. A code of a later version is `unexpected`.
 * Free of schemas: it runs in the browser.
 */
export function readProblem(
  status: number,
  body: unknown,
  headers: { get(name: string): string | null },
): MailError | null {
  if (!isObject(body) || typeof body.code !== 'string' || typeof body.type !== 'string') return null;
  if (!body.type.startsWith('urn:mail-settings:')) return null;
  const code = mailErrorCodes.find((known) => known === body.code) ?? 'unexpected';
  const told = body.retryAfter;
  const retryAfter = typeof told === 'number' ? told : Number(headers.get('retry-after') ?? Number.NaN);
  const stage = failureStages.find((known) => known === body.stage);
  return new MailError(code, `The host answered "${code}".`, {
    status,
    ...(retryAfter >= 0 && { retryAfter }),
    ...(stage && { stage }),
    ...(typeof body.serviceCode === 'number' && { serviceCode: body.serviceCode }),
    ...(typeof body.serviceMessage === 'string' && { serviceMessage: body.serviceMessage }),
    ...(typeof body.requestId === 'string' && { requestId: body.requestId }),
    ...(Array.isArray(body.fields) && { fields: body.fields.filter(isFieldIssue) }),
    ...(Array.isArray(body.ids) && { ids: body.ids.filter((id) => typeof id === 'string') }),
    ...(isChange(body.conflict) && { conflict: body.conflict }),
  });
}

type Loose = Record<string, unknown>;

const isObject = (value: unknown): value is Loose => typeof value === 'object' && value !== null;

const isFieldIssue = (value: unknown): value is FieldIssue =>
  isObject(value) &&
  typeof value.field === 'string' &&
  typeof value.code === 'string' &&
  (value.params === undefined || isObject(value.params));

const isChange = (value: unknown): value is SettingsChange =>
  isObject(value) &&
  typeof value.section === 'string' &&
  typeof value.at === 'string' &&
  isObject(value.actor) &&
  typeof value.actor.id === 'string' &&
  Array.isArray(value.fields);
