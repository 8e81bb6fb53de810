/** Most bytes in one character-string of a TXT record (RFC 1035 §3.3). */
const MAX_STRING = 255;

/** The text of a TXT record: its strings with nothing between them (RFC 7208 §3.3, RFC 6376 §3.6.2.2). */
export function joinStrings(strings: readonly string[]): string {
  let text = '';
  for (const string of strings) text += string;
  return text;
}

/** The text as UTF-8, one character per byte, which is how DNS answers show it. */
export function toBytes(text: string): string {
  if (/^[\0-\x7f]*$/.test(text)) return text;
  let bytes = '';
  for (const letter of text) {
    const point = letter.codePointAt(0) ?? 0;
    const code = point >= 0xd800 && point <= 0xdfff ? 0xfffd : point;
    const more = code < 0x80 ? 0 : code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
    bytes += String.fromCharCode((LEAD[more] ?? 0) | (code >> (6 * more)));
    for (let left = more - 1; left >= 0; left--)
      bytes += String.fromCharCode(0x80 | ((code >> (6 * left)) & 0x3f));
  }
  return bytes;
}

/** Marks of a first byte that one, two or three more follow. */
const LEAD = [0, 0xc0, 0xe0, 0xf0];

/** Cuts bytes into character-strings of at most 255; an empty text is one empty string. */
export function toStrings(bytes: string): string[] {
  const strings: string[] = [];
  for (let at = 0; at < bytes.length || at === 0; at += MAX_STRING)
    strings.push(bytes.slice(at, at + MAX_STRING));
  return strings;
}

/** One `name=value` of a tag list; `value` is null where there is no `=`. */
export type Tag = { name: string; value: string | null };

/**
 * Splits a tag list (RFC 6376 §3.2): `name=value` pairs between semicolons, spaces around both left out.
 * An empty place keeps its row with an empty name, save after the last semicolon. Case is kept.
 */
export function readTags(text: string): Tag[] {
  const parts = text.split(';');
  if (parts.length > 1 && isBlank(parts.at(-1))) parts.pop();
  return parts.map((part) => {
    const at = part.indexOf('=');
    return at < 0
      ? { name: trim(part), value: null }
      : { name: trim(part.slice(0, at)), value: trim(part.slice(at + 1)) };
  });
}

function isBlank(text: string | undefined): boolean {
  return trim(text ?? '') === '';
}

/** Takes off the white space of mail headers only: `trim()` would also take Latin-1 bytes such as 0xA0. */
function trim(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isSpace(text.charCodeAt(start))) start++;
  while (end > start && isSpace(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}

function isSpace(code: number): boolean {
  return code === 32 || code === 9 || code === 10 || code === 13;
}
