import { type DmarcPolicy, type DmarcRecord, isDmarc, parseDmarc } from './dmarc-record.ts';
import { normalName } from './domain-name.ts';
import { type Query, textsOf } from './query.ts';
import type { Finding } from './record.ts';

/** A domain met on the way up with exactly one DMARC record. */
export type DmarcStep = { domain: string; record: DmarcRecord };

export type DmarcWalk = {
  /** From the start upwards; only domains with a record. */
  steps: DmarcStep[];
  /** The organizational domain (RFC 9989 §4.10.2). */
  orgDomain: string;
  /** A question on the way got no answer: what was not found may still be there. */
  isPartial: boolean;
};

/** Most questions of one walk, which is also what is left of a long name after its first step (RFC 9989 §4.10). */
const MAX_STEPS = 8;

/** Walks up the tree for DMARC records: own name, then parents down to the top level (RFC 9989 §4.10). */
export async function walkDmarc(domain: string, query: Query): Promise<DmarcWalk> {
  const steps: DmarcStep[] = [];
  let isPartial = false;
  let orgDomain: string | null = null;
  let labels = domain.split('.');
  for (let step = 0; step < MAX_STEPS && labels.length > 0; step++) {
    const name = labels.join('.');
    const answer = await query(`_dmarc.${name}`, 'TXT');
    if (answer.state === 'failed') isPartial = true;
    const records = textsOf(answer).filter(isDmarc);
    const parsed = records.length === 1 ? parseDmarc(records[0] ?? '') : null;
    const record = parsed && isTagList(parsed) ? parsed : null;
    if (record) steps.push({ domain: name, record });
    if (record?.psd === 'n') orgDomain = name;
    if (record?.psd === 'y' && step > 0)
      orgDomain = domain
        .split('.')
        .slice(-labels.length - 1)
        .join('.');
    if (record && record.psd !== 'u') break;
    labels = labels.length >= MAX_STEPS ? labels.slice(-MAX_STEPS + 1) : labels.slice(1);
  }
  return { steps, orgDomain: orgDomain ?? steps.at(-1)?.domain ?? domain, isPartial };
}

export type DmarcDiscovery = {
  /** Whose record counts; null: no DMARC for this domain. */
  policyDomain: string | null;
  record: DmarcRecord | null;
  orgDomain: string;
  /** What a receiver does with a failing message: after `sp`, `np` and `t`. */
  policy: DmarcPolicy | null;
  /** The domain has a record of its own, of use or not: no other counts for it. */
  hasOwn: boolean;
  isPartial: boolean;
};

/** Finds the policy for an author domain (RFC 9989 §4.10.1): its own record, else the organizational domain's, else the public suffix's. */
export async function discoverDmarc(domain: string, query: Query): Promise<DmarcDiscovery> {
  const { steps, orgDomain, isPartial } = await walkDmarc(domain, query);
  const step =
    [domain, orgDomain].map((name) => steps.find((one) => one.domain === name)).find((one) => one) ??
    steps.find(({ record }) => record.psd === 'y');
  const found = { orgDomain, isPartial, hasOwn: steps[0]?.domain === domain };
  if (!step || step.record.policy === null)
    return { ...found, policyDomain: null, record: null, policy: null };
  const { record } = step;
  let policy: DmarcPolicy = record.policy ?? 'none';
  if (step.domain !== domain && isSound(record)) {
    policy = record.sp ?? policy;
    if (record.np !== null && !(await exists(domain, query))) policy = record.np;
  }
  return { ...found, policyDomain: step.domain, record, policy: effectivePolicy(policy, record) };
}

export type DmarcResult = DmarcDiscovery & {
  spfAligned: boolean;
  dkimAligned: boolean;
  /** `temperror`: DNS did not answer a question the result hangs on. */
  result: 'pass' | 'fail' | 'none' | 'temperror';
};

/** DMARC for one message (RFC 9989 §4.4, §5.3): `spf` is a domain with an SPF pass, `dkim` are domains with a valid signature. */
export async function evaluateDmarc(
  message: { author: string; spf?: string; dkim?: readonly string[] },
  query: Query,
): Promise<DmarcResult> {
  const author = normalName(message.author);
  const found = await discoverDmarc(author, query);
  let isOpen = false;
  const aligned = async (name: string, mode: 'r' | 's'): Promise<boolean> => {
    const domain = normalName(name);
    if (domain === author || mode === 's') return domain === author;
    // An organizational domain is the name itself or above it.
    const common = found.isPartial ? author.slice(author.lastIndexOf('.') + 1) : found.orgDomain;
    if (domain !== common && !domain.endsWith(`.${common}`)) return false;
    const walk = await walkDmarc(domain, query);
    const isKnown = !found.isPartial && !walk.isPartial;
    isOpen ||= !isKnown;
    return isKnown && walk.orgDomain === found.orgDomain;
  };
  const { adkim = 'r', aspf = 'r' } = found.record ?? {};
  const spfAligned = message.spf !== undefined && (await aligned(message.spf, aspf));
  let dkimAligned = false;
  for (const domain of message.dkim ?? []) dkimAligned ||= await aligned(domain, adkim);
  const judged = spfAligned || dkimAligned ? 'pass' : isOpen ? 'temperror' : 'fail';
  const without = found.isPartial && !found.hasOwn ? 'temperror' : 'none';
  // Where a name did not answer, a nearer record may count.
  const isCertain = found.hasOwn || !found.isPartial;
  return { ...found, spfAligned, dkimAligned, result: found.record && isCertain ? judged : without };
}

export type ReportDestination = {
  uri: string;
  /** False where the destination lies in the same organizational domain. */
  needed: boolean;
  /** Name of the record that must allow it; null where none is needed. */
  owner: string | null;
  /** Null where DNS did not answer. */
  authorized: boolean | null;
};

/** Whether somebody else's mailbox may be named for reports (RFC 9990 §4). */
export async function reportDestination(
  policyDomain: string,
  uri: string,
  query: Query,
): Promise<ReportDestination> {
  const host = normalName(/@([^@!?\s]+)(?:[!?]\S*)?$/.exec(uri)?.[1] ?? '');
  const [own, other] = [await walkDmarc(policyDomain, query), await walkDmarc(host, query)];
  if (host === policyDomain || other.orgDomain === own.orgDomain)
    return { uri, needed: false, owner: null, authorized: true };
  const owner = `${policyDomain}._report._dmarc.${host}`;
  const answer = await query(owner, 'TXT');
  const isAuthorized = textsOf(answer).some(isDmarc);
  const isOpen = answer.state === 'failed' || own.isPartial || other.isPartial;
  return { uri, needed: true, owner, authorized: isAuthorized || (isOpen ? null : false) };
}

/** A tag twice voids the whole list, as if nothing were published (RFC 6376 §3.2). */
function isTagList(record: DmarcRecord): boolean {
  return !record.findings.some(({ code }) => code === 'dmarc.duplicate-tag');
}

/** A record without a good `p`, or with a bad `sp` or `np`, counts as `none` for everything (RFC 9989 §4.10.1). */
function isSound({ p, findings }: DmarcRecord): boolean {
  const isBad = ({ code, params }: Finding): boolean =>
    code === 'dmarc.invalid-value' && (params.tag === 'sp' || params.tag === 'np');
  return p !== null && !findings.some(isBad);
}

/** NXDOMAIN only: any record at or below the name means that it exists (RFC 9989 §3.2.13). */
async function exists(domain: string, query: Query): Promise<boolean> {
  const answer = await query(domain, 'A');
  return answer.state === 'failed' || answer.rcode !== 'NXDOMAIN' || answer.chain.length > 0;
}

/** A policy in test mode is applied a step lower (RFC 9989 §4.7, `t`). */
export function effectivePolicy(policy: DmarcPolicy, { t }: Pick<DmarcRecord, 't'>): DmarcPolicy {
  if (t === 'n') return policy;
  return policy === 'reject' ? 'quarantine' : 'none';
}
