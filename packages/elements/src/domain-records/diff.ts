/** A stretch of a value: in both, only in what was found (`del`), or only in what is wanted (`ins`). */
export type Piece = { kind: 'same' | 'del' | 'ins'; text: string };

/**
 * Compares two values of a record: by words and tags, and within a long word that begins alike by characters.
 * `found` and `wanted` are the pieces to show on either side.
 */
export function diffValues(found: string, wanted: string): { found: Piece[]; wanted: Piece[] } {
  const pieces = refine(diffTokens(tokens(found), tokens(wanted)));
  return {
    found: join(pieces.filter(({ kind }) => kind !== 'ins')),
    wanted: join(pieces.filter(({ kind }) => kind !== 'del')),
  };
}

/** Words with the spaces around them apart, so that a new word takes its space along. */
const tokens = (text: string): string[] => text.match(/[^\s;]+|;|\s+/g) ?? [];

/** Longest common subsequence; values are a few hundred tokens at most, longer ones are compared by their ends only. */
function diffTokens(a: string[], b: string[]): Piece[] {
  if (a.length * b.length > 250_000)
    return [
      { kind: 'del', text: a.join('') },
      { kind: 'ins', text: b.join('') },
    ];
  const width = b.length + 1;
  const lengths = new Uint16Array((a.length + 1) * width);
  const at = (i: number, j: number): number => lengths[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      lengths[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  const pieces: Piece[] = [];
  for (let i = 0, j = 0; i < a.length || j < b.length; ) {
    const [left, right] = [a[i], b[j]];
    if (left !== undefined && left === right) {
      pieces.push({ kind: 'same', text: left });
      i++;
      j++;
    } else if (right === undefined || (left !== undefined && at(i + 1, j) >= at(i, j + 1))) {
      pieces.push({ kind: 'del', text: left ?? '' });
      i++;
    } else {
      pieces.push({ kind: 'ins', text: right });
      j++;
    }
  }
  return join(pieces);
}

/** A word put in the place of another, such as a key that was cut: the ends they share are no difference. */
function refine(pieces: Piece[]): Piece[] {
  return pieces.flatMap((piece, index) => {
    const [before, after] = [pieces[index - 1], pieces[index + 1]];
    if (piece.kind === 'ins' && before?.kind === 'del') return [];
    if (piece.kind !== 'del' || after?.kind !== 'ins') return [piece];
    const head = commonLength(piece.text, after.text, (text, at) => text[at]);
    const tail = commonLength(
      piece.text.slice(head),
      after.text.slice(head),
      (text, at) => text[text.length - 1 - at],
    );
    if (head + tail < 8) return [piece, after];
    const middle = (text: string): string => text.slice(head, text.length - tail);
    return [
      { kind: 'same', text: piece.text.slice(0, head) },
      { kind: 'del', text: middle(piece.text) },
      { kind: 'ins', text: middle(after.text) },
      { kind: 'same', text: piece.text.slice(piece.text.length - tail) },
    ].filter(({ text }) => text !== '') as Piece[];
  });
}

function commonLength(a: string, b: string, pick: (text: string, at: number) => string | undefined): number {
  let length = 0;
  while (length < Math.min(a.length, b.length) && pick(a, length) === pick(b, length)) length++;
  return length;
}

function join(pieces: Piece[]): Piece[] {
  return pieces.reduce<Piece[]>((joined, piece) => {
    const last = joined.at(-1);
    if (last?.kind === piece.kind) joined[joined.length - 1] = { ...last, text: last.text + piece.text };
    else joined.push(piece);
    return joined;
  }, []);
}
