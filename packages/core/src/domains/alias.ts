import { isDkimKey, parseDkimKey } from './dkim-key.ts';
import type { DnsAnswer } from './dns.ts';
import { normalName } from './domain-name.ts';
import { finding } from './finding.ts';
import { known, textsOf, valuesOf } from './query.ts';
import type { DomainRecord } from './record.ts';
import {
  absent,
  type CheckContext,
  type Evaluate,
  isDoubled,
  noAnswer,
  replace,
  type Verdict,
  verdict,
} from './verdict.ts';

/**
 * Judges an alias. Some DNS hosts answer with what the target holds instead of the alias ("flattened"), or with addresses of
 * their own ("proxied"): the first works for now, the second does not.
 */
export const evaluateAlias: Evaluate = (record, answer, context) => {
  const targets = valuesOf(answer);
  const [name] = targets;
  if (name === undefined) return withoutAlias(record, answer, context);
  if (!targets.includes(record.value)) {
    const isOwn = isDoubled(name, record, context);
    const code = isOwn ? 'dns.doubled-target' : 'dns.other-target';
    return verdict('mismatch', answer, [finding(code, { name })], replace(record, targets, !isOwn));
  }
  if (targets.length === 1)
    return record.purpose === 'dkim' ? keyBehind(record, answer, context) : verdict('ok', answer, []);
  const others = targets.filter((target) => target !== record.value);
  return verdict('conflict', answer, [finding('dns.several-cnames')], replace(record, others));
};

/** The alias is right; the key behind it must be there too, and no other beside it. */
async function keyBehind(record: DomainRecord, answer: DnsAnswer, { query }: CheckContext): Promise<Verdict> {
  const behind = await query(record.fqdn, 'TXT');
  if (known(behind).rows.some(({ name }) => name === record.fqdn)) {
    return verdict('conflict', answer, [finding('dns.cname-and-other')], replace(record, textsOf(behind)));
  }
  const isEmpty = behind.state === 'answer' && behind.rows.length === 0;
  if (isEmpty) return verdict('ok', answer, [finding('dns.target-empty', { name: record.value })]);
  const keys = textsOf(behind).filter(isDkimKey);
  const several = keys.length > 1 ? [finding('dkim.multiple-records', { count: keys.length })] : [];
  // What is wrong there is the service's to repair.
  const findings = [...several, ...keys.slice(0, 1).flatMap((key) => parseDkimKey(key).findings)];
  return verdict(
    'ok',
    answer,
    findings.map((one) => (one.severity === 'error' ? { ...one, severity: 'warning' } : one)),
  );
}

/** Nothing is at the name that an alias could have been turned into; perhaps its target stands there as a text. */
async function typedAsText(record: DomainRecord, answer: DnsAnswer, context: CheckContext): Promise<Verdict> {
  const texts = await context.query(record.fqdn, 'TXT');
  const typed = textsOf(texts).filter((text) => normalName(text) === record.value);
  if (typed.length === 0) return absent(record, answer, context, (text) => text === record.value);
  const reason = finding('dns.wrong-type', { name: record.value, type: 'TXT' });
  return verdict('mismatch', texts, [reason], replace(record, typed));
}

async function withoutAlias(
  record: DomainRecord,
  answer: DnsAnswer,
  context: CheckContext,
): Promise<Verdict> {
  const type = record.purpose === 'dkim' ? 'TXT' : 'A';
  const here = await context.query(record.fqdn, type);
  const there = await context.query(record.value, type);
  const failed = [here, there].find(({ state }) => state === 'failed');
  if (failed) return noAnswer(failed);
  const values = valuesOf(here);
  if (values.length === 0) return typedAsText(record, answer, context);
  const isFlat = valuesOf(there).some((value) => values.includes(value));
  const isProxied = type === 'A' && !values.includes(record.value);
  const code = isFlat ? 'dns.cname-flattened' : isProxied ? 'dns.cname-proxied' : 'dns.wrong-type';
  return verdict(
    isFlat ? 'ok' : 'mismatch',
    here,
    [finding(code, { name: record.value, type })],
    replace(record, values, type === 'TXT' && !isFlat && values.some((value) => parseDkimKey(value).usable)),
  );
}
