import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { mailboxProvidersModule, providers, target } from './mailbox-providers.ts';

test('the list of mailbox providers in the package is the one of its source', () => {
  expect(readFileSync(target, 'utf8'), 'node scripts/mailbox-providers.ts writes it').toBe(
    mailboxProvidersModule(),
  );
});

test('each provider is listed once, with a page of its own and names in lower case', () => {
  const names = providers.flatMap(({ domains }) => domains);
  expect(new Set(names).size).toBe(names.length);
  expect(new Set(providers.map(({ provider }) => provider)).size).toBe(providers.length);
  for (const { provider, page, domains, everyCountry = [] } of providers) {
    expect(new URL(page).protocol, provider).toBe('https:');
    for (const name of domains) expect(name, provider).toMatch(/^[a-z\d-]+(\.[a-z\d-]+)+$/);
    for (const label of everyCountry) {
      expect(label, provider).toMatch(/^[a-z]+$/);
      expect(
        domains.filter((name) => new RegExp(`^${label}\\.(com|(com?\\.)?[a-z]{2})$`).test(name)),
      ).toEqual([]);
    }
  }
});
