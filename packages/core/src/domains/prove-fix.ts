import { strictness } from './dmarc-record.ts';
import { discoverDmarc } from './dmarc-walk.ts';
import { evaluateRecord } from './evaluate.ts';
import { finding } from './finding.ts';
import { effectsOf } from './fix-effects.ts';
import { known, type Query } from './query.ts';
import type { DomainRecord, Finding, Obstacle, RecordFix } from './record.ts';
import { priorityOf, withFix } from './simulate.ts';
import { compareSenders } from './spf-effect.ts';
import { inspectSpf } from './spf-inspect.ts';
import { type CheckContext, isWrong, type Verdict } from './verdict.ts';

export type SeenRecord = { record: DomainRecord; seen: Verdict };

/** What may be offered for a record: a fix that was proven, or what is in its way. Neither where nothing is wrong. */
export type Proven = { fix?: RecordFix; obstacle?: Obstacle };

/**
 * Carries out every proposed fix in the zone that was seen, by itself and together with those before it, and judges again.
 * Offered is the first of a record's proposals that makes it right, leaves the other records as right as they are, takes no
 * sender and no mail from the owner, and does not weaken a DMARC policy. In the order of `records`.
 */
export async function proveFixes(records: readonly SeenRecord[], context: CheckContext): Promise<Proven[]> {
  const right = records.filter(({ seen }) => seen.state === 'ok').map(({ record }) => record);
  const offered: DomainRecord[] = [];
  const proven: Proven[] = [];
  let together = context.query;
  for (const { record, seen } of records) {
    const isOpen = isWrong(seen);
    if (!isOpen && seen.fixes.length === 0) {
      proven.push({});
      continue;
    }
    let found: Proven | null = null;
    for (const fix of seen.fixes) {
      const alone = await tryFix({ record, fix, right, before: context.query, context });
      let outcome = alone;
      if (alone.fix && offered.length > 0) {
        const others = [...right, ...offered];
        const all = await tryFix({ record, fix, right: others, before: together, context });
        if (!all.fix) outcome = all;
      }
      // The obstacle that counts is that of the first proposal, the one that changes least.
      if (outcome.fix || found === null) found = outcome;
      if (outcome.fix) break;
    }
    if (!isOpen && !found?.fix) found = {};
    found ??= { obstacle: { party: seen.party ?? 'owner', reasons: seen.findings.filter(isError) } };
    if (isOpen && found.fix) {
      offered.push(record);
      together = withFix(together, found.fix, context.zone ?? context.domain, priorityOf(record));
    }
    proven.push(found);
  }
  return proven;
}

type Attempt = {
  record: DomainRecord;
  fix: RecordFix;
  /** Records that must stay right. */
  right: readonly DomainRecord[];
  before: Query;
  context: CheckContext;
};

async function tryFix({ record, fix, right, before, context }: Attempt): Promise<Proven> {
  const after = withFix(before, fix, context.zone ?? context.domain, priorityOf(record));
  const later: CheckContext = { ...context, query: after };
  const again = await evaluateRecord(record, later);
  if (again.state === 'unchecked') return blocked('dns-host', again.findings);
  if (again.state !== 'ok') return blocked(again.party ?? 'owner', again.findings.filter(isError));
  for (const other of right) {
    const { state } = await evaluateRecord(other, later);
    if (state !== 'ok') return blocked('owner', [finding('fix.breaks-record', { name: other.fqdn })]);
  }
  const { domain } = context;
  const senders = await compareSenders(domain, before, after);
  if (senders.lost.length > 0)
    return blocked('owner', [finding('fix.loses-senders', { addresses: senders.lost.join(' ') })]);
  if (senders.isOverLimit) return blocked('owner', await limitsOf(domain, after));
  if (fix.type !== 'MX' && (await hasMail(domain, before)) && !(await hasMail(domain, after)))
    return blocked('owner', [finding('fix.loses-mail', { domain })]);
  if (await isWeaker(domain, before, after)) return blocked('owner', [finding('fix.weaker-policy')]);
  const effects = await effectsOf({ record, fix, before, after, context });
  const needsConsent = fix.needsConsent || effects.length > 0;
  const said = needsConsent && effects.length === 0 ? [finding('fix.owner-decides')] : effects;
  return {
    fix: {
      ...fix,
      needsConsent,
      ...(said.length > 0 && { effects: said }),
      ...(senders.proof && { proof: senders.proof }),
    },
  };
}

function blocked(party: Obstacle['party'], reasons: Finding[]): Proven {
  return { obstacle: { party, reasons } };
}

function isError({ severity }: Finding): boolean {
  return severity === 'error';
}

/** What says that a record leads over the limits of RFC 7208 §4.6.4. */
async function limitsOf(domain: string, query: Query): Promise<Finding[]> {
  const { findings } = await inspectSpf(domain, query);
  return findings.filter(({ code }) => code === 'spf.too-many-lookups' || code === 'spf.too-many-voids');
}

async function hasMail(domain: string, query: Query): Promise<boolean> {
  return known(await query(domain, 'MX')).rows.length > 0;
}

/** A policy that protected the domain protects it less, or no more. */
async function isWeaker(domain: string, before: Query, after: Query): Promise<boolean> {
  const [was, is] = [await discoverDmarc(domain, before), await discoverDmarc(domain, after)];
  return was.policy !== null && (is.policy === null || strictness(is.policy) < strictness(was.policy));
}
