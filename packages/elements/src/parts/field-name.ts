import type { Words } from '../text/text.ts';

/** What a person calls a field of the settings; one this page does not know keeps its name. */
export function fieldName(words: Words, field: string): string {
  const key = [`field.${field}`, `tab.${field}`].find(words.has);
  return key ? (words.lines(key)[0] ?? field) : field;
}
