import assert from 'node:assert/strict';
import type { DeliveryEvent, Ended, Outcome } from '@mail-settings/core';
import { counts, launch, newId, newTenant, now, oneOfEachKind, response } from './fixtures.ts';
import type { PortCase } from './port-case.ts';

/** What every `Ledger` must do, with the launches and the events for the host beside it. */
export const ledgerCases: readonly PortCase<'ledger' | 'launches' | 'events'>[] = [
  {
    name: 'responses become totals of their mailing',
    async run({ ledger }) {
      const tenant = newTenant();
      const mailing = newId();
      const recipient = newId();
      await ledger.apply(
        tenant,
        [
          response({ mailing, at: 1000, outcome: 'delivered' }),
          response({ mailing, at: 2000, outcome: 'clicked', opens: 2, clicks: 1 }),
          response({ mailing, at: 3000, outcome: 'hard-bounce', recipient }),
          response({ mailing, at: 4000, outcome: 'unsubscribed' }),
          {
            kind: 'mailing-totals',
            mailing,
            at: 5000,
            totals: counts({ sent: 4, hardBounce: 1 }),
            ended: 'completed',
          },
        ],
        now,
      );
      assert.deepEqual(await ledger.totals(tenant), [
        {
          mailing,
          launchedAt: null,
          recipients: 4,
          byOutcome: { delivered: 1, 'hard-bounce': 1, unsubscribed: 1, clicked: 1 },
          opens: 2,
          clicks: 1,
          unsubscribed: 1,
          reported: counts({ sent: 4, hardBounce: 1 }),
          ended: 'completed',
          firstEventAt: new Date(1000),
          lastEventAt: new Date(5000),
        },
      ]);
    },
  },
  {
    name: 'every kind of response is applied, and counted once when it comes again',
    async run({ ledger }) {
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
      assert.equal((await ledger.apply(tenant, all, now)).applied, 6);
      assert.deepEqual(await ledger.appliedEvents(tenant), once);
      const again = await ledger.apply(tenant, [...all, ...all], now);
      assert.deepEqual([again.applied, again.repeated], [0, 12]);
      assert.deepEqual(await ledger.appliedEvents(tenant), once);
      const newer = await ledger.apply(
        tenant,
        all.map((event) => ({ ...event, at: event.at + 1 })),
        now,
      );
      assert.deepEqual([newer.applied, newer.repeated], [6, 0]);
    },
  },
  {
    name: 'a late response changes nothing, one that was overtaken at the same date neither',
    async run({ ledger }) {
      const tenant = newTenant();
      const one = response({ at: 2000, outcome: 'opened', opens: 1 });
      await ledger.apply(tenant, [one], now);
      const report = await ledger.apply(
        tenant,
        [
          { ...one, at: 1000, outcome: 'delivered', opens: 0 },
          { ...one, outcome: 'delivered' },
        ],
        now,
      );
      assert.deepEqual([report.applied, report.repeated], [0, 2]);
      const totals = await ledger.mailing(tenant, one.mailing);
      assert.deepEqual([totals?.byOutcome, totals?.opens, totals?.recipients], [{ opened: 1 }, 1, 1]);
      assert.deepEqual([totals?.firstEventAt, totals?.lastEventAt], [new Date(1000), new Date(2000)]);
    },
  },
  {
    name: 'a newer response moves its recipient, one further on at the same date does too',
    async run({ ledger }) {
      const tenant = newTenant();
      const one = response({ at: 1000, outcome: 'handed-over' });
      await ledger.apply(
        tenant,
        [
          one,
          { ...one, outcome: 'delivered' },
          { ...one, at: 2000, outcome: 'clicked', opens: 3, clicks: 2 },
        ],
        now,
      );
      const clicked = await ledger.mailing(tenant, one.mailing);
      assert.deepEqual([clicked?.byOutcome, clicked?.opens, clicked?.clicks], [{ clicked: 1 }, 3, 2]);
      await ledger.apply(tenant, [{ ...one, at: 3000, outcome: 'complained', opens: 1, clicks: 0 }], now);
      const complained = await ledger.mailing(tenant, one.mailing);
      assert.deepEqual(
        [complained?.byOutcome, complained?.opens, complained?.clicks, complained?.recipients],
        [{ complained: 1 }, 1, 0, 1],
      );
    },
  },
  {
    name: 'who unsubscribed stays counted, whatever comes before or after',
    async run({ ledger }) {
      const tenant = newTenant();
      const one = response({ at: 2000, outcome: 'clicked' });
      await ledger.apply(tenant, [one], now);
      assert.equal(
        (await ledger.apply(tenant, [{ ...one, at: 1000, outcome: 'unsubscribed' }], now)).applied,
        1,
      );
      await ledger.apply(
        tenant,
        [
          { ...one, at: 1000, outcome: 'unsubscribed' },
          { ...one, at: 3000, outcome: 'opened' },
        ],
        now,
      );
      const totals = await ledger.mailing(tenant, one.mailing);
      assert.deepEqual([totals?.unsubscribed, totals?.byOutcome, totals?.recipients], [1, { opened: 1 }, 1]);
    },
  },
  {
    name: 'the newest report of the service counts',
    async run({ ledger }) {
      const tenant = newTenant();
      const mailing = newId();
      const report = (at: number, sent: number, ended: Ended | null): DeliveryEvent => ({
        kind: 'mailing-totals',
        ...{ mailing, at, ended, totals: counts({ sent }) },
      });
      await ledger.apply(
        tenant,
        [
          report(2000, 5, null),
          report(1000, 9, 'expired'),
          report(2000, 7, 'completed'),
          report(2000, 6, 'expired'),
        ],
        now,
      );
      const totals = await ledger.mailing(tenant, mailing);
      assert.deepEqual([totals?.reported?.sent, totals?.ended, totals?.recipients], [7, 'completed', 0]);
    },
  },
  {
    name: 'the outcome does not depend on the order or the cut of packets',
    async run({ ledger }) {
      const [tenant, other] = [newTenant(), newTenant()];
      const mailing = newId();
      const recipients = [newId(), newId(), newId()];
      const mixed: Outcome[] = [
        'delivered',
        'hard-bounce',
        'complained',
        'unsubscribed',
        'clicked',
        'opened',
        'canceled-unsubscribed',
      ];
      const events = Array.from({ length: 60 }, (_, index) =>
        response({
          mailing,
          recipient: recipients[index % 3],
          at: 1000 + ((index * 7) % 5),
          outcome: mixed[index % 7],
          opens: index % 4,
          clicks: index % 2,
        }),
      );
      await ledger.apply(tenant, events, now);
      for (const event of events.toReversed()) await ledger.apply(other, [event, event], now);
      assert.deepEqual(await ledger.mailing(other, mailing), await ledger.mailing(tenant, mailing));
    },
  },
  {
    name: 'a launch gives its mailing a date and a size, also before the first response',
    async run({ ledger, launches }) {
      const tenant = newTenant();
      const launched = launch({ recipients: 100 });
      await launches.create(tenant, 'key', launched);
      const before = await ledger.mailing(tenant, launched.id);
      assert.deepEqual(
        [before?.launchedAt, before?.recipients, before?.byOutcome, before?.lastEventAt],
        [new Date(launched.createdAt), 100, {}, null],
      );
      await ledger.apply(tenant, [response({ mailing: launched.id })], now);
      const after = await ledger.mailing(tenant, launched.id);
      assert.deepEqual(
        [after?.launchedAt, after?.recipients, after?.byOutcome],
        [new Date(launched.createdAt), 100, { delivered: 1 }],
      );
      assert.deepEqual(await ledger.totals(tenant), [after]);
    },
  },
  {
    name: 'test mails are counted apart',
    async run({ ledger, launches }) {
      const tenant = newTenant();
      const test = launch({ test: true, recipients: 2 });
      await launches.create(tenant, 'key', test);
      await ledger.apply(tenant, [response({ mailing: test.id })], now);
      assert.deepEqual(await ledger.totals(tenant), []);
      assert.deepEqual(await ledger.totals(tenant, { mailing: test.id }), []);
      assert.deepEqual((await ledger.mailing(tenant, test.id))?.byOutcome, { delivered: 1 });
    },
  },
  {
    name: 'totals can be asked for by mailing and by day',
    async run({ ledger, launches }) {
      const tenant = newTenant();
      const launched = launch({ createdAt: '2026-11-20T23:00:00.000Z' });
      await launches.create(tenant, 'key', launched);
      const foreign = response({ at: Date.UTC(2026, 10, 22, 10) });
      await ledger.apply(
        tenant,
        [foreign, response({ mailing: launched.id, at: Date.UTC(2026, 10, 25) })],
        now,
      );
      const asked = async (filter: object) =>
        (await ledger.totals(tenant, filter)).map(({ mailing }) => mailing);
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
    name: 'of many that apply the same responses at once, nothing is counted twice',
    async run({ ledger }) {
      const tenant = newTenant();
      const mailing = newId();
      const events = Array.from({ length: 30 }, () => response({ mailing }));
      const ends = await Promise.all(Array.from({ length: 5 }, () => ledger.apply(tenant, events, now)));
      const sum = (of: 'applied' | 'repeated') => ends.reduce((total, end) => total + end[of], 0);
      assert.deepEqual([sum('applied'), sum('repeated')], [30, 120]);
      assert.equal((await ledger.mailing(tenant, mailing))?.recipients, 30);
    },
  },
  {
    name: 'what is known of nothing is null',
    async run({ ledger }) {
      assert.equal(await ledger.mailing(newTenant(), newId()), null);
    },
  },
  {
    name: "responses of one tenant are nobody else's, even of the same mailing and recipient",
    async run({ ledger, launches }) {
      const [tenant, other] = [newTenant(), newTenant()];
      const one = response({ outcome: 'delivered' });
      await launches.create(other, 'key', launch({ id: one.mailing, recipients: 7 }));
      await ledger.apply(tenant, [one], now);
      assert.equal((await ledger.appliedEvents(other)).recipient, 0);
      assert.deepEqual((await ledger.mailing(other, one.mailing))?.byOutcome, {});
      assert.equal((await ledger.mailing(tenant, one.mailing))?.recipients, 1);
      await ledger.apply(other, [{ ...one, outcome: 'hard-bounce' }], now);
      assert.deepEqual((await ledger.mailing(other, one.mailing))?.byOutcome, { 'hard-bounce': 1 });
      assert.deepEqual((await ledger.mailing(tenant, one.mailing))?.byOutcome, { delivered: 1 });
    },
  },
  {
    name: 'the host hears of every response that changed something, once',
    async run({ ledger, events }) {
      const tenant = newTenant();
      const consumer = newId();
      await events.read(consumer, 1);
      const all = oneOfEachKind();
      await ledger.apply(tenant, all, now);
      await ledger.apply(tenant, all, now);
      const heard = (await events.read(consumer, 10_000)).filter((row) => row.tenant === tenant);
      assert.deepEqual(
        heard.map(({ at, event }) => [at, event]),
        all.map((event) => [now.toISOString(), { type: 'response', event }]),
      );
    },
  },
];
