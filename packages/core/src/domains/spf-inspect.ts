import { SPF_MAX_HOSTS, SPF_MAX_LOOKUPS, SPF_MAX_VOIDS } from './check-host.ts';
import { normalName } from './domain-name.ts';
import { isAskable, type Look, rowsOf, textsOf } from './look.ts';
import type { Finding } from './record.ts';
import { macroSource } from './spf-macro.ts';
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
};

/** Records one inspection opens; what a tree has beyond that is far over the limit of look-ups anyway. */
const MAX_NODES = 60;

/**
 * Walks the whole tree of a domain's SPF record and says what it costs and what is wrong with it, for any sender at all.
 * What is wrong below the terms in `trusted` is somebody else's to mend: a warning, and no error of this record.
 */
export async function inspectSpf(
  domain: string,
  look: Look,
  trusted: readonly string[] = [],
): Promise<SpfInspection> {
  const tree: SpfNode = { domain, term: null, record: null, lookups: 0, voids: 0, children: [] };
  const walk: Walk = {
    look,
    trusted: new Set(trusted.map(spfTermKey)),
    nodes: 0,
    states: new Set(),
    reached: new Set(),
    findings: [],
    all: null,
  };
  const state = await inspectRoot(tree, walk);
  if (tree.lookups > SPF_MAX_LOOKUPS)
    note(walk, 'too-many-lookups', '4.6.4', { lookups: tree.lookups, limit: SPF_MAX_LOOKUPS });
  if (tree.voids > SPF_MAX_VOIDS)
    note(walk, 'too-many-voids', '4.6.4', { voids: tree.voids, limit: SPF_MAX_VOIDS });
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
  };
}

type Walk = {
  look: Look;
  trusted: Set<string>;
  nodes: number;
  states: Set<'permerror' | 'temperror'>;
  reached: Set<string>;
  findings: Finding[];
  all: SpfQualifier | null;
};

/** Where the walk is: names above, and whether the part of the tree is somebody else's. */
type Place = { above: readonly string[]; isTrusted: boolean; isTail: boolean };

async function inspectRoot(tree: SpfNode, walk: Walk): Promise<SpfInspection['state'] | null> {
  const answer = await walk.look(tree.domain, 'TXT');
  if (answer.state === 'failed') return 'temperror';
  const texts = textsOf(answer);
  const [text, ...others] = texts.filter(isSpf);
  if (texts.some((one) => /^v=spf2\.0/i.test(one))) advise(walk, 'sender-id-record', '3.1');
  if (text === undefined) {
    note(walk, 'missing', '4.5');
    return 'none';
  }
  if (others.length > 0) {
    note(walk, 'multiple-records', '4.5', { count: others.length + 1 });
    return 'permerror';
  }
  const total = texts.reduce((sum, one) => sum + one.length, 0);
  if (text.length > SPF_GOOD_LENGTH) warn(walk, 'large-record', '3.4', { length: text.length });
  else if (total > SPF_GOOD_LENGTH) advise(walk, 'large-answer', '3.4', { length: total });
  await inspectRecord(tree, text, walk, { above: [tree.domain], isTrusted: false, isTail: true });
  return null;
}

async function inspectRecord(node: SpfNode, text: string, walk: Walk, place: Place): Promise<void> {
  node.record = text;
  const record = parseSpf(text);
  if ('badTerm' in record)
    return note(walk, 'syntax', '4.6', { term: record.badTerm, domain: node.domain }, place);
  const all = record.mechanisms.find(({ kind }) => kind === 'all')?.qualifier ?? null;
  if (place.isTail && all) walk.all = all;
  if (node.term === null) adviseOnRecord(record, all, walk);
  else if (place.isTail && all === '+') note(walk, 'all-passes', '10.1.1', {}, place);
  for (const mechanism of activeMechanisms(record)) await inspectTerm(node, mechanism, walk, place);
  if (record.redirect !== null && all === null) {
    const target = macroSource(record.redirect);
    node.lookups++;
    await inspectBelow(node, `redirect=${target}`, target, walk, place);
  }
}

/** What can be said about the record itself, without asking anybody. */
function adviseOnRecord(record: SpfRecord, all: SpfQualifier | null, walk: Walk): void {
  const last = record.terms.findIndex((term) => /^[+~?-]?all$/i.test(term));
  const dead = last < 0 ? [] : record.terms.slice(last + 1).filter((term) => !/^exp=/i.test(term));
  if (dead.length > 0) advise(walk, 'after-all', '5.1', { terms: dead.join(' ') });
  for (const name of record.unknown) advise(walk, 'unknown-modifier', '6', { name });
  const keys = record.terms.map(spfTermKey);
  const twice = keys.find((key, at) => keys.indexOf(key) !== at);
  if (twice) advise(walk, 'duplicate-term', '4.6.4', { term: twice });
  if (all === '+') note(walk, 'all-passes', '10.1.1');
  if (all === '?') warn(walk, 'all-neutral', '8.2');
  if (all === null && record.redirect === null) warn(walk, 'no-all', '4.7');
}

async function inspectTerm(node: SpfNode, mechanism: SpfMechanism, walk: Walk, place: Place): Promise<void> {
  if (mechanism.qualifier === '+') walk.reached.add(spfTermKey(mechanism.text));
  if (mechanism.kind === 'all' || mechanism.kind === 'ip4' || mechanism.kind === 'ip6') return;
  node.lookups++;
  if (mechanism.kind === 'ptr') return warn(walk, 'ptr', '5.5', { domain: node.domain });
  const { domain } = mechanism;
  const target = domain === null ? node.domain : macroSource(domain);
  if (mechanism.kind === 'include') return inspectBelow(node, mechanism.text, target, walk, place);
  if (domain !== null && typeof domain !== 'string') return;
  const name = normalName(target);
  const answer = await walk.look(name, mechanism.kind === 'mx' ? 'MX' : 'A');
  if (answer.state === 'failed') return unanswered(walk, name, place);
  if (answer.rows.length > SPF_MAX_HOSTS && mechanism.kind === 'mx')
    note(
      walk,
      'too-many-mx',
      '4.6.4',
      { domain: name, hosts: answer.rows.length, limit: SPF_MAX_HOSTS },
      place,
    );
  const isFound =
    answer.rows.length > 0 || (mechanism.kind === 'a' && rowsOf(await walk.look(name, 'AAAA')).length > 0);
  if (isFound || !isAskable(name)) return;
  node.voids++;
  warn(walk, 'void', '4.6.4', { term: mechanism.text });
}

/** Follows `include` and `redirect`; a target with macros depends on the message and is only counted. */
async function inspectBelow(
  node: SpfNode,
  term: string,
  target: string,
  walk: Walk,
  place: Place,
): Promise<void> {
  if (target.includes('%')) return;
  const domain = normalName(target);
  const below = {
    ...place,
    isTrusted: place.isTrusted || walk.trusted.has(spfTermKey(term)),
    isTail: place.isTail && term.startsWith('redirect='),
  };
  if (place.above.includes(domain)) return note(walk, 'loop', '4.6.4', { domain }, below);
  if (++walk.nodes > MAX_NODES) return;
  const answer = await walk.look(domain, 'TXT');
  if (answer.state === 'failed') return unanswered(walk, domain, below);
  const [text, ...others] = textsOf(answer).filter(isSpf);
  const kind = term.startsWith('redirect=') ? 'redirect' : 'include';
  if (text === undefined)
    return note(walk, `${kind}-missing`, kind === 'include' ? '5.2' : '6.1', { domain }, below);
  if (others.length > 0) return note(walk, `${kind}-multiple`, '4.5', { domain }, below);
  const child: SpfNode = { domain, term, record: text, lookups: 0, voids: 0, children: [] };
  node.children.push(child);
  await inspectRecord(child, text, walk, { ...below, above: [...place.above, domain] });
  node.lookups += child.lookups;
  node.voids += child.voids;
}

function unanswered(walk: Walk, domain: string, place: Place): void {
  if (!place.isTrusted) walk.states.add('temperror');
  warn(walk, 'no-answer', '4.4', { domain });
}

/** An error of the record: whoever evaluates it can end in `permerror`, or everybody passes. */
function note(walk: Walk, code: string, clause: string, params: Finding['params'] = {}, place?: Place): void {
  if (!place?.isTrusted && code !== 'all-passes') walk.states.add('permerror');
  walk.findings.push({
    code: `spf.${code}`,
    severity: place?.isTrusted ? 'warning' : 'error',
    source: `RFC 7208 §${clause}`,
    params,
  });
}

function warn(walk: Walk, code: string, clause: string, params: Finding['params'] = {}): void {
  walk.findings.push({ code: `spf.${code}`, severity: 'warning', source: `RFC 7208 §${clause}`, params });
}

function advise(walk: Walk, code: string, clause: string, params: Finding['params'] = {}): void {
  walk.findings.push({ code: `spf.${code}`, severity: 'advice', source: `RFC 7208 §${clause}`, params });
}
