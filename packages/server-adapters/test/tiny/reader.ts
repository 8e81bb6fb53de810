// How the tiny service says what became of an email. Imports types alone, since a store's own thread loads it.
import type { DeliveryEvent, Outcome, PacketReader, PacketReading } from '@mail-settings/core';

/** Its own words. */
export const tinyWords: Readonly<Record<string, Outcome>> = {
  landed: 'delivered',
  seen: 'opened',
  gone: 'hard-bounce',
  full: 'soft-bounce',
  hated: 'complained',
};

/** `{"reports":[{"job","to","at","what"}]}`; `at` in seconds. */
export const read: PacketReader = (body) => {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch (error) {
    return unreadable(error instanceof SyntaxError ? 'not-json' : 'not-utf8');
  }
  const reports = isFields(json) ? json.reports : undefined;
  if (!Array.isArray(reports)) return unreadable('not-an-array');
  const read = reports.map(eventOf);
  const events = read.filter((event) => event !== null);
  return { state: 'read', events, unknown: 0, bad: read.length - events.length };
};

export const readerModule = import.meta.url;

function eventOf(report: unknown): DeliveryEvent | null {
  if (!isFields(report)) return null;
  const { job, to, at, what } = report;
  if (typeof job !== 'string' || typeof to !== 'string' || typeof what !== 'string') return null;
  if (typeof at !== 'number' || !Number.isSafeInteger(at) || at < 0 || at > 8.64e12) return null;
  const outcome = Object.hasOwn(tinyWords, what) ? tinyWords[what] : undefined;
  return {
    ...{ kind: 'recipient', at: at * 1000, mailing: job, recipient: to, outcome: outcome ?? 'unknown' },
    ...{ reason: '', details: '', opens: outcome === 'opened' ? 1 : 0, clicks: 0, provider: '' },
  };
}

const unreadable = (reason: 'not-utf8' | 'not-json' | 'not-an-array'): PacketReading => ({
  state: 'unreadable',
  reason,
});

const isFields = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
