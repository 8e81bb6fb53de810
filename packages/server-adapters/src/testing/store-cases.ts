import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type {
  ConnectionEvidence,
  DeliveryEvent,
  DomainReport,
  Launch,
  MailStore,
  Packet,
  ReportedTotals,
  Tenant,
} from '@mail-settings/core';
import { emptySections } from '@mail-settings/core/server';
import { formContentType, writeCesPacket } from '@mail-settings/core/wire';

export type StoreCase = { name: string; run(store: MailStore): Promise<void> };

/**
 * What every store must do, tied to no test runner: a case rejects where the store is wrong. They need a store made to
 * log the responses for the host; one store may serve them all, since each case has tenants of its own.
 *
 * ```ts
 * for (const { name, run } of storeCases) test(name, () => run(createMemoryStore({ hostEvents: true })));
 * ```
 */
export const storeCases: readonly StoreCase[] = [
  {
    name: 'settings are empty before the first save',
    async run({ settings }) {
      const read = await settings.read(newTenant());
      assert.deepEqual(read, {
        ...emptySections,
        revisions: { general: '0', responses: '0', lists: '0', monitoring: '0' },
        connection: null,
      });
    },
  },
  {
    name: 'a saved section is read back, and its revision alone moves on',
    async run({ settings }) {
      const tenant = newTenant();
      const lists = { allow: ['10.0.0.0/8'], deny: [], serviceAddresses: ['192.0.2.1'] };
      const first = await settings.read(tenant);
      const outcome = await settings.write(tenant, 'lists', lists, change(first.revisions.lists));
      const read = await settings.read(tenant);
      assert.deepEqual(outcome, { state: 'written', settings: read });
      assert.deepEqual(read.lists, lists);
      assert.notEqual(read.revisions.lists, first.revisions.lists);
      assert.equal(read.revisions.general, first.revisions.general);
    },
  },
  {
    name: 'a save from an older revision changes nothing and says who was faster',
    async run({ settings }) {
      const tenant = newTenant();
      const { revisions } = await settings.read(tenant);
      await settings.write(tenant, 'monitoring', { enabled: true }, change(revisions.monitoring, 'first'));
      const late = await settings.write(
        tenant,
        'monitoring',
        { enabled: false },
        change(revisions.monitoring, 'late'),
      );
      assert.deepEqual(late, {
        state: 'conflict',
        last: {
          section: 'monitoring',
          actor: { id: 'first', name: 'A' },
          at: noon.toISOString(),
          fields: ['enabled'],
        },
      });
      assert.equal((await settings.read(tenant)).monitoring.enabled, true);
    },
  },
  {
    name: 'of many saves from one revision exactly one is written',
    async run({ settings }) {
      const tenant = newTenant();
      const saves = Array.from({ length: 10 }, (_, index) =>
        settings.write(tenant, 'monitoring', { enabled: true }, change('0', `actor ${index}`)),
      );
      const states = (await Promise.all(saves)).map(({ state }) => state);
      assert.equal(states.filter((state) => state === 'written').length, 1);
      assert.equal((await settings.changes(tenant, 100)).length, 1);
    },
  },
  {
    name: 'changes are listed newest first, up to the limit',
    async run({ settings }) {
      const tenant = newTenant();
      await settings.write(tenant, 'monitoring', { enabled: true }, change('0', 'one'));
      await settings.write(tenant, 'responses', { access: 'domain', pause: null }, change('0', 'two'));
      const { revisions } = await settings.read(tenant);
      await settings.write(tenant, 'monitoring', { enabled: false }, change(revisions.monitoring, 'three'));
      const actors = (await settings.changes(tenant, 2)).map(({ actor, section }) => [actor.id, section]);
      assert.deepEqual(actors, [
        ['three', 'monitoring'],
        ['two', 'responses'],
      ]);
    },
  },
  {
    name: 'the outcome of a check is kept for the revision it was made for, and dropped for any other',
    async run({ settings }) {
      const tenant = newTenant();
      await settings.writeConnection(tenant, 'made up', evidence);
      assert.equal((await settings.read(tenant)).connection, null);
      await settings.writeConnection(tenant, '0', evidence);
      assert.deepEqual((await settings.read(tenant)).connection, evidence);
      await settings.write(tenant, 'monitoring', { enabled: true }, change('0'));
      assert.deepEqual((await settings.read(tenant)).connection, evidence);
      await settings.write(
        tenant,
        'general',
        { ...emptySections.general, responseDomain: 'https://a.example' },
        change('0'),
      );
      assert.equal((await settings.read(tenant)).connection, null);
      await settings.writeConnection(tenant, '0', evidence);
      assert.equal((await settings.read(tenant)).connection, null);
    },
  },
  {
    name: 'the default sender address is kept, and what the service said of it until the address changes',
    async run({ settings }) {
      const tenant = newTenant();
      assert.equal((await settings.read(tenant)).general.senderEmail, null);
      const general = { ...emptySections.general, senderEmail: 'Ann@a.example' };
      await settings.write(tenant, 'general', general, change('0'));
      const { revisions } = await settings.read(tenant);
      const checked: ConnectionEvidence = {
        ...evidence,
        sender: { state: 'failed', reason: 'sender-not-checked' },
      };
      await settings.writeConnection(tenant, revisions.general, checked);
      const read = await settings.read(tenant);
      assert.equal(read.general.senderEmail, 'Ann@a.example');
      assert.deepEqual(read.connection, checked);
      const cleared = { ...general, senderEmail: null };
      await settings.write(tenant, 'general', cleared, change(revisions.general));
      assert.equal((await settings.read(tenant)).connection, null);
    },
  },
  {
    name: 'a save tells the host in the same step, and a conflict tells nothing',
    async run({ settings, events }) {
      const [tenant, consumer] = [newTenant(), newTenant()];
      await events.read(consumer, 1);
      await settings.write(tenant, 'monitoring', { enabled: true }, change('0', 'one'));
      await settings.write(tenant, 'monitoring', { enabled: false }, change('0', 'late'));
      const mine = (await events.read(consumer, 10_000)).filter((row) => row.tenant === tenant);
      assert.deepEqual(
        mine.map(({ event }) => event),
        [{ type: 'settings-saved', section: 'monitoring', actor: { id: 'one' }, fields: change('0').fields }],
      );
    },
  },
  {
    name: "settings of one tenant are nobody else's",
    async run({ settings }) {
      const [tenant, other] = [newTenant(), newTenant()];
      await settings.write(tenant, 'monitoring', { enabled: true }, change('0'));
      await settings.writeConnection(tenant, '0', evidence);
      const read = await settings.read(other);
      assert.equal(read.monitoring.enabled, false);
      assert.equal(read.connection, null);
      assert.equal(read.revisions.monitoring, '0');
      assert.deepEqual(await settings.changes(other, 10), []);
    },
  },
  {
    name: 'what was read is a copy',
    async run({ settings }) {
      const tenant = newTenant();
      const read = await settings.read(tenant);
      read.lists.allow.push('192.0.2.1');
      read.monitoring.enabled = true;
      assert.deepEqual((await settings.read(tenant)).lists.allow, []);
      assert.equal((await settings.read(tenant)).monitoring.enabled, false);
    },
  },
  {
    name: 'domains are listed in order of adding, each with its last report',
    async run({ domains }) {
      const [tenant, other] = [newTenant(), newTenant()];
      await domains.save(tenant, report('b.example', 'unchecked'));
      await domains.save(tenant, report('a.example', 'unchecked'));
      await domains.save(tenant, report('b.example', 'verified'));
      assert.deepEqual(await domains.list(tenant), [
        report('b.example', 'verified'),
        report('a.example', 'unchecked'),
      ]);
      assert.deepEqual(await domains.list(other), []);
    },
  },
  {
    name: 'domains are due for the watch at their time, of all tenants, the longest overdue first',
    async run({ domains }) {
      const [tenant, other] = [newTenant(), newTenant()];
      // Before all others a store that serves several cases may have.
      const at = (minute: number) => new Date(Date.UTC(1960, 0, 1, 0, minute));
      const watched = (domain: string, minute: number) =>
        ({ ...report(domain, 'pending'), watch: watch(at(minute)) }) satisfies DomainReport;
      await domains.save(tenant, watched('late.example', 30));
      await domains.save(tenant, watched('second.example', 20));
      await domains.save(other, watched('first.example', 10));
      const [first, second] = [
        { tenant: other, domain: 'first.example' },
        { tenant, domain: 'second.example' },
      ];
      assert.deepEqual(await domains.due(at(9), 10), []);
      assert.deepEqual(await domains.due(at(20), 10), [first, second]);
      assert.deepEqual(await domains.due(at(60), 1), [first]);
      await domains.save(other, watched('first.example', 40));
      assert.deepEqual(await domains.due(at(20), 10), [second]);
      for (const one of ['late.example', 'second.example']) await domains.save(tenant, watched(one, 1e9));
      await domains.save(other, watched('first.example', 1e9));
      assert.deepEqual(await domains.due(at(60), 10), []);
    },
  },
  {
    name: 'a domain nobody watched yet is due at once',
    async run({ domains }) {
      const tenant = newTenant();
      const own = async (at: Date) =>
        (await domains.due(at, 10_000)).filter((one) => one.tenant === tenant).map(({ domain }) => domain);
      await domains.save(tenant, report('a.example', 'unchecked'));
      assert.deepEqual(await own(noon), ['a.example']);
      await domains.save(tenant, { ...report('a.example', 'verified'), watch: watch(later) });
      assert.deepEqual(await own(noon), []);
      assert.deepEqual((await domains.list(tenant))[0]?.watch, watch(later));
      assert.deepEqual(await own(later), ['a.example']);
    },
  },
  {
    name: 'the last use of a domain is kept',
    async run({ domains }) {
      const [tenant, other] = [newTenant(), newTenant()];
      await domains.noteUse(tenant, 'a.example', noon);
      await domains.noteUse(tenant, 'a.example', new Date(0));
      assert.deepEqual(await domains.uses(tenant), { 'a.example': noon });
      assert.deepEqual(await domains.uses(other), {});
    },
  },
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
  {
    name: 'a lease belongs to one owner until its time is over',
    async run({ leases }) {
      const name = newId();
      const first = await leases.acquire(name, 'a', noon, 1000);
      assert.ok(first);
      assert.equal(await leases.acquire(name, 'b', new Date(noon.getTime() + 999), 1000), null);
      const second = await leases.acquire(name, 'b', new Date(noon.getTime() + 1000), 1000);
      assert.ok(second !== null && second.fence > first.fence);
      assert.equal(await leases.renew(name, 'a', first.fence, noon, 1000), false);
      await leases.release(name, 'a', first.fence);
      assert.equal(await leases.acquire(name, 'a', new Date(noon.getTime() + 1500), 1000), null);
      assert.ok(await leases.acquire(newId(), 'a', noon, 1000));
    },
  },
  {
    name: 'a lease taken under a clock that was ahead does not outlast the mistake',
    async run({ leases }) {
      const name = newId();
      const ahead = (ms: number) => new Date(noon.getTime() + ms);
      await leases.acquire(name, 'a', ahead(1001), 1000);
      assert.ok(await leases.acquire(name, 'b', noon, 1000));
      const prolonged = newId();
      await leases.acquire(prolonged, 'a', ahead(1000), 1000);
      assert.equal(await leases.acquire(prolonged, 'b', noon, 1000), null);
    },
  },
  {
    name: 'a lease can be prolonged and given back',
    async run({ leases }) {
      const name = newId();
      const first = await leases.acquire(name, 'a', noon, 1000);
      assert.ok(first);
      assert.equal(await leases.renew(name, 'a', first.fence, noon, 5000), true);
      assert.equal(await leases.acquire(name, 'b', new Date(noon.getTime() + 4000), 1000), null);
      await leases.release(name, 'a', first.fence);
      const second = await leases.acquire(name, 'b', noon, 1000);
      assert.ok(second !== null && second.fence > first.fence);
      assert.equal(await leases.renew(name, 'a', first.fence, noon, 1000), false);
    },
  },
  {
    name: 'of many that want a lease exactly one gets it',
    async run({ leases }) {
      const name = newId();
      const owners = Array.from({ length: 10 }, (_, index) => `owner ${index}`);
      const got = await Promise.all(owners.map((owner) => leases.acquire(name, owner, noon, 1000)));
      assert.equal(got.filter((lease) => lease !== null).length, 1);
    },
  },
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
  {
    name: 'a packet waits until it is processed',
    async run({ delivery }) {
      const tenant = newTenant();
      assert.deepEqual(await delivery.backlog(tenant), {
        waiting: 0,
        oldestWaitingAt: null,
        unreadable: 0,
        lastReceivedAt: null,
      });
      await delivery.accept(tenant, packet([response()], { receivedAt: noon }));
      await delivery.accept(tenant, packet([response()], { receivedAt: later }));
      assert.deepEqual(await delivery.backlog(tenant), {
        waiting: 2,
        oldestWaitingAt: noon,
        unreadable: 0,
        lastReceivedAt: later,
      });
      assert.ok((await delivery.waitingTenants()).includes(tenant));
      assert.deepEqual(await delivery.totals(tenant), []);
      assert.deepEqual(await delivery.process(tenant, { limit: 10, now }), {
        packets: 2,
        applied: 2,
        repeated: 0,
        rejected: 0,
        left: 0,
      });
      const { waiting, lastReceivedAt } = await delivery.backlog(tenant);
      assert.deepEqual([waiting, lastReceivedAt], [0, later]);
      assert.ok(!(await delivery.waitingTenants()).includes(tenant));
    },
  },
  {
    name: 'packets are processed in order of arrival, up to the limit',
    async run({ delivery }) {
      const tenant = newTenant();
      const [first, second, third] = [response({ at: 1 }), response({ at: 2 }), response({ at: 3 })];
      for (const event of [first, second, third]) await delivery.accept(tenant, packet([event]));
      const report = await delivery.process(tenant, { limit: 2, now });
      assert.deepEqual([report.packets, report.applied, report.left], [2, 2, 1]);
      const known = await Promise.all(
        [first, second, third].map((event) => delivery.mailing(tenant, event.mailing)),
      );
      assert.deepEqual(
        known.map((totals) => totals !== null),
        [true, true, false],
      );
      assert.equal((await delivery.process(tenant, { limit: 2, now })).left, 0);
      assert.equal((await delivery.process(tenant, { limit: 2, now })).packets, 0);
    },
  },
  {
    name: 'a second packet with the same id is dropped, also beside an unreadable one',
    async run({ delivery }) {
      const tenant = newTenant();
      const twice = packet([response({ details: 'd'.repeat(100_000) })]);
      await Promise.all([delivery.accept(tenant, twice), delivery.accept(tenant, twice)]);
      assert.equal((await delivery.backlog(tenant)).waiting, 1);
      const unreadable = { ...packet([]), body: bytes('nothing=1') };
      await delivery.accept(tenant, unreadable);
      await delivery.process(tenant, { limit: 10, now });
      await delivery.accept(tenant, unreadable);
      const { waiting, unreadable: kept } = await delivery.backlog(tenant);
      assert.deepEqual([waiting, kept], [0, 1]);
    },
  },
  {
    name: 'responses become totals of their mailing',
    async run({ delivery }) {
      const tenant = newTenant();
      const mailing = newId();
      const recipient = newId();
      await feed(delivery, tenant, [
        response({ mailing, at: 1000, code: 2 }),
        response({ mailing, at: 2000, code: 12, opens: 2, clicks: 1 }),
        response({ mailing, at: 3000, code: 8, recipient }),
        response({ mailing, at: 4000, code: 10 }),
        { kind: 'mailing-totals', mailing, at: 5000, totals: counts({ sent: 4, hardBounce: 1 }), stateId: 2 },
      ]);
      assert.deepEqual(await delivery.totals(tenant), [
        {
          mailing,
          launchedAt: null,
          recipients: 4,
          byCode: { 2: 1, 8: 1, 10: 1, 12: 1 },
          opens: 2,
          clicks: 1,
          unsubscribed: 1,
          reported: counts({ sent: 4, hardBounce: 1 }),
          stateId: 2,
          firstEventAt: new Date(1000),
          lastEventAt: new Date(5000),
        },
      ]);
    },
  },
  {
    name: 'every kind of response is applied, and counted once when it comes again',
    async run({ delivery }) {
      const tenant = newTenant();
      const all = oneOfEachKind();
      const once = {
        'mailing-totals': 1,
        recipient: 1,
        'recipient-hour': 1,
        'recipient-link': 1,
        'mailing-link': 1,
        unsubscribe: 1,
      };
      assert.equal((await feed(delivery, tenant, all)).applied, 6);
      assert.deepEqual(await delivery.appliedEvents(tenant), once);
      const again = await feed(delivery, tenant, [...all, ...all]);
      assert.deepEqual([again.applied, again.repeated], [0, 12]);
      assert.deepEqual(await delivery.appliedEvents(tenant), once);
      const newer = await feed(
        delivery,
        tenant,
        all.map((event) => ({ ...event, at: event.at + 1 })),
      );
      assert.deepEqual([newer.applied, newer.repeated], [6, 0]);
    },
  },
  {
    name: 'a late response changes nothing, one that was overtaken at the same date neither',
    async run({ delivery }) {
      const tenant = newTenant();
      const one = response({ at: 2000, code: 15, opens: 1 });
      await feed(delivery, tenant, [one]);
      const report = await feed(delivery, tenant, [
        { ...one, at: 1000, code: 2, opens: 0 },
        { ...one, code: 2 },
      ]);
      assert.deepEqual([report.applied, report.repeated], [0, 2]);
      const totals = await delivery.mailing(tenant, one.mailing);
      assert.deepEqual([totals?.byCode, totals?.opens, totals?.recipients], [{ 15: 1 }, 1, 1]);
      assert.deepEqual([totals?.firstEventAt, totals?.lastEventAt], [new Date(1000), new Date(2000)]);
    },
  },
  {
    name: 'a newer response moves its recipient, one further on at the same date does too',
    async run({ delivery }) {
      const tenant = newTenant();
      const one = response({ at: 1000, code: 7 });
      await feed(delivery, tenant, [
        one,
        { ...one, code: 2 },
        { ...one, at: 2000, code: 12, opens: 3, clicks: 2 },
      ]);
      const clicked = await delivery.mailing(tenant, one.mailing);
      assert.deepEqual([clicked?.byCode, clicked?.opens, clicked?.clicks], [{ 12: 1 }, 3, 2]);
      await feed(delivery, tenant, [{ ...one, at: 3000, code: 9, opens: 1, clicks: 0 }]);
      const complained = await delivery.mailing(tenant, one.mailing);
      assert.deepEqual(
        [complained?.byCode, complained?.opens, complained?.clicks, complained?.recipients],
        [{ 9: 1 }, 1, 0, 1],
      );
    },
  },
  {
    name: 'who unsubscribed stays counted, whatever comes before or after',
    async run({ delivery }) {
      const tenant = newTenant();
      const one = response({ at: 2000, code: 12 });
      await feed(delivery, tenant, [one]);
      assert.equal((await feed(delivery, tenant, [{ ...one, at: 1000, code: 10 }])).applied, 1);
      await feed(delivery, tenant, [
        { ...one, at: 1000, code: 10 },
        { ...one, at: 3000, code: 15 },
      ]);
      const totals = await delivery.mailing(tenant, one.mailing);
      assert.deepEqual([totals?.unsubscribed, totals?.byCode, totals?.recipients], [1, { 15: 1 }, 1]);
    },
  },
  {
    name: 'the newest report of the service counts',
    async run({ delivery }) {
      const tenant = newTenant();
      const mailing = newId();
      const report = (at: number, sent: number, stateId: number | null): DeliveryEvent => ({
        kind: 'mailing-totals',
        ...{ mailing, at, stateId, totals: counts({ sent }) },
      });
      await feed(delivery, tenant, [
        report(2000, 5, null),
        report(1000, 9, 3),
        report(2000, 7, 2),
        report(2000, 6, 3),
      ]);
      const totals = await delivery.mailing(tenant, mailing);
      assert.deepEqual([totals?.reported?.sent, totals?.stateId, totals?.recipients], [7, 2, 0]);
    },
  },
  {
    name: 'the outcome does not depend on the order or the cut of packets',
    async run({ delivery }) {
      const [tenant, other] = [newTenant(), newTenant()];
      const mailing = newId();
      const recipients = [newId(), newId(), newId()];
      const events = Array.from({ length: 60 }, (_, index) =>
        response({
          mailing,
          recipient: recipients[index % 3],
          at: 1000 + ((index * 7) % 5),
          code: [2, 8, 9, 10, 12, 15, 19][index % 7],
          opens: index % 4,
          clicks: index % 2,
        }),
      );
      await feed(delivery, tenant, events);
      for (const event of events.toReversed()) await delivery.accept(other, packet([event, event]));
      await delivery.process(other, { limit: 100, now });
      assert.deepEqual(await delivery.mailing(other, mailing), await delivery.mailing(tenant, mailing));
    },
  },
  {
    name: 'a launch gives its mailing a date and a size, also before the first response',
    async run({ delivery, launches }) {
      const tenant = newTenant();
      const launched = launch({ recipients: 100 });
      await launches.create(tenant, 'key', launched);
      const before = await delivery.mailing(tenant, launched.id);
      assert.deepEqual(
        [before?.launchedAt, before?.recipients, before?.byCode, before?.lastEventAt],
        [new Date(launched.createdAt), 100, {}, null],
      );
      await feed(delivery, tenant, [response({ mailing: launched.id })]);
      const after = await delivery.mailing(tenant, launched.id);
      assert.deepEqual(
        [after?.launchedAt, after?.recipients, after?.byCode],
        [new Date(launched.createdAt), 100, { 2: 1 }],
      );
      assert.deepEqual(await delivery.totals(tenant), [after]);
    },
  },
  {
    name: 'test mails are counted apart',
    async run({ delivery, launches }) {
      const tenant = newTenant();
      const test = launch({ test: true, recipients: 2 });
      await launches.create(tenant, 'key', test);
      await feed(delivery, tenant, [response({ mailing: test.id })]);
      assert.deepEqual(await delivery.totals(tenant), []);
      assert.deepEqual(await delivery.totals(tenant, { mailing: test.id }), []);
      assert.deepEqual((await delivery.mailing(tenant, test.id))?.byCode, { 2: 1 });
    },
  },
  {
    name: 'totals can be asked for by mailing and by day',
    async run({ delivery, launches }) {
      const tenant = newTenant();
      const launched = launch({ createdAt: '2026-11-20T23:00:00.000Z' });
      await launches.create(tenant, 'key', launched);
      const foreign = response({ at: Date.UTC(2026, 10, 22, 10) });
      await feed(delivery, tenant, [foreign, response({ mailing: launched.id, at: Date.UTC(2026, 10, 25) })]);
      const asked = async (filter: object) =>
        (await delivery.totals(tenant, filter)).map(({ mailing }) => mailing);
      assert.deepEqual(await asked({}), [launched.id, foreign.mailing]);
      assert.deepEqual(await asked({ mailing: foreign.mailing }), [foreign.mailing]);
      assert.deepEqual(await asked({ from: new Date('2026-11-20T23:59:00Z'), to: new Date('2026-11-21Z') }), [
        launched.id,
      ]);
      assert.deepEqual(await asked({ from: new Date('2026-11-22T23:00:00Z') }), [foreign.mailing]);
      assert.deepEqual(await asked({ to: new Date('2026-11-19Z') }), []);
    },
  },
  {
    name: 'what is known of nothing is null',
    async run({ delivery }) {
      assert.equal(await delivery.mailing(newTenant(), newId()), null);
    },
  },
  {
    name: 'packets that cannot be read are set aside and kept, the others go on',
    async run({ delivery }) {
      const tenant = newTenant();
      const spoiled: [string, Packet][] = [
        ['empty-packet', { ...packet([]), body: bytes('webhooks=') }],
        ['not-json', { ...packet([]), body: bytes('webhooks=%5B') }],
        ['unknown-kind', { ...packet([]), body: form([{ Type: 99 }]) }],
        ['unknown-dialect', { ...packet([response()]), dialect: 'carrier pigeon' }],
      ];
      for (const [index, [, one]] of spoiled.entries()) {
        await delivery.accept(tenant, { ...one, receivedAt: new Date(1000 + index) });
      }
      await delivery.accept(tenant, packet([response()]));
      assert.deepEqual(await delivery.process(tenant, { limit: 100, now }), {
        packets: 5,
        applied: 1,
        repeated: 0,
        rejected: 4,
        left: 0,
      });
      const { waiting, unreadable } = await delivery.backlog(tenant);
      assert.deepEqual([waiting, unreadable], [0, 4]);
      assert.deepEqual(
        await delivery.unreadable(tenant, 3),
        spoiled
          .map(([reason, { id, body }], index) => ({
            id,
            receivedAt: new Date(1000 + index),
            reason,
            bytes: body.length,
          }))
          .toReversed()
          .slice(0, 3),
      );
      assert.deepEqual(await delivery.unreadable(newTenant(), 10), []);
    },
  },
  {
    name: 'a bad event does not spoil its packet, which is kept all the same, and nothing counts twice',
    async run({ delivery }) {
      const tenant = newTenant();
      const good = response();
      const items = JSON.parse(new URLSearchParams(writeCesPacket([good])).get('webhooks') ?? '');
      await delivery.accept(tenant, {
        ...packet([]),
        body: form([...items, { Type: 2, EmailId: 'nobody' }]),
      });
      const report = await delivery.process(tenant, { limit: 10, now });
      assert.deepEqual([report.applied, report.rejected], [1, 1]);
      assert.equal((await delivery.unreadable(tenant, 10))[0]?.reason, 'bad-event');
      assert.equal(await delivery.retryUnreadable(tenant), 1);
      const { waiting, unreadable } = await delivery.backlog(tenant);
      assert.deepEqual([waiting, unreadable], [1, 0]);
      const again = await delivery.process(tenant, { limit: 10, now });
      assert.deepEqual([again.applied, again.repeated, again.rejected], [0, 1, 1]);
      assert.equal((await delivery.mailing(tenant, good.mailing))?.recipients, 1);
      assert.equal((await delivery.backlog(tenant)).unreadable, 1);
    },
  },
  {
    name: "responses of one tenant are nobody else's, even of the same mailing and recipient",
    async run({ delivery, launches }) {
      const [tenant, other] = [newTenant(), newTenant()];
      const one = response({ code: 2 });
      await launches.create(other, 'key', launch({ id: one.mailing, recipients: 7 }));
      await delivery.accept(tenant, packet([one], { remoteAddress: '192.0.2.1' }));
      await delivery.accept(tenant, { ...packet([]), body: bytes('') });
      assert.equal((await delivery.process(other, { limit: 10, now })).packets, 0);
      await delivery.process(tenant, { limit: 10, now });
      assert.equal((await delivery.backlog(other)).unreadable, 0);
      assert.equal(await delivery.retryUnreadable(other), 0);
      assert.deepEqual(await delivery.sources(other, new Date(0)), []);
      assert.equal((await delivery.appliedEvents(other)).recipient, 0);
      assert.deepEqual((await delivery.mailing(other, one.mailing))?.byCode, {});
      assert.equal((await delivery.mailing(tenant, one.mailing))?.recipients, 1);
      await feed(delivery, other, [{ ...one, code: 8 }]);
      assert.deepEqual((await delivery.mailing(other, one.mailing))?.byCode, { 8: 1 });
      assert.deepEqual((await delivery.mailing(tenant, one.mailing))?.byCode, { 2: 1 });
    },
  },
  {
    name: 'the same packet id may come to two tenants',
    async run({ delivery }) {
      const [tenant, other] = [newTenant(), newTenant()];
      const same = packet([response()]);
      await delivery.accept(tenant, same);
      await delivery.accept(other, same);
      assert.equal((await delivery.process(tenant, { limit: 10, now })).applied, 1);
      assert.equal((await delivery.process(other, { limit: 10, now })).applied, 1);
    },
  },
  {
    name: 'several that process at once apply nothing twice and leave nothing',
    async run({ delivery }) {
      const tenant = newTenant();
      const mailing = newId();
      const packets = Array.from({ length: 50 }, () =>
        packet([response({ mailing }), response({ mailing })]),
      );
      await Promise.all(packets.map((one) => delivery.accept(tenant, one)));
      const runs = Array.from({ length: 5 }, () => delivery.process(tenant, { limit: 20, now }));
      const reports = await Promise.all(runs);
      assert.equal(
        reports.reduce((sum, { packets }) => sum + packets, 0),
        50,
      );
      assert.equal(
        reports.reduce((sum, { applied }) => sum + applied, 0),
        100,
      );
      assert.equal((await delivery.mailing(tenant, mailing))?.recipients, 100);
    },
  },
  {
    name: 'large packets are taken like small ones',
    async run({ delivery }) {
      const tenant = newTenant();
      const mailing = newId();
      const events = Array.from({ length: 3000 }, () => response({ mailing, details: 'd'.repeat(400) }));
      const large = packet(events);
      assert.ok(large.body.length > 1_000_000);
      await delivery.accept(tenant, large);
      await delivery.accept(tenant, packet([response({ mailing })]));
      assert.equal((await delivery.process(tenant, { limit: 10, now })).applied, 3001);
      assert.equal((await delivery.mailing(tenant, mailing))?.recipients, 3001);
    },
  },
  {
    name: 'senders are counted by address, the most frequent first',
    async run({ delivery }) {
      const tenant = newTenant();
      const from = (remoteAddress: string | null, receivedAt: Date) =>
        delivery.accept(tenant, packet([response()], { remoteAddress, receivedAt }));
      await from('192.0.2.1', noon);
      await from('2001:db8::1', noon);
      await from('2001:db8::1', later);
      await from(null, later);
      await delivery.process(tenant, { limit: 10, now });
      assert.deepEqual(await delivery.sources(tenant, new Date(0)), [
        { address: '2001:db8::1', packets: 2 },
        { address: '192.0.2.1', packets: 1 },
      ]);
      assert.deepEqual(await delivery.sources(tenant, later), [{ address: '2001:db8::1', packets: 1 }]);
    },
  },
  {
    name: 'the host hears of every response that changed something, once',
    async run({ delivery, events }) {
      const tenant = newTenant();
      const consumer = newId();
      await events.read(consumer, 1);
      const all = oneOfEachKind();
      await feed(delivery, tenant, all);
      await feed(delivery, tenant, all);
      const heard = (await events.read(consumer, 10_000)).filter((row) => row.tenant === tenant);
      assert.deepEqual(
        heard.map(({ at, event }) => [at, event]),
        all.map((event) => [now.toISOString(), { type: 'response', event }]),
      );
    },
  },
  {
    name: 'it is healthy',
    async run(store) {
      assert.equal(await store.healthy(), true);
    },
  },
];

const noon = new Date('2026-11-24T12:00:00.000Z');
const later = new Date('2026-11-24T15:00:00.000Z');
const now = new Date('2026-11-24T16:00:00.000Z');

const newId = (): string => randomUUID();
const newTenant = (): Tenant => `tenant ${randomUUID()}`;
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const form = (items: unknown): Uint8Array => bytes(`webhooks=${encodeURIComponent(JSON.stringify(items))}`);

const change = (revision: string, actor = 'actor') => ({
  revision,
  actor: { id: actor, name: 'A' },
  at: noon,
  fields: ['enabled'],
});

const evidence: ConnectionEvidence = {
  sending: { state: 'failed', reason: 'key-rejected', serviceCode: 101 },
  responses: { state: 'unchecked', reason: 'needs-api-key' },
  provider: null,
  checkedAt: noon.toISOString(),
  outgoing: null,
  endpoint: null,
};

const report = (domain: string, state: DomainReport['state']): DomainReport => ({
  domain,
  unicode: domain,
  zone: null,
  service: { active: false, message: null },
  state,
  records: [],
  checkedAt: null,
});

const watch = (nextCheckAt: Date): DomainReport['watch'] => ({
  ...{ standing: 'new', misses: 0, rhythm: 'pending', looks: 1 },
  nextCheckAt: nextCheckAt.toISOString(),
});

const launch = (more: Partial<Launch> = {}): Launch => ({
  id: newId(),
  mailing: { id: 'm', name: 'News' },
  from: { email: 'news@a.example', name: 'News' },
  test: false,
  state: 'preparing',
  recipients: 10,
  sent: 0,
  unknown: 0,
  error: null,
  actor: { id: 'u', name: 'A' },
  createdAt: noon.toISOString(),
  updatedAt: noon.toISOString(),
  ...more,
});

type Response = Extract<DeliveryEvent, { kind: 'recipient' }>;

const response = (more: { [Field in keyof Response]?: Response[Field] | undefined } = {}): Response => ({
  kind: 'recipient',
  at: more.at ?? noon.getTime(),
  mailing: more.mailing ?? newId(),
  recipient: more.recipient ?? newId(),
  code: more.code ?? 2,
  reason: more.reason ?? '',
  details: more.details ?? '',
  opens: more.opens ?? 0,
  clicks: more.clicks ?? 0,
  provider: more.provider ?? '',
});

const counts = (more: Partial<ReportedTotals> = {}): ReportedTotals => ({
  ...{ sent: 0, delivered: 0, opens: 0, clicks: 0, unsubscribed: 0, spam: 0, hardBounce: 0, softBounce: 0 },
  ...{ rejected: 0, deliveryError: 0, expired: 0, stopped: 0 },
  ...more,
});

function oneOfEachKind(): DeliveryEvent[] {
  const personal = response({ reason: 'other', details: 'Ж', provider: 'p', opens: 1 });
  const { at, mailing, recipient } = personal;
  const link = 'https://a.example/?b';
  return [
    { kind: 'mailing-totals', at, mailing, totals: counts({ sent: 1 }), stateId: null },
    personal,
    { ...personal, kind: 'recipient-hour', hour: '2026-11-24T11:00Z' },
    { kind: 'recipient-link', at, mailing, recipient, link },
    { kind: 'mailing-link', at, mailing, link, clicks: 1 },
    { kind: 'unsubscribe', at, recipient, address: 'A@a.example' },
  ];
}

/** Ids in order of making, as receivers make them (UUIDv7). */
let packetNo = 0;
const newPacketId = () => `00000000-0000-7000-8000-${(++packetNo).toString(16).padStart(12, '0')}`;

const packet = (events: readonly DeliveryEvent[], more: Partial<Packet> = {}): Packet => ({
  id: newPacketId(),
  receivedAt: noon,
  dialect: 'ces',
  body: bytes(writeCesPacket(events)),
  contentType: formContentType,
  remoteAddress: null,
  ...more,
});

/** Takes these events in as one packet. */
async function feed(delivery: MailStore['delivery'], tenant: Tenant, events: readonly DeliveryEvent[]) {
  await delivery.accept(tenant, packet(events));
  return delivery.process(tenant, { limit: 10, now });
}
