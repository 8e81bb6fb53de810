import {
  checkDomain,
  type DnsAnswer,
  dnsHosts,
  type FindingCode,
  findingCodes,
  parseDkimKey,
  parseDmarc,
} from '@mail-settings/core';
import { expect } from '@open-wc/testing';
import { testNow } from '../../test/stub-setup.ts';
import type { TextKey } from './keys.ts';
import { createWords, textFor } from './text.ts';

/** What each finding tells besides its code. */
const params: Record<FindingCode, string> = {
  'spf.syntax': 'term',
  'spf.missing': '',
  'spf.multiple-records': 'count',
  'spf.leading-whitespace': '',
  'spf.bad-version': '',
  'spf.not-authorised': 'terms',
  'spf.refused-term': 'term',
  'spf.not-passing': 'term',
  'spf.refused-before': '',
  'spf.service-broken': 'terms',
  'spf.depends-on-message': '',
  'spf.by-other-terms': '',
  'fix.owner-decides': '',
  'fix.breaks-record': 'name',
  'fix.loses-senders': 'addresses',
  'fix.loses-mail': 'domain',
  'fix.weaker-policy': '',
  'fix.mail-goes-elsewhere': 'hosts',
  'fix.removes-alias': 'name',
  'fix.removes-addresses': 'addresses',
  'fix.replaces-key': '',
  'fix.all-begins': 'all hosts',
  'fix.changes-all': 'from to',
  'fix.joins-records': 'count',
  'fix.removes-term': 'term',
  'fix.changes-sign': 'from to',
  'fix.policy-begins': 'policy',
  'fix.ends-wildcard': 'name type values',
  'spf.never-sends': '',
  'spf.too-many-lookups': 'lookups limit',
  'spf.too-many-voids': 'voids limit',
  'spf.too-many-mx': 'domain hosts limit',
  'spf.loop': 'domain',
  'spf.include-missing': 'domain',
  'spf.include-multiple': 'domain',
  'spf.redirect-missing': 'domain',
  'spf.redirect-multiple': 'domain',
  'spf.all-passes': 'domain',
  'spf.all-neutral': '',
  'spf.no-all': '',
  'spf.ptr': 'domain',
  'spf.void': 'term',
  'spf.no-answer': 'domain',
  'spf.large-record': 'length',
  'spf.large-answer': 'length',
  'spf.sender-id-record': '',
  'spf.after-all': 'terms',
  'spf.unknown-modifier': 'name',
  'spf.duplicate-term': 'term',
  'dkim.empty': '',
  'dkim.syntax': 'tag',
  'dkim.duplicate-tag': 'tag',
  'dkim.version-not-first': '',
  'dkim.bad-version': 'value',
  'dkim.missing-tag': 'tag',
  'dkim.revoked': '',
  'dkim.unknown-key-type': 'value',
  'dkim.bad-key': '',
  'dkim.no-sha256': 'value',
  'dkim.not-for-email': '',
  'dkim.short-key': 'bits',
  'dkim.weak-key': 'bits',
  'dkim.long-key': 'bits',
  'dkim.testing-flag': '',
  'dkim.missing-version': '',
  'dkim.multiple-records': 'count',
  'dkim.other-text': 'count',
  'dkim.other-key': '',
  'dmarc.syntax': 'tag',
  'dmarc.duplicate-tag': 'tag',
  'dmarc.leading-whitespace': '',
  'dmarc.wrong-record': '',
  'dmarc.bad-version': '',
  'dmarc.version-not-first': '',
  'dmarc.invalid-value': 'tag value',
  'dmarc.missing-tag': 'tag',
  'dmarc.invalid-uri': 'tag uri',
  'dmarc.unsupported-uri-scheme': 'tag uri',
  'dmarc.multiple-records': 'count',
  'dmarc.obsolete-uri-size': 'tag',
  'dmarc.historic-tag': 'tag',
  'dmarc.unknown-tag': 'tag',
  'dmarc.many-uris': 'tag',
  'dmarc.no-rua': '',
  'dmarc.test-mode': '',
  'dmarc.psd-yes': '',
  'dmarc.p-not-second': '',
  'dmarc.weaker-subdomain-policy': 'tag value',
  'dmarc.weaker-than-proposed': 'policy proposed',
  'dmarc.inherited': 'domain',
  'dmarc.report-not-authorised': 'uri owner',
  'mx.null': '',
  'mx.other-hosts': 'hosts',
  'dns.no-answer': 'reason',
  'dns.cached': 'seconds',
  'dns.not-delegated': 'domain',
  'dns.wrong-zone': 'zone',
  'dns.wrong-host': 'name',
  'dns.doubled-host': 'name',
  'dns.missing-underscore': 'name',
  'dns.wrong-type': 'type',
  'dns.wildcard': 'name',
  'dns.alias-in-the-way': 'name',
  'dns.cname-and-other': '',
  'dns.through-alias': 'name',
  'dns.several-cnames': '',
  'dns.other-target': 'name',
  'dns.doubled-target': 'name',
  'dns.target-empty': 'name',
  'dns.cname-flattened': 'name type',
  'dns.cname-proxied': 'name type',
  'dns.odd-spaces': '',
  'dns.quotes': '',
  'dns.escapes': '',
  'dns.pem-armour': '',
  'dns.extra-text': '',
  'dns.truncated': 'length expected',
};

const languages = await Promise.all(
  ['en', 'ru'].map(async (name) => {
    const { lang, text } = await textFor(name, ['findings', 'advice', 'fixes']);
    return { lang, words: createWords(lang, text, {}, 'Creatio', () => testNow) };
  }),
);

describe('words about findings', () => {
  it('exist for every code in each language: what is wrong, and on the next line what to do', () => {
    for (const { lang, words } of languages) {
      for (const code of findingCodes()) {
        expect(words.has(`finding.${code}`), `${lang} ${code}`).to.equal(true);
        const [head, task, ...more] = words.lines(`finding.${code}` as TextKey);
        expect(
          [head, task].every((line) => line?.endsWith('.')),
          `${lang} ${code}`,
        ).to.equal(true);
        expect(more, `${lang} ${code}`).to.deep.equal([]);
      }
    }
  });

  it('name only what the finding tells', () => {
    expect(Object.keys(params)).to.have.members(findingCodes());
    for (const { lang, words } of languages) {
      for (const code of findingCodes()) {
        const used = words.t(`finding.${code}` as TextKey).match(/(?<=\{)\w+(?=\})/g) ?? [];
        expect(params[code].split(' '), `${lang} ${code}`).to.include.members(used);
      }
    }
  });

  it('leave no gap when the evaluators speak', async () => {
    const domain = 'mail.example.org';
    const texts: Record<string, string[]> = {
      [domain]: ['v=spf1 include:gone.example a:none.example ptr foo=1 all mx'],
      [`us._domainkey.${domain}`]: ['v=DKIM1; k=rsa; p=AAAA', 'other'],
      [`_dmarc.${domain}`]: ['v=DMARC1; p=none; sp=wrong; pct=5; rua=ftp:x'],
    };
    const resolve = async (name: string, type: string): Promise<DnsAnswer> => {
      const strings = type === 'TXT' ? (texts[name] ?? []) : [];
      const rows = strings.map((one) => ({ type: 'TXT' as const, name, ttl: 60, strings: [one] }));
      const rcode = rows.length > 0 ? 'NOERROR' : 'NXDOMAIN';
      return { state: 'answer', rcode, rows, chain: [], soaOwner: 'example.org', authoritative: false };
    };
    const service = {
      domain,
      active: false,
      message: null,
      spf: 'v=spf1 include:_spf.service.example ~all',
      dkim: [{ host: 'us._domainkey', value: 'v=DKIM1; k=rsa; p=BBBB' }],
      mx: '10 mx.service.example',
      dmarc: null,
      ownership: 'proof=1',
      records: [],
    };
    const { records } = await checkDomain({ domain, service, resolve, now: testNow });
    const findings = [
      ...records.flatMap((one) => one.findings),
      ...parseDkimKey('k=dsa; p=AAAA').findings,
      ...(parseDmarc('v=DMARC1; t=y; sp=none; p=reject; x=1')?.findings ?? []),
    ];
    expect(findings.length).to.be.at.least(12);
    for (const { lang, words } of languages) {
      for (const { code, params } of findings)
        expect(words.t(`finding.${code}` as TextKey, params), `${lang} ${code}`).not.to.match(/[{}]/);
    }
  });
});

it('words exist for every note about the form of a DNS host', () => {
  const notes = new Set(dnsHosts.flatMap(({ notes = [] }) => notes));
  expect(notes.size).to.be.at.least(15);
  for (const { lang, words } of languages) {
    for (const note of notes) expect(words.has(`guide.note.${note}`), `${lang} ${note}`).to.equal(true);
  }
});
