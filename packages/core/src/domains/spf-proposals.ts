import { known, type Query } from './query.ts';
import { inspectSpf } from './spf-inspect.ts';
import { type SpfMerge, spfTermKey } from './spf-merge.ts';
import { parseSpf } from './spf-record.ts';
import { withSpf } from './spf-service.ts';

export type SpfProposal = { value: string; needsConsent: boolean };

/**
 * Records that could let the service's mail pass, the one that changes least first; whether they do, and at whose cost, is
 * proven elsewhere. Terms that fail for everybody are left out first; those that name nobody any more, only after all else.
 */
export async function spfProposals(given: {
  domain: string;
  current: string;
  add: readonly string[];
  merge: SpfMerge;
  query: Query;
}): Promise<SpfProposal[]> {
  const { domain, current, add, merge, query } = given;
  const record = parseSpf(current);
  // An owner's plain "no" to the service is no mistake to be repaired.
  if ('badTerm' in record || isRefusal(record.mechanisms, add)) return [];
  const { failing, empty } = await deadTerms(domain, record.terms, add, query);
  const put = (terms: readonly string[]): string[] => [inPlace(terms, add), inFront(terms, add)];
  const whole = record.terms.filter((term) => !failing.has(term));
  const lean = whole.filter((term) => !empty.has(term));
  const asked =
    merge.kind === 'merged' ? merge.record : merge.kind === 'conflict' ? merge.suggestion : undefined;
  const values = [
    ...(failing.size === 0 && asked !== undefined ? [asked] : []),
    ...put(whole),
    ...(empty.size > 0 ? put(lean) : []),
  ];
  const isSilent = merge.kind === 'conflict' && merge.finding.code === 'spf.never-sends';
  return [...new Set(values)]
    .filter((value) => value !== current)
    .map((value) => ({ value, needsConsent: isSilent }));
}

type Mechanisms = Exclude<ReturnType<typeof parseSpf>, { badTerm: string }>['mechanisms'];

function isRefusal(mechanisms: Mechanisms, add: readonly string[]): boolean {
  const keys = new Set(add.map(spfTermKey));
  return mechanisms.some(({ qualifier, text }) => qualifier === '-' && keys.has(spfTermKey(text.slice(1))));
}

/** Terms of the owner's that end in an error for every sender, and those that find nothing. */
async function deadTerms(
  domain: string,
  terms: readonly string[],
  add: readonly string[],
  query: Query,
): Promise<{ failing: Set<string>; empty: Set<string> }> {
  const wanted = new Set(add.map(spfTermKey));
  const failing = new Set<string>();
  const empty = new Set<string>();
  for (const term of terms) {
    if (wanted.has(spfTermKey(unsigned(term))) || !ASKS.test(term)) continue;
    const alone = withSpf(query, domain, `v=spf1 ${term}`);
    // An include of the domain itself reads the whole record, not this one alone.
    const isLoop =
      spfTermKey(unsigned(term)) === `include:${domain}` || spfTermKey(term) === `redirect=${domain}`;
    const { state } = isLoop ? { state: 'permerror' } : await inspectSpf(domain, alone);
    if (state === 'permerror') failing.add(term);
    else if (state === 'ok' && (await findsNothing(domain, term, query))) empty.add(term);
  }
  return { failing, empty };
}

const ASKS = /^[+~?-]?(?:include|a|mx)(?:[:/]|$)|^redirect=/i;

async function findsNothing(domain: string, term: string, query: Query): Promise<boolean> {
  const [, kind = '', name = domain] = /^[+~?-]?(a|mx)(?::([^/%]+))?(?:\/[\d/]*)?$/i.exec(term) ?? [];
  if (kind === '') return false;
  const types = kind.toLowerCase() === 'mx' ? (['MX'] as const) : (['A', 'AAAA'] as const);
  const answers = await Promise.all(types.map((type) => query(name.toLowerCase().replace(/\.$/, ''), type)));
  return answers.every((answer) => answer.state === 'answer' && known(answer).rows.length === 0);
}

/** Each term where it stands, with the sign that passes; what is missing before `all`, else before the modifiers. */
function inPlace(terms: readonly string[], add: readonly string[]): string {
  const wanted = new Map(add.map((term) => [spfTermKey(term), term]));
  const all = terms.findIndex((term) => ALL.test(term));
  const kept: string[] = [];
  for (const [at, term] of terms.entries()) {
    const key = spfTermKey(unsigned(term));
    const plain = wanted.get(key);
    if (plain === undefined) kept.push(term);
    else if (all < 0 || at < all) {
      kept.push(plain);
      wanted.delete(key);
    }
  }
  const end = kept.findIndex((term) => ALL.test(term));
  const modifier = kept.findIndex((term) => /^(?:redirect|exp)=/i.test(term));
  const at = end >= 0 ? end : modifier >= 0 ? modifier : kept.length;
  return ['v=spf1', ...kept.slice(0, at), ...wanted.values(), ...kept.slice(at)].join(' ');
}

function inFront(terms: readonly string[], add: readonly string[]): string {
  const wanted = new Set(add.map(spfTermKey));
  return ['v=spf1', ...add, ...terms.filter((term) => !wanted.has(spfTermKey(unsigned(term))))].join(' ');
}

const ALL = /^[+~?-]?all$/i;

function unsigned(term: string): string {
  return term.replace(/^[-+~?]/, '');
}
