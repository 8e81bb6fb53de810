import type { Finding } from '@mail-settings/core';
import type { FixKey } from '../text/more-words.ts';
import type { Words } from '../text/text.ts';

/** What a fix changes, on one line: what happens, and when to agree. A code of a newer server has no words here. */
export function effectText(words: Words<FixKey>, { code, params }: Finding): string {
  const key = `finding.${code}`;
  return words.has(key) ? words.lines(key, params).join(' ') : code;
}
