import { isMailError, type MailErrorCode } from '@mail-settings/core';
import type { Words } from '../text/text.ts';

/** Why a call could not be done, in words that say what to do next. Anything that is no MailError is a fault of the application. */
export function failureText(words: Words, error: unknown): string {
  if (!isMailError(error)) return words.t('error.other.no-id');
  const key = `error.${error.code}`;
  if (words.has(key)) return words.t(key);
  if (ofService.has(error.code)) return words.t('error.service');
  const { requestId } = error.details;
  return requestId === undefined ? words.t('error.other.no-id') : words.t('error.other', { id: requestId });
}

const ofService: ReadonlySet<MailErrorCode> = new Set([
  'key-rejected',
  'auth-key-rejected',
  'service-inactive',
  'service-unreachable',
  'service-failed',
  'answer-unreadable',
  'rate-limited',
  'unexpected-code',
]);
