import { isDkimKey, parseDkimKey } from './dkim-key.ts';
import { finding } from './finding.ts';
import { textsOf } from './query.ts';
import type { Finding } from './record.ts';
import { damageOf, SHORTEST_START } from './text-damage.ts';
import { readTags, toBytes } from './txt.ts';
import { absent, type Evaluate, replace, verdict } from './verdict.ts';

/** Judges a key published as TXT, or behind an alias; keys are compared by their bytes, not by their text. */
export const evaluateDkim: Evaluate = (record, answer, context) => {
  const matches = keyMatcher(toBytes(record.value));
  const found = textsOf(answer);
  if (found.length === 0) return absent(record, answer, context, matches);
  const keys = found.filter((text) => text === record.value || isDkimKey(text) || matches(text));
  const [only = '', ...others] = keys.length > 0 ? keys : found;
  const removes = found.filter((text) => text !== record.value);
  if (others.length > 0) {
    const fix = replace(record, removes, !found.some(matches));
    return verdict('conflict', answer, [finding('dkim.multiple-records', { count: found.length })], fix);
  }
  const beside = found.length > 1 ? [finding('dkim.other-text', { count: found.length })] : [];
  const key = parseDkimKey(only);
  const isOurs = matches(only);
  if (isOurs && (key.usable || key.key === null)) {
    // Nobody is told off for a value just as the service gives it.
    const asGiven = only === record.value ? ['dkim.missing-version', 'dkim.missing-tag'] : [];
    const said = key.findings.filter(({ code }) => !asGiven.includes(code));
    return verdict('ok', answer, [...said, ...beside]);
  }
  // `p=` with nothing behind it is the start of every key, and says that this one is revoked.
  const damage = key.revoked
    ? []
    : (damageOf(only, record.value, matches)?.findings ?? cutKey(only, record.value));
  const errors = key.findings.filter(({ severity }) => severity === 'error');
  const other = isOurs || key.key === null ? [] : [finding('dkim.other-key')];
  const reasons = damage.length > 0 ? damage : [...errors, ...other];
  // Where it stands as the service wants it, only the service can repair it.
  const fix = removes.length > 0 ? replace(record, removes, damage.length === 0 && key.usable) : undefined;
  return verdict('mismatch', answer, [...reasons, ...beside], fix);
};

/** The key begins as ours does and ends too early, whatever stands around it. */
function cutKey(text: string, expected: string): Finding[] {
  const [cut = '', whole = ''] = [text, expected].map(
    (one) =>
      readTags(one)
        .find(({ name }) => name === 'p')
        ?.value?.replace(/\s+/g, '') ?? '',
  );
  const isCut = cut.length >= SHORTEST_START && cut.length < whole.length && whole.startsWith(cut);
  return isCut ? [finding('dns.truncated', { length: cut.length, expected: whole.length })] : [];
}

/** What is no key record (`o=~` of DomainKeys) is compared as text. */
function keyMatcher(value: string): (text: string) => boolean {
  let expected: string | null | undefined;
  const plain = (text: string): string => text.replace(/\s+/g, '');
  return (text) => {
    if (text === value) return true;
    if (expected === undefined) expected = parseDkimKey(value).key;
    return expected === null ? plain(text) === plain(value) : parseDkimKey(text).key === expected;
  };
}
