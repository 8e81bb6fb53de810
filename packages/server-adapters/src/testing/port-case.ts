import type { MailStore } from '@mail-settings/core';

/**
 * Something a store must do, tied to no test runner: `run` rejects where the store is wrong. Needs these ports of it alone,
 * so an engine that has some of them runs the cases of those. One store may serve all cases, since each has tenants of its own.
 */
export type PortCase<Ports extends keyof MailStore> = {
  name: string;
  run(store: Pick<MailStore, Ports>): Promise<void>;
};
