import type { FieldIssue } from '../errors.ts';
import type { PauseWindow } from '../settings/settings-store.ts';

/**
 * Whether packets wait now. Only processing pauses, receiving never does (`ces-contract.md` §2.9). Both ends are
 * exclusive; `from` after `to` goes over midnight; equal or unreadable ends mean no pause. The clock on the wall of
 * the time zone counts: an hour that summer time repeats is paused twice, an hour it skips never comes. A time zone
 * this platform does not know pauses nothing, since packets that never get processed are the worse fault.
 */
export function isPaused(pause: PauseWindow | null, now: Date): boolean {
  if (pause === null) return false;
  const from = millisecondsOf(pause.from);
  const to = millisecondsOf(pause.to);
  if (from === null || to === null || from === to) return false;
  const time = wallClock(pause.timeZone, now);
  if (time === null) return false;
  return from < to ? from < time && time < to : time > from || time < to;
}

/** Length of the pause in minutes, as a clock without summer time counts; 0 for none. */
export function pauseMinutes(pause: PauseWindow | null): number {
  const from = pause === null ? null : millisecondsOf(pause.from);
  const to = pause === null ? null : millisecondsOf(pause.to);
  if (from === null || to === null) return 0;
  return ((to - from + 24 * 3_600_000) % (24 * 3_600_000)) / 60_000;
}

/**
 * What is wrong with a typed pause: `not-a-time`, `unknown-time-zone`. An empty end is well formed and means no pause.
 * Saved as it is, a wrong one would pause nothing without a word.
 */
export function pauseIssues(pause: PauseWindow | null): FieldIssue[] {
  if (pause === null) return [];
  const isTime = (text: string) => text === '' || millisecondsOf(text) !== null;
  return [
    ...(isTime(pause.from) ? [] : [{ field: 'pause.from', code: 'not-a-time' }]),
    ...(isTime(pause.to) ? [] : [{ field: 'pause.to', code: 'not-a-time' }]),
    ...(formatOf(pause.timeZone) === null ? [{ field: 'pause.timeZone', code: 'unknown-time-zone' }] : []),
  ];
}

/** `HH:MM` as milliseconds since midnight. */
function millisecondsOf(time: string): number | null {
  const [, hours, minutes] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(time) ?? [];
  return hours === undefined ? null : (Number(hours) * 60 + Number(minutes)) * 60_000;
}

/** Milliseconds since midnight on the wall, null for an unknown zone. */
function wallClock(timeZone: string, now: Date): number | null {
  const format = formatOf(timeZone);
  if (format === null) return null;
  const [hours = '', minutes = '', seconds = ''] = format.format(now).split(':');
  // Offsets of today's zones are whole seconds, so the milliseconds are those of UTC.
  return ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000 + now.getUTCMilliseconds();
}

const formats = new Map<string, Intl.DateTimeFormat | null>();

/** Making a format costs far more than using it; the zones of one host are few. */
function formatOf(timeZone: string): Intl.DateTimeFormat | null {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const format = newFormat(timeZone);
  if (formats.size >= 1000) formats.clear();
  formats.set(timeZone, format);
  return format;
}

function newFormat(timeZone: string): Intl.DateTimeFormat | null {
  try {
    return new Intl.DateTimeFormat('en-GB', {
      timeZone,
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
    });
  } catch {
    return null;
  }
}
