import { MailError, type MailErrorCode } from '../../errors.ts';

/** Codes of the service that have a meaning of their own (CES §4.6); all others are `unexpected-code`. */
const meanings: readonly (readonly [code: number, meaning: MailErrorCode, text: string])[] = [
  [-1, 'service-unreachable', 'The sending service gave no answer.'],
  [101, 'key-rejected', 'The sending service does not know the API key.'],
  [105, 'response-domain-unreachable', 'The sending service cannot reach the domain for responses.'],
  [109, 'response-domain-taken', 'The domain for responses belongs to another account of the service.'],
  [110, 'auth-key-rejected', 'The sending service does not accept the auth key.'],
  [111, 'domain-list-failed', 'The sending service could not list the sender domains.'],
  [112, 'domain-add-failed', 'The sending service could not add the sender domain.'],
  [115, 'domain-of-another-account', 'The sender domain belongs to another account of the service.'],
  [118, 'domain-of-another-account', 'The sender domain belongs to another account of the service.'],
];

const unexpected = [
  0,
  'unexpected-code',
  'The sending service answered with a code that is not known.',
] as const;

/** Failures of which the service's own words are passed on: the product shows them (settings page §2.3), or nobody knows better. */
const withWords: readonly MailErrorCode[] = ['domain-list-failed', 'domain-add-failed', 'unexpected-code'];

/**
 * The failure a code other than 0 stands for; without a code, a failure that was only said in words. `words` have to be
 * free of secrets, see `serviceWords`.
 */
export function errorOfCode(serviceCode: number | undefined, words: string | null = null): MailError {
  const [, meaning, text] = meanings.find(([code]) => code === serviceCode) ?? unexpected;
  return new MailError(meaning, text, {
    ...(serviceCode === undefined ? {} : { serviceCode }),
    ...(words !== null && withWords.includes(meaning) ? { serviceMessage: words } : {}),
  });
}

/** The code that says `error` on the wire: its own where it came from a service, else the first that means it. */
export function codeOfError(error: MailError): number | undefined {
  return error.details.serviceCode ?? meanings.find(([, meaning]) => meaning === error.code)?.[0];
}
