import type { HostEvent } from '../events/host-events.ts';
import type { DomainReport, DomainWatch } from './record.ts';
import { isWrong } from './verdict.ts';

type DomainEvent = Extract<HostEvent, { domain: string }>;

/** Checks in a row, each at its time, after which a verified domain is called broken. */
const CONFIRMATIONS = 3;

/**
 * What a check means for the watch: when to check again, and what the host should be told. `report` is null where the service
 * could not be asked. `random` is at least 0 and below 1: it spreads domains over time, so that those added together do
 * not stay together.
 *
 * A check before its time (a person pressed the button) is believed where it is good news; it is no further confirmation
 * of bad news and does not put the next check off. A check that DNS did not answer counts neither way.
 */
export function watchAfter(
  report: DomainReport | null,
  before: DomainWatch | undefined,
  now: Date,
  random: number,
): { watch: DomainWatch; events: DomainEvent['type'][] } {
  const last = before ?? firstWatch(now, random);
  const isEarly = before !== undefined && now < new Date(before.nextCheckAt);
  const seen = report === null ? 'unknown' : evidenceOf(report);
  const isSuspect = last.standing === 'verified' && seen === 'missing';
  if (isEarly && last.misses > 0 && seen !== 'right') return { watch: last, events: [] };

  const misses = isSuspect ? last.misses + 1 : seen === 'right' ? 0 : last.misses;
  const standing = seen === 'right' ? 'verified' : misses >= CONFIRMATIONS ? 'broken' : last.standing;
  const wrongSince =
    seen === 'right' ? undefined : (last.wrongSince ?? (isSuspect ? now.toISOString() : undefined));
  const rhythm = rhythmOf(seen, isSuspect && standing === 'verified', report);
  const isSame = rhythm === last.rhythm && standing === last.standing;
  if (isEarly && isSame && misses === last.misses) return { watch: last, events: [] };

  const looks = isSame ? last.looks + 1 : 1;
  const watch: DomainWatch = {
    standing,
    misses: standing === 'broken' ? 0 : misses,
    rhythm,
    looks,
    nextCheckAt: after(now, waitMs(rhythm, looks), random),
    ...(wrongSince === undefined ? {} : { wrongSince }),
  };
  return { watch, events: eventsOf(last.standing, standing) };
}

/** The watch of a domain not checked yet: its first check is due within five minutes. */
export const firstWatch = (now: Date, random: number): DomainWatch => ({
  standing: 'new',
  misses: 0,
  rhythm: 'pending',
  looks: 0,
  nextCheckAt: new Date(now.getTime() + (1 + 4 * random) * MINUTE).toISOString(),
});

type Evidence = 'right' | 'missing' | 'unknown';

/** Of DNS only what this check has seen counts; one record seen to be wrong is enough to know. */
function evidenceOf({ state, records }: DomainReport): Evidence {
  const required = records.filter(({ record }) => record.required);
  const seen = required.filter((one) => !one.stale && one.state !== 'unchecked');
  const isKnown = seen.length === required.length || seen.some(isWrong);
  if (!isKnown) return 'unknown';
  return state === 'verified' ? 'right' : 'missing';
}

function rhythmOf(seen: Evidence, isSuspect: boolean, report: DomainReport | null): DomainWatch['rhythm'] {
  if (seen === 'unknown' || report === null) return 'unknown';
  if (seen === 'right') return 'verified';
  if (isSuspect) return 'suspect';
  return report.state === 'pending' ? 'pending' : 'unverified';
}

function eventsOf(from: DomainWatch['standing'], to: DomainWatch['standing']): DomainEvent['type'][] {
  if (from === to) return [];
  if (to === 'broken') return ['domain-broken'];
  return [from === 'broken' ? 'domain-recovered' : 'domain-verified'];
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** First wait and longest; it doubles in between. */
const WAITS: Record<DomainWatch['rhythm'], [first: number, longest: number]> = {
  pending: [5 * MINUTE, HOUR],
  unverified: [HOUR, DAY],
  verified: [DAY, DAY],
  suspect: [10 * MINUTE, 10 * MINUTE],
  unknown: [10 * MINUTE, HOUR],
};

function waitMs(rhythm: DomainWatch['rhythm'], looks: number): number {
  const [first, longest] = WAITS[rhythm];
  return Math.min(first * 2 ** (looks - 1), longest);
}

/** Share of a wait that is left to chance. */
const JITTER = 0.2;

const after = (now: Date, ms: number, random: number): string =>
  new Date(now.getTime() + Math.round(ms * (1 - JITTER / 2 + JITTER * random))).toISOString();
