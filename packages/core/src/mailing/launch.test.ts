import { expect, it } from 'vitest';
import { type FailureStage, MailError, type MailErrorCode } from '../errors.ts';
import { wasRefused } from './launch.ts';

it.each<[MailErrorCode, boolean]>([
  ['key-rejected', true],
  ['service-inactive', true],
  ['unexpected-code', true],
  ['rate-limited', true],
  ['too-large', true],
  ['service-failed', false],
  ['answer-unreadable', false],
  ['service-unreachable', false],
])('a batch that ended with %s was refused for sure: %s', (code, refused) => {
  expect(wasRefused(new MailError(code, code))).toBe(refused);
});

it.each<[FailureStage, boolean]>([
  ['refused-address', true],
  ['name', true],
  ['port', true],
  ['tls', true],
  ['time', false],
  ['http', false],
  ['unknown', false],
])('a call that stopped at "%s" never reached the service: %s', (stage, refused) => {
  expect(wasRefused(new MailError('service-unreachable', 'none', { stage }))).toBe(refused);
});

it.each([
  [400, true],
  [401, true],
  [404, true],
  [413, true],
  [408, false],
  [500, false],
  [504, false],
])('a call answered with HTTP status %d was refused for sure: %s', (status, refused) => {
  expect(wasRefused(new MailError('service-failed', 'none', { stage: 'http', status }))).toBe(refused);
});

it('after an abort, or a mistake of ours, nobody knows', () => {
  expect(wasRefused(new DOMException('over', 'AbortError'))).toBe(false);
});
