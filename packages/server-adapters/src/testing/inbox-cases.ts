import assert from 'node:assert/strict';
import type { Inbox, Tenant } from '@mail-settings/core';
import { bytes, later, newTenant, noon, packet, response } from './fixtures.ts';
import type { PortCase } from './port-case.ts';

/** What every `Inbox` must do. */
export const inboxCases: readonly PortCase<'inbox'>[] = [
  {
    name: 'a packet waits until it is settled',
    async run({ inbox }) {
      const tenant = newTenant();
      const empty = { waiting: 0, oldestWaitingAt: null, unreadable: 0, lastReceivedAt: null };
      assert.deepEqual(await inbox.backlog(tenant), empty);
      assert.deepEqual(await inbox.read(tenant, 10), { packets: [], isCut: false });
      const [first, second] = [packet([response()]), packet([response()], { receivedAt: later })];
      await inbox.accept(tenant, first);
      await inbox.accept(tenant, second);
      const full = { waiting: 2, oldestWaitingAt: noon, unreadable: 0, lastReceivedAt: later };
      assert.deepEqual(await inbox.backlog(tenant), full);
      assert.ok((await inbox.waitingTenants()).includes(tenant));
      const one = { packets: [first.id], unreadable: [] };
      assert.deepEqual(await inbox.settle(tenant, one), { settled: 1, left: 1 });
      assert.deepEqual(await inbox.backlog(tenant), { ...full, waiting: 1, oldestWaitingAt: later });
      const both = { packets: [first.id, second.id], unreadable: [] };
      assert.deepEqual(await inbox.settle(tenant, both), { settled: 1, left: 0 });
      assert.deepEqual(await inbox.backlog(tenant), { ...empty, lastReceivedAt: later });
      assert.ok(!(await inbox.waitingTenants()).includes(tenant));
    },
  },
  {
    name: 'packets are read byte for byte in order of arrival, up to the limit, as often as they are asked for',
    async run({ inbox }) {
      const tenant = newTenant();
      const made = [
        packet([response()]),
        packet([response()], { contentType: null }),
        packet([], { provider: 'another', body: new Uint8Array([0, 255, 10]) }),
      ];
      const expected = made.map(({ id, provider, contentType, body }) => ({
        ...{ id, provider, contentType },
        body: Array.from(body),
      }));
      for (const one of made.toReversed()) await inbox.accept(tenant, one);
      const read = async (limit: number) =>
        (await inbox.read(tenant, limit)).packets.map(({ id, provider, contentType, body }) => ({
          ...{ id, provider, contentType },
          body: Array.from(body),
        }));
      assert.deepEqual(await read(10), expected);
      assert.deepEqual(await read(2), expected.slice(0, 2));
      assert.deepEqual(await read(10), expected);
    },
  },
  {
    name: 'large packets are read a few at a time, at least one, until all have been',
    async run({ inbox }) {
      const tenant = newTenant();
      const made = Array.from({ length: 3 }, () => packet([], { body: new Uint8Array(5_000_000) }));
      // An inbox may take the bytes over, so they are not looked at afterwards.
      const ids = made.map(({ id }) => id);
      for (const one of made) await inbox.accept(tenant, one);
      const read: string[] = [];
      for (let isMore = true; isMore; ) {
        const { packets, isCut } = await inbox.read(tenant, 10);
        assert.ok(packets.length > 0);
        assert.ok(packets.every(({ body }) => body.length === 5_000_000));
        const group = packets.map(({ id }) => id);
        read.push(...group);
        const { left } = await inbox.settle(tenant, { packets: group, unreadable: [] });
        assert.equal(left, ids.length - read.length);
        isMore = isCut;
      }
      assert.deepEqual(read, ids);
    },
  },
  {
    name: 'of many that settle a packet exactly one takes it off',
    async run({ inbox }) {
      const tenant = newTenant();
      const ids = await acceptAll(inbox, tenant, 3);
      const outcome = { packets: ids, unreadable: [] };
      const ends = await Promise.all(Array.from({ length: 5 }, () => inbox.settle(tenant, outcome)));
      assert.equal(
        ends.reduce((sum, { settled }) => sum + settled, 0),
        3,
      );
      assert.ok(ends.every(({ left }) => left === 0));
    },
  },
  {
    name: 'unreadable packets are set aside, listed newest first, and can be put back',
    async run({ inbox }) {
      const tenant = newTenant();
      const made = [1, 2, 3].map((second) =>
        packet([], { receivedAt: new Date(second * 1000), body: new Uint8Array(second) }),
      );
      const ids = made.map(({ id }) => id);
      for (const one of made) await inbox.accept(tenant, one);
      const unreadable = ids.map((id) => ({ id, reason: 'not-json' as const }));
      assert.deepEqual(await inbox.settle(tenant, { packets: ids, unreadable }), { settled: 3, left: 0 });
      const { waiting, unreadable: kept } = await inbox.backlog(tenant);
      assert.deepEqual([waiting, kept], [0, 3]);
      assert.deepEqual(await inbox.unreadable(tenant, 2), [
        { id: ids[2], receivedAt: new Date(3000), reason: 'not-json', bytes: 3 },
        { id: ids[1], receivedAt: new Date(2000), reason: 'not-json', bytes: 2 },
      ]);
      assert.equal(await inbox.retryUnreadable(tenant), 3);
      assert.deepEqual(
        (await inbox.read(tenant, 10)).packets.map(({ id }) => id),
        ids,
      );
      const after = await inbox.backlog(tenant);
      assert.deepEqual([after.waiting, after.unreadable], [3, 0]);
    },
  },
  {
    name: 'a packet that waits no longer cannot be set aside',
    async run({ inbox }) {
      const tenant = newTenant();
      const [id = ''] = await acceptAll(inbox, tenant, 1);
      await inbox.settle(tenant, { packets: [id], unreadable: [] });
      await inbox.settle(tenant, { packets: [id], unreadable: [{ id, reason: 'bad-event' }] });
      assert.equal((await inbox.backlog(tenant)).unreadable, 0);
    },
  },
  {
    name: 'a second packet with the same id is dropped, also beside an unreadable one',
    async run({ inbox }) {
      const tenant = newTenant();
      const twice = packet([response({ details: 'd'.repeat(100_000) })]);
      await Promise.all([inbox.accept(tenant, twice), inbox.accept(tenant, twice)]);
      assert.equal((await inbox.backlog(tenant)).waiting, 1);
      const unreadable = packet([], { body: bytes('nothing=1') });
      const { id } = unreadable;
      await inbox.accept(tenant, unreadable);
      await inbox.settle(tenant, { packets: [id], unreadable: [{ id, reason: 'empty-packet' }] });
      await inbox.accept(tenant, unreadable);
      const { waiting, unreadable: kept } = await inbox.backlog(tenant);
      assert.deepEqual([waiting, kept], [1, 1]);
    },
  },
  {
    name: 'senders are counted by address, the most frequent first',
    async run({ inbox }) {
      const tenant = newTenant();
      const from = (remoteAddress: string | null, receivedAt: Date) =>
        inbox.accept(tenant, packet([response()], { remoteAddress, receivedAt }));
      await from('192.0.2.1', noon);
      await from('2001:db8::1', noon);
      await from('2001:db8::1', later);
      await from(null, later);
      const { packets } = await inbox.read(tenant, 10);
      await inbox.settle(tenant, { packets: packets.map(({ id }) => id), unreadable: [] });
      assert.deepEqual(await inbox.sources(tenant, new Date(0)), [
        { address: '2001:db8::1', packets: 2 },
        { address: '192.0.2.1', packets: 1 },
      ]);
      assert.deepEqual(await inbox.sources(tenant, later), [{ address: '2001:db8::1', packets: 1 }]);
    },
  },
  {
    name: "packets of one tenant are nobody else's, even of the same id",
    async run({ inbox }) {
      const [tenant, other, third] = [newTenant(), newTenant(), newTenant()];
      const same = packet([response()], { remoteAddress: '192.0.2.1' });
      const { id } = same;
      await inbox.accept(tenant, same);
      await inbox.accept(other, same);
      assert.deepEqual((await inbox.read(third, 10)).packets, []);
      const aside = { packets: [id], unreadable: [{ id, reason: 'not-json' as const }] };
      assert.deepEqual(await inbox.settle(third, aside), { settled: 0, left: 0 });
      assert.deepEqual(await inbox.settle(other, aside), { settled: 1, left: 0 });
      const { waiting, unreadable } = await inbox.backlog(tenant);
      assert.deepEqual([waiting, unreadable], [1, 0]);
      assert.deepEqual(await inbox.unreadable(tenant, 10), []);
      assert.equal(await inbox.retryUnreadable(tenant), 0);
      assert.equal((await inbox.backlog(other)).unreadable, 1);
      assert.equal((await inbox.backlog(third)).lastReceivedAt, null);
      assert.deepEqual(await inbox.sources(third, new Date(0)), []);
    },
  },
];

async function acceptAll(inbox: Inbox, tenant: Tenant, count: number): Promise<string[]> {
  const packets = Array.from({ length: count }, () => packet([response()]));
  for (const one of packets) await inbox.accept(tenant, one);
  return packets.map(({ id }) => id);
}
