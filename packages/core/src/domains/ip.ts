/** An IPv4 address as one number, or null. Four decimal numbers, no leading zeros (RFC 7208 §12, `ip4-network`). */
export function parseIp4(text: string): number | null {
  let value = 0;
  let part = -1;
  let dots = 0;
  for (let at = 0; at <= text.length; at++) {
    const code = at < text.length ? text.charCodeAt(at) : 46;
    if (code === 46) {
      if (part < 0) return null;
      value = value * 256 + part;
      part = -1;
      dots++;
    } else {
      if (code < 48 || code > 57 || part === 0) return null;
      part = (part < 0 ? 0 : part * 10) + code - 48;
      if (part > 255) return null;
    }
  }
  return dots === 4 ? value : null;
}

/** An IPv6 address as eight numbers of 16 bits, or null (RFC 4291 §2.2). */
export function parseIp6(text: string): number[] | null {
  const found: number[] = [];
  let gap = -1;
  let at = 0;
  if (text.startsWith('::')) {
    gap = 0;
    at = 2;
  }
  while (at < text.length) {
    let group = 0;
    let end = at;
    for (
      let digit = hexDigit(text.charCodeAt(end));
      digit >= 0 && end - at < 4;
      digit = hexDigit(text.charCodeAt(end))
    ) {
      group = group * 16 + digit;
      end++;
    }
    const next = text.charCodeAt(end);
    if (next === DOT) {
      const value = parseIp4(text.slice(at));
      if (value === null) return null;
      found.push(value >>> 16, value & 0xffff);
      at = text.length;
      break;
    }
    if (end === at || found.length === 8) return null;
    found.push(group);
    at = end;
    if (at === text.length) break;
    if (next !== COLON) return null;
    at++;
    if (text.charCodeAt(at) === COLON) {
      if (gap >= 0) return null;
      gap = found.length;
      at++;
    } else if (at === text.length) {
      return null;
    }
  }
  if (gap < 0) return found.length === 8 ? found : null;
  if (found.length > 7) return null;
  const zeros = new Array<number>(8 - found.length).fill(0);
  return [...found.slice(0, gap), ...zeros, ...found.slice(gap)];
}

const DOT = 46;
const COLON = 58;

function hexDigit(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  const lower = code | 32;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
}

/** An address of a client: IPv4, or IPv6; an IPv4-mapped one is IPv4 (RFC 7208 §5). */
export type Ip = { version: 4; value: number } | { version: 6; groups: number[] };

export function parseIp(text: string): Ip | null {
  const value = parseIp4(text);
  if (value !== null) return { version: 4, value };
  const groups = parseIp6(text);
  if (groups === null) return null;
  const [, , , , , mark = 0, high = 0, low = 0] = groups;
  const isMapped = mark === 0xffff && groups.slice(0, 5).every((group) => group === 0);
  return isMapped ? { version: 4, value: high * 65536 + low } : { version: 6, groups };
}

/** True where both begin with the same `length` bits. */
export function sameNet4(one: number, other: number, length: number): boolean {
  return length === 0 || (one ^ other) >>> (32 - length) === 0;
}

export function sameNet6(one: readonly number[], other: readonly number[], length: number): boolean {
  for (let at = 0, left = length; left > 0; at++, left -= 16) {
    const shift = left < 16 ? 16 - left : 0;
    if ((one[at] ?? 0) >> shift !== (other[at] ?? 0) >> shift) return false;
  }
  return true;
}

/** The short form of RFC 5952 §4, which `URL` writes. */
export function writeIp6(groups: readonly number[]): string {
  return new URL(`http://[${groups.map((group) => group.toString(16)).join(':')}]`).hostname.slice(1, -1);
}
