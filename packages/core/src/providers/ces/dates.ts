/**
 * Milliseconds of a date as the service writes it: ISO 8601, UTC where it names no zone, or the `/Date(ms)/` of WCF,
 * which is UTC whatever zone stands behind it. Null where it is no date, or one after the year 9999.
 */
export function readDate(text: string): number | null {
  const time = text.endsWith('Z') && isoDate.test(text) ? Date.parse(text) : otherDate(text);
  return Number.isNaN(time) || time > lastDate ? null : time;
}

const isoDate = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(Z|[+-]\d\d(?::?\d\d)?)?)?$/i;
const wcfDate = /^\/Date\((-?\d{1,16})(?:[+-]\d{4})?\)\/$/;
const lastDate = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

function otherDate(text: string): number {
  const ms = wcfDate.exec(text)?.[1];
  if (ms !== undefined) return Number(ms);
  const iso = isoDate.exec(text);
  if (iso === null) return Number.NaN;
  const zone = iso[1] ?? '';
  const local = text.slice(0, text.length - zone.length).replace(' ', 'T');
  const time = local.length === 10 ? `${local}T00:00` : local;
  return Date.parse(`${time}${zoneOf(zone)}`);
}

/** As ECMAScript reads it: `Z` or `+hh:mm`. */
function zoneOf(zone: string): string {
  const [, hours, minutes = '00'] = /^([+-]\d\d):?(\d\d)?$/.exec(zone) ?? [];
  return hours === undefined ? 'Z' : `${hours}:${minutes}`;
}
