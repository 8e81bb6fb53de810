import type { Finding } from './record.ts';

/**
 * What happened to a text on its way into DNS, where it would match without that damage: quotes, escapes or PEM armour typed
 * into the value, other text around it, or an end that was cut off. Empty where the text is simply another one.
 */
export function damageOf(text: string, expected: string, matches: (text: string) => boolean): Finding[] {
  if (matches(text)) return [];
  const codes: string[] = [];
  let repaired = text;
  for (const [code, pattern, replacement] of REPAIRS) {
    const next = repaired.replace(pattern, replacement);
    if (next !== repaired) codes.push(code);
    repaired = next;
  }
  const trimmed = repaired.trim();
  if (codes.length > 0 && matches(trimmed)) return codes.map(damage);
  const inner = trimmed.slice(Math.max(trimmed.search(/v=|k=|p=/i), 0));
  if (inner !== trimmed && matches(inner)) return [...codes, 'dns.extra-text'].map(damage);
  const plain = squeeze(trimmed);
  const whole = squeeze(expected);
  if (plain.length >= SHORTEST_START && plain.length < whole.length && whole.startsWith(plain)) {
    return [
      ...codes.map(damage),
      { ...damage('dns.truncated'), params: { length: plain.length, expected: whole.length } },
    ];
  }
  return [];
}

/** A cut text shorter than this could be the start of anything. */
const SHORTEST_START = 12;

const REPAIRS: readonly [string, RegExp, string][] = [
  ['dns.pem-armour', /-----(?:BEGIN|END)[ A-Z]*-----/g, ''],
  // Straight quotes, and typographic ones in UTF-8, one character per byte.
  ['dns.quotes', /" *"|"|\xe2\x80[\x98-\x9f]|\xc2[\xab\xbb]/g, ''],
  ['dns.escapes', /\\+(?=[;"'=:. _-])/g, ''],
];

function squeeze(text: string): string {
  return text.replace(/\s+/g, '');
}

function damage(code: string): Finding {
  return { code, severity: 'error', source: 'RFC 1035 §5.1', params: {} };
}
