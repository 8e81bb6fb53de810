import { type FindingCode, finding } from './finding.ts';
import type { Finding } from './record.ts';

/**
 * What happened to a text on its way into DNS, where it would match without that damage: quotes, escapes or PEM armour typed
 * into the value, other text in front, or an end that was cut off. Empty where it matches, and where it is simply another text.
 */
export function damageOf(text: string, expected: string, matches: (text: string) => boolean): Finding[] {
  if (matches(text)) return [];
  const findings: Finding[] = [];
  let repaired = text;
  for (const [code, pattern] of REPAIRS) {
    const next = repaired.replace(pattern, '');
    if (next !== repaired) findings.push(finding(code));
    repaired = next;
  }
  const trimmed = repaired.trim();
  if (findings.length > 0 && matches(trimmed)) return findings;
  const inner = trimmed.slice(Math.max(trimmed.search(/[vkp] *=/i), 0));
  if (inner !== trimmed && matches(inner)) return [...findings, finding('dns.extra-text')];
  const [cut, whole] = [trimmed, expected].map((one) => one.replace(/\s+/g, '')) as [string, string];
  const isCut = cut.length >= SHORTEST_START && cut.length < whole.length && whole.startsWith(cut);
  return isCut ? [...findings, finding('dns.truncated', { length: cut.length, expected: whole.length })] : [];
}

/** A cut text shorter than this could be the start of anything. */
const SHORTEST_START = 12;

const REPAIRS: readonly [FindingCode, RegExp][] = [
  ['dns.pem-armour', /-----(?:BEGIN|END)[ A-Z]*-----/g],
  // Straight quotes, and typographic ones in UTF-8, one character per byte.
  ['dns.quotes', /"( *")?|\xe2\x80[\x98-\x9f]|\xc2[\xab\xbb]/g],
  ['dns.escapes', /\\(?=[\\;"'=:. _-])/g],
];
