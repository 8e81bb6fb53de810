import assert from 'node:assert/strict';
import type { Packet } from '@mail-settings/core';
import { ces, writeCesPacket } from '@mail-settings/core/providers/ces';
import { processingOf } from '@mail-settings/core/server';
import { bytes, form, later, newId, newTenant, noon, now, packet, response } from './fixtures.ts';
import type { PortCase } from './port-case.ts';

const readers = { ces: { read: ces.webhook.read, module: ces.webhook.readerModule } };

/** What processing must do, over the ports or in the store itself. */
export const processingCases: readonly PortCase<'inbox' | 'ledger' | 'processingIn'>[] = [
  {
    name: 'a packet waits until it is processed',
    async run(store) {
      const { inbox, ledger } = store;
      const process = processingOf(store, readers);
      const tenant = newTenant();
      assert.deepEqual(await inbox.backlog(tenant), {
        waiting: 0,
        oldestWaitingAt: null,
        unreadable: 0,
        lastReceivedAt: null,
      });
      await inbox.accept(tenant, packet([response()], { receivedAt: noon }));
      await inbox.accept(tenant, packet([response()], { receivedAt: later }));
      assert.deepEqual(await inbox.backlog(tenant), {
        waiting: 2,
        oldestWaitingAt: noon,
        unreadable: 0,
        lastReceivedAt: later,
      });
      assert.ok((await inbox.waitingTenants()).includes(tenant));
      assert.deepEqual(await ledger.totals(tenant), []);
      assert.deepEqual(await process(tenant, { limit: 10, now }), {
        packets: 2,
        applied: 2,
        repeated: 0,
        rejected: 0,
        left: 0,
      });
      const { waiting, lastReceivedAt } = await inbox.backlog(tenant);
      assert.deepEqual([waiting, lastReceivedAt], [0, later]);
      assert.ok(!(await inbox.waitingTenants()).includes(tenant));
    },
  },
  {
    name: 'packets are processed in order of arrival, up to the limit',
    async run(store) {
      const { inbox, ledger } = store;
      const process = processingOf(store, readers);
      const tenant = newTenant();
      const [first, second, third] = [response({ at: 1 }), response({ at: 2 }), response({ at: 3 })];
      for (const event of [first, second, third]) await inbox.accept(tenant, packet([event]));
      const report = await process(tenant, { limit: 2, now });
      assert.deepEqual([report.packets, report.applied, report.left], [2, 2, 1]);
      const known = await Promise.all(
        [first, second, third].map((event) => ledger.mailing(tenant, event.mailing)),
      );
      assert.deepEqual(
        known.map((totals) => totals !== null),
        [true, true, false],
      );
      assert.equal((await process(tenant, { limit: 2, now })).left, 0);
      assert.equal((await process(tenant, { limit: 2, now })).packets, 0);
    },
  },
  {
    name: 'packets that cannot be read are set aside and kept, the others go on',
    async run(store) {
      const { inbox } = store;
      const process = processingOf(store, readers);
      const tenant = newTenant();
      const damaged: [string, Packet][] = [
        ['empty-packet', { ...packet([]), body: bytes('webhooks=') }],
        ['not-json', { ...packet([]), body: bytes('webhooks=%5B') }],
        ['unknown-kind', { ...packet([]), body: form([{ Type: 99 }]) }],
        ['unknown-provider', { ...packet([response()]), provider: 'carrier pigeon' }],
      ];
      for (const [index, [, one]] of damaged.entries()) {
        await inbox.accept(tenant, { ...one, receivedAt: new Date(1000 + index) });
      }
      await inbox.accept(tenant, packet([response()]));
      assert.deepEqual(await process(tenant, { limit: 100, now }), {
        packets: 5,
        applied: 1,
        repeated: 0,
        rejected: 4,
        left: 0,
      });
      const { waiting, unreadable } = await inbox.backlog(tenant);
      assert.deepEqual([waiting, unreadable], [0, 4]);
      assert.deepEqual(
        await inbox.unreadable(tenant, 3),
        damaged
          .map(([reason, { id, body }], index) => ({
            id,
            receivedAt: new Date(1000 + index),
            reason,
            bytes: body.length,
          }))
          .toReversed()
          .slice(0, 3),
      );
      assert.deepEqual(await inbox.unreadable(newTenant(), 10), []);
    },
  },
  {
    name: 'a bad event does not spoil its packet, which is kept all the same, and nothing counts twice',
    async run(store) {
      const { inbox, ledger } = store;
      const process = processingOf(store, readers);
      const tenant = newTenant();
      const good = response();
      const items = JSON.parse(new URLSearchParams(writeCesPacket([good])).get('webhooks') ?? '');
      await inbox.accept(tenant, {
        ...packet([]),
        body: form([...items, { Type: 2, EmailId: 'nobody' }]),
      });
      const report = await process(tenant, { limit: 10, now });
      assert.deepEqual([report.applied, report.rejected], [1, 1]);
      assert.equal((await inbox.unreadable(tenant, 10))[0]?.reason, 'bad-event');
      assert.equal(await inbox.retryUnreadable(tenant), 1);
      const { waiting, unreadable } = await inbox.backlog(tenant);
      assert.deepEqual([waiting, unreadable], [1, 0]);
      const again = await process(tenant, { limit: 10, now });
      assert.deepEqual([again.applied, again.repeated, again.rejected], [0, 1, 1]);
      assert.equal((await ledger.mailing(tenant, good.mailing))?.recipients, 1);
      assert.equal((await inbox.backlog(tenant)).unreadable, 1);
    },
  },
  {
    name: 'several that process at once apply nothing twice and leave nothing',
    async run(store) {
      const { inbox, ledger } = store;
      const process = processingOf(store, readers);
      const tenant = newTenant();
      const mailing = newId();
      const packets = Array.from({ length: 50 }, () =>
        packet([response({ mailing }), response({ mailing })]),
      );
      await Promise.all(packets.map((one) => inbox.accept(tenant, one)));
      // Some may be handed the same group, and then find nothing left to settle.
      const untilNoneIsLeft = async () => {
        let [packets, applied] = [0, 0];
        for (let left = 1; left > 0; ) {
          const report = await process(tenant, { limit: 20, now });
          packets += report.packets;
          applied += report.applied;
          left = report.left;
        }
        return { packets, applied };
      };
      const reports = await Promise.all(Array.from({ length: 5 }, untilNoneIsLeft));
      assert.equal(
        reports.reduce((sum, { packets }) => sum + packets, 0),
        50,
      );
      assert.equal(
        reports.reduce((sum, { applied }) => sum + applied, 0),
        100,
      );
      assert.equal((await ledger.mailing(tenant, mailing))?.recipients, 100);
    },
  },
  {
    name: 'large packets are taken like small ones',
    async run(store) {
      const { inbox, ledger } = store;
      const process = processingOf(store, readers);
      const tenant = newTenant();
      const mailing = newId();
      const events = Array.from({ length: 3000 }, () => response({ mailing, details: 'd'.repeat(400) }));
      const large = packet(events);
      assert.ok(large.body.length > 1_000_000);
      await inbox.accept(tenant, large);
      await inbox.accept(tenant, packet([response({ mailing })]));
      assert.equal((await process(tenant, { limit: 10, now })).applied, 3001);
      assert.equal((await ledger.mailing(tenant, mailing))?.recipients, 3001);
    },
  },
  {
    name: 'what was applied but not settled, as after a crash in between, counts once',
    async run(store) {
      const { inbox, ledger } = store;
      const tenant = newTenant();
      const events = [response(), response()];
      await inbox.accept(tenant, packet(events));
      await ledger.apply(tenant, events, now);
      const report = await processingOf(store, readers)(tenant, { limit: 10, now });
      assert.deepEqual(report, { packets: 1, applied: 0, repeated: 2, rejected: 0, left: 0 });
      assert.equal((await ledger.appliedEvents(tenant)).recipient, 2);
    },
  },
];
