import { existsSync, readFileSync } from 'node:fs';
import { readDomainName } from '@mail-settings/core';
import { expect, test } from 'vitest';
import { nameLists } from './lists.ts';

test.each(['com', 'co.uk', 'github.io', 'xn--p1ai'])('%s is a public suffix', (name) => {
  expect(nameLists.publicSuffix(name)).toBe(true);
});

test.each(['example.com', 'example.co.uk', 'shop.github.io'])('%s is none', (name) => {
  expect(nameLists.publicSuffix(name)).toBe(false);
});

test.each(['gmail.com', 'yahoo.com', 'mail.ru', 'yandex.ru', 'internet.ru', 'tuta.com'])(
  '%s gives mailboxes to everybody',
  (name) => {
    expect(nameLists.mailboxProvider(name)).toBe(true);
  },
);

test('a sender domain below a mailbox provider is refused as the provider itself is', () => {
  expect(readDomainName('news.gmail.com', nameLists)).toMatchObject({ ok: false, code: 'mailbox-provider' });
  expect(readDomainName('co.uk', nameLists)).toMatchObject({ ok: false, code: 'public-suffix' });
  expect(readDomainName('example.com', nameLists)).toMatchObject({ ok: true });
});

const vectors = new URL('../../../../../shared/fixtures/names/psl.json', import.meta.url);
const isAbsent = !existsSync(vectors);
const cases: { input: string | null; registrable: string | null; disputed?: unknown }[] = isAbsent
  ? []
  : JSON.parse(readFileSync(vectors, 'utf8')).cases;

test.skipIf(isAbsent)(
  'the published public-suffix vectors agree (skipped: ../shared/fixtures is absent)',
  () => {
    const scored = cases.filter(
      ({ input, disputed }) => input !== null && !input.startsWith('.') && !disputed,
    );
    expect(scored.length).toBeGreaterThan(60);
    for (const { input, registrable } of scored) {
      const { hostname } = new URL(`https://${input}`);
      expect([input, nameLists.publicSuffix(hostname)]).toEqual([input, registrable === null]);
    }
  },
);
