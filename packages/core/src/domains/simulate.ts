import type { DnsAnswer, DnsRow, DnsType } from './dns.ts';
import { known, type Query, valuesOf } from './query.ts';
import type { DomainRecord, RecordFix } from './record.ts';

/** What this label answers, a wildcard gives (RFC 4592): nobody publishes it. */
const BESIDE = 'mail-settings-nobody-made-this';

/**
 * DNS as it would answer once a fix were carried out in the zone. It also tells what the change does beside itself: an alias
 * leads to what its target holds, what was found through the changed name changes with it, and a name that a wildcard
 * answered for until now is no longer answered for by it, for no type (RFC 4592 §2.2.1), nor are the names above and below.
 * `zone` is the apex: names outside stay as they are.
 */
export function withFix(query: Query, fix: RecordFix, zone: string, priority = 0): Query {
  const changed: Query = async (name, type) => {
    if (name === fix.fqdn) return atChangedName(query, fix, type, changed, priority);
    const answer = await query(name, type);
    const { chain } = known(answer);
    const at = chain.indexOf(fix.fqdn);
    if (at >= 0) return through(answer, chain.slice(0, at + 1), await changed(fix.fqdn, type));
    if (fix.value === undefined || !(await isTakenFromWildcard(query, fix.fqdn, name, type, zone)))
      return answer;
    return nothingAt(answer, name, fix.fqdn);
  };
  return changed;
}

async function atChangedName(
  query: Query,
  fix: RecordFix,
  type: DnsType,
  changed: Query,
  priority: number,
): Promise<DnsAnswer> {
  const { fqdn, value } = fix;
  const answer = await query(fqdn, type);
  if (value !== undefined && fix.type === 'CNAME' && type !== 'CNAME') {
    return through(NO_ROWS, [value], await changed(value, type));
  }
  const isAdded = value !== undefined && type === fix.type;
  if (answer.state === 'failed') return isAdded ? answerOf([rowOf(fix, value, priority)]) : answer;
  const isAlias = answer.chain.length > 0;
  const goes = isAlias && answer.chain.some((target) => fix.removes.includes(target));
  const isWild =
    isAlias || answer.rows.length > 0
      ? value !== undefined && (await isWildcardAnswer(query, fqdn, type))
      : false;
  const own = goes || isWild ? [] : answer.rows;
  const added = isAdded ? rowOf(fix, value, priority) : null;
  const rows = own.filter((row) => !isRemoved(row, fix) && !(added && isSame(row, added)));
  if (added) rows.push(added);
  if (rows.length > 0)
    return { ...answer, rcode: 'NOERROR', rows, chain: goes || isWild ? [] : answer.chain };
  // Where the last text of a name goes, a wildcard may answer in its stead.
  if (value === undefined && own.length > 0) return query(besideOf(fqdn), type);
  return { ...answer, rcode: value === undefined ? answer.rcode : 'NOERROR', rows, chain: [] };
}

/** What was found by way of a changed name. */
function through(answer: DnsAnswer, chain: readonly string[], end: DnsAnswer): DnsAnswer {
  if (end.state === 'failed') return end;
  return { ...known(answer), rcode: end.rcode, rows: end.rows, chain: [...chain, ...end.chain] };
}

/** A name above or below the changed one: with that one in the zone, wildcards further up no longer answer for it. */
async function isTakenFromWildcard(
  query: Query,
  changed: string,
  name: string,
  type: DnsType,
  zone: string,
): Promise<boolean> {
  const isAbove = changed.endsWith(`.${name}`) && name.endsWith(`.${zone}`);
  const isBelow = name.endsWith(`.${changed}`) && changed.endsWith(`.${zone}`);
  if (isAbove) return isWildcardAnswer(query, name, type);
  return isBelow && (await isWildcardAnswer(query, name, type, changed));
}

/**
 * True where a wildcard answers for a name: then names nobody made get the same answer, both beside it (or beside the one
 * above it that counts) and below. A record of the name's own that only looks the same has nothing below it (RFC 4592 §2.2.1).
 */
export async function isWildcardAnswer(
  query: Query,
  name: string,
  type: DnsType,
  beside = name,
): Promise<boolean> {
  const own = contentOf(await query(name, type));
  if (own === '' || own !== contentOf(await query(besideOf(beside), type))) return false;
  return own === contentOf(await query(`${BESIDE}.${name}`, type));
}

function contentOf(answer: DnsAnswer): string {
  return [...known(answer).chain, ...valuesOf(answer)].sort().join('\n');
}

/** The name beside, under which nobody publishes anything. */
export function besideOf(name: string): string {
  return `${BESIDE}${name.slice(name.indexOf('.'))}`;
}

function nothingAt(answer: DnsAnswer, name: string, changed: string): DnsAnswer {
  return {
    ...known(answer),
    // A name above another exists, if without records of its own.
    rcode: changed.endsWith(`.${name}`) ? 'NOERROR' : 'NXDOMAIN',
    rows: [],
    chain: [],
  };
}

function isSame(one: DnsRow, other: DnsRow): boolean {
  const [value, same] = [one, other].map((row) => valuesOf(answerOf([row])).join());
  return one.type === other.type && value === same;
}

function isRemoved(row: DnsRow, { removes }: RecordFix): boolean {
  const [value = ''] = valuesOf(answerOf([row]));
  return removes.includes(value === '' && row.type === 'MX' ? '.' : value);
}

function rowOf({ fqdn, type }: RecordFix, value: string, priority: number): DnsRow {
  const row = { name: fqdn, ttl: 0 };
  if (type === 'TXT') return { ...row, type, strings: [value] };
  return type === 'MX' ? { ...row, type, priority, exchange: value } : { ...row, type, target: value };
}

function answerOf(rows: DnsRow[]): Extract<DnsAnswer, { state: 'answer' }> {
  return { ...NO_ROWS, rcode: 'NOERROR', rows };
}

const NO_ROWS = {
  state: 'answer',
  rcode: 'NOERROR',
  rows: [],
  chain: [],
  authoritative: false,
} satisfies DnsAnswer;

/** Mail hosts have a priority; no other record has one. */
export const priorityOf = ({ priority }: Pick<DomainRecord, 'priority'>): number => priority ?? 0;
