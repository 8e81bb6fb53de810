/** A stretch of a value: in both, only in what was found (`del`), only in what is wanted (`ins`); `cut`: it ends here too early. */
export type Piece = { kind: 'same' | 'del' | 'ins' | 'cut'; text: string };

/**
 * Compares two values of a record: what they begin and end with alike is no difference. That is how values go wrong,
 * a part put in, a key cut short; words are kept whole unless one is the beginning of the other.
 */
export function diffValues(found: string, wanted: string): { found: Piece[]; wanted: Piece[] } {
  const shorter = Math.min(found.length, wanted.length);
  let head = 0;
  while (head < shorter && found[head] === wanted[head]) head++;
  let tail = 0;
  while (tail < shorter - head && found.at(-1 - tail) === wanted.at(-1 - tail)) tail++;
  const isCut = head === found.length && head < wanted.length;
  if (!isCut && !/\S{60}/.test(wanted)) {
    while (!isBreak(found, head) || !isBreak(wanted, head)) head--;
    while (!isBreak(found, found.length - tail) || !isBreak(wanted, wanted.length - tail)) tail--;
  }
  const pieces = (text: string, kind: 'del' | 'ins'): Piece[] =>
    [
      { kind: 'same', text: text.slice(0, head) } as const,
      { kind, text: text.slice(head, text.length - tail) },
      { kind: 'same', text: text.slice(text.length - tail) } as const,
    ].filter((piece) => piece.text !== '');
  return {
    found: [...pieces(found, 'del'), ...(isCut && found !== '' ? [{ kind: 'cut', text: '' } as const] : [])],
    wanted: pieces(wanted, 'ins'),
  };
}

/** Between words; both ends of a text count. */
const isBreak = (text: string, at: number): boolean =>
  at === 0 || at === text.length || /[\s;]/.test(text.slice(at - 1, at + 1));
