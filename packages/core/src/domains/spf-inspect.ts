import { SPF_MAX_HOSTS, SPF_MAX_LOOKUPS, SPF_MAX_VOIDS } from './check-host.ts';
import { type FindingCode, finding } from './finding.ts';
import { isQueryable, known, type Query, textsOf } from './query.ts';
import type { Finding } from './record.ts';
import { knownName, type MacroText } from './spf-macro.ts';
import { activeMechanisms, SPF_GOOD_LENGTH, spfTermKey } from './spf-merge.ts';
import { isSpf, parseSpf, type SpfMechanism, type SpfQualifier, type SpfRecord } from './spf-record.ts';

/** A record met on the way down, with what it costs together with all below it. */
export type SpfNode = {
  domain: string;
  /** The term that leads here; null at the root. */
  term: string | null;
  record: string | null;
  lookups: number;
  voids: number;
  children: SpfNode[];
};

export type SpfInspection = {
  /** The worst that can happen to any sender. */
  state: 'none' | 'ok' | 'permerror' | 'temperror';
  lookups: number;
  voids: number;
  /** The `all` in effect, also one behind a redirect; null where there is none, which is as good as `?`. */
  all: SpfQualifier | null;
  tree: SpfNode;
  /** Terms that pass somebody, anywhere in the tree, in their comparable form. */
  reached: string[];
  findings: Finding[];
  /** An error below a trusted term: only its owner can repair it. */
  isTrustedBroken: boolean;
};

/** Terms one inspection follows; what a tree has beyond that is only counted, it is far over the limit of lookups anyway. */
const MAX_FOLLOWED = 100;

/**
 * Walks the whole tree of a domain's SPF record and says what it costs and what is wrong with it, for any sender at all.
 * What is wrong below the terms in `trusted` is somebody else's to repair: a warning, and no error of this record.
 */
export async function inspectSpf(
  domain: string,
  query: Query,
  trusted: readonly string[] = [],
): Promise<SpfInspection> {
  const tree: SpfNode = { domain, term: null, record: null, lookups: 0, voids: 0, children: [] };
  const walk: Walk = {
    root: domain,
    query,
    trusted: new Set(trusted.map(spfTermKey)),
    followed: 0,
    states: new Set(),
    reached: new Set(),
    findings: [],
    isTrustedBroken: false,
    all: null,
  };
  const state = await inspectRoot(tree, walk);
  if (tree.lookups > SPF_MAX_LOOKUPS)
    note(walk, 'spf.too-many-lookups', { lookups: tree.lookups, limit: SPF_MAX_LOOKUPS });
  if (tree.voids > SPF_MAX_VOIDS)
    note(walk, 'spf.too-many-voids', { voids: tree.voids, limit: SPF_MAX_VOIDS });
  return {
    state:
      state ??
      (walk.states.has('permerror') ? 'permerror' : walk.states.has('temperror') ? 'temperror' : 'ok'),
    lookups: tree.lookups,
    voids: tree.voids,
    all: walk.all,
    tree,
    reached: [...walk.reached],
    findings: walk.findings,
    isTrustedBroken: walk.isTrustedBroken,
  };
}

type Walk = {
  root: string;
  query: Query;
  trusted: Set<string>;
  followed: number;
  states: Set<'permerror' | 'temperror'>;
  reached: Set<string>;
  findings: Finding[];
  isTrustedBroken: boolean;
  all: SpfQualifier | null;
};

/** Where the walk is. */
type Place = {
  above: readonly string[];
  /** This part of the tree is somebody else's. */
  isTrusted: boolean;
  /** What this record says at its end is the domain's own word: the root, or behind redirects. */
  isTail: boolean;
  /** Whom this record passes, the domain passes: no term on the way says otherwise of them. */
  passes: boolean;
};

async function inspectRoot(tree: SpfNode, walk: Walk): Promise<SpfInspection['state'] | null> {
  const answer = await walk.query(tree.domain, 'TXT');
  if (answer.state === 'failed') return 'temperror';
  const texts = textsOf(answer);
  const [text, ...others] = texts.filter(isSpf);
  if (texts.some((one) => /^(?:v=)?spf2\.0/i.test(one))) note(walk, 'spf.sender-id-record');
  if (text === undefined) {
    note(walk, 'spf.missing');
    return 'none';
  }
  if (others.length > 0) {
    note(walk, 'spf.multiple-records', { count: others.length + 1 });
    return 'permerror';
  }
  const total = texts.reduce((sum, one) => sum + one.length, 0);
  if (text.length > SPF_GOOD_LENGTH) note(walk, 'spf.large-record', { length: text.length });
  else if (total > SPF_GOOD_LENGTH) note(walk, 'spf.large-answer', { length: total });
  await inspectRecord(tree, text, walk, {
    above: [tree.domain],
    isTrusted: false,
    isTail: true,
    passes: true,
  });
  return null;
}

async function inspectRecord(node: SpfNode, text: string, walk: Walk, place: Place): Promise<void> {
  node.record = text;
  const record = parseSpf(text);
  if ('badTerm' in record)
    return note(walk, 'spf.syntax', { term: record.badTerm, domain: node.domain }, place);
  const all = record.mechanisms.find(({ kind }) => kind === 'all')?.qualifier ?? null;
  if (place.isTail && all) walk.all = all;
  if (node.term === null) adviseOnRecord(record, walk);
  if (place.isTail && all === '?') note(walk, 'spf.all-neutral', {}, place);
  if (place.isTail && all === null && record.redirect === null) note(walk, 'spf.no-all', {}, place);
  if (place.passes && all === '+') note(walk, 'spf.all-passes', { domain: node.domain }, place);
  for (const mechanism of activeMechanisms(record)) {
    // Terms that ask nobody, which most are, wait for nobody.
    const asking = inspectTerm(node, mechanism, walk, place);
    if (asking) await asking;
  }
  if (record.redirect !== null && all === null) {
    node.lookups++;
    const term = record.terms.find((one) => /^redirect=/i.test(one)) ?? '';
    await inspectBelow(node, term, record.redirect, walk, place);
  }
}

/** What can be said about the record itself, without asking anybody. */
function adviseOnRecord(record: SpfRecord, walk: Walk): void {
  const last = record.terms.findIndex((term) => /^[+~?-]?all$/i.test(term));
  const isDead = (term: string, at: number): boolean =>
    at > last ? !/^exp=/i.test(term) : /^redirect=/i.test(term);
  const dead = last < 0 ? [] : record.terms.filter(isDead);
  if (dead.length > 0) note(walk, 'spf.after-all', { terms: dead.join(' ') });
  for (const name of record.unknown) note(walk, 'spf.unknown-modifier', { name });
  const keys = new Set<string>();
  const twice = record.terms.map(spfTermKey).find((key) => keys.has(key) || !keys.add(key));
  if (twice) note(walk, 'spf.duplicate-term', { term: twice });
}

function inspectTerm(
  node: SpfNode,
  mechanism: SpfMechanism,
  walk: Walk,
  place: Place,
): Promise<void> | undefined {
  const passes = place.passes && mechanism.qualifier === '+';
  if (passes) for (const term of namesOf(mechanism, node)) walk.reached.add(spfTermKey(term));
  if (passes && isEverybody(mechanism)) note(walk, 'spf.all-passes', { domain: node.domain }, place);
  if (mechanism.kind === 'all' || mechanism.kind === 'ip4' || mechanism.kind === 'ip6') return undefined;
  node.lookups++;
  return queryForTerm(node, mechanism, walk, place);
}

type QueryingMechanism = Exclude<SpfMechanism, { kind: 'all' | 'ip4' | 'ip6' }>;

async function queryForTerm(
  node: SpfNode,
  mechanism: QueryingMechanism,
  walk: Walk,
  place: Place,
): Promise<void> {
  const passes = place.passes && mechanism.qualifier === '+';
  if (mechanism.kind === 'ptr') return note(walk, 'spf.ptr', { domain: node.domain });
  if (mechanism.kind === 'include')
    return inspectBelow(node, mechanism.text, mechanism.domain, walk, { ...place, passes });
  const domain = knownName(mechanism.domain ?? node.domain, { domain: node.domain, root: walk.root });
  if (domain === null || ++walk.followed > MAX_FOLLOWED) return;
  const answer = await walk.query(domain, mechanism.kind === 'mx' ? 'MX' : 'A');
  if (answer.state === 'failed') return unanswered(walk, domain, place);
  const hosts = answer.rows.length;
  if (hosts > SPF_MAX_HOSTS && mechanism.kind === 'mx') {
    note(walk, 'spf.too-many-mx', { domain, hosts, limit: SPF_MAX_HOSTS }, place);
  }
  if (hosts > 0 || !isQueryable(domain)) return;
  if (mechanism.kind === 'a' && known(await walk.query(domain, 'AAAA')).rows.length > 0) return;
  node.voids++;
  note(walk, 'spf.void', { term: mechanism.text });
}

/** The term, and where it means the record's own domain, with and without the name; elsewhere `a` is somebody else's. */
function namesOf(mechanism: SpfMechanism, node: SpfNode): string[] {
  const { text } = mechanism;
  if (!('domain' in mechanism) || mechanism.domain !== null) return [text];
  const named = text.replace(/^([+]?[a-z]+)/i, `$1:${node.domain}`);
  return node.term === null ? [text, named] : [named];
}

/** A prefix length of 0 takes every address of its family. */
function isEverybody(mechanism: SpfMechanism): boolean {
  if ('length' in mechanism) return mechanism.length === 0;
  return 'length4' in mechanism && (mechanism.length4 === 0 || mechanism.length6 === 0);
}

/** Follows `include` and `redirect`; what depends on the message is only counted. */
async function inspectBelow(
  node: SpfNode,
  term: string,
  target: MacroText,
  walk: Walk,
  place: Place,
): Promise<void> {
  // Whom the target passes, a redirect passes as an include would.
  const key = spfTermKey(term.replace(/^redirect=/i, 'include:'));
  if (place.passes) walk.reached.add(key);
  const domain = knownName(target, { domain: node.domain, root: walk.root });
  if (domain === null) return;
  const isRedirect = /^redirect/i.test(term);
  const isTrusted = place.isTrusted || walk.trusted.has(key);
  const isTail = place.isTail && isRedirect;
  const below = { above: [...place.above, domain], isTrusted, isTail, passes: place.passes };
  if (place.above.includes(domain)) return note(walk, 'spf.loop', { domain }, below);
  if (++walk.followed > MAX_FOLLOWED) return;
  const answer = await walk.query(domain, 'TXT');
  if (answer.state === 'failed') return unanswered(walk, domain, below);
  const [text, ...others] = textsOf(answer).filter(isSpf);
  if (known(answer).rows.length === 0) node.voids++;
  if (text === undefined)
    return note(walk, isRedirect ? 'spf.redirect-missing' : 'spf.include-missing', { domain }, below);
  if (others.length > 0)
    return note(walk, isRedirect ? 'spf.redirect-multiple' : 'spf.include-multiple', { domain }, below);
  const child: SpfNode = { domain, term, record: text, lookups: 0, voids: 0, children: [] };
  node.children.push(child);
  await inspectRecord(child, text, walk, below);
  node.lookups += child.lookups;
  node.voids += child.voids;
}

function unanswered(walk: Walk, domain: string, place: Place): void {
  if (!place.isTrusted) walk.states.add('temperror');
  walk.findings.push(finding('spf.no-answer', { domain }));
}

/** Errors mean that a receiver who evaluates the record can end in `permerror`; that everybody passes is only unwise. */
function note(walk: Walk, code: FindingCode, params?: Finding['params'], place?: Place): void {
  const found = finding(code, params);
  const isError = found.severity === 'error' && code !== 'spf.all-passes';
  if (isError && !place?.isTrusted) walk.states.add('permerror');
  if (isError && place?.isTrusted) walk.isTrustedBroken = true;
  walk.findings.push(isError && place?.isTrusted ? { ...found, severity: 'warning' } : found);
}
