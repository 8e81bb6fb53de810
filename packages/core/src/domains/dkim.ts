import { isDkimKey, parseDkimKey } from './dkim-key.ts';
import type { DnsAnswer } from './dns.ts';
import { finding } from './finding.ts';
import { textsOf } from './look.ts';
import type { DomainRecord } from './record.ts';
import { damageOf } from './text-damage.ts';
import { toBytes } from './txt.ts';
import { absent, type CheckContext, fixOf, noAnswer, type Verdict, verdict } from './verdict.ts';

/** Looks at a key published as TXT, or behind an alias; keys are compared by their bytes, not by their text. */
export async function checkDkim(record: DomainRecord, context: CheckContext): Promise<Verdict> {
  const answer = await context.look(record.fqdn, 'TXT');
  return answer.state === 'failed' ? noAnswer(answer) : evaluateDkim(record, answer, context);
}

async function evaluateDkim(
  record: DomainRecord,
  answer: DnsAnswer,
  context: CheckContext,
): Promise<Verdict> {
  const matches = keyMatcher(record.value);
  const found = textsOf(answer);
  const keys = found.filter((text) => isDkimKey(text) || matches(text));
  const [only = '', ...others] = keys.length > 0 ? keys : found;
  if (found.length === 0) return absent(record, context, answer, matches);
  const replace = fixOf(record, 'replace', {
    removes: found.filter((text) => text !== record.value),
    needsConsent: !found.some(matches),
  });
  if (others.length > 0) {
    return verdict('conflict', answer, [finding('dkim.multiple-records', { count: found.length })], replace);
  }
  const beside = found.length > 1 ? [finding('dkim.other-text', { count: found.length })] : [];
  const key = parseDkimKey(only);
  if (matches(only)) {
    const isGood = key.usable || key.key === null;
    return verdict(
      isGood ? 'ok' : 'mismatch',
      answer,
      [...key.findings, ...beside],
      isGood ? undefined : replace,
    );
  }
  const damage = damageOf(only, record.value, matches);
  const reasons =
    damage.length > 0
      ? damage
      : [...key.findings.filter(({ severity }) => severity === 'error'), ...otherKey(key.key)];
  return verdict('mismatch', answer, [...reasons, ...beside], {
    ...replace,
    needsConsent: damage.length === 0 && key.usable,
  });
}

function otherKey(key: string | null): Verdict['findings'] {
  return key === null ? [] : [finding('dkim.other-key')];
}

/** What is no key record (`o=~` of DomainKeys) is compared as text. */
function keyMatcher(value: string): (text: string) => boolean {
  const expected = parseDkimKey(toBytes(value)).key;
  const plain = toBytes(value).replace(/\s+/g, '');
  return (text) =>
    expected === null ? text.replace(/\s+/g, '') === plain : parseDkimKey(text).key === expected;
}
