import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DeliveryEvent, reportedCounts } from './event.ts';
import type { MailingTotals } from './ledger.ts';
import type { Outcome } from './outcomes.ts';
import { applyEvent, emptyLedger, type LedgerMailing, selectMailings } from './totals.ts';

const personal = { reason: '', details: '', opens: 0, clicks: 0, provider: '' };
const response = (at: number, outcome: Outcome, more: object = {}): DeliveryEvent => ({
  ...personal,
  kind: 'recipient',
  mailing: 'm',
  recipient: 'r',
  at,
  outcome,
  ...more,
});

/** What a tenant's ledger shows after these events. */
function outcomeOf(events: readonly DeliveryEvent[]) {
  const ledger = emptyLedger();
  const outcomes = events.map((event) => applyEvent(ledger, event));
  const shown = (mailing: LedgerMailing | undefined) => {
    if (mailing === undefined) return undefined;
    const { known: _, byOutcome, ...counts } = mailing;
    return {
      ...counts,
      byOutcome: Object.fromEntries(Object.entries(byOutcome).filter(([, count]) => count !== 0)),
    };
  };
  return { outcomes, mailing: shown(ledger.mailings.get('m')), applied: ledger.applied };
}

describe('applying responses', () => {
  it.each<[string, DeliveryEvent[], object]>([
    [
      'the newest response of a recipient counts',
      [response(1, 'handed-over'), response(2, 'delivered')],
      { byOutcome: { delivered: 1 }, recipients: 1 },
    ],
    [
      'a late one changes nothing',
      [response(2, 'delivered'), response(1, 'handed-over')],
      { byOutcome: { delivered: 1 } },
    ],
    [
      'of equal dates the one further on counts',
      [response(1, 'opened'), response(1, 'delivered')],
      { byOutcome: { opened: 1 } },
    ],
    [
      'a complaint weighs most',
      [response(1, 'unsubscribed'), response(1, 'complained')],
      { byOutcome: { complained: 1 } },
    ],
    [
      'an outcome that is not known weighs least',
      [response(1, 'planned'), response(1, 'unknown')],
      { byOutcome: { planned: 1 } },
    ],
    [
      'opens and clicks are those of the latest',
      [response(1, 'opened', { opens: 2 }), response(2, 'clicked', { opens: 3, clicks: 1 })],
      { opens: 3, clicks: 1 },
    ],
    [
      'unsubscribing stays',
      [response(1, 'unsubscribed'), response(2, 'clicked')],
      { byOutcome: { clicked: 1 }, unsubscribed: 1 },
    ],
    [
      'unsubscribing is not lost by coming late',
      [response(2, 'clicked'), response(1, 'unsubscribed')],
      { byOutcome: { clicked: 1 }, unsubscribed: 1 },
    ],
    [
      'dates are those of all responses',
      [response(5, 'delivered'), response(3, 'handed-over'), response(4, 'delivered')],
      { firstEventAt: 3, lastEventAt: 5 },
    ],
    [
      'a missing date is no first date',
      [response(0, 'delivered'), response(3, 'handed-over')],
      { firstEventAt: 3, lastEventAt: 3 },
    ],
  ])('%s', (_title, events, expected) => {
    expect(outcomeOf(events).mailing).toMatchObject(expected);
  });

  it('a repeated packet counts once', () => {
    expect(outcomeOf([response(1, 'delivered'), response(1, 'delivered')]).outcomes).toEqual([
      'applied',
      'repeated',
    ]);
  });

  it('has the same outcome in any order where opens and clicks are as many together', () => {
    const [opened, clicked] = [
      response(0, 'unknown', { opens: 2, clicks: 1 }),
      response(0, 'unknown', { opens: 1, clicks: 2 }),
    ];
    expect(outcomeOf([opened, clicked]).mailing).toEqual(outcomeOf([clicked, opened]).mailing);
  });

  it('has the same outcome in any order, and however often', () => {
    const at = fc.integer({ min: 0, max: 3 });
    const count = fc.integer({ min: 0, max: 2 });
    const outcome = fc.constantFrom<Outcome>(
      'delivered',
      'complained',
      'unsubscribed',
      'canceled-limit',
      'clicked',
      'canceled-unsubscribed',
      'unknown',
    );
    const recipient = fc.constantFrom('r', 's');
    const totals = count.map((value) => Object.fromEntries(reportedCounts.map((name) => [name, value])));
    const event = fc.oneof(
      fc
        .record({ at, outcome, recipient, opens: count, clicks: count })
        .map((fields) => response(0, 'delivered', fields)),
      fc.record({
        kind: fc.constant('mailing-totals'),
        mailing: fc.constant('m'),
        at,
        totals,
        ended: fc.constant(null),
      }),
      fc.record({
        kind: fc.constant('mailing-link'),
        mailing: fc.constant('m'),
        at,
        link: fc.constantFrom('a', 'b'),
        clicks: count,
      }),
    ) as fc.Arbitrary<DeliveryEvent>;
    const orders = fc
      .array(event)
      .chain((events) =>
        fc.tuple(
          fc.constant(events),
          fc.shuffledSubarray([...events, ...events], { minLength: events.length * 2 }),
        ),
      );
    fc.assert(
      fc.property(orders, ([events, others]) => {
        expect(outcomeOf(others).mailing).toEqual(outcomeOf(events).mailing);
      }),
    );
  });
});

describe('choosing mailings', () => {
  const totals = (mailing: string, launched: string | null, first: string | null): MailingTotals => ({
    ...{
      mailing,
      recipients: 0,
      byOutcome: {},
      opens: 0,
      clicks: 0,
      unsubscribed: 0,
      reported: null,
      ended: null,
    },
    launchedAt: launched === null ? null : new Date(launched),
    firstEventAt: first === null ? null : new Date(first),
    lastEventAt: null,
  });
  const all = [
    totals('late', null, '2026-11-25T23:59:59Z'),
    totals('launched', '2026-11-24T00:00:00Z', '2026-11-26T00:00:00Z'),
    totals('undated', null, null),
  ];

  it.each<[string, object, string[]]>([
    ['nothing asked for', {}, ['undated', 'launched', 'late']],
    ['one mailing, in any letter case', { mailing: 'LATE' }, ['late']],
    [
      'from the day of the launch, whatever the hour',
      { from: new Date('2026-11-24T20:00:00Z') },
      ['launched', 'late'],
    ],
    [
      'up to the day of the first event',
      { from: new Date('2026-11-25Z'), to: new Date('2026-11-25T01:00:00Z') },
      ['late'],
    ],
    ['another day', { to: new Date('2026-11-23Z') }, []],
  ])('%s', (_title, filter, mailings) => {
    expect(selectMailings(all, filter).map(({ mailing }) => mailing)).toEqual(mailings);
  });
});
