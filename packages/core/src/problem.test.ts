import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isMailError, MailError } from './errors.ts';
import { problemOf, readProblem } from './problem.ts';

const noHeaders = { get: () => null };

test('what a host tells of an error arrives, and nothing else of it', () => {
  const error = new MailError('not-ready', 'secret message', {
    cause: new Error('inside'),
    fields: [{ field: 'cloudUrl', code: 'not-https', params: { fix: 'https://x' } }],
    ids: ['domain-verified'],
    conflict: {
      section: 'general',
      actor: { id: 'u1', name: 'Ann' },
      at: '2026-11-24T08:00:00Z',
      fields: ['apiKey'],
    },
    retryAfter: 7,
    stage: 'tls',
    serviceCode: 112,
    serviceMessage: 'The name is on a list.',
  });
  const body = JSON.parse(JSON.stringify(problemOf(error, 409, 'req-1')));
  expect(body).toMatchObject({
    type: 'urn:mail-settings:not-ready',
    code: 'not-ready',
    status: 409,
    requestId: 'req-1',
  });
  expect(JSON.stringify(body)).not.toMatch(/secret|inside/);
  const read = readProblem(409, body, noHeaders);
  expect(read?.code).toBe('not-ready');
  expect(read?.details).toEqual({ ...error.details, status: 409, requestId: 'req-1' });
});

test('a pause named only in the head counts', () => {
  const read = readProblem(429, problemOf(new MailError('slow-down', ''), 429, 'r'), { get: () => '30' });
  expect(read?.details.retryAfter).toBe(30);
});

test('a code of a later version is unexpected; a body of somebody else is no problem of ours', () => {
  expect(readProblem(400, { type: 'urn:mail-settings:brand-new', code: 'brand-new' }, noHeaders)?.code).toBe(
    'unexpected',
  );
  expect(readProblem(400, { type: 'about:blank', code: 'invalid' }, noHeaders)).toBeNull();
});

test.each([
  { type: { toString: '' }, code: 'x' },
  { type: 'urn:mail-settings:x', code: 'x', retryAfter: { toString: '' } },
])('what cannot be made a text or number is passed over: %j', (body) => {
  expect(readProblem(500, body, noHeaders)?.details.retryAfter).toBeUndefined();
});

test('no body makes the reader throw, and what it reads has the declared shape', () => {
  const own = fc.record(
    {
      type: fc.constant('urn:mail-settings:x'),
      code: fc.string(),
      fields: fc.jsonValue(),
      ids: fc.jsonValue(),
      conflict: fc.jsonValue(),
      retryAfter: fc.jsonValue(),
      stage: fc.jsonValue(),
      serviceMessage: fc.jsonValue(),
    },
    { requiredKeys: ['type', 'code'] },
  );
  fc.assert(
    fc.property(fc.oneof(own, fc.jsonValue()), (body) => {
      const error = readProblem(500, body, noHeaders);
      if (error === null) return;
      expect(isMailError(error)).toBe(true);
      expect(['string', 'undefined']).toContain(typeof error.details.serviceMessage);
      for (const field of error.details.fields ?? []) expect(typeof field.code).toBe('string');
    }),
  );
});
