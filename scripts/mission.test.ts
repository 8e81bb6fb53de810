import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const root = new URL('..', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');

/** Rows of the table: number, statement, where it is built, which test shows it, what is still thin. */
const rows = read('docs/mission.md')
  .split('\n')
  .flatMap((line) => {
    const cells = line.split('|').map((cell) => cell.trim());
    const [, id = '', , , shown = ''] = cells;
    return /^S\d+$/.test(id) ? [{ id, shown }] : [];
  });

test('the table has every requirement once, S1 to S57 in order', () => {
  expect(rows.map(({ id }) => id)).toEqual(Array.from({ length: 57 }, (_, index) => `S${index + 1}`));
});

test.each(rows)('$id names tests that exist', ({ shown }) => {
  const named = [...shown.matchAll(/`([^`]+\.ts)` “([^”]+)”/g)];
  expect(named.length).toBeGreaterThan(0);
  for (const [, path = '', title = ''] of named) expect(read(path)).toContain(title);
});
