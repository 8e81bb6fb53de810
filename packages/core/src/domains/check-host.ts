import type { DnsAnswer, DnsType, ResolveDns } from './dns.ts';
import { normalName } from './domain-name.ts';
import { type Ip, parseIp, parseIp4, parseIp6, sameNet4, sameNet6, writeIp6 } from './ip.ts';
import { isQueryable } from './query.ts';
import {
  expandMacro,
  type MacroText,
  type MacroValues,
  parseMacro,
  shortenName,
  usesMacro,
} from './spf-macro.ts';
import { isSpf, parseSpf, type SpfMechanism, type SpfQualifier } from './spf-record.ts';
import { joinStrings } from './txt.ts';

/** Terms that look up, over the whole tree (RFC 7208 §4.6.4). */
export const SPF_MAX_LOOKUPS = 10;
/** Terms whose question may find nothing; the RFC advises two and lets it be set (§4.6.4). */
export const SPF_MAX_VOIDS = 2;
/** Hosts of one `mx`, more are a permerror; names of one reverse lookup, more are left out (§4.6.4). */
export const SPF_MAX_HOSTS = 10;

export type SpfResult = 'none' | 'neutral' | 'pass' | 'fail' | 'softfail' | 'temperror' | 'permerror';

export type SpfQuery = {
  /** Address of the client, IPv4 or IPv6. */
  ip: string;
  /** MAIL FROM; empty for a bounce, then the HELO name is judged (RFC 7208 §2.4). */
  sender: string;
  helo: string;
  resolve: ResolveDns;
  signal?: AbortSignal;
  maxVoids?: number;
  /** Name of the receiving host and time, for macros of explanations. */
  receiver?: string;
  now?: Date;
};

export type SpfOutcome = {
  result: SpfResult;
  /** What the domain's owner says to a `fail`; null where nothing usable is published. */
  explanation: string | null;
  /** The term that decided, as written; null where none did. */
  mechanism: string | null;
  lookups: number;
  voids: number;
};

/** `check_host()` of RFC 7208 §4. Never rejects, save with the signal's reason. Questions go out one after the other. */
export async function checkHost(query: SpfQuery): Promise<SpfOutcome> {
  const ip = parseIp(query.ip);
  const { sender } = query;
  const at = sender.lastIndexOf('@');
  const local = at > 0 ? sender.slice(0, at) : 'postmaster';
  const helo = toLabels(query.helo);
  const options = query.signal ? { signal: query.signal } : {};
  if (ip === null) return { result: 'none', explanation: null, mechanism: null, lookups: 0, voids: 0 };
  const run: Run = {
    ip,
    local,
    isForeign: /[^\0-\x7f]/.test(local),
    domain: sender === '' ? helo : toLabels(sender.slice(at + 1)),
    helo,
    query,
    ask: (name, type) => query.resolve(name, type, options),
    lookups: 0,
    voids: 0,
    reverse: null,
  };
  const { result, exp, mechanism, domain } = await judge(normalName(run.domain), run);
  const explanation = result === 'fail' && exp !== null ? await explain(exp, domain, run) : null;
  return { result, explanation, mechanism, lookups: run.lookups, voids: run.voids };
}

type Run = {
  ip: Ip;
  local: string;
  /** The local part is not ASCII: terms that name it match nothing (RFC 8616 §4). */
  isForeign: boolean;
  /** Domain of the sender and HELO name, case kept, letters of other alphabets as A-labels (RFC 8616 §4). */
  domain: string;
  helo: string;
  query: SpfQuery;
  ask: (name: string, type: DnsType) => Promise<DnsAnswer>;
  lookups: number;
  voids: number;
  /** Names of the client's address, asked for once. */
  reverse: Promise<DnsAnswer> | null;
};

type Ruling = { result: SpfResult; mechanism: string | null; exp: MacroText | null; domain: string };

/** What is no name, or has no dot, has no record (§4.3); an address in brackets is no name either. */
async function judge(domain: string, run: Run): Promise<Ruling> {
  if (!domain.includes('.') || domain.startsWith('[') || !isQueryable(domain)) return ruling('none', domain);
  const answer = await run.ask(domain, 'TXT');
  if (answer.state === 'failed') return ruling('temperror', domain);
  let text: string | null = null;
  for (const row of answer.rows) {
    if (row.type !== 'TXT') continue;
    const joined = row.strings.length === 1 ? (row.strings[0] ?? '') : joinStrings(row.strings);
    if (!isSpf(joined)) continue;
    if (text !== null) return ruling('permerror', domain);
    text = joined;
  }
  if (text === null) return ruling('none', domain);
  const record = parseSpf(text);
  if ('badTerm' in record) return ruling('permerror', domain, record.badTerm);
  for (const mechanism of record.mechanisms) {
    // Terms that know their answer must not wait for a turn of the event queue: there can be a hundred of them.
    const outcome = matches(mechanism, domain, run);
    const match = typeof outcome === 'object' ? await outcome : outcome;
    if (match === true) return ruling(RESULTS[mechanism.qualifier], domain, mechanism.text, record.exp);
    if (match) return ruling(match, domain, mechanism.text);
  }
  if (record.redirect === null) return ruling('neutral', domain);
  if (++run.lookups > SPF_MAX_LOOKUPS) return ruling('permerror', domain, 'redirect');
  const { redirect } = record;
  const target = await judge(
    typeof redirect === 'string' ? plainName(redirect) : await targetName(redirect, domain, run),
    run,
  );
  return target.result === 'none' ? ruling('permerror', domain, 'redirect') : target;
}

function ruling(
  result: SpfResult,
  domain: string,
  mechanism: string | null = null,
  exp: MacroText | null = null,
): Ruling {
  return { result, mechanism, exp, domain };
}

const RESULTS: Record<SpfQualifier, SpfResult> = {
  '+': 'pass',
  '-': 'fail',
  '~': 'softfail',
  '?': 'neutral',
};

/** True, false, or the error that ends the evaluation. */
type Match = boolean | 'temperror' | 'permerror';

function matches(mechanism: SpfMechanism, domain: string, run: Run): Match | Promise<Match> {
  const { ip } = run;
  switch (mechanism.kind) {
    case 'all':
      return true;
    case 'ip4':
      return ip.version === 4 && sameNet4(ip.value, mechanism.network, mechanism.length);
    case 'ip6':
      return ip.version === 6 && sameNet6(ip.groups, mechanism.network, mechanism.length);
    default: {
      if (++run.lookups > SPF_MAX_LOOKUPS) return 'permerror';
      if (mechanism.domain === null) return matchesByName(mechanism, domain, run);
      if (typeof mechanism.domain === 'string')
        return matchesByName(mechanism, plainName(mechanism.domain), run);
      if (run.isForeign && (usesMacro(mechanism.domain, 'l') || usesMacro(mechanism.domain, 's')))
        return false;
      return targetName(mechanism.domain, domain, run).then((target) =>
        matchesByName(mechanism, target, run),
      );
    }
  }
}

type NamedMechanism = Exclude<SpfMechanism, { kind: 'all' | 'ip4' | 'ip6' }>;

function matchesByName(mechanism: NamedMechanism, target: string, run: Run): Match | Promise<Match> {
  if (mechanism.kind === 'include') return judge(target, run).then(({ result }) => INCLUDED[result]);
  // A name that cannot be asked for matches nothing (RFC 7208 §4.8 leaves it open).
  if (!isQueryable(target)) return false;
  switch (mechanism.kind) {
    case 'a':
      return matchesHost(mechanism, target, run, true);
    case 'exists':
      return run.ask(target, 'A').then((answer) => missed(answer, run) ?? true);
    case 'mx':
      return matchesExchange(mechanism, target, run);
    default:
      return matchesReverse(target, run);
  }
}

const INCLUDED: Record<SpfResult, Match> = {
  pass: true,
  fail: false,
  softfail: false,
  neutral: false,
  temperror: 'temperror',
  permerror: 'permerror',
  none: 'permerror',
};

type Lengths = { length4: number; length6: number };

async function matchesHost(lengths: Lengths, host: string, run: Run, isTerm: boolean): Promise<Match> {
  const answer = await run.ask(host, run.ip.version === 4 ? 'A' : 'AAAA');
  if (answer.state === 'failed') return 'temperror';
  if (isTerm && answer.rows.length === 0) return missed(answer, run) ?? false;
  return answer.rows.some(
    (row) =>
      (row.type === 'A' || row.type === 'AAAA') &&
      isSame(row.address, run.ip, lengths.length4, lengths.length6),
  );
}

async function matchesExchange(lengths: Lengths, target: string, run: Run): Promise<Match> {
  const answer = await run.ask(target, 'MX');
  const miss = missed(answer, run);
  if (miss !== null || answer.state === 'failed') return miss ?? 'temperror';
  const hosts = answer.rows.flatMap((row) => (row.type === 'MX' ? row : []));
  // The order of an answer is chance; by priority the limit falls the same way each time.
  if (hosts.length > SPF_MAX_HOSTS) hosts.sort((one, other) => one.priority - other.priority);
  for (const { exchange } of hosts.slice(0, SPF_MAX_HOSTS)) {
    const match = isQueryable(exchange) && (await matchesHost(lengths, exchange, run, false));
    if (match) return match;
  }
  return hosts.length > SPF_MAX_HOSTS ? 'permerror' : false;
}

/** Without an answer, `ptr` does not match; an address without a name is a void lookup as any other. */
async function matchesReverse(target: string, run: Run): Promise<Match> {
  const answer = await reverse(run);
  if (answer.state === 'failed') return false;
  const miss = missed(answer, run);
  if (miss !== null) return miss;
  for (const name of namesOf(answer)) {
    const isBelow = name === target || name.endsWith(`.${target}`);
    if (isBelow && (await isValidated(name, run))) return true;
  }
  return false;
}

function isSame(address: string, ip: Ip, length4: number, length6: number): boolean {
  if (ip.version === 4) {
    const value = parseIp4(address);
    return value !== null && sameNet4(value, ip.value, length4);
  }
  const groups = parseIp6(address);
  return groups !== null && sameNet6(groups, ip.groups, length6);
}

/** Null where there are rows; else what the term comes to. */
function missed(answer: DnsAnswer, run: Run): Match | null {
  if (answer.state === 'failed') return 'temperror';
  if (answer.rows.length > 0) return null;
  return ++run.voids > (run.query.maxVoids ?? SPF_MAX_VOIDS) ? 'permerror' : false;
}

/** What the client's address points to; asked once. */
function reverse(run: Run): Promise<DnsAnswer> {
  const zone = run.ip.version === 4 ? 'in-addr' : 'ip6';
  run.reverse ??= run.ask(`${dotted(run.ip, true).toLowerCase()}.${zone}.arpa`, 'PTR');
  return run.reverse;
}

/** At most ten, the others are left out (RFC 7208 §4.6.4). */
function namesOf(answer: DnsAnswer): string[] {
  const rows = answer.state === 'failed' ? [] : answer.rows.slice(0, SPF_MAX_HOSTS);
  return rows.flatMap((row) => (row.type === 'PTR' ? plainName(row.target) : []));
}

async function isValidated(name: string, run: Run): Promise<boolean> {
  return isQueryable(name) && (await matchesHost({ length4: 32, length6: 128 }, name, run, false)) === true;
}

/** The client's own name for `%{p}`: the domain itself, else a name below it, else any (RFC 7208 §7.3). */
async function clientName(domain: string, run: Run): Promise<string> {
  const names = namesOf(await reverse(run));
  const rank = (name: string): number => (name === domain ? 0 : name.endsWith(`.${domain}`) ? 1 : 2);
  for (const name of [...names].sort((one, other) => rank(one) - rank(other)))
    if (await isValidated(name, run)) return name;
  return 'unknown';
}

async function targetName(text: MacroText, domain: string, run: Run): Promise<string> {
  if (typeof text === 'string') return plainName(text);
  return plainName(expandMacro(text, await macroValues(text, domain, run)));
}

async function macroValues(text: MacroText, domain: string, run: Run): Promise<MacroValues> {
  const { ip, query } = run;
  return {
    s: `${run.local}@${run.domain}`,
    l: run.local,
    o: run.domain,
    d: domain,
    i: dotted(ip, false),
    p: usesMacro(text, 'p') ? await clientName(domain, run) : '',
    v: ip.version === 4 ? 'in-addr' : 'ip6',
    h: run.helo,
    c: ip.version === 4 ? dotted(ip, false) : writeIp6(ip.groups),
    r: query.receiver ?? 'unknown',
    t: String(Math.floor((query.now?.getTime() ?? 0) / 1000)),
  };
}

/** IPv4 as usual; IPv6 as 32 hexadecimal digits with dots between (RFC 7208 §7.3), in upper case as in the openspf suite. */
function dotted(ip: Ip, isReversed: boolean): string {
  const parts =
    ip.version === 4
      ? [ip.value >>> 24, (ip.value >>> 16) & 255, (ip.value >>> 8) & 255, ip.value & 255]
      : ip.groups.flatMap((group) => [...group.toString(16).toUpperCase().padStart(4, '0')]);
  return (isReversed ? parts.reverse() : parts).join('.');
}

/** The owner's words to a `fail` (RFC 7208 §6.2); whatever is wrong with them, there are none. */
async function explain(exp: MacroText, domain: string, run: Run): Promise<string | null> {
  const name = await targetName(exp, domain, run);
  const answer = isQueryable(name) ? await run.ask(name, 'TXT') : null;
  const [row, ...others] = answer?.state === 'answer' ? answer.rows : [];
  if (row?.type !== 'TXT' || others.length > 0) return null;
  const text = parseMacro(joinStrings(row.strings), false, 'slodiphvcrt', true);
  if (text === null || (run.isForeign && (usesMacro(text, 'l') || usesMacro(text, 's')))) return null;
  return expandMacro(text, await macroValues(text, domain, run));
}

/** The name as it is asked for: too long a one loses labels on its left (RFC 7208 §7.3). */
function plainName(name: string): string {
  const lower = name.toLowerCase();
  return shortenName(lower.endsWith('.') ? lower.slice(0, -1) : lower);
}

function toLabels(name: string): string {
  return /[^\0-\x7f]/.test(name) ? normalName(name) : name;
}
