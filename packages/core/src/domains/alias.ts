import type { DnsAnswer } from './dns.ts';
import { finding } from './finding.ts';
import { rowsOf, textsOf } from './look.ts';
import type { DomainRecord } from './record.ts';
import { absent, type CheckContext, fixOf, noAnswer, type Verdict, verdict } from './verdict.ts';

/**
 * Looks at an alias. Some DNS hosts answer with what the target holds instead of the alias ("flattened"), or with addresses of
 * their own ("proxied"): the first works for now, the second does not.
 */
export async function checkAlias(record: DomainRecord, context: CheckContext): Promise<Verdict> {
  const answer = await context.look(record.fqdn, 'CNAME');
  if (answer.state === 'failed') return noAnswer(answer);
  const targets = rowsOf(answer).flatMap((row) => (row.type === 'CNAME' ? row.target : []));
  if (targets.includes(record.value))
    return targets.length === 1 ? reached(record, context, answer) : several(record, answer, targets);
  const fix = fixOf(record, 'replace', { removes: targets });
  const [target] = targets;
  if (target !== undefined) {
    const isDoubled = context.zone !== null && target === `${record.value}.${context.zone}`;
    const code = isDoubled ? 'dns.doubled-target' : 'dns.other-target';
    return verdict('mismatch', answer, [finding(code, { name: target })], {
      ...fix,
      needsConsent: !isDoubled,
    });
  }
  return withoutAlias(record, context, answer);
}

/** The alias is right; a key behind it must be there too. */
async function reached(record: DomainRecord, context: CheckContext, answer: DnsAnswer): Promise<Verdict> {
  const behind = record.purpose === 'dkim' ? await context.look(record.fqdn, 'TXT') : null;
  const isEmpty = behind?.state === 'answer' && behind.rows.length === 0;
  const beside = rowsOf(behind ?? answer).some((row) => row.type === 'TXT' && row.name === record.fqdn);
  if (beside)
    return verdict(
      'conflict',
      answer,
      [finding('dns.cname-and-other')],
      fixOf(record, 'replace', { removes: textsOf(behind ?? answer) }),
    );
  return verdict('ok', answer, isEmpty ? [finding('dns.target-empty', { name: record.value })] : []);
}

function several(record: DomainRecord, answer: DnsAnswer, targets: string[]): Verdict {
  const removes = targets.filter((target) => target !== record.value);
  return verdict('conflict', answer, [finding('dns.several-cnames')], fixOf(record, 'replace', { removes }));
}

async function withoutAlias(
  record: DomainRecord,
  context: CheckContext,
  answer: DnsAnswer,
): Promise<Verdict> {
  const type = record.purpose === 'dkim' ? 'TXT' : 'A';
  const here = await context.look(record.fqdn, type);
  if (here.state === 'failed') return noAnswer(here);
  if (here.rows.length === 0) return absent(record, context, answer, (text) => text === record.value);
  const values = contents(here);
  const fix = fixOf(record, 'replace', { removes: values });
  if (values.includes(record.value))
    return verdict('mismatch', here, [finding('dns.wrong-type', { type })], fix);
  const there = await context.look(record.value, type);
  if (there.state === 'failed') return noAnswer(there);
  const same = contents(there).some((value) => values.includes(value));
  if (same) return verdict('ok', here, [finding('dns.cname-flattened', { name: record.value })], fix);
  return verdict(
    'mismatch',
    here,
    [finding(type === 'A' ? 'dns.cname-proxied' : 'dns.wrong-type', { type })],
    fix,
  );
}

function contents(answer: DnsAnswer): string[] {
  return [...textsOf(answer), ...rowsOf(answer).flatMap((row) => ('address' in row ? row.address : []))];
}
