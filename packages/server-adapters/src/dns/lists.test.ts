import { existsSync, readFileSync } from 'node:fs';
import { readDomainName } from '@mail-settings/core';
import { describe, expect, test } from 'vitest';
import { extendNameLists, isPublicSuffix, nameLists } from './lists.ts';

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

test.each([
  ...[
    'gmail.com',
    'googlemail.com',
    'outlook.com',
    'outlook.com.br',
    'outlook.fr',
    'hotmail.com',
    'hotmail.co.uk',
  ],
  ...[
    'live.com',
    'live.nl',
    'msn.com',
    'yahoo.com',
    'yahoo.co.jp',
    'yahoo.com.vn',
    'yahoo.de',
    'ymail.com',
    'icloud.com',
  ],
  ...[
    'me.com',
    'mac.com',
    'aol.com',
    'proton.me',
    'protonmail.ch',
    'pm.me',
    'gmx.de',
    'gmx.net',
    'gmx.co.uk',
    'web.de',
  ],
  ...[
    't-online.de',
    'freenet.de',
    'mail.ru',
    'bk.ru',
    'inbox.ru',
    'list.ru',
    'internet.ru',
    'vk.com',
    'yandex.ru',
  ],
  ...[
    'yandex.com.tr',
    'yandex.com',
    'ya.ru',
    'narod.ru',
    'rambler.ru',
    'rambler.ua',
    'ukr.net',
    'i.ua',
    'meta.ua',
  ],
  ...[
    'bigmir.net',
    'qq.com',
    '163.com',
    '126.com',
    'yeah.net',
    'sina.com',
    'naver.com',
    'daum.net',
    'hanmail.net',
  ],
  ...[
    'orange.fr',
    'wanadoo.fr',
    'free.fr',
    'laposte.net',
    'sfr.fr',
    'libero.it',
    'virgilio.it',
    'alice.it',
    'tiscali.it',
  ],
  ...[
    'terra.com.br',
    'uol.com.br',
    'bol.com.br',
    'seznam.cz',
    'centrum.cz',
    'wp.pl',
    'o2.pl',
    'onet.pl',
    'interia.pl',
  ],
  ...[
    'abv.bg',
    'zohomail.com',
    'fastmail.com',
    'hey.com',
    'tutanota.com',
    'tuta.com',
    'comcast.net',
    'verizon.net',
  ],
  ...[
    'att.net',
    'sbcglobal.net',
    'cox.net',
    'btinternet.com',
    'sky.com',
    'rediffmail.com',
    'hushmail.com',
    'mailfence.com',
  ],
])('%s is a mailbox provider, and so is no name below it', (domain) => {
  expect(readDomainName(domain, nameLists)).toEqual({ ok: false, code: 'mailbox-provider' });
  expect(readDomainName(`news.${domain}`, nameLists)).toEqual({ ok: false, code: 'mailbox-provider' });
});

test.each([
  ...[
    'example.com',
    'microsoft.com',
    'creatio.com',
    'bbc.co.uk',
    'easypost.com',
    'clerk.com',
    'name.com',
    'facebook.com',
  ],
  ...[
    'starbucks.com',
    'proton.com.my',
    'live.example',
    'yahoo.example.com',
    'myoutlook.com',
    'gmail.com.example.org',
  ],
])('%s is none, and can be added', (domain) => {
  expect(readDomainName(domain, nameLists)).toMatchObject({ ok: true, domain });
});

test('a host adds names of its own, in any spelling, and the kit\u2019s stay', () => {
  const lists = extendNameLists({
    publicSuffixes: ['Pages.Example.'],
    mailboxProviders: ['b\u00fcro.example'],
  });
  expect(readDomainName('pages.example', lists)).toMatchObject({ code: 'public-suffix' });
  expect(readDomainName('mine.pages.example', lists)).toMatchObject({ ok: true });
  expect(readDomainName('news.xn--bro-hoa.example', lists)).toMatchObject({ code: 'mailbox-provider' });
  expect(readDomainName('co.uk', lists)).toMatchObject({ code: 'public-suffix' });
  expect(readDomainName('gmail.com', lists)).toMatchObject({ code: 'mailbox-provider' });
});

test('core refuses names by these lists', () => {
  expect(readDomainName('github.io', nameLists)).toMatchObject({ code: 'public-suffix' });
  expect(readDomainName('news.gmail.com', nameLists)).toMatchObject({ code: 'mailbox-provider' });
  expect(readDomainName('shop.example.com', nameLists)).toMatchObject({ domain: 'shop.example.com' });
});
