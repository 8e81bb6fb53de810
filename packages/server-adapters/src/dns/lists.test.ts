import { existsSync, readFileSync } from 'node:fs';
import { readDomainName } from '@mail-settings/core';
import { describe, expect, test } from 'vitest';
import { isMailboxProvider, isPublicSuffix, nameLists } from './lists.ts';

test.each([
  ['com', true],
  ['co.uk', true],
  ['github.io', true],
  ['xn--55qx5d.cn', true],
  ['nobody-listed-this', true],
  ['kobe.jp', true],
  ['c.kobe.jp', true],
  ['city.kobe.jp', false],
  ['www.ck', false],
  ['example.com', false],
  ['example.co.uk', false],
  ['somebody.github.io', false],
])('%s: public suffix is %s', (domain, isSuffix) => {
  expect(isPublicSuffix(domain)).toBe(isSuffix);
});

const vectors = new URL('../../../../../shared/fixtures/names/psl.json', import.meta.url);
const table: { cases: { input: string | null; registrable: string | null }[] } | null = existsSync(vectors)
  ? JSON.parse(readFileSync(vectors, 'utf8'))
  : null;

describe.skipIf(table === null)('published public suffixes (skipped where the fixtures are absent)', () => {
  test.each(table?.cases ?? [])('$input belongs to $registrable', ({ input, registrable }) => {
    expect(readDomainName(input ?? '', nameLists).ok).toBe(registrable !== null);
  });
});

test.each(
  'gmail.com yahoo.co.jp outlook.com icloud.com proton.me gmx.de web.de mail.ru yandex.ru ukr.net qq.com naver.com'.split(
    ' ',
  ),
)('%s is a mailbox provider', (domain) => {
  expect(isMailboxProvider(domain)).toBe(true);
});

test.each(['internet.ru', 'narod.ru', 'o2.pl', 'sfr.fr', 'tuta.com', 'hey.com'])(
  '%s is a mailbox provider, though the common list lacks it',
  (domain) => {
    expect(isMailboxProvider(domain)).toBe(true);
  },
);

test.each(['example.com', 'microsoft.com', 'creatio.com', 'bbc.co.uk'])('%s is not', (domain) => {
  expect(isMailboxProvider(domain)).toBe(false);
});

test('core refuses names by these lists', () => {
  expect(readDomainName('github.io', nameLists)).toMatchObject({ code: 'public-suffix' });
  expect(readDomainName('news.gmail.com', nameLists)).toMatchObject({ code: 'mailbox-provider' });
  expect(readDomainName('shop.example.com', nameLists)).toMatchObject({ domain: 'shop.example.com' });
});
