/** A stretch of a value: in both, only in what was found (`del`), only in what is wanted (`ins`); `cut`: it ends here too early. */
export type Piece = { kind: 'same' | 'del' | 'ins' | 'cut'; text: string };
type Difference = { found: Piece[]; wanted: Piece[] };

/**
 * Compares two values of a record by their parts: terms of SPF, tags of DKIM and DMARC, so that only the parts that differ
 * are marked. In lists of tags, whose order means nothing, a part that only moved is no difference. Long parts (keys) that
 * are alike are compared by their letters.
 */
export function diffValues(found: string, wanted: string): Difference {
  const left = partsOf(found);
  const right = partsOf(wanted);
  const isTags = found.includes(';') || wanted.includes(';');
  const [a, b] = [left, right].map((parts) => parts.map(bare)) as [string[], string[]];
  const isSame = common(a, b);
  const elsewhere = (part: string, others: readonly string[]): boolean =>
    isTags && bare(part) !== '' && others.includes(bare(part));
  const result: Difference = { found: [], wanted: [] };
  let [at, to] = [0, 0];
  while (at < left.length || to < right.length) {
    const [gone, come]: [string[], string[]] = [[], []];
    while (at < left.length && !isSame.left.has(at)) gone.push(left[at++] ?? '');
    while (to < right.length && !isSame.right.has(to)) come.push(right[to++] ?? '');
    const isEnd = at === left.length;
    const [one = ''] = gone;
    const [other = ''] = come;
    if (gone.length === 1 && one !== '' && come.length > 0 && areAlike(one, other)) {
      byLetters(result, one, other, isEnd);
      come.shift();
    } else {
      for (const part of gone) push(result.found, elsewhere(part, b) ? 'same' : 'del', part);
      if (isEnd && gone.length === 0 && come.length > 0 && found !== '' && wanted.startsWith(found))
        result.found.push(cut);
    }
    for (const part of come) push(result.wanted, elsewhere(part, a) ? 'same' : 'ins', part);
    if (at < left.length) push(result.found, 'same', left[at++] ?? '');
    if (to < right.length) push(result.wanted, 'same', right[to++] ?? '');
  }
  return result;
}

const cut: Piece = { kind: 'cut', text: '' };

/** Words with the semicolon and the space behind them, which are no part of a comparison. */
const partsOf = (value: string): string[] => value.match(/\s*[^\s;]+;?\s*|[\s;]+/g) ?? [];
const bare = (part: string): string => part.replace(/^\s+|\s*;?\s*$/g, '');

/** Tables beyond this many cells are not made: DNS can carry texts of 64 kB. */
const mostCells = 250_000;

/** The places of a longest common run of parts, in order. */
function common(a: readonly string[], b: readonly string[]): Record<'left' | 'right', ReadonlySet<number>> {
  const places = { left: new Set<number>(), right: new Set<number>() };
  const take = (at: number, to: number): void => {
    places.left.add(at);
    places.right.add(to);
  };
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) take(head, head++);
  let [endA, endB] = [a.length, b.length];
  while (endA > head && endB > head && a[endA - 1] === b[endB - 1]) take(--endA, --endB);
  const [rows, columns] = [endA - head, endB - head];
  if (rows * columns > mostCells) return places;
  const lengths = Array.from({ length: rows + 1 }, () => new Uint16Array(columns + 1));
  const length = (row: number, column: number): number => lengths[row]?.[column] ?? 0;
  for (let row = rows - 1; row >= 0; row--) {
    for (let column = columns - 1; column >= 0; column--) {
      const cells = lengths[row];
      if (cells === undefined) continue;
      cells[column] =
        a[head + row] === b[head + column]
          ? length(row + 1, column + 1) + 1
          : Math.max(length(row + 1, column), length(row, column + 1));
    }
  }
  for (let [row, column] = [0, 0]; row < rows && column < columns; ) {
    if (a[head + row] === b[head + column]) take(head + row++, head + column++);
    else if (length(row + 1, column) >= length(row, column + 1)) row++;
    else column++;
  }
  return places;
}

/** The same part with something changed, not two different ones: one holds the other, or both are as long as keys. */
function areAlike(one: string, other: string): boolean {
  const [head, tail] = ends(one, other);
  const shorter = Math.min(one.length, other.length);
  return shorter >= 6 && head + tail >= (shorter >= 40 ? shorter / 2 : shorter);
}

function ends(one: string, other: string): [head: number, tail: number] {
  const shorter = Math.min(one.length, other.length);
  let head = 0;
  while (head < shorter && one[head] === other[head]) head++;
  let tail = 0;
  while (tail < shorter - head && one.at(-1 - tail) === other.at(-1 - tail)) tail++;
  return [head, tail];
}

function byLetters({ found, wanted }: Difference, one: string, other: string, isEnd: boolean): void {
  const [head, tail] = ends(one, other);
  for (const [pieces, kind, text] of [
    [found, 'del', one],
    [wanted, 'ins', other],
  ] as const) {
    push(pieces, 'same', text.slice(0, head));
    push(pieces, kind, text.slice(head, text.length - tail));
    push(pieces, 'same', text.slice(text.length - tail));
  }
  if (isEnd && head === one.length && other.length > one.length) found.push(cut);
}

function push(pieces: Piece[], kind: Piece['kind'], text: string): void {
  const last = pieces.at(-1);
  if (text === '') return;
  if (last?.kind === kind) last.text += text;
  else pieces.push({ kind, text });
}
