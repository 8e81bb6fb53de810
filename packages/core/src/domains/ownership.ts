import { textsOf } from './query.ts';
import { toBytes } from './txt.ts';
import { absent, damagedText, type Evaluate, verdict } from './verdict.ts';

/** Looks for a TXT value exactly as given, among whatever else is at the name. */
export const evaluateOwnership: Evaluate = (record, answer, context) => {
  const expected = toBytes(record.value);
  const matches = (text: string): boolean => text.trim() === expected;
  const texts = textsOf(answer);
  if (texts.some(matches)) return verdict('ok', answer, []);
  return damagedText(record, answer, texts, matches) ?? absent(record, answer, context, matches);
};
