import { type FindingCode, finding } from './finding.ts';
import type { Finding } from './record.ts';

type Damage = {
  findings: Finding[];
  /** The text without its damage; null where its end is lost. */
  text: string | null;
};

/**
 * What happened to a text on its way into DNS, where it would match without that damage: quotes, escapes or PEM armour typed
 * into the value, other text in front, or an end that was cut off. Null where it matches, and where it is simply another text.
 */
export function damageOf(text: string, expected: string, matches: (text: string) => boolean): Damage | null {
  if (matches(text)) return null;
  const findings: Finding[] = [];
  let trimmed = text;
  for (const [code, pattern] of REPAIRS) {
    const next = trimmed.replace(pattern, instead);
    if (next === trimmed) continue;
    findings.push(finding(code));
    trimmed = next.trim();
    const whole = [trimmed, `p=${trimmed}`].find(matches);
    if (whole !== undefined) return { findings, text: whole };
  }
  trimmed = trimmed.trim();
  const inner = [trimmed.slice(Math.max(trimmed.search(/[vkp] *=/i), 0)), expected].find(
    (part) => part !== trimmed && matches(part) && trimmed.endsWith(` ${part}`),
  );
  if (inner !== undefined) return { findings: [...findings, finding('dns.extra-text')], text: inner };
  const [cut, whole] = [trimmed, expected].map((one) => one.replace(/\s+/g, '')) as [string, string];
  const isCut = cut.length >= SHORTEST_START && cut.length < whole.length && whole.startsWith(cut);
  if (!isCut) return null;
  const length = finding('dns.truncated', { length: cut.length, expected: whole.length });
  return { findings: [...findings, length], text: null };
}

/** A cut text shorter than this could be the start of anything. */
export const SHORTEST_START = 12;

const REPAIRS: readonly [FindingCode, RegExp][] = [
  // No-break and other spaces, zero-width characters and byte order marks, as UTF-8.
  ['dns.odd-spaces', /\xc2\xa0|\xe2\x80[\x80-\x8f\xaf]|\xe2\x81\xa0|\xef\xbb\xbf/g],
  ['dns.pem-armour', /-----(?:BEGIN|END)[ A-Z]*-----/g],
  // Straight quotes, and typographic ones in UTF-8, one character per byte; others only around the whole text.
  ['dns.quotes', /"( *")?|\xe2\x80[\x98-\x9f]|\xc2[\xab\xbb]|^\s*['`]|['`]\s*$/g],
  ['dns.escapes', /\\(\d{3})|\\(?=[\\;"'=:. _-])/g],
  // Where nothing else helped: they are fine in a key.
  ['dns.odd-spaces', /[\t\r\n]+/g],
];

/**
 * `\059` of a zone file is a byte by its number, an odd space is a space, and of all else nothing is left. Without a group in
 * the pattern a place comes in its stead.
 */
function instead(whole: string, digits: string | number | undefined): string {
  if (typeof digits === 'string' && /^\d/.test(digits)) return String.fromCharCode(Number(digits));
  return /^(?:\s|\xc2\xa0|\xe2\x80[\x80-\x8a\xaf])/.test(whole) ? ' ' : '';
}
