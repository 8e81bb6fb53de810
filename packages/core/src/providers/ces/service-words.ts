/** Longest passage of the service's own words that is passed on, in characters. */
const wordLimit = 300;
/** What is looked at of a message at all; markup may take most of it. */
const readLimit = 2000;
/** A run of so many characters of a secret gives it away. */
const runLength = 6;

/**
 * What a service says of a failure in its own words, fit to be shown as text: one line, bounded, without markup, control
 * characters and addresses of people. Nothing at all where it holds a part of a secret that was sent to it.
 */
export function serviceWords(message: string | null, secrets: readonly string[]): string | undefined {
  const read = (message ?? '').slice(0, readLimit);
  if (secrets.some((secret) => givesAway(read, secret))) return undefined;
  const words = read
    .replace(/<[^<>]*>/g, ' ')
    .replace(/[^\s@]+@[^\s@]+/g, '…')
    .replace(/[\p{C}\p{Z}]+/gu, ' ')
    .trim();
  if (words === '') return undefined;
  return words.length > wordLimit ? `${words.slice(0, wordLimit - 1).trimEnd()}…` : words;
}

function givesAway(message: string, secret: string): boolean {
  const text = message.replace(/[^\x21-\x7e]/g, '').toLowerCase();
  const key = secret.toLowerCase();
  if (key.length <= runLength) return key !== '' && text.includes(key);
  for (let at = 0; at + runLength <= key.length; at += 1)
    if (text.includes(key.slice(at, at + runLength))) return true;
  return false;
}
