/** Letters and digits, so that no run of six turns up by chance. */
export function randomKey(length: number): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
  const bytes = crypto.getRandomValues(new Uint8Array(length));
  return Array.from(bytes, (byte) => letters[byte % letters.length]).join('');
}

/**
 * What would give a key away, plain, as hex and as base64: every run of six characters, so that of its end only the last
 * four may be shown. Longer runs for keys whose letters turn up by chance.
 */
export function traces(key: string, run = 6): string[] {
  const cut = (text: string, length: number, step = 1) =>
    Array.from({ length: Math.floor((text.length - length) / step) + 1 }, (_, at) =>
      text.slice(step * at, step * at + length),
    );
  const hex = cut(Buffer.from(key).toString('hex'), 2 * run, 2);
  // Base64 takes three characters together, so that there are three ways to meet them.
  const base64 = [0, 1, 2].flatMap((shift) => {
    const text = Buffer.from('x'.repeat(shift) + key);
    return [text.toString('base64'), text.toString('base64url')].flatMap((coded) =>
      cut(coded.slice(4, -4), Math.ceil((run * 4) / 3) + 2),
    );
  });
  return [...cut(key, run), ...hex, ...hex.map((text) => text.toUpperCase()), ...base64];
}
