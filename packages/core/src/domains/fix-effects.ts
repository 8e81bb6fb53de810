import { parseDkimKey } from './dkim-key.ts';
import { strictness } from './dmarc-record.ts';
import { discoverDmarc } from './dmarc-walk.ts';
import type { DnsType } from './dns.ts';
import { finding } from './finding.ts';
import { known, type Query, valuesOf } from './query.ts';
import type { DomainRecord, Finding, RecordFix } from './record.ts';
import { besideOf } from './simulate.ts';
import { activeMechanisms, spfTermKey } from './spf-merge.ts';
import { isSpf, parseSpf, type SpfRecord } from './spf-record.ts';
import type { CheckContext } from './verdict.ts';

type Change = {
  record: DomainRecord;
  fix: RecordFix;
  before: Query;
  after: Query;
  context: CheckContext;
};

/** What carrying out a fix changes for the owner, beside making the record right: all of it is theirs to decide. */
export async function effectsOf(change: Change): Promise<Finding[]> {
  const { purpose } = change.record;
  return [
    ...(await removedOthers(change)),
    ...(purpose === 'spf' ? await spfEffects(change) : []),
    ...(purpose === 'dmarc' ? await policyEffects(change) : []),
    ...(await endedWildcards(change)),
  ];
}

/** Whatever goes and is no earlier form of the record itself. */
async function removedOthers({ record, fix, before }: Change): Promise<Finding[]> {
  // What an alias's target holds as well stays where it was.
  const gone = async (type: DnsType): Promise<string[]> => {
    const kept =
      fix.type === 'CNAME' && fix.value !== undefined ? valuesOf(await before(fix.value, type)) : [];
    const values = valuesOf(await before(fix.fqdn, type));
    return values.filter((value) => fix.removes.includes(value || '.') && !kept.includes(value));
  };
  if (fix.removes.length === 0) return [];
  if (fix.type === 'MX') {
    const hosts = fix.removes.filter((host) => host !== '.' && !host.startsWith(`${record.value}.`));
    return hosts.length > 0 ? [finding('fix.mail-goes-elsewhere', { hosts: hosts.join(' ') })] : [];
  }
  const effects: Finding[] = [];
  const [alias] = fix.type === 'CNAME' ? [] : known(await before(fix.fqdn, fix.type)).chain;
  if (alias !== undefined && fix.removes.includes(alias))
    effects.push(finding('fix.removes-alias', { name: alias }));
  else {
    const addresses = [...(await gone('A')), ...(await gone('AAAA'))];
    if (addresses.length > 0)
      effects.push(finding('fix.removes-addresses', { addresses: addresses.join(' ') }));
  }
  if (record.purpose === 'dkim' && (await gone('TXT')).some(isOtherKey(record.value)))
    effects.push(finding('fix.replaces-key'));
  return effects;
}

function isOtherKey(value: string): (text: string) => boolean {
  const { key } = parseDkimKey(value);
  return (text) => {
    const found = parseDkimKey(text);
    return found.usable && found.key !== key;
  };
}

async function spfEffects({ fix, before, context: { domain, planned } }: Change): Promise<Finding[]> {
  const records = fix.removes.filter(isSpf).flatMap(readSpf);
  const [next] = readSpf(fix.value ?? '');
  if (next === undefined) return [];
  const all = allOf(next);
  if (fix.removes.length === 0) {
    const wanted = planned.flatMap(({ type, value }) => (type === 'MX' ? [value] : []));
    const hosts = valuesOf(await before(domain, 'MX')).filter(
      (host) => host !== '' && !wanted.includes(host),
    );
    const acts = all === '~' || all === '-';
    return acts && hosts.length > 0
      ? [finding('fix.all-begins', { all: `${all}all`, hosts: hosts.join(' ') })]
      : [];
  }
  if (records.length > 1) return [finding('fix.joins-records', { count: records.length })];
  const [last] = records;
  if (last === undefined) return [];
  const kept = new Set(next.terms.map(spfTermKey));
  const bare = new Map(next.mechanisms.map((one) => [spfTermKey(unsigned(one.text)), one.text]));
  const effects: Finding[] = [];
  for (const { text } of activeMechanisms(last)) {
    if (kept.has(spfTermKey(text))) continue;
    const to = bare.get(spfTermKey(unsigned(text)));
    effects.push(
      to === undefined
        ? finding('fix.removes-term', { term: text })
        : finding('fix.changes-sign', { from: text, to }),
    );
  }
  const redirect = last.terms.find((term) => /^redirect=/i.test(term));
  if (redirect !== undefined && allOf(last) === null && !kept.has(spfTermKey(redirect)))
    effects.push(finding('fix.removes-term', { term: redirect }));
  const was = allOf(last);
  if (was !== all && was !== null)
    effects.push(finding('fix.changes-all', { from: `${was}all`, to: `${all ?? '?'}all` }));
  return effects;
}

function readSpf(text: string): SpfRecord[] {
  const record = isSpf(text) ? parseSpf(text) : { badTerm: text };
  return 'badTerm' in record ? [] : [record];
}

function allOf({ mechanisms }: SpfRecord): string | null {
  return mechanisms.find(({ kind }) => kind === 'all')?.qualifier ?? null;
}

function unsigned(term: string): string {
  return term.replace(/^[-+~?]/, '');
}

/** A policy that begins to act on mail that fails, or acts harder. */
async function policyEffects({ before, after, context: { domain } }: Change): Promise<Finding[]> {
  const [was, is] = [await discoverDmarc(domain, before), await discoverDmarc(domain, after)];
  if (is.policy === null || is.policy === 'none') return [];
  if (was.policy !== null && strictness(is.policy) <= strictness(was.policy)) return [];
  return [finding('fix.policy-begins', { policy: is.policy })];
}

/** A wildcard answers for no name that is in the zone itself, nor for one above such a name (RFC 4592 §2.2.1). */
async function endedWildcards({ fix, before, after, context }: Change): Promise<Finding[]> {
  const zone = context.zone ?? context.domain;
  const effects: Finding[] = [];
  for (let name = fix.fqdn; name.endsWith(`.${zone}`); name = name.slice(name.indexOf('.') + 1)) {
    for (const type of ['A', 'AAAA', 'MX'] as const) {
      if (valuesOf(await before(besideOf(name), type)).length === 0) continue;
      const [was, is] = [valuesOf(await before(name, type)), valuesOf(await after(name, type))];
      if (was.length > 0 && is.length === 0)
        effects.push(finding('fix.ends-wildcard', { name, type, values: was.join(' ') }));
    }
  }
  return effects;
}
