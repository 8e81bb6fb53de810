import { existsSync, readFileSync } from 'node:fs';
import { domainToASCII } from 'node:url';
import { readDomainName } from '@mail-settings/core';
import { expect, test } from 'vitest';
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

test.skipIf(!existsSync(vectors))('every published vector of the public suffix list', () => {
  const { cases } = JSON.parse(readFileSync(vectors, 'utf8'));
  const wrong = cases
    .filter(({ input }: { input: string | null }) => input && !input.startsWith('.'))
    .filter(
      ({ input, registrable }: { input: string; registrable: string | null }) =>
        isPublicSuffix(domainToASCII(input)) !== (registrable === null),
    );
  expect(wrong).toEqual([]);
  expect(cases.length).toBeGreaterThan(70);
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
