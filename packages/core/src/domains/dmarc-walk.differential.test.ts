import { evaluateDmarc as theirEvaluation } from 'mailauth/lib/dmarc/index.js';
import { expect, test } from 'vitest';
import { type Zone, zoneResolver } from '../testing/zone-resolver.ts';
import { evaluateDmarc } from './dmarc-walk.ts';
import type { DnsType } from './dns.ts';
import { createQuery } from './query.ts';

const ZONES = 2500;

test(`agrees with mailauth in strict mode on ${ZONES} trees of DMARC records`, async () => {
  const roll = dice(20261124);
  const counts: Record<string, number> = {};
  const differences: string[] = [];
  for (let made = 0; made < ZONES; made++) {
    const zone = makeZone(roll);
    const resolve = zoneResolver(zone);
    const [author, spf, dkim] = [roll.pick(AUTHORS), roll.pick(AUTHORS), roll.pick(AUTHORS)];
    const ours = await evaluateDmarc({ author, spf, dkim: [dkim] }, createQuery(resolve));
    const { response: theirs } = await theirEvaluation({
      headerFrom: [author],
      spfDomains: [spf],
      dkimDomains: [{ domain: dkim }],
      resolver: (name: string, type: string) => answerFor(resolve, name, type),
      strict: true,
    });
    if (theirs === false) throw new Error(`no author domain in ${author}`);
    const { result } = theirs.status;
    counts[result] = (counts[result] ?? 0) + 1;
    const isJudged = result === 'pass' || result === 'fail';
    const both = [
      [ours.result, ...(isJudged ? [ours.policy, ours.policyDomain] : [])],
      [result, ...(isJudged ? [theirs.policy, theirs.policyDomain] : [])],
    ].map((one) => one.join(' '));
    if (both[0] !== both[1]) differences.push(`${both.join(', not ')}: ${author} ${JSON.stringify(zone)}`);
  }
  expect(differences).toEqual([]);
  for (const result of ['pass', 'fail', 'none', 'temperror'])
    expect([result, (counts[result] ?? 0) > ZONES / 20]).toEqual([result, true]);
});

const AUTHORS = [
  'example.com',
  'a.example.com',
  'b.example.com',
  'x.a.example.com',
  'y.x.a.example.com',
] as const;
const TAGS: [share: number, name: string, values: [string, ...string[]]][] = [
  [0.85, 'p', ['none', 'quarantine', 'reject', 'Reject', 'bad']],
  [0.3, 'sp', ['none', 'quarantine', 'reject', 'bad', '']],
  [0.3, 'np', ['none', 'quarantine', 'reject', 'bad']],
  [0.2, 'psd', ['y', 'n', 'u', 'x']],
  [0.2, 't', ['y', 'n', 'x']],
  [0.2, 'adkim', ['s', 'r', 'x']],
  [0.2, 'aspf', ['s', 'r']],
  [0.3, 'rua', ['mailto:d@example.com', 'bogus', 'https://example.com/d', 'mailto:d@example.com!10m']],
  [0.03, 'p', ['none']],
];

type Dice = ReturnType<typeof dice>;

/** The same numbers in every run, so that a difference can be checked again. */
function dice(seed: number) {
  let state = seed;
  const next = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const pick = <T>(from: readonly [T, ...T[]]): T => from[Math.floor(next() * from.length)] ?? from[0];
  return { pick, chance: (share: number): boolean => next() < share };
}

function makeZone({ pick, chance }: Dice): Zone {
  const zone: Zone = {};
  for (const name of ['com', ...AUTHORS]) {
    if (chance(0.4)) zone[name] = { A: ['192.0.2.1'] };
    if (!chance(0.4)) continue;
    const tags = TAGS.filter(([share]) => chance(share)).map(([, tag, values]) => `${tag}=${pick(values)}`);
    const texts = [['v=DMARC1', ...tags].join(pick(['; ', ';', ' ; ']))];
    if (chance(0.1)) texts.push(pick(['v=DMARC1; p=none', 'hello', 'v=DMARC1;']));
    zone[`_dmarc.${name}`] = chance(0.06) ? 'TIMEOUT' : { TXT: texts };
  }
  return zone;
}

/** Our answers in the form of Node's resolver, which the other one wants. */
async function answerFor(
  resolve: ReturnType<typeof zoneResolver>,
  name: string,
  type: string,
): Promise<string[][]> {
  const answer = await resolve(name, type as DnsType);
  if (answer.state === 'failed') throw Object.assign(new Error('no answer'), { code: 'ETIMEOUT' });
  if (answer.rows.length === 0)
    throw Object.assign(new Error('nothing'), {
      code: answer.rcode === 'NXDOMAIN' ? 'ENOTFOUND' : 'ENODATA',
    });
  return answer.rows.map((row) => (row.type === 'TXT' ? row.strings : []));
}
