import type { Finding } from './record.ts';

export type FindingCode = keyof typeof RULES;

/** A finding by its code; how grave it is and where the rule stands are in the table. */
export function finding(code: FindingCode, params: Finding['params'] = {}): Finding {
  const [grade = '', rfc, clause] = RULES[code].split(' ');
  return { code, severity: GRADES[grade] ?? 'error', source: `RFC ${rfc} §${clause}`, params: cut(params) };
}

/** What is quoted from DNS is there to be recognised, and can be 64 kB long. */
const MAX_QUOTED = 500;

function cut(params: Finding['params']): Finding['params'] {
  const isLong = (value: string | number): boolean => typeof value === 'string' && value.length > MAX_QUOTED;
  if (!Object.values(params).some(isLong)) return params;
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [
      name,
      isLong(value) ? `${String(value).slice(0, MAX_QUOTED)}…` : value,
    ]),
  );
}

/** Findings of one code said as one, with their number and what the first few of them name; the gravest first. */
export function groupFindings(findings: readonly Finding[]): Finding[] {
  const groups = new Map<string, Finding[]>();
  for (const one of findings) {
    const key = `${one.code} ${one.severity}`;
    const group = groups.get(key);
    if (group) group.push(one);
    else groups.set(key, [one]);
  }
  const grouped = [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first === undefined || group.length === 1
      ? group
      : [{ ...first, params: joined(group), count: group.length }];
  });
  return grouped.sort((one, other) => GRAVITY.indexOf(one.severity) - GRAVITY.indexOf(other.severity));
}

const GRAVITY: readonly Finding['severity'][] = ['error', 'warning', 'advice'];

/** Most different values that are named one by one. */
const MAX_NAMED = 3;

function joined(group: readonly Finding[]): Finding['params'] {
  const names = Object.keys(group[0]?.params ?? {});
  return Object.fromEntries(
    names.map((name) => {
      const values = [...new Set(group.map(({ params }) => params[name] ?? ''))];
      const [only = ''] = values;
      const rest = values.length > MAX_NAMED ? ' …' : '';
      return [name, values.length === 1 ? only : `${values.slice(0, MAX_NAMED).join(', ')}${rest}`];
    }),
  );
}

const GRADES: Record<string, Finding['severity']> = { W: 'warning', A: 'advice' };

/** Every code there is, for texts to be complete. */
export const findingCodes = (): FindingCode[] => Object.keys(RULES) as FindingCode[];

/** Every code with its grade (E error, W warning, A advice), the RFC and the clause. Codes are stable: texts hang on them. */
const RULES = {
  'spf.syntax': 'E 7208 4.6',
  'spf.missing': 'E 7208 4.5',
  'spf.multiple-records': 'E 7208 4.5',
  'spf.leading-whitespace': 'E 7208 4.5',
  'spf.bad-version': 'E 7208 4.5',
  'spf.not-authorised': 'E 7208 5',
  'spf.refused-term': 'E 7208 4.6.2',
  'spf.not-passing': 'E 7208 4.6.2',
  'spf.refused-before': 'E 7208 4.6.2',
  'spf.service-broken': 'E 7208 5.2',
  'spf.depends-on-message': 'W 7208 7.2',
  'spf.by-other-terms': 'A 7208 5',
  'spf.never-sends': 'E 7208 5.1',
  'spf.too-many-lookups': 'E 7208 4.6.4',
  'spf.too-many-voids': 'E 7208 4.6.4',
  'spf.too-many-mx': 'E 7208 4.6.4',
  'spf.loop': 'E 7208 4.6.4',
  'spf.include-missing': 'E 7208 5.2',
  'spf.include-multiple': 'E 7208 4.5',
  'spf.redirect-missing': 'E 7208 6.1',
  'spf.redirect-multiple': 'E 7208 4.5',
  'spf.all-passes': 'E 7208 10.1.1',
  'spf.all-neutral': 'W 7208 8.2',
  'spf.no-all': 'W 7208 4.7',
  'spf.ptr': 'W 7208 5.5',
  'spf.void': 'W 7208 4.6.4',
  'spf.no-answer': 'W 7208 4.4',
  'spf.large-record': 'W 7208 3.4',
  'spf.large-answer': 'A 7208 3.4',
  'spf.sender-id-record': 'A 7208 3.1',
  'spf.after-all': 'A 7208 5.1',
  'spf.unknown-modifier': 'A 7208 6',
  'spf.duplicate-term': 'A 7208 4.6.4',
  'dkim.empty': 'E 6376 3.6.1',
  'dkim.syntax': 'E 6376 3.2',
  'dkim.duplicate-tag': 'E 6376 3.2',
  'dkim.version-not-first': 'E 6376 3.6.1',
  'dkim.bad-version': 'E 6376 3.6.1',
  'dkim.missing-tag': 'E 6376 3.6.1',
  'dkim.revoked': 'E 6376 3.6.1',
  'dkim.unknown-key-type': 'E 6376 3.6.1',
  'dkim.bad-key': 'E 6376 3.6.1',
  'dkim.no-sha256': 'E 8301 3.1',
  'dkim.not-for-email': 'E 6376 3.6.1',
  'dkim.short-key': 'E 8301 3.2',
  'dkim.weak-key': 'W 8301 3.2',
  'dkim.long-key': 'W 8301 3.2',
  'dkim.testing-flag': 'W 6376 3.6.1',
  'dkim.missing-version': 'A 6376 3.6.1',
  'dkim.multiple-records': 'E 6376 3.6.2.2',
  'dkim.other-text': 'W 6376 3.6.2.2',
  'dkim.other-key': 'E 6376 3.6.1',
  'dmarc.syntax': 'W 6376 3.2',
  'dmarc.duplicate-tag': 'E 6376 3.2',
  'dmarc.leading-whitespace': 'E 9989 4.7',
  'dmarc.wrong-record': 'E 9989 4.7',
  'dmarc.bad-version': 'E 9989 4.7',
  'dmarc.version-not-first': 'E 9989 4.7',
  'dmarc.invalid-value': 'E 9989 4.7',
  'dmarc.missing-tag': 'W 9989 4.10.1',
  'dmarc.invalid-uri': 'E 9989 4.7',
  'dmarc.unsupported-uri-scheme': 'E 9990 3',
  'dmarc.multiple-records': 'E 9989 4.10',
  'dmarc.obsolete-uri-size': 'A 9989 A.6',
  'dmarc.historic-tag': 'A 9989 A.6',
  'dmarc.unknown-tag': 'A 9989 4.7',
  'dmarc.many-uris': 'A 9990 3',
  'dmarc.no-rua': 'A 9990 2',
  'dmarc.test-mode': 'A 9989 4.7',
  'dmarc.psd-yes': 'A 9989 4.7',
  'dmarc.p-not-second': 'A 9989 4.7',
  'dmarc.weaker-subdomain-policy': 'A 9989 4.7',
  'dmarc.weaker-than-proposed': 'A 9989 5.1',
  'dmarc.inherited': 'A 9989 4.10.1',
  'dmarc.report-not-authorised': 'W 9990 4',
  'mx.null': 'E 7505 3',
  'mx.other-hosts': 'E 5321 5.1',
  'fix.owner-decides': 'W 7208 4',
  'fix.breaks-record': 'E 1034 3.6',
  'fix.loses-senders': 'E 7208 4.6',
  'fix.loses-mail': 'E 4592 2.2.1',
  'fix.weaker-policy': 'E 9989 4.10',
  'fix.mail-goes-elsewhere': 'W 5321 5.1',
  'fix.removes-alias': 'W 1034 3.6.2',
  'fix.removes-addresses': 'W 1034 3.6.2',
  'fix.replaces-key': 'W 6376 3.6.1',
  'fix.all-begins': 'W 7208 5.1',
  'fix.changes-all': 'W 7208 5.1',
  'fix.joins-records': 'W 7208 4.5',
  'fix.removes-term': 'W 7208 5',
  'fix.changes-sign': 'W 7208 4.6.2',
  'fix.policy-begins': 'W 9989 4.10',
  'fix.ends-wildcard': 'W 4592 2.2.1',
  'dns.no-answer': 'W 2308 7',
  'dns.cached': 'A 2308 5',
  'dns.not-delegated': 'E 1034 4.2',
  'dns.wrong-zone': 'W 1034 4.2',
  'dns.wrong-host': 'E 1034 3.6',
  'dns.doubled-host': 'E 1034 3.1',
  'dns.missing-underscore': 'E 8552 1.1',
  'dns.wrong-type': 'E 1034 3.6',
  'dns.wildcard': 'W 4592 2.2',
  'dns.alias-in-the-way': 'E 1034 3.6.2',
  'dns.cname-and-other': 'E 1034 3.6.2',
  'dns.through-alias': 'A 1034 3.6.2',
  'dns.several-cnames': 'E 2181 10.1',
  'dns.other-target': 'E 1034 3.6.2',
  'dns.doubled-target': 'E 1034 3.1',
  'dns.target-empty': 'W 1034 3.6.2',
  'dns.cname-flattened': 'W 1034 3.6.2',
  'dns.cname-proxied': 'E 1034 3.6.2',
  'dns.odd-spaces': 'E 1035 5.1',
  'dns.quotes': 'E 1035 5.1',
  'dns.escapes': 'E 1035 5.1',
  'dns.pem-armour': 'E 6376 3.6.1',
  'dns.extra-text': 'E 1035 5.1',
  'dns.truncated': 'E 1035 3.3.14',
} as const;
