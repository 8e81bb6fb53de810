import { readFileSync } from 'node:fs';
import type { MailService } from '@mail-settings/core';
import { ces } from '@mail-settings/core/providers/ces';
import { createMailHandlers, createMemoryStore, createSealer } from '@mail-settings/server-adapters';
import { expect, test } from 'vitest';

test('the built package tells a page the version it was built with', async () => {
  const { version } = JSON.parse(
    readFileSync(new URL('../packages/server-adapters/package.json', import.meta.url), 'utf8'),
  );
  const handlers = createMailHandlers({
    store: createMemoryStore(),
    providers: [{ ...ces, service: {} as MailService }],
    sealer: createSealer({ masterKeys: [{ id: 'm', key: new Uint8Array(32) }] }),
    authorize: () => null,
    host: { service: 'Portal' },
    background: false,
  });
  const { host } = await handlers.setupFor({ tenant: 'a', actor: { id: 'a' }, may: ['view'] }).readState({});
  await handlers.close();
  expect(host.version).toBe(version);
});
