import { finding } from './finding.ts';
import { rowsOf } from './look.ts';
import type { DomainRecord } from './record.ts';
import { absent, type CheckContext, fixOf, noAnswer, type Verdict, verdict } from './verdict.ts';

/** Looks whether mail for the host goes to the service, and to nobody else. */
export async function checkMx(record: DomainRecord, context: CheckContext): Promise<Verdict> {
  const answer = await context.look(record.fqdn, 'MX');
  if (answer.state === 'failed') return noAnswer(answer);
  const hosts = rowsOf(answer).flatMap((row) => (row.type === 'MX' ? row.exchange : []));
  const others = hosts.filter((host) => host !== record.value);
  if (hosts.length === 0) return absent(record, context, answer, (text) => text === record.value);
  if (others.length === 0) return verdict('ok', answer, []);
  const fix = fixOf(record, 'replace', { removes: others.map((host) => host || '.'), needsConsent: true });
  if (others.every((host) => host === '' || host === '.'))
    return verdict('conflict', answer, [finding('mx.null')], fix);
  const doubled = others.find((host) => context.zone !== null && host === `${record.value}.${context.zone}`);
  if (doubled)
    return verdict('mismatch', answer, [finding('dns.doubled-target', { name: doubled })], {
      ...fix,
      needsConsent: false,
    });
  const isBeside = hosts.includes(record.value);
  return verdict(
    isBeside ? 'conflict' : 'mismatch',
    answer,
    [finding('mx.other-hosts', { hosts: others.join(' ') })],
    fix,
  );
}
