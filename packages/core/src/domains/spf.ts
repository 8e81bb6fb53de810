import { textsOf } from './look.ts';
import type { DomainRecord } from './record.ts';
import { mergeSpf, requiredTerms } from './spf-merge.ts';
import { isSpf, parseSpf } from './spf-record.ts';
import { damageOf } from './text-damage.ts';
import { absent, type CheckContext, finding, fixOf, noAnswer, type Verdict, verdict } from './verdict.ts';

/** Looks whether the domain's one SPF record authorises what the service asks for. */
export async function checkSpf(record: DomainRecord, context: CheckContext): Promise<Verdict> {
  const answer = await context.look(record.fqdn, 'TXT');
  if (answer.state === 'failed') return noAnswer(answer);
  const add = requiredTerms(record.value);
  const authorises = (text: string): boolean => isSpf(text) && mergeSpf([text], { add }).kind === 'unchanged';
  const found = textsOf(answer);
  const records = found.filter(isSpf);
  if (records.length === 0) {
    const damaged = found
      .map((text) => damageOf(text, record.value, isValidSpf))
      .find((damage) => damage.length > 0);
    if (!damaged) return absent(record, context, answer, authorises);
    const removes = found.filter((text) => damageOf(text, record.value, isValidSpf).length > 0);
    return verdict('mismatch', answer, damaged, fixOf(record, 'replace', { removes }));
  }
  const merge = mergeSpf(records, { add });
  if (merge.kind === 'unchanged') return verdict('ok', answer, []);
  if (merge.kind === 'merged') {
    const fix = fixOf(record, 'replace', { value: merge.record, removes: records });
    return verdict(
      'mismatch',
      answer,
      [finding('spf.not-authorised', 'error', 'RFC 7208 §5', { terms: add.join(' ') }), ...merge.findings],
      fix,
    );
  }
  const fix =
    merge.suggestion === undefined
      ? undefined
      : fixOf(record, 'replace', { value: merge.suggestion, removes: records, needsConsent: true });
  return verdict(records.length > 1 ? 'conflict' : 'mismatch', answer, [merge.finding], fix);
}

function isValidSpf(text: string): boolean {
  return isSpf(text) && !('badTerm' in parseSpf(text));
}
