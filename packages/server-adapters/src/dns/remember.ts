import type { DnsAnswer, ResolveDns } from '@mail-settings/core';
import { untilAborted } from '@mail-settings/core/server';

/**
 * Asks each name and type once, however often it is wanted: for one run, such as the check of one domain or of many.
 * `signal` ends the questions; that of a single call only ends its waiting. Answers are kept as long as the function is.
 */
export function rememberAnswers(resolve: ResolveDns, { signal }: { signal?: AbortSignal } = {}): ResolveDns {
  const asked = new Map<string, Promise<DnsAnswer>>();
  return async (name, type, { signal: own } = {}) => {
    own?.throwIfAborted();
    const key = `${type} ${name.toLowerCase().replace(/\.$/, '')}`;
    const answer = asked.get(key) ?? resolve(name, type, signal && { signal });
    asked.set(key, answer);
    return own ? untilAborted(answer, own) : answer;
  };
}
