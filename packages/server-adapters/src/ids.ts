import { createHash, randomFillSync } from 'node:crypto';

/**
 * Makes UUIDv7 (RFC 9562 §5.7) that sort in the order they were made, also within a millisecond and when the clock
 * is set back (§6.2, method 1: 12 bits of counter).
 */
export function createUuidV7(now: () => number = Date.now): () => string {
  let last = 0;
  let counter = 0;
  let time = '';
  return () => {
    const ms = now();
    if (ms > last) {
      last = ms;
      counter = 0;
      time = hexTime(ms);
    } else if (++counter > 0xfff) {
      last += 1;
      counter = 0;
      time = hexTime(last);
    }
    if (at + 8 > pool.length) {
      randomFillSync(pool);
      at = 0;
    }
    const random = pool.toString('hex', at, at + 8);
    const variant = '89ab'.charAt((pool[at] ?? 0) & 3);
    at += 8;
    return `${time}-7${counter.toString(16).padStart(3, '0')}-${variant}${random.slice(1, 4)}-${random.slice(4)}`;
  };
}

/** Random bytes are cheap by the thousand and dear one by one. */
const pool = Buffer.allocUnsafe(8192);
let at = pool.length;

function hexTime(ms: number): string {
  const hex = ms.toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}`;
}

/** UUIDv5 of a text (RFC 9562 §5.5), in a namespace of this kit: the same on every server. */
export function nameId(name: string): string {
  const hash = createHash('sha1').update(namespace).update(name).digest();
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x50;
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80;
  const hex = hash.toString('hex', 0, 16);
  return [0, 8, 12, 16, 20].map((from, i, all) => hex.slice(from, all[i + 1] ?? 32)).join('-');
}

/** Never to be changed: the ids of recipients hang on it. */
const namespace = Buffer.from('6f1c2d5e0b7a4c93a1e8d4705b9f3c26', 'hex');
