import assert from 'node:assert/strict';
import type { MailStore } from '@mail-settings/core';
import { domainCases } from './domain-cases.ts';
import { eventCases } from './event-cases.ts';
import { inboxCases } from './inbox-cases.ts';
import { launchCases } from './launch-cases.ts';
import { leaseCases } from './lease-cases.ts';
import { ledgerCases } from './ledger-cases.ts';
import type { PortCase } from './port-case.ts';
import { processingCases } from './processing-cases.ts';
import { settingsCases } from './settings-cases.ts';

export type StoreCase = PortCase<keyof MailStore>;

/**
 * What every store must do: the cases of all ports. They need a store made to keep the responses for the host.
 *
 * ```ts
 * for (const { name, run } of storeCases) test(name, () => run(createMemoryStore({ hostEvents: true })));
 * ```
 */
export const storeCases: readonly StoreCase[] = [
  ...settingsCases,
  ...domainCases,
  ...launchCases,
  ...leaseCases,
  ...eventCases,
  ...inboxCases,
  ...ledgerCases,
  ...processingCases,
  {
    name: 'it is healthy',
    async run(store) {
      assert.equal(await store.healthy(), true);
    },
  },
];
