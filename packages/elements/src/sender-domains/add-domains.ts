import {
  type DomainName,
  type DomainNameProblem,
  isMailError,
  readDomainName,
  readDomainNames,
} from '@mail-settings/core';

/** A name as it was typed, with what it means. */
export type TypedName = { typed: string } & (DomainName | DomainNameProblem);

/** What became of one of several names. `waits`: it was not tried. */
export type Outcome = { typed: string } & (
  | { state: 'added' | 'there' | 'waits' }
  | { state: 'refused'; code: string; suggestion?: string | undefined; error?: unknown }
);

/**
 * The names in what was typed or pasted, read before anything is added, so that the page can say how many there are. The
 * server knows more lists and has the last word. An address with a name in front of it is one name, not two.
 */
export function typedNames(text: string, known: readonly string[]): TypedName[] {
  const names = readDomainNames(text, {}, known);
  if (names.length < 2) return names;
  const whole = readDomainName(text);
  const isOne = whole.ok || whole.suggestion !== undefined;
  return isOne ? [{ typed: text.trim(), ...whole }] : names;
}

export type AddInTurn = {
  names: readonly TypedName[];
  add(domain: string): Promise<unknown>;
  /** Told before each name: its place, and what became of those before it. */
  tell(at: number, outcomes: Outcome[]): void;
  isStopped(): boolean;
};

/**
 * Adds names one after the other. What is refused is refused for itself; anything else that goes wrong (nobody logged in,
 * no network, too many tries) would go wrong for the rest as well and ends the run.
 */
export async function addInTurn({ names, add, tell, isStopped }: AddInTurn): Promise<Outcome[]> {
  const outcomes: Outcome[] = names.map(({ typed }) => ({ typed, state: 'waits' }));
  for (const [at, name] of names.entries()) {
    if (isStopped()) break;
    tell(at, outcomes);
    const outcome = await addOne(name, add);
    outcomes[at] = outcome;
    if (outcome.state === 'refused' && endsRun(outcome.error)) break;
  }
  return outcomes;
}

async function addOne(name: TypedName, add: AddInTurn['add']): Promise<Outcome> {
  const { typed } = name;
  if (!name.ok) return refused(typed, name.code, name.suggestion);
  try {
    await add(name.domain);
    return { typed, state: 'added' };
  } catch (error) {
    const [issue] = isMailError(error, 'invalid') ? (error.details.fields ?? []) : [];
    const { code = '', params: { suggestion } = {} } = issue ?? {};
    const outcome = refused(typed, code, suggestion === undefined ? undefined : `${suggestion}`);
    return outcome.state === 'refused' ? { ...outcome, error } : outcome;
  }
}

const refused = (typed: string, code: string, suggestion: string | undefined): Outcome =>
  code === 'duplicate' ? { typed, state: 'there' } : { typed, state: 'refused', code, suggestion };

/** Not about this one name. */
const endsRun = (error: unknown): boolean =>
  error !== undefined && !(isMailError(error) && ofName.has(error.code));
const ofName: ReadonlySet<string> = new Set(['invalid', 'domain-add-failed', 'domain-of-another-account']);
