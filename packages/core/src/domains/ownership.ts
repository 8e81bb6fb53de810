import { textsOf } from './look.ts';
import type { DomainRecord } from './record.ts';
import { damageOf } from './text-damage.ts';
import { toBytes } from './txt.ts';
import { absent, type CheckContext, fixOf, noAnswer, type Verdict, verdict } from './verdict.ts';

/** Looks for a TXT value exactly as given, among whatever else is at the name. */
export async function checkOwnership(record: DomainRecord, context: CheckContext): Promise<Verdict> {
  const answer = await context.look(record.fqdn, 'TXT');
  if (answer.state === 'failed') return noAnswer(answer);
  const expected = toBytes(record.value);
  const matches = (text: string): boolean => text.trim() === expected;
  const found = textsOf(answer);
  if (found.some(matches)) return verdict('ok', answer, []);
  for (const text of found) {
    const damage = damageOf(text, expected, matches);
    if (damage.length > 0)
      return verdict('mismatch', answer, damage, fixOf(record, 'replace', { removes: [text] }));
  }
  return absent(record, context, answer, matches);
}
