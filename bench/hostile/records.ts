import assert from 'node:assert/strict';
import {
  checkDomain,
  checkHost,
  createQuery,
  type DnsAnswer,
  type DnsRow,
  type DomainReport,
  dnsHostOf,
  evaluateDmarc,
  handoffRows,
  inspectSpf,
  isDkimKey,
  isDmarc,
  MAX_QUERIES,
  mergeSpf,
  nearDmarc,
  parseDkimKey,
  parseDmarc,
  parseSpf,
  proposedDmarc,
  type ResolveDns,
  readDomainName,
  readDomainNames,
  readTags,
  readTextLines,
  repairDmarc,
  reportDestination,
  requiredTerms,
  type ServiceDomain,
  spfTermKey,
  strictestDmarc,
  toBytes,
  toCsv,
  toMarkdown,
  toStrings,
  toUnicode,
  toZoneFile,
} from '@mail-settings/core';
import { domainReport } from '@mail-settings/core/server';
import { type Kind, kinds, validName, validRecord } from './grammar.ts';
import { mostText, mutate } from './mutate.ts';
import { createRandom, type Random } from './random.ts';

/** Mutated records that make one zone. */
export const recordsAZone = kinds.length;

/** A zone of damaged records, made from its own seed alone. */
export type HostileZone = { texts: string[]; random: Random };

export function makeZone(seed: number): HostileZone {
  const random = createRandom(seed);
  const damaged = (kind: Kind): string =>
    mutate(validRecord(kind, random), validRecord(random.pick(kinds), random), random);
  return { texts: kinds.map(damaged), random };
}

/**
 * Everything core does with records, over one zone: each reader with each text, then the check of the domain (recursive,
 * beside an authoritative check, and once more with the first report as the previous one), `check_host`, inspection, merge,
 * DMARC, and every form of the handoff. Throws where one of them does, or where a promise is not kept.
 */
export async function judgeZone(zone: HostileZone): Promise<void> {
  for (const [at, text] of zone.texts.entries())
    readText(text, zone.texts[(at + 1) % zone.texts.length] ?? '', zone.random);
  await check(zone);
  await evaluate(zone);
}

function readText(text: string, other: string, random: Random): void {
  const spf = parseSpf(text);
  parseDkimKey(text);
  isDkimKey(text);
  nearDmarc(text);
  readTags(text);
  readTextLines(`us._domainkey TXT ${text}\n${other}`);
  assert.equal(toStrings(toBytes(text)).join(''), toBytes(text));
  spfTermKey(text);
  requiredTerms(text);
  toUnicode(text);
  dnsHostOf([text, other]);
  for (const name of [readDomainName(text), ...readDomainNames(text)])
    if (name.ok) assert.match(name.domain, /^(?=.{1,253}$)[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})*$/);
  const merge = mergeSpf([text, ...(random.oneIn(4) ? [other] : [])], { add: [needed] });
  if (merge.kind === 'merged') {
    assert.ok(!('badTerm' in parseSpf(merge.record)), 'a merged record is valid');
    assert.equal(mergeSpf([merge.record], { add: [needed] }).kind, 'unchanged');
  }
  if (!('badTerm' in spf)) mergeSpf([`v=spf1 ${other}`], { add: spf.terms });
  if (isDmarc(text)) {
    const before = parseDmarc(text);
    const repaired = parseDmarc(repairDmarc(text, 'reports@example.com'));
    assert.ok(repaired?.policy, 'a repaired record has a policy');
    const strength = ['none', 'quarantine', 'reject'];
    assert.ok(
      strength.indexOf(repaired.policy) >= strength.indexOf(before?.policy ?? 'none'),
      'not weakened',
    );
  }
  strictestDmarc([text, other]);
  assert.ok(parseDmarc(proposedDmarc(text, 'reports@example.com')), 'what is proposed is a DMARC record');
}

const needed = 'include:_spf.service.example';

async function check({ texts, random }: HostileZone): Promise<void> {
  const { domain, ...values } = serviceOf(texts, random);
  const [recursive, own] = [countingResolver(texts, random), countingResolver(texts, random)];
  const wanted = {
    domain,
    service: { domain, ...values },
    resolve: recursive.resolve,
    ...(random.oneIn(3) && { resolveAuthoritative: own.resolve }),
    now: new Date(0),
  };
  const first = await checkDomain(wanted);
  assert.ok(recursive.asked() <= MAX_QUERIES && own.asked() <= MAX_QUERIES, 'questions are limited');
  readReport(first, random);
  if (random.oneIn(4))
    readReport(
      await checkDomain({ ...wanted, resolve: countingResolver(texts, random).resolve, previous: first }),
      random,
    );
}

function readReport(report: DomainReport, random: Random): void {
  if (random.oneIn(8)) assert.deepEqual(domainReport.parse(report), report);
  const size = JSON.stringify(report).length;
  assert.ok(size < mostReport, `a report of ${size} characters`);
  const rows = handoffRows(report, { records: 'all' });
  assert.match(toZoneFile(rows), /^(?:[ -~]*\n)*$/);
  toCsv(rows);
  toMarkdown(rows);
}

/** An answer may hold 64 kB, and the report on each of some eight records quotes its own, escaped as JSON wants it. */
const mostReport = 4_000_000;

async function evaluate({ texts, random }: HostileZone): Promise<void> {
  const spf = countingResolver(texts, random);
  const outcome = await checkHost({
    ip: random.pick(['192.0.2.1', '2001:db8::1', '::ffff:192.0.2.7', ...texts.slice(5, 6)]),
    sender: `${random.pick(['a', '', texts[5] ?? ''])}@example.com`,
    helo: random.pick(['helo.example', texts[6] ?? '']),
    resolve: spf.resolve,
  });
  assert.ok(outcome.lookups <= 11 && spf.asked() <= 250, 'lookups are limited');
  const { resolve } = countingResolver(texts, random);
  const query = createQuery(resolve);
  await inspectSpf('example.com', query, [needed]);
  await evaluateDmarc({ author: 'a.example.com', spf: 'example.com', dkim: [texts[6] ?? ''] }, query);
  await reportDestination('example.com', `mailto:${texts[6]}`, query);
}

/** What the service says is as bad as the zone now and then. */
function serviceOf(texts: readonly string[], random: Random): ServiceDomain {
  const [one = '', two = '', three = ''] = texts.slice(random.below(5));
  const isDamaged = random.oneIn(4);
  return {
    domain: isDamaged ? validName(random) : 'example.com',
    active: random.oneIn(2),
    message: null,
    spf: isDamaged ? one : `v=spf1 ${needed} ~all`,
    dkim: [{ host: isDamaged ? three : 'us._domainkey', value: validRecord('dkim', random) }],
    mx: isDamaged ? two : '10 mail.example.com',
    dmarc: random.pick([null, one, 'v=DMARC1; p=none']),
    ownership: random.pick([null, two, 'service-domain-verification=1']),
    records: [
      {
        host: 'click',
        type: random.pick(['CNAME', 'CNAME', 'TXT', 'MX']),
        value: isDamaged ? three : 'track.service.example',
        purpose: random.pick(['tracking', 'tracking', 'mx']),
        active: false,
      },
      ...(random.oneIn(4)
        ? [{ host: 'k2._domainkey', type: 'CNAME', value: two, purpose: 'dkim', active: true } as const]
        : []),
    ],
  };
}

/** Any rows to any question, failures, alias chains and wrong apexes among them; the same to the same question. */
function countingResolver(texts: readonly string[], random: Random) {
  const salt = random.below(2 ** 32);
  let asked = 0;
  const resolve: ResolveDns = async (name, type) => {
    asked++;
    let hash = salt;
    for (let at = 0; at < name.length; at++) hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193);
    return answerTo(name, type, createRandom(hash ^ type.charCodeAt(0) ^ (type.length << 8)), texts);
  };
  return { resolve, asked: () => asked };
}

/** As many rows as 64 kB hold. */
function inOnePacket(rows: readonly DnsRow[]): DnsRow[] {
  let left = mostText;
  return rows.filter((row) => {
    left -= row.type === 'TXT' ? row.strings.join('').length : 16;
    return left >= 0;
  });
}

function answerTo(name: string, type: DnsRow['type'], random: Random, texts: readonly string[]): DnsAnswer {
  if (random.oneIn(16)) {
    const reasons = ['timeout', 'servfail', 'refused', 'malformed', 'unreachable', 'loop'] as const;
    return { state: 'failed', reason: random.pick(reasons) };
  }
  const isAbsent = random.oneIn(4);
  const rows = isAbsent ? [] : inOnePacket([row(), ...random.some(random.oneIn(6) ? 30 : 1, row)]);
  return {
    state: 'answer',
    rcode: isAbsent && random.oneIn(2) ? 'NXDOMAIN' : 'NOERROR',
    rows,
    chain: random.oneIn(6) ? random.some(4, target) : [],
    ...(random.oneIn(2) && { soaOwner: random.pick(['example.com', 'com', '', name, target()]) }),
    ...(isAbsent && random.oneIn(2) && { negativeTtl: random.below(2 ** 31) }),
    authoritative: random.oneIn(2),
  };

  function row(): DnsRow {
    const common = { name: random.oneIn(8) ? target() : name, ttl: random.below(2 ** 31) };
    switch (type) {
      case 'A':
      case 'AAAA':
        return { ...common, type, address: random.pick(['192.0.2.1', '2001:db8::1', target()]) };
      case 'TXT':
        return { ...common, type, strings: strings(mostlyOwn()) };
      case 'MX':
        return { ...common, type, priority: random.below(65_536), exchange: target() };
      case 'SOA':
        return { ...common, type, primary: target(), mailbox: target(), serial: 1, minimum: 1 };
      default:
        return { ...common, type, target: target() };
    }
  }

  function target(): string {
    return random.pick([texts[6] ?? '', texts[7] ?? '', validName(random), '']);
  }

  /** Keys and policies where they belong, more often than not. */
  function mostlyOwn(): string {
    const own = name.includes('_domainkey') ? 3 : name.startsWith('_dmarc') ? 4 : random.below(3);
    return texts[random.oneIn(5) ? random.below(texts.length) : own] ?? '';
  }

  function strings(text: string): string[] {
    const cut = random.below(text.length + 1);
    return random.oneIn(3) ? [text.slice(0, cut), text.slice(cut)] : [text];
  }
}
