import { isDkimKey, parseDkimKey } from './dkim-key.ts';
import type { DnsAnswer } from './dns.ts';
import { normalName } from './domain-name.ts';
import { finding } from './finding.ts';
import { known, textsOf, valuesOf } from './query.ts';
import type { DomainRecord } from './record.ts';
import { isWildcardAnswer } from './simulate.ts';
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
 * Judges an alias by where it leads: the service's name may be reached through others. Some DNS hosts answer with what the
 * target holds instead of the alias ("flattened"), or with addresses of their own ("proxied"): the first works for now, the
 * second does not.
 */
export const evaluateAlias: Evaluate = async (record, answer, context) => {
  const targets = valuesOf(answer);
  const [name] = targets;
  if (name === undefined) return withoutAlias(record, answer, context);
  if (targets.length > 1) {
    const others = targets.filter((target) => target !== record.value);
    const code = targets.includes(record.value) ? 'dns.several-cnames' : 'dns.other-target';
    const state = targets.includes(record.value) ? 'conflict' : 'mismatch';
    return verdict(state, answer, [finding(code, { name })], replace(record, others, state === 'mismatch'));
  }
  const isDirect = name === record.value;
  const behind = await context.query(record.fqdn, typeBehind(record));
  if (!isDirect && !known(behind).chain.includes(record.value)) {
    if (behind.state === 'failed') return noAnswer(behind);
    const isOwn = isDoubled(name, record, context);
    const code = isOwn ? 'dns.doubled-target' : 'dns.other-target';
    return verdict('mismatch', answer, [finding(code, { name })], replace(record, targets, !isOwn));
  }
  const way = isDirect ? [] : [finding('dns.through-alias', { name })];
  if (record.purpose !== 'dkim') return verdict('ok', answer, way);
  const key = await keyBehind(record, answer, behind);
  return { ...key, findings: [...way, ...key.findings] };
};

/** What an alias of this purpose leads to. */
function typeBehind({ purpose }: DomainRecord): 'TXT' | 'A' {
  return purpose === 'dkim' || purpose === 'dmarc' || purpose === 'spf' ? 'TXT' : 'A';
}

/** The alias is right; the key behind it must be of use, and no other beside it: both are the service's to repair. */
function keyBehind(record: DomainRecord, answer: DnsAnswer, behind: DnsAnswer): Verdict {
  if (known(behind).rows.some(({ name }) => name === record.fqdn)) {
    return verdict('conflict', answer, [finding('dns.cname-and-other')], replace(record, textsOf(behind)));
  }
  const texts = textsOf(behind);
  if (behind.state === 'answer' && texts.length === 0)
    return verdict('ok', answer, [finding('dns.target-empty', { name: record.value })]);
  const keys = texts.filter(isDkimKey);
  const [only = texts[0] ?? '', ...others] = keys;
  if (others.length > 0) {
    const several = finding('dkim.multiple-records', { count: keys.length });
    return { ...verdict('conflict', answer, [several]), party: 'service' };
  }
  const { usable, findings } = parseDkimKey(only);
  if (behind.state === 'answer' && !usable)
    return { ...verdict('mismatch', answer, findings), party: 'service' };
  return verdict('ok', answer, findings);
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
  const { query, zone, domain } = context;
  const type = typeBehind(record);
  const here = await query(record.fqdn, type);
  const there = await query(record.value, type);
  const failed = [here, there].find(({ state }) => state === 'failed');
  if (failed) return noAnswer(failed);
  const isBelow = record.fqdn !== (zone ?? domain);
  if (isBelow && (await isWildcardAnswer(query, record.fqdn, type))) {
    // It stays for all other names: an alias of the name's own goes before it (RFC 4592 §2.2.1).
    return verdict('missing', answer, [finding('dns.wildcard', { name: record.fqdn })], replace(record, []));
  }
  const values = valuesOf(here);
  const addresses = type === 'TXT' && values.length === 0 ? await query(record.fqdn, 'A') : null;
  if (addresses && valuesOf(addresses).length > 0 && !(await isWildcardAnswer(query, record.fqdn, 'A'))) {
    const reason = finding('dns.cname-proxied', { name: record.value, type: 'A' });
    return verdict('mismatch', addresses, [reason], replace(record, valuesOf(addresses)));
  }
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
