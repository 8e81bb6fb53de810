import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type NameLists, normalName, readDomainName, readDomainNames, toUnicode } from './domain-name.ts';

/** Any code point, lone surrogates too; the library's own unit for this takes seconds to set up. */
const anyLetter = fc.integer({ min: 0, max: 0x10ffff }).map((code) => String.fromCodePoint(code));

const lists: NameLists = {
  publicSuffix: (domain) => ['com', 'co.uk', 'github.io'].includes(domain),
  mailboxProvider: (domain) => domain === 'gmail.com',
};

describe('a typed name becomes its normal form', () => {
  test.each<[title: string, typed: string, domain: string, unicode?: string]>([
    ['case', 'Example.COM', 'example.com'],
    ['a final dot', 'example.com.', 'example.com'],
    ['spaces around', ' \texample.com\n', 'example.com'],
    ['letters of other alphabets', 'Пример.РФ', 'xn--e1afmkfd.xn--p1ai', 'пример.рф'],
    ['A-labels stay and are shown', 'xn--e1afmkfd.xn--p1ai', 'xn--e1afmkfd.xn--p1ai', 'пример.рф'],
    ['ß is its own letter (UTS 46, non-transitional)', 'faß.de', 'xn--fa-hia.de', 'faß.de'],
    ['full stops of other scripts', '例え。テスト', 'xn--r8jz45g.xn--zckzah', '例え.テスト'],
    ['letters that are nothing', 'ex\u200bample\u00ad.com', 'example.com'],
    [
      'the longest name',
      `${'a'.repeat(63)}.${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(61)}`,
      `${'a'.repeat(63)}.${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(61)}`,
    ],
    ['hyphens inside', 'a-b.c--d.example', 'a-b.c--d.example'],
    [
      'a letter and its accent become one letter',
      'cafe\u0301.example',
      'xn--caf-dma.example',
      'café.example',
    ],
    ['letters from right to left', 'אב1.example', 'xn--1-zhcd.example', 'אב1.example'],
    ['a number that is not last', '0x7f.example', '0x7f.example'],
    ['wide letters', 'ｅｘａｍｐｌｅ.com', 'example.com'],
    ['digits may stand anywhere but last', '1.2.example', '1.2.example'],
  ])('%s', (_, typed, domain, unicode = domain) => {
    expect(readDomainName(typed, lists)).toEqual({ ok: true, domain, unicode });
  });
});

describe('what is no sender domain', () => {
  test.each<[code: string, typed: string, suggestion?: string]>([
    ['empty', '  '],
    ['empty-label', 'a..example'],
    ['empty-label', '.example.com'],
    ['empty-label', 'example.com..'],
    ['address', 'info@firma.ru', 'firma.ru'],
    ['address', 'Info <info@firma.ru>', 'firma.ru'],
    ['url', 'https://www.firma.ru/path?x', 'www.firma.ru'],
    ['url', 'firma.ru/path', 'firma.ru'],
    ['url', 'https://firma.ru:8443/path', 'firma.ru'],
    ['url', 'https://user:secret@firma.ru', 'firma.ru'],
    ['url', '//firma.ru', 'firma.ru'],
    ['url', 'firma.ru:25', 'firma.ru'],
    ['url', 'firma.ru#top', 'firma.ru'],
    ['url', 'https://gmail.com/'],
    ['address', '@firma.ru', 'firma.ru'],
    ['address', 'mailto:info@firma.ru', 'firma.ru'],
    ['bad-character', 'info@'],
    ['bad-character', '"firma.ru"'],
    ['bad-character', 'a_b.example'],
    ['bad-character', 'a b.example'],
    ['bad-character', 'a%41.example'],
    ['bad-character', '*.example'],
    ['bad-hyphen', '-a.example'],
    ['bad-hyphen', 'a-.example'],
    ['bad-hyphen', 'ab--cd.example'],
    ['bad-hyphen', '-пример.рф'],
    ['bad-hyphen', 'пример-.рф'],
    ['bad-hyphen', 'аб--вг.рф'],
    ['bad-hyphen', 'xn--.example'],
    ['label-too-long', `${'é'.repeat(60)}z.example`],
    ['label-too-long', `${'a'.repeat(64)}.example`],
    ['too-long', `${'a.'.repeat(125)}example`],
    ['too-long', 'a'.repeat(5000)],
    ['not-idna', 'xn--zzzzzzzzzzz.example'],
    ['not-idna', 'a\u200d.example'],
    ['ip-address', '192.0.2.1'],
    ['ip-address', '1.2'],
    ['ip-address', '０x7f.1'],
    ['ip-address', '[2001:db8::1]'],
    ['ip-address', '2001:db8::1'],
    ['ip-address', '::ffff:192.0.2.1'],
    ['not-idna', '1אב.com'],
    ['not-idna', 'a\u00a0b.example'],
    ['single-label', 'firma'],
    ['special-use', 'mail.local'],
    ['special-use', 'localhost'],
    ['special-use', 'a.test'],
    ['special-use', 'x.onion'],
    ['special-use', 'router.home.arpa'],
    ['special-use', '2.0.192.in-addr.arpa'],
    ['special-use', 'X.Internal.'],
    ['special-use', 'a.alt'],
    ['special-use', 'a.invalid'],
    ['special-use', 'b.LOCALHOST'],
    ['public-suffix', 'co.uk'],
    ['public-suffix', 'GitHub.io'],
    ['mailbox-provider', 'gmail.com'],
    ['mailbox-provider', 'a.b.GMAIL.com'],
  ])('%s: %j', (code, typed, suggestion) => {
    expect(readDomainName(typed, lists)).toEqual({ ok: false, code, ...(suggestion ? { suggestion } : {}) });
  });
});

test('several names at once, duplicates in any spelling', () => {
  const names = readDomainNames(
    'a.example, A.Example.;xn--e1afmkfd.xn--p1ai\nпример.рф known.example bad_',
    {},
    ['KNOWN.example'],
  );
  expect(names.map((name) => [name.typed, name.ok ? name.domain : name.code])).toEqual([
    ['a.example', 'a.example'],
    ['A.Example.', 'duplicate'],
    ['xn--e1afmkfd.xn--p1ai', 'xn--e1afmkfd.xn--p1ai'],
    ['пример.рф', 'duplicate'],
    ['known.example', 'duplicate'],
    ['bad_', 'bad-character'],
  ]);
});

test('reading twice changes nothing, and nothing typed throws', () => {
  const nameLike = fc.array(fc.constantFrom(...'aZ09-_.@/ßяé例。', 'xn--', '\u00ad'), { maxLength: 12 });
  const typed = fc.oneof(
    fc.string({ unit: anyLetter }),
    nameLike.map((letters) => `${letters.join('')}.рф`),
    nameLike.map((letters) => letters.join('')),
  );
  fc.assert(
    fc.property(typed, (text) => {
      const name = readDomainName(text);
      if (!name.ok) return;
      expect(readDomainName(name.domain)).toEqual(name);
      expect(readDomainName(name.unicode)).toEqual(name);
      expect(normalName(name.domain)).toBe(name.domain);
      expect(name.domain).toMatch(/^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{1,63}$/);
    }),
    { numRuns: 500 },
  );
});

test('a name of elsewhere is compared in one form and shown whatever it is', () => {
  expect(normalName('Us._DomainKey.Example.ORG.')).toBe('us._domainkey.example.org');
  expect(normalName('пример.рф')).toBe('xn--e1afmkfd.xn--p1ai');
  expect(normalName('a:b/c')).toBe('a:b/c');
  expect(toUnicode('us._domainkey.xn--e1afmkfd.xn--p1ai')).toBe('us._domainkey.пример.рф');
  expect(toUnicode('xn--zzzzzzzzzzz.example')).toBe('xn--zzzzzzzzzzz.example');
});
