import assert from 'node:assert/strict';
import { later, launch, newId, newTenant } from './fixtures.ts';
import type { PortCase } from './port-case.ts';

/** What every `LaunchStore` must do. */
export const launchCases: readonly PortCase<'launches'>[] = [
  {
    name: 'a launch is created once per idempotency key',
    async run({ launches }) {
      const [tenant, other] = [newTenant(), newTenant()];
      const tries = Array.from({ length: 10 }, () => launch());
      const outcomes = await Promise.all(tries.map((one) => launches.create(tenant, 'key', one)));
      assert.equal(outcomes.filter(({ created }) => created).length, 1);
      assert.equal(new Set(outcomes.map((outcome) => outcome.launch.id)).size, 1);
      assert.equal((await launches.list(tenant, 100)).length, 1);
      assert.equal((await launches.create(other, 'key', launch())).created, true);
      assert.equal((await launches.create(tenant, 'other key', launch())).created, true);
    },
  },
  {
    name: 'launches are read by id, and listed newest first with tests',
    async run({ launches }) {
      const [tenant, other] = [newTenant(), newTenant()];
      const early = launch({ createdAt: '2026-11-23T00:00:00.000Z' });
      const late = launch({ test: true, mailing: null, actor: { id: 'nameless' } });
      await launches.create(tenant, '1', late);
      await launches.create(tenant, '2', early);
      assert.deepEqual(await launches.list(tenant, 10), [late, early]);
      assert.deepEqual(await launches.list(tenant, 1), [late]);
      assert.deepEqual(await launches.read(tenant, early.id), early);
      assert.equal(await launches.read(other, early.id), null);
      assert.deepEqual(await launches.list(other, 10), []);
    },
  },
  {
    name: 'a launch moves only from the states named',
    async run({ launches }) {
      const [tenant, other] = [newTenant(), newTenant()];
      const { id } = (await launches.create(tenant, 'key', launch())).launch;
      assert.equal((await launches.move(tenant, id, ['preparing'], 'sending', later))?.state, 'sending');
      const stays = await launches.move(tenant, id, ['preparing', 'queued'], 'stopped', new Date());
      assert.deepEqual([stays?.state, stays?.updatedAt], ['sending', later.toISOString()]);
      const failed = await launches.move(tenant, id, ['sending'], 'failed', later, 'service-failed');
      assert.deepEqual([failed?.state, failed?.error], ['failed', 'service-failed']);
      assert.deepEqual(await launches.read(tenant, id), failed);
      assert.equal(await launches.move(other, id, ['failed'], 'queued', later), null);
      assert.equal(await launches.move(tenant, newId(), ['failed'], 'queued', later), null);
    },
  },
  {
    name: 'of many that move a launch on from one state exactly one does',
    async run({ launches }) {
      const tenant = newTenant();
      const { id } = (await launches.create(tenant, 'key', launch())).launch;
      const dates = Array.from({ length: 10 }, (_, index) => new Date(index));
      const moved = await Promise.all(
        dates.map((at) => launches.move(tenant, id, ['preparing'], 'sending', at)),
      );
      assert.equal(new Set(moved.map((one) => one?.updatedAt)).size, 1);
    },
  },
  {
    name: 'a batch is begun once, and its outcome is counted once',
    async run({ launches }) {
      const [tenant, other] = [newTenant(), newTenant()];
      const { id } = (await launches.create(tenant, 'key', launch())).launch;
      const batch = { index: 0, recipients: 10, cursor: 'c0' };
      const begun = await Promise.all(
        Array.from({ length: 5 }, () => launches.beginBatch(tenant, id, batch)),
      );
      assert.equal(begun.filter((one) => one).length, 1);
      await launches.beginBatch(tenant, id, { index: 2, recipients: 5, cursor: 'c2' });
      await launches.beginBatch(tenant, id, { index: 1, recipients: 7, cursor: 'c1' });
      await launches.endBatch(tenant, id, 0, 'sent', later);
      await launches.endBatch(tenant, id, 0, 'sent', later);
      await launches.endBatch(tenant, id, 1, 'unknown', later);
      await launches.endBatch(tenant, id, 2, 'refused', later);
      await launches.endBatch(other, id, 2, 'sent', later);
      await launches.endBatch(tenant, id, 3, 'sent', later);
      assert.deepEqual(await launches.batches(tenant, id), [
        { index: 0, recipients: 10, cursor: 'c0', state: 'sent' },
        { index: 1, recipients: 7, cursor: 'c1', state: 'unknown' },
        { index: 2, recipients: 5, cursor: 'c2', state: 'refused' },
      ]);
      const read = await launches.read(tenant, id);
      assert.deepEqual([read?.sent, read?.unknown, read?.updatedAt], [10, 7, later.toISOString()]);
      await launches.endBatch(tenant, id, 1, 'sent', later);
      const after = await launches.read(tenant, id);
      assert.deepEqual([after?.sent, after?.unknown], [17, 0]);
      assert.deepEqual(await launches.batches(other, id), []);
    },
  },
];
