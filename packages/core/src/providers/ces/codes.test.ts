import { expect, test } from 'vitest';
import { MailError } from '../../errors.ts';
import { codeOfError, errorOfCode } from './codes.ts';

test.each([
  [-1, 'service-unreachable'],
  [101, 'key-rejected'],
  [105, 'response-domain-unreachable'],
  [109, 'response-domain-taken'],
  [110, 'auth-key-rejected'],
  [111, 'domain-list-failed'],
  [112, 'domain-add-failed'],
  [115, 'domain-of-another-account'],
  [118, 'domain-of-another-account'],
  [102, 'unexpected-code'],
  [99_999, 'unexpected-code'],
] as const)('code %i means %s, and is said by the same code again', (code, meaning) => {
  const error = errorOfCode(code);
  expect(error.code).toBe(meaning);
  expect(error.details.serviceCode).toBe(code);
  expect(codeOfError(error)).toBe(code);
});

test.each<[number | undefined, boolean]>([
  [111, true],
  [112, true],
  [777, true],
  [undefined, true],
  [101, false],
  [105, false],
  [110, false],
  [115, false],
])("the service's own words come with code %s: %s", (code, told) => {
  expect(errorOfCode(code, 'Own words.').details.serviceMessage).toBe(told ? 'Own words.' : undefined);
  expect(errorOfCode(code, 'Own words.').message).not.toContain('Own words');
});

test('an error that never had a code is said by the first one that means it, if any', () => {
  expect(codeOfError(new MailError('domain-of-another-account', ''))).toBe(115);
  expect(codeOfError(new MailError('service-failed', ''))).toBeUndefined();
  expect(errorOfCode(undefined).details).toEqual({});
});
