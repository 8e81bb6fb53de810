import type { Launch, LaunchState } from '../mailing/launch-store.ts';
import type { Backlog } from './inbox.ts';
import type { MailingTotals } from './ledger.ts';
import { type Outcome, type OutcomeGroup, outcomeGroup } from './outcomes.ts';

/** A number for support beside what it should be at most. No person, no text, nothing but counts and mailing ids. */
export type Indicator = {
  id: IndicatorId;
  unit: IndicatorUnit;
  /** Fixed English with the unit: part of the contract with support (`decided.md`). */
  caption: string;
  /** Null for plain counts, whose state is always ok. */
  benchmark: number | null;
  actual: number;
  /** `error` where `actual` is above the benchmark. */
  state: 'ok' | 'error';
  /** Mailings that miss the benchmark. */
  emailIds: string[];
};

export type IndicatorUnit = 'count' | 'per-mille' | 'minutes';

export type IndicatorFacts = {
  totals: readonly MailingTotals[];
  backlog: Backlog;
  /** States of the kit's own launches; tests and launches without totals are passed over. */
  launches: readonly Launch[];
  now: Date;
  /** Length of the daily pause of processing; packets may wait that much longer. 0 by default. */
  pauseMinutes?: number;
};

/** Mailings with fewer recipients are withheld: there even a count is personal. */
export const defaultCohort = 5;

/**
 * What support sees, and the mailings withheld from it. A share or an age over mailings is that of the worst one, so
 * that it misses its benchmark exactly when a mailing is named.
 */
export function indicatorsOf(
  facts: IndicatorFacts,
  options: { cohort?: number } = {},
): { indicators: Indicator[]; withheld: string[] } {
  const cohort = options.cohort ?? defaultCohort;
  const isWithheld = (totals: MailingTotals) => audienceOf(totals) < cohort;
  const launches = new Map(facts.launches.map((launch) => [launch.id, launch]));
  const mailings = facts.totals
    .filter((totals) => !isWithheld(totals) && launches.get(totals.mailing)?.test !== true)
    .map((totals) => mailingFacts(totals, launches.get(totals.mailing), facts.now));
  return {
    indicators: rows.map((row) => indicator(row, facts, mailings)),
    withheld: facts.totals.filter(isWithheld).map(({ mailing }) => mailing),
  };
}

/** Responses of single recipients and the service's own counts travel apart; the further one counts. */
const audienceOf = ({ recipients, reported }: MailingTotals) => Math.max(recipients, reported?.sent ?? 0);

type MailingFacts = {
  id: string;
  /** Null where the kit did not launch it. */
  state: LaunchState | null;
  isUnderWay: boolean;
  groups: Record<OutcomeGroup, number>;
  spam: number;
  /** Outcomes that shares are taken of: what was put off is none yet (`providers.md`). */
  outcomes: number;
  responses: number;
  /** Recipients the service took more than a day ago and nothing is known of. */
  unanswered: number;
  taken: number;
  /** Minutes since the last sign of a mailing under way; 0 for any other. */
  silence: number;
};

const underWay: ReadonlySet<LaunchState> = new Set(['preparing', 'sending', 'queued']);

function mailingFacts(totals: MailingTotals, launch: Launch | undefined, now: Date): MailingFacts {
  const groups = groupsOf(totals);
  const { reported, byOutcome } = totals;
  const seen = Object.values(byOutcome).reduce((sum, count) => sum + count, 0);
  const outcomes =
    groups.delivered + groups['soft-bounce'] + groups['hard-bounce'] + groups.rejected + groups['send-error'];
  const isUnderWay = launch !== undefined && underWay.has(launch.state);
  const isDayOld = launch !== undefined && minutesBetween(new Date(launch.createdAt), now) >= 24 * 60;
  const taken = isDayOld ? launch.sent + launch.unknown : 0;
  const signs = [launch?.updatedAt, totals.lastEventAt].map((sign) => (sign ? new Date(sign).getTime() : 0));
  return {
    id: totals.mailing,
    state: launch?.state ?? null,
    isUnderWay,
    groups,
    spam: Math.max(byOutcome.complained ?? 0, reported?.spam ?? 0),
    outcomes,
    responses: Math.max(seen, outcomes),
    unanswered: Math.max(0, taken - Math.max(seen, outcomes)),
    taken,
    silence: isUnderWay ? minutesBetween(new Date(Math.max(...signs)), now) : 0,
  };
}

function groupsOf({ byOutcome, reported }: MailingTotals): Record<OutcomeGroup, number> {
  const groups: Record<OutcomeGroup, number> = {
    waiting: 0,
    canceled: 0,
    delivered: 0,
    'soft-bounce': 0,
    'hard-bounce': 0,
    rejected: 0,
    'send-error': 0,
    unknown: 0,
  };
  for (const [outcome, count] of Object.entries(byOutcome)) groups[outcomeGroup(outcome as Outcome)] += count;
  if (reported === null) return groups;
  return {
    ...groups,
    delivered: Math.max(groups.delivered, reported.delivered),
    'soft-bounce': Math.max(groups['soft-bounce'], reported.softBounce),
    'hard-bounce': Math.max(groups['hard-bounce'], reported.hardBounce),
    rejected: Math.max(groups.rejected, reported.rejected),
    'send-error': Math.max(groups['send-error'], reported.deliveryError),
  };
}

const minutesBetween = (from: Date, to: Date): number =>
  Math.max(0, Math.floor((to.getTime() - from.getTime()) / 60_000));

/**
 * In per mille, of at least a hundred: one bounce of ten recipients is no wave.
 */
const share = (part: number, whole: number): number => Math.round((part * 1000) / Math.max(whole, 100));

type Row = { id: IndicatorId; unit: IndicatorUnit; caption: string } & (
  | {
      of: 'intake';
      benchmark(facts: IndicatorFacts, mailings: readonly MailingFacts[]): number | null;
      actual(facts: IndicatorFacts): number;
    }
  | { of: 'worst mailing'; benchmark: number; actual(mailing: MailingFacts): number }
  | { of: 'all mailings'; benchmark: number | null; actual(mailing: MailingFacts): number }
);

function indicator(row: Row, facts: IndicatorFacts, mailings: readonly MailingFacts[]): Indicator {
  const benchmark = row.of === 'intake' ? row.benchmark(facts, mailings) : row.benchmark;
  const actual = row.of === 'intake' ? row.actual(facts) : overMailings(row, mailings);
  const { id, unit, caption } = row;
  return {
    id,
    unit,
    caption,
    benchmark,
    actual,
    state: benchmark !== null && actual > benchmark ? 'error' : 'ok',
    emailIds:
      row.of === 'intake' || benchmark === null
        ? []
        : mailings.filter((mailing) => row.actual(mailing) > benchmark).map((mailing) => mailing.id),
  };
}

function overMailings(row: Exclude<Row, { of: 'intake' }>, mailings: readonly MailingFacts[]): number {
  const values = mailings.map((mailing) => row.actual(mailing));
  return row.of === 'worst mailing'
    ? values.reduce((worst, value) => Math.max(worst, value), 0)
    : values.reduce((sum, value) => sum + value, 0);
}

/** Minutes without any response that are normal while a mailing is under way. */
const silenceLimit = 60;

const rows = [
  {
    id: 'packets-waiting',
    of: 'intake',
    unit: 'count',
    caption: 'Response packets not yet processed (packets)',
    // Many at once are no fault, and a pause lets them wait on purpose: the age says when something is wrong.
    benchmark: () => null,
    actual: ({ backlog }) => backlog.waiting,
  },
  {
    id: 'packets-age',
    of: 'intake',
    unit: 'minutes',
    caption: 'Age of the oldest response packet not yet processed (minutes)',
    benchmark: ({ pauseMinutes = 0 }) => 15 + pauseMinutes,
    actual: ({ backlog, now }) =>
      backlog.oldestWaitingAt === null ? 0 : minutesBetween(backlog.oldestWaitingAt, now),
  },
  {
    id: 'packets-unreadable',
    of: 'intake',
    unit: 'count',
    caption: 'Response packets that could not be read (packets)',
    benchmark: () => 0,
    actual: ({ backlog }) => backlog.unreadable,
  },
  {
    id: 'last-response',
    of: 'intake',
    unit: 'minutes',
    caption: 'Time since the last response packet (minutes)',
    benchmark: (_facts, mailings) => (mailings.some(({ isUnderWay }) => isUnderWay) ? silenceLimit : null),
    actual: ({ backlog, launches, now }) => {
      const first = launches.map(({ createdAt }) => createdAt).sort()[0];
      return minutesBetween(backlog.lastReceivedAt ?? (first === undefined ? now : new Date(first)), now);
    },
  },
  {
    id: 'mailings-stuck',
    of: 'worst mailing',
    unit: 'minutes',
    caption: 'Longest time without a sign of a mailing that is being sent or queued (minutes)',
    benchmark: silenceLimit,
    actual: ({ silence }) => silence,
  },
  {
    id: 'mailings-failed',
    of: 'all mailings',
    unit: 'count',
    caption: 'Mailings that ended with an error or expired (mailings)',
    benchmark: 0,
    actual: ({ state }) => Number(state === 'failed' || state === 'expired'),
  },
  {
    id: 'recipients-unanswered',
    of: 'worst mailing',
    unit: 'per-mille',
    caption: 'Highest share of recipients without any response a day after the launch (per mille)',
    benchmark: 50,
    actual: ({ unanswered, taken }) => share(unanswered, taken),
  },
  {
    id: 'hard-bounces',
    of: 'worst mailing',
    unit: 'per-mille',
    caption: 'Highest share of hard bounces and invalid addresses in a mailing (per mille)',
    benchmark: 30,
    actual: ({ groups, outcomes }) => share(groups['hard-bounce'], outcomes),
  },
  {
    id: 'soft-bounces',
    of: 'worst mailing',
    unit: 'per-mille',
    caption: 'Highest share of soft bounces in a mailing (per mille)',
    benchmark: 50,
    actual: ({ groups, outcomes }) => share(groups['soft-bounce'], outcomes),
  },
  {
    id: 'send-errors',
    of: 'worst mailing',
    unit: 'per-mille',
    caption: 'Highest share of sending errors and rejections in a mailing (per mille)',
    benchmark: 10,
    actual: ({ groups, outcomes }) => share(groups['send-error'] + groups.rejected, outcomes),
  },
  {
    id: 'spam-complaints',
    of: 'worst mailing',
    unit: 'per-mille',
    caption: 'Highest share of spam complaints in a mailing (per mille)',
    // Gmail's and Yahoo's limit for bulk senders is 0.3 %.
    benchmark: 3,
    actual: ({ spam, outcomes }) => share(spam, outcomes),
  },
  {
    id: 'mailings',
    of: 'all mailings',
    unit: 'count',
    caption: 'Mailings counted (mailings)',
    benchmark: null,
    actual: () => 1,
  },
  {
    id: 'mailings-foreign',
    of: 'all mailings',
    unit: 'count',
    caption: 'Mailings counted that were not launched here (mailings)',
    benchmark: null,
    actual: ({ state }) => Number(state === null),
  },
  {
    id: 'responses',
    of: 'all mailings',
    unit: 'count',
    caption: 'Recipients with a response (recipients)',
    benchmark: null,
    actual: ({ responses }) => responses,
  },
  {
    id: 'delivered',
    of: 'all mailings',
    unit: 'count',
    caption: 'Recipients the email was delivered to (recipients)',
    benchmark: null,
    actual: ({ groups }) => groups.delivered,
  },
  {
    id: 'waiting',
    of: 'all mailings',
    unit: 'count',
    caption: 'Recipients queued or put off at the provider (recipients)',
    benchmark: null,
    actual: ({ groups }) => groups.waiting,
  },
  {
    id: 'failed',
    of: 'all mailings',
    unit: 'count',
    caption: 'Recipients the email could not be delivered to (recipients)',
    benchmark: null,
    actual: ({ groups, outcomes }) => outcomes - groups.delivered,
  },
  {
    id: 'canceled',
    of: 'all mailings',
    unit: 'count',
    caption: 'Recipients the email was not sent to (recipients)',
    benchmark: null,
    actual: ({ groups }) => groups.canceled,
  },
] satisfies Row[];

export type IndicatorId =
  | 'packets-waiting'
  | 'packets-age'
  | 'packets-unreadable'
  | 'last-response'
  | 'mailings-stuck'
  | 'recipients-unanswered'
  | 'mailings-failed'
  | 'hard-bounces'
  | 'soft-bounces'
  | 'send-errors'
  | 'spam-complaints'
  | 'mailings'
  | 'mailings-foreign'
  | 'responses'
  | 'delivered'
  | 'waiting'
  | 'failed'
  | 'canceled';
