import { describe, expect, it } from 'vitest';
import type { Launch } from '../mailing/launch-store.ts';
import type { Backlog } from './inbox.ts';
import { type Indicator, type IndicatorFacts, type IndicatorId, indicatorsOf } from './indicators.ts';
import type { MailingTotals } from './ledger.ts';

const now = new Date('2026-11-24T12:00:00Z');
const minutesAgo = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
const quiet: Backlog = { waiting: 0, oldestWaitingAt: null, unreadable: 0, lastReceivedAt: minutesAgo(1) };
const mailing = 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee';

const totals = (more: Partial<MailingTotals> = {}): MailingTotals => ({
  ...{
    mailing,
    launchedAt: minutesAgo(30),
    recipients: 1000,
    byOutcome: { delivered: 1000 },
    opens: 0,
    clicks: 0,
  },
  ...{
    unsubscribed: 0,
    reported: null,
    ended: null,
    firstEventAt: minutesAgo(29),
    lastEventAt: minutesAgo(2),
  },
  ...more,
});

const launch = (more: Partial<Launch> = {}): Launch => ({
  ...{
    id: mailing,
    mailing: { id: '1', name: 'News' },
    from: { email: 'a@example.com', name: 'A' },
    test: false,
  },
  ...{ state: 'queued', recipients: 1000, sent: 1000, unknown: 0, error: null, actor: { id: 'u' } },
  createdAt: minutesAgo(30).toISOString(),
  updatedAt: minutesAgo(30).toISOString(),
  ...more,
});

const reported = {
  ...{ sent: 0, delivered: 0, opens: 0, clicks: 0, unsubscribed: 0, spam: 0, hardBounce: 0, softBounce: 0 },
  ...{ rejected: 0, deliveryError: 0, expired: 0, stopped: 0 },
};

const look = (facts: Partial<IndicatorFacts>, options = {}) =>
  indicatorsOf({ totals: [totals()], backlog: quiet, launches: [launch()], now, ...facts }, options);

const failing = (facts: Partial<IndicatorFacts>): [IndicatorId, number, string[]][] =>
  look(facts)
    .indicators.filter(({ state }) => state === 'error')
    .map(({ id, actual, emailIds }) => [id, actual, emailIds]);

const actual = (id: IndicatorId, facts: Partial<IndicatorFacts>) =>
  look(facts).indicators.find((indicator: Indicator) => indicator.id === id)?.actual;

describe('what support sees', () => {
  it('is all well while a mailing goes its way', () => {
    expect(failing({})).toEqual([]);
  });

  it.each<[string, Partial<IndicatorFacts>, [IndicatorId, number, string[]][]]>([
    [
      'parsing stopped',
      { backlog: { ...quiet, waiting: 12, oldestWaitingAt: minutesAgo(40) } },
      [['packets-age', 40, []]],
    ],
    ['packets nobody can read', { backlog: { ...quiet, unreadable: 3 } }, [['packets-unreadable', 3, []]]],
    [
      'a queue that is stuck',
      {
        totals: [totals({ lastEventAt: minutesAgo(90) })],
        launches: [launch({ updatedAt: minutesAgo(95).toISOString() })],
      },
      [['mailings-stuck', 90, [mailing]]],
    ],
    [
      'responses that stay away',
      { backlog: { ...quiet, lastReceivedAt: minutesAgo(61) } },
      [['last-response', 61, []]],
    ],
    [
      'responses that never came',
      {
        backlog: { ...quiet, lastReceivedAt: null },
        launches: [launch({ createdAt: minutesAgo(70).toISOString() })],
      },
      [['last-response', 70, []]],
    ],
    [
      'a wave of hard bounces',
      { totals: [totals({ byOutcome: { delivered: 900, 'hard-bounce': 70, 'invalid-addressee': 30 } })] },
      [['hard-bounces', 100, [mailing]]],
    ],
    [
      'a wave only the service has counted so far',
      {
        totals: [
          totals({ byOutcome: {}, reported: { ...reported, sent: 1000, delivered: 900, hardBounce: 100 } }),
        ],
      },
      [['hard-bounces', 100, [mailing]]],
    ],
    [
      'a wave in a mailing of somebody else',
      { totals: [totals({ byOutcome: { 'hard-bounce': 1000 } })], launches: [] },
      [['hard-bounces', 1000, [mailing]]],
    ],
    [
      'mailboxes that put off',
      { totals: [totals({ byOutcome: { delivered: 940, 'soft-bounce': 60 } })] },
      [['soft-bounces', 60, [mailing]]],
    ],
    [
      'errors while sending',
      { totals: [totals({ byOutcome: { delivered: 980, 'send-error': 10, rejected: 10 } })] },
      [['send-errors', 20, [mailing]]],
    ],
    [
      'complaints',
      { totals: [totals({ byOutcome: { delivered: 996, complained: 4 } })] },
      [['spam-complaints', 4, [mailing]]],
    ],
    [
      'a launch that failed',
      { launches: [launch({ state: 'failed' })] },
      [['mailings-failed', 1, [mailing]]],
    ],
    [
      'recipients nobody answers for',
      {
        totals: [totals({ byOutcome: { delivered: 900 } })],
        launches: [launch({ createdAt: minutesAgo(1441).toISOString(), state: 'completed' })],
      },
      [['recipients-unanswered', 100, [mailing]]],
    ],
  ])('names %s', (_title, facts, expected) => {
    expect(failing(facts)).toEqual(expected);
  });

  it.each<[string, Partial<IndicatorFacts>]>([
    [
      'packets that wait for the end of a pause',
      { backlog: { ...quiet, waiting: 9000, oldestWaitingAt: minutesAgo(400) }, pauseMinutes: 480 },
    ],
    [
      'one bounce among ten',
      { totals: [totals({ recipients: 10, byOutcome: { delivered: 9, 'hard-bounce': 1 } })] },
    ],
    [
      'a mailing of somebody else without a sign for days',
      { totals: [totals({ lastEventAt: minutesAgo(9000) })], launches: [] },
    ],
    [
      'silence after a mailing is over',
      { backlog: { ...quiet, lastReceivedAt: minutesAgo(9000) }, launches: [launch({ state: 'completed' })] },
    ],
    [
      'a test mail that failed',
      {
        launches: [launch({ test: true, state: 'failed' })],
        totals: [totals({ byOutcome: { 'hard-bounce': 1000 } })],
      },
    ],
  ])('makes no alarm of %s', (_title, facts) => {
    expect(failing(facts)).toEqual([]);
  });

  it('counts recipients by what became of them', () => {
    const facts = {
      totals: [
        totals({
          byOutcome: {
            delivered: 5,
            clicked: 4,
            'handed-over': 3,
            'hard-bounce': 2,
            'soft-bounce': 1,
            'canceled-invalid-address': 6,
            unknown: 1,
          },
        }),
      ],
    };
    expect(
      ['responses', 'delivered', 'waiting', 'failed', 'canceled'].map((id) =>
        actual(id as IndicatorId, facts),
      ),
    ).toEqual([22, 9, 3, 3, 6]);
  });

  it('says how many mailings were not launched here', () => {
    const facts = { totals: [totals(), totals({ mailing: 'ffffffff-bbbb-4ccc-8ddd-eeeeeeeeeeee' })] };
    expect([actual('mailings', facts), actual('mailings-foreign', facts)]).toEqual([2, 1]);
  });

  it('leaves small mailings out and tells which', () => {
    const small = totals({ recipients: 4, byOutcome: { 'hard-bounce': 4 } });
    const { indicators, withheld } = look({ totals: [small], launches: [launch({ state: 'failed' })] });
    expect(withheld).toEqual([mailing]);
    expect(indicators.filter(({ emailIds, state }) => emailIds.length > 0 || state === 'error')).toEqual([]);
    expect(actual('mailings', { totals: [small] })).toBe(0);
    expect(look({ totals: [small] }, { cohort: 4 }).withheld).toEqual([]);
  });

  it('has a caption of its own for every indicator', () => {
    const { indicators } = look({});
    expect(new Set(indicators.map(({ caption }) => caption)).size).toBe(indicators.length);
    expect(
      indicators.every(
        ({ caption, unit }) =>
          unit === 'count' || caption.includes(unit === 'minutes' ? '(minutes)' : '(per mille)'),
      ),
    ).toBe(true);
  });
});
