import { isMailError } from '@mail-settings/core';
import { describe, expect, it } from 'vitest';
import { storeCases } from '../testing/store-cases.ts';
import { createMemoryStore } from './memory.ts';

describe('a store in memory', () => {
  it.each(storeCases.map(({ name, run }) => [name, run] as const))('%s', async (_name, run) => {
    await run(createMemoryStore({ hostEvents: true }));
  });

  it('refuses everything once it is closed', async () => {
    const store = createMemoryStore();
    await store.close();
    expect(await store.healthy()).toBe(false);
    await expect(store.settings.read('a')).rejects.toSatisfy((error) =>
      isMailError(error, 'store-unavailable'),
    );
  });
});
