import { evaluateAlias } from './alias.ts';
import { evaluateDkim } from './dkim.ts';
import { evaluateDmarc } from './dmarc.ts';
import { proposedDmarc } from './dmarc-record.ts';
import { evaluateMx } from './mx.ts';
import { evaluateOwnership } from './ownership.ts';
import type { DomainRecord, RecordPurpose } from './record.ts';
import type { ServiceDomain } from './service-domain.ts';
import { evaluateSpf } from './spf.ts';
import { type Evaluate, isWrong } from './verdict.ts';

/** A value to publish, at a host as services write it: relative to the domain, `@` for the domain itself. */
export type PlannedValue = { host: string; value: string; type: 'TXT' | 'CNAME' | 'MX' };

/** All that is special to the records of one purpose. */
export type RecordKind = {
  /** What the service's short values ask for; where it details records of this purpose, those count instead. */
  plan(service: ServiceDomain, options: { dmarcReportAddress: string | undefined }): PlannedValue[];
  /** A host name that gives the purpose away, also where the service calls its record an alias. */
  ownsHost?: RegExp;
  /** Assesses what is published as TXT. */
  evaluateText: Evaluate;
  /** Assesses an alias to the service; by its target where there is no rule of its own. */
  evaluateAlias?: Evaluate;
};

/** In the order of the page. */
export const recordKinds: Readonly<Record<RecordPurpose, RecordKind>> = {
  mx: {
    plan: ({ mx }) => (mx ? [{ type: 'MX', host: '@', value: mx }] : []),
    evaluateText: evaluateOwnership,
  },
  spf: {
    plan: ({ spf }) => (spf ? [{ type: 'TXT', host: '@', value: spf }] : []),
    evaluateText: evaluateSpf,
  },
  dkim: {
    plan: ({ dkim }) => dkim.map(({ host, value }) => ({ type: 'TXT', host, value })),
    ownsHost: /(?:^|\.)_domainkey(?:\.|$)/i,
    evaluateText: evaluateDkim,
  },
  dmarc: {
    // Always one: without it a domain is not verified.
    plan: ({ dmarc }, { dmarcReportAddress }) => [
      { type: 'TXT', host: '_dmarc', value: proposedDmarc(dmarc, dmarcReportAddress) },
    ],
    ownsHost: /^_dmarc(?:\.|$)/i,
    evaluateText: evaluateDmarc,
    // A policy of the owner's own, or an inherited one, does as well as an alias to the service's.
    evaluateAlias: async (record, answer, context) => {
      const alias = await evaluateAlias(record, answer, context);
      if (!isWrong(alias)) return alias;
      const policy = await evaluateDmarc(record, await context.query(record.fqdn, 'TXT'), context);
      return policy.state === 'ok' ? policy : alias;
    },
  },
  ownership: {
    plan: ({ ownership }) => (ownership ? [{ type: 'TXT', host: '@', value: ownership }] : []),
    evaluateText: evaluateOwnership,
  },
  tracking: { plan: () => [], evaluateText: evaluateOwnership },
};

/** The evaluator of a record. Its type says more than its purpose: a service may ask for an alias or a mail host for any. */
export function evaluatorOf({ type, purpose }: DomainRecord): Evaluate {
  const kind = recordKinds[purpose];
  if (type === 'CNAME') return kind.evaluateAlias ?? evaluateAlias;
  return type === 'MX' ? evaluateMx : kind.evaluateText;
}
