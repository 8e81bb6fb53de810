import type { Tenant } from '@mail-settings/core';
import { type Database, integer } from '../database.ts';

/** How many words are remembered by number; beyond it they are looked up again. */
const rememberedWords = 10_000;

/**
 * Numbers for texts that come again and again (providers, reasons), so that rows stay short. To be called within a
 * step that somebody else has begun. The empty text is 0.
 */
export function wordTable(db: Database): (tenant: Tenant, word: string) => number {
  const known = db.prepare('SELECT no FROM words WHERE tenant = ? AND word = ?');
  const insert = db.prepare('INSERT INTO words (tenant, word) VALUES (?, ?) RETURNING no');
  const remembered = new Map<Tenant, Map<string, number>>();
  let size = 0;
  const forget = () => {
    remembered.clear();
    size = 0;
  };
  // A number given out by a step that was undone belongs to nobody.
  db.onUndo(forget);
  return (tenant, word) => {
    if (word === '') return 0;
    let words = remembered.get(tenant);
    const found = words?.get(word);
    if (found !== undefined) return found;
    const no = integer((known.get(tenant, word) ?? insert.get(tenant, word))?.no);
    if (size >= rememberedWords) forget();
    words = remembered.get(tenant) ?? new Map();
    remembered.set(tenant, words.set(word, no));
    size++;
    return no;
  };
}
