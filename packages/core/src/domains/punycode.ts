const BASE = 36;
const T_MIN = 1;
const T_MAX = 26;
const MAX_CODE_POINT = 0x10ffff;

/** Decodes what stands after `xn--` (RFC 3492 §6.2), for showing only; null where it is no punycode. */
export function decodeLabel(encoded: string): string | null {
  const cut = encoded.lastIndexOf('-');
  const points = [...encoded.slice(0, Math.max(cut, 0))].map((letter) => letter.charCodeAt(0));
  let bias = 72;
  let point = 128;
  let index = 0;
  for (let at = cut < 0 ? 0 : cut + 1; at < encoded.length; ) {
    const before = index;
    for (let weight = 1, k = BASE; ; k += BASE) {
      const digit = digitOf(encoded.charCodeAt(at++));
      if (digit === null) return null;
      index += digit * weight;
      if (index > MAX_CODE_POINT * (points.length + 1)) return null;
      const threshold = Math.min(Math.max(k - bias, T_MIN), T_MAX);
      if (digit < threshold) break;
      weight *= BASE - threshold;
    }
    bias = adapt(index - before, points.length + 1, before === 0);
    point += Math.floor(index / (points.length + 1));
    if (point > MAX_CODE_POINT) return null;
    index %= points.length + 1;
    points.splice(index++, 0, point);
  }
  return String.fromCodePoint(...points);
}

function digitOf(code: number): number | null {
  if (code >= 97 && code <= 122) return code - 97;
  if (code >= 65 && code <= 90) return code - 65;
  return code >= 48 && code <= 57 ? code - 22 : null;
}

function adapt(difference: number, length: number, isFirst: boolean): number {
  let delta = Math.floor(difference / (isFirst ? 700 : 2));
  delta += Math.floor(delta / length);
  let k = 0;
  for (; delta > 455; k += BASE) delta = Math.floor(delta / 35);
  return k + Math.floor((36 * delta) / (delta + 38));
}
