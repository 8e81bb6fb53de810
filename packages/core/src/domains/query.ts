import type { DnsAnswer, DnsRow, DnsType, ResolveDns } from './dns.ts';
import type { FoundRecord } from './record.ts';
import { joinStrings } from './txt.ts';

/** Asks DNS within one run: the same question is asked once. Rejects only when the run is aborted. */
export type Query = (name: string, type: DnsType) => Promise<DnsAnswer>;

/** Questions one run may ask; a zone made to lead on and on gets no further. */
export const MAX_QUERIES = 200;

export function createQuery(resolve: ResolveDns, signal?: AbortSignal): Query {
  const asked: { name: string; type: DnsType; answer: Promise<DnsAnswer> }[] = [];
  const options = signal ? { signal } : {};
  return (name, type) => {
    for (const one of asked) if (one.name === name && one.type === type) return one.answer;
    if (!isQueryable(name)) return Promise.resolve(NOTHING);
    if (asked.length >= MAX_QUERIES) return Promise.resolve({ state: 'failed', reason: 'refused' });
    const answer = resolve(name, type, options);
    asked.push({ name, type, answer });
    return answer;
  };
}

/** What an answer says; a failure says nothing. */
export function known(answer: DnsAnswer): Extract<DnsAnswer, { state: 'answer' }> {
  return answer.state === 'answer' ? answer : NOTHING;
}

const NOTHING = {
  state: 'answer',
  rcode: 'NXDOMAIN',
  rows: [],
  chain: [],
  authoritative: false,
} satisfies DnsAnswer;

/** Names DNS can be asked for (RFC 1035 §2.3.4): at most 253 characters, labels of 1 to 63. */
export function isQueryable(name: string): boolean {
  if (name.length > 253) return false;
  let start = 0;
  for (let dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', start)) {
    if (dot === start || dot - start > 63) return false;
    start = dot + 1;
  }
  return start < name.length && name.length - start <= 63;
}

/** TXT texts of an answer, strings joined. */
export function textsOf(answer: DnsAnswer): string[] {
  const texts: string[] = [];
  for (const row of known(answer).rows) if (row.type === 'TXT') texts.push(joinStrings(row.strings));
  return texts;
}

/** What the rows hold: texts, targets, mail hosts, addresses. */
export function valuesOf(answer: DnsAnswer): string[] {
  return known(answer).rows.map(writeRow);
}

/** What an answer holds, as it can be shown. Anybody can put 64 kB into a zone, so both number and length are cut. */
export function foundRows(answer: DnsAnswer): FoundRecord[] {
  const { rows, chain } = known(answer);
  const cut = (text: string): string => text.slice(0, 4096);
  const via = chain.slice(0, 10).map(cut);
  return rows.slice(0, 20).map((row) => {
    const priority = row.type === 'MX' ? `${row.priority} ` : '';
    return { type: row.type, value: `${priority}${cut(writeRow(row))}`, ttl: row.ttl, via };
  });
}

function writeRow(row: DnsRow): string {
  switch (row.type) {
    case 'A':
    case 'AAAA':
      return row.address;
    case 'TXT':
      return joinStrings(row.strings);
    case 'MX':
      return row.exchange;
    case 'SOA':
      return row.primary;
    default:
      return row.target;
  }
}
