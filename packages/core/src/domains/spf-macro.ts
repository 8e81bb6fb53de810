import { normalName } from './domain-name.ts';

/** A text without macros is itself; else its pieces in order. */
export type MacroText = string | MacroPiece[];
type MacroPiece = string | Macro;
type Macro = {
  letter: string;
  /** Parts to keep, counted from the right; 0 keeps all. */
  keep: number;
  reverse: boolean;
  delimiters: string;
  /** An upper-case letter asks for URL escapes. */
  escape: boolean;
};

/** What macros may name, by letter. */
export type MacroValues = Record<string, string>;

/**
 * Reads a macro-string (RFC 7208 §7.1), null where the grammar does not hold. With `isDomain` it must end as a domain-spec does:
 * in a top label, with or without a dot, or in a macro. `letters` are the macros allowed.
 */
export function parseMacro(
  text: string,
  isDomain: boolean,
  letters = 'slodiphv',
  spaces = false,
): MacroText | null {
  let hasMacro = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code > 126 || (code < 33 && !(spaces && code === 32))) return null;
    if (code === PERCENT) hasMacro = true;
  }
  if (!hasMacro) return isDomain && !endsInTopLabel(text) ? null : text;
  const pieces: MacroPiece[] = [];
  let tail = 0;
  for (let at = 0; at < text.length; ) {
    const percent = text.indexOf('%', at);
    if (percent !== at) pieces.push(text.slice(at, percent < 0 ? text.length : percent));
    if (percent < 0) break;
    const next = text.charAt(percent + 1);
    if (next === '{') {
      const end = text.indexOf('}', percent);
      const macro = end < 0 ? null : readMacro(text.slice(percent + 2, end), letters);
      if (macro === null) return null;
      pieces.push(macro);
      at = end + 1;
    } else {
      const literal = ESCAPES[next];
      if (literal === undefined) return null;
      pieces.push(literal);
      at = percent + 2;
    }
    tail = at;
  }
  return isDomain && tail < text.length && !endsInTopLabel(text.slice(tail)) ? null : pieces;
}

/** True where the text names a macro of this letter; `p` costs questions to DNS. */
export function usesMacro(text: MacroText, letter: string): boolean {
  return (
    typeof text !== 'string' && text.some((piece) => typeof piece !== 'string' && piece.letter === letter)
  );
}

export function expandMacro(text: MacroText, values: MacroValues): string {
  if (typeof text === 'string') return text;
  let out = '';
  for (const piece of text)
    out += typeof piece === 'string' ? piece : expandOne(piece, values[piece.letter] ?? '');
  return out;
}

/** Macro-expanded target names over 253 bytes lose labels on the left (RFC 7208 §7.3). */
export function shortenName(name: string): string {
  if (name.length <= 253) return name;
  const dot = name.indexOf('.', name.length - 254);
  return dot < 0 ? name : name.slice(dot + 1);
}

/** The name a target stands for, where it hangs on nothing but the record's own domain and the sender's; else null. */
export function knownName(
  target: MacroText,
  { domain, root }: { domain: string; root: string },
): string | null {
  const isKnown =
    typeof target === 'string' ||
    target.every((piece) => typeof piece === 'string' || piece.letter === 'd' || piece.letter === 'o');
  return isKnown ? normalName(shortenName(expandMacro(target, { d: domain, o: root }))) : null;
}

const ESCAPES: Record<string, string> = { '%': '%', _: ' ', '-': '%20' };

function readMacro(body: string, letters: string): Macro | null {
  const match = /^([a-z])(\d*)(r?)([.\-+,/_=]*)$/i.exec(body);
  const [, letter = '', digits = '', reverse = '', delimiters = ''] = match ?? [];
  if (match === null || !letters.includes(letter.toLowerCase()) || (digits !== '' && Number(digits) === 0))
    return null;
  return {
    letter: letter.toLowerCase(),
    keep: Number(digits),
    reverse: reverse !== '',
    delimiters,
    escape: letter < 'a',
  };
}

function expandOne(macro: Macro, value: string): string {
  let text = value;
  if (macro.keep > 0 || macro.reverse || macro.delimiters !== '') {
    const parts = splitAt(value, macro.delimiters || '.');
    if (macro.reverse) parts.reverse();
    text = (macro.keep > 0 ? parts.slice(-macro.keep) : parts).join('.');
  }
  return macro.escape ? text.replace(/[^\w.~-]/g, percentEncode) : text;
}

function splitAt(value: string, delimiters: string): string[] {
  if (delimiters.length === 1) return value.split(delimiters);
  const parts: string[] = [];
  let start = 0;
  for (let at = 0; at < value.length; at++) {
    if (delimiters.includes(value.charAt(at))) {
      parts.push(value.slice(start, at));
      start = at + 1;
    }
  }
  parts.push(value.slice(start));
  return parts;
}

function percentEncode(letter: string): string {
  return `%${letter.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}

/** A final `.toplabel`, with or without a dot after it; a top label has a letter or an inner hyphen. */
function endsInTopLabel(text: string): boolean {
  const last = text.charCodeAt(text.length - 1) === DOT ? text.length - 2 : text.length - 1;
  let isNumber = true;
  let at = last;
  for (; at >= 0; at--) {
    const code = text.charCodeAt(at);
    const lower = code | 32;
    if ((lower >= 97 && lower <= 122) || code === HYPHEN) isNumber = false;
    else if (code < 48 || code > 57) break;
  }
  const isLabel =
    at < last && !isNumber && text.charCodeAt(last) !== HYPHEN && text.charCodeAt(at + 1) !== HYPHEN;
  return isLabel && text.charCodeAt(at) === DOT;
}

const PERCENT = 37;
const HYPHEN = 45;
const DOT = 46;
