import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cesCalls } from './calls.ts';
import { serviceWords } from './service-words.ts';

const secret = 'Sk7dQ2pXw9LmA4vB';

test.each<[string, string | null, string | undefined]>([
  ['words', 'The name is on a list.', 'The name is on a list.'],
  ['no words', null, undefined],
  ['an empty text', ' \n ', undefined],
  ['markup', '<p class="x">The <b>name</b> is on a list.</p>', 'The name is on a list.'],
  ['several lines and control characters', 'one\r\n\ttwo\u0000\u202ethree', 'one two three'],
  [
    'an address of a person',
    'ann@example.com is on a list, mail admin@example.org',
    '… is on a list, mail …',
  ],
  ['a key', `Key ${secret} is odd.`, undefined],
  ['a part of a key', 'Key dQ2pXw is odd.', undefined],
  ['a part of a key in other letters', 'Key DQ2PXW is odd.', undefined],
  ['a key with something in between', `Key ${[...secret].join('\u200b')} is odd.`, undefined],
  ['the last four of a key', 'Key …A4vB is odd.', 'Key …A4vB is odd.'],
])('of %s', (_, message, expected) => {
  expect(serviceWords(message, [secret])).toBe(expected);
});

test('a short key is found as a whole, an empty one is none', () => {
  expect(serviceWords('Key abc is odd.', ['abc'])).toBeUndefined();
  expect(serviceWords('Key abc is odd.', [''])).toBe('Key abc is odd.');
});

test('a long text is cut', () => {
  const words = serviceWords('word '.repeat(1_000_000), []);
  expect(words?.length).toBeLessThanOrEqual(300);
  expect(words).toMatch(/word…$/);
});

test('whatever the service says, it is one bounded line without the key', () => {
  const piece = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom(secret, secret.slice(3, 9), '<', '>', '@', '\n'),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
      const words = serviceWords(pieces.join(''), [secret]) ?? '';
      expect(words.length).toBeLessThanOrEqual(300);
      expect(words).not.toMatch(/[\n\r\0]/);
      for (let at = 0; at + 6 <= secret.length; at += 1)
        expect(words).not.toContain(secret.slice(at, at + 6));
    }),
  );
});

test('only the first two thousand characters are read: no message keeps the reader busy', () => {
  const tag = (length: number) => `<${'a'.repeat(length - 2)}>`;
  expect(serviceWords(`${tag(1990)}Wrong key.`, [secret])).toBe('Wrong key.');
  expect(serviceWords(`${tag(2000)}Wrong key.`, [secret])).toBeUndefined();
  expect(serviceWords(`${tag(5_000_000)}Wrong key.`, [secret])).toMatch(/^<a{298}…$/);
});

test('what the service says of a sender domain is fit to be shown as well', () => {
  const domains = (error: unknown) =>
    cesCalls.domains.readAnswer({ code: 0, domains: [{ domain: 'd.example', error }] }, [secret])[0]?.message;
  const validated = (fields: object) =>
    cesCalls.validateDomain.readAnswer({ code: 0, isValid: false, ...fields }, [secret]).message;
  const said = [
    domains,
    (message: unknown) => validated({ message }),
    (message: unknown) => validated({ recordsValidation: [{ isValid: false, message }] }),
  ];
  for (const of of said) {
    expect(of('<b>No</b> SPF\nrecord.')).toBe('No SPF record.');
    expect(of(`Key ${secret} is odd.`)).toBeNull();
    expect(of('word '.repeat(100_000))?.length).toBeLessThanOrEqual(300);
    expect(of('')).toBeNull();
    expect(of(null)).toBeNull();
    expect(of({ odd: 1 })).toBeNull();
  }
  expect(validated({ message: '', recordsValidation: [{ isValid: true, message: 'Fine.' }] })).toBeNull();
});

test('an answer is read in any letter case of its message', () => {
  const words = (body: object) => {
    try {
      cesCalls.addDomain.readAnswer(body, [secret]);
    } catch (error) {
      return Reflect.get(Object(error), 'details');
    }
  };
  expect(words({ Code: 112, Message: 'On a list.' })).toEqual({
    serviceCode: 112,
    serviceMessage: 'On a list.',
  });
  expect(words({ code: 112, message: { odd: 1 } })).toEqual({ serviceCode: 112 });
  expect(words({ code: 112, message: `Not for ${secret}.` })).toEqual({ serviceCode: 112 });
});
