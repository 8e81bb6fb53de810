import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readTags, toBytes, toStrings } from './txt.ts';

/** Any code point, lone surrogates too; the library's own unit for this takes seconds to set up. */
const anyLetter = fc.integer({ min: 0, max: 0x10ffff }).map((code) => String.fromCodePoint(code));

test('text becomes the bytes of UTF-8, one character each', () => {
  fc.assert(
    fc.property(fc.string({ unit: anyLetter }), (text) => {
      expect(toBytes(text)).toBe(String.fromCharCode(...new TextEncoder().encode(text)));
    }),
  );
  expect(toBytes('\ud800x')).toBe('\xef\xbf\xbdx');
});

test('bytes are cut into strings of at most 255', () => {
  expect(toStrings('')).toEqual(['']);
  expect(toStrings('x'.repeat(255))).toHaveLength(1);
  expect(toStrings('x'.repeat(256)).map(({ length }) => length)).toEqual([255, 1]);
});

test('a tag list keeps what is empty in the middle and drops what is empty at the end', () => {
  expect(readTags(' a = b c ;; d;e=f=g ; ')).toEqual([
    { name: 'a', value: 'b c' },
    { name: '', value: null },
    { name: 'd', value: null },
    { name: 'e', value: 'f=g' },
  ]);
});
