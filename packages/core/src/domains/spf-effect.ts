import { SPF_MAX_LOOKUPS, SPF_MAX_VOIDS } from './check-host.ts';
import type { Query } from './query.ts';
import type { SpfProof } from './record.ts';
import { inspectSpf } from './spf-inspect.ts';
import { resultFrom, spfSources } from './spf-sources.ts';

/** What a change in DNS does to those who may send for a domain. */
export type SenderChange = {
  /** Addresses or networks that passed and pass no longer. */
  lost: string[];
  /** Some sender nobody can name may come to stand behind the limits of RFC 7208 §4.6.4. */
  isOverLimit: boolean;
  proof?: SpfProof;
};

export async function compareSenders(domain: string, before: Query, after: Query): Promise<SenderChange> {
  const lost: string[] = [];
  for (const ip of await spfSources(domain, before)) {
    if ((await resultFrom(ip, domain, before)) !== 'pass') continue;
    if ((await resultFrom(ip, domain, after)) !== 'pass') lost.push(ip);
  }
  const [was, is] = [await inspectSpf(domain, before), await inspectSpf(domain, after)];
  const isOver =
    (is.lookups > SPF_MAX_LOOKUPS && is.lookups > was.lookups) ||
    (is.voids > SPF_MAX_VOIDS && is.voids > was.voids);
  return { lost, isOverLimit: was.state !== 'none' && isOver };
}
