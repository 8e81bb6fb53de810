import assert from 'node:assert/strict';
import { newId, newTenant, noon } from './fixtures.ts';
import type { PortCase } from './port-case.ts';

/** What every `HostEventLog` must do. */
export const eventCases: readonly PortCase<'events'>[] = [
  {
    name: 'host events are read in order behind the cursor of each consumer',
    async run({ events }) {
      const [tenant, one, two] = [newTenant(), newId(), newId()];
      await events.read(one, 1);
      await events.read(two, 1);
      const written = ['a.example', 'b.example', 'c.example'].map(
        (domain) => ({ type: 'domain-verified', domain }) as const,
      );
      await events.append(tenant, noon, written);
      const mine = (await events.read(one, 1000)).filter((row) => row.tenant === tenant);
      assert.deepEqual(
        mine.map(({ at, event }) => [at, event]),
        written.map((event) => [noon.toISOString(), event]),
      );
      const [first, second, third] = mine.map(({ sequence }) => sequence);
      assert.ok(
        first !== undefined &&
          second !== undefined &&
          third !== undefined &&
          first < second &&
          second < third,
      );
      await events.acknowledge(one, second);
      await events.acknowledge(one, first);
      const sequences = async (consumer: string) =>
        (await events.read(consumer, 1000))
          .filter((row) => row.tenant === tenant)
          .map(({ sequence }) => sequence);
      assert.deepEqual(await sequences(one), [third]);
      assert.deepEqual(await sequences(two), [first, second, third]);
      await events.acknowledge(two, third);
      assert.deepEqual(await sequences(two), []);
      assert.equal((await events.read(one, 1)).length, 1);
    },
  },
];
