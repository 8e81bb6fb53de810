import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkDomain } from './check-domain.ts';
import { checkHost } from './check-host.ts';
import { parseDkimKey } from './dkim-key.ts';
import { parseDmarc, repairDmarc, strictestDmarc } from './dmarc-record.ts';
import { evaluateDmarc } from './dmarc-walk.ts';
import type { DnsAnswer, DnsRow, ResolveDns } from './dns.ts';
import { handoffRows, toCsv, toMarkdown, toZoneFile } from './handoff.ts';
import { createQuery, MAX_QUERIES } from './query.ts';
import { domainReport } from './record.ts';
import { readTextLines, type ServiceDomain } from './service-domain.ts';
import { inspectSpf } from './spf-inspect.ts';
import { mergeSpf, spfTermKey } from './spf-merge.ts';
import { parseSpf } from './spf-record.ts';

// Whatever stands in DNS: nothing throws, work stays within its limits, and what is written is right.

const anyByte = fc.string({
  unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)),
  maxLength: 80,
});
const pieces = [
  'v=spf1',
  ' ',
  ' ',
  ' ',
  'a',
  'mx',
  'ptr',
  'include:',
  'exists:',
  'redirect=',
  'exp=',
  'ip4:192.0.2.1',
  'ip6:2001:db8::',
  '/24',
  '//64',
  'example.com',
  'b.example',
  '%{ir}',
  '%{d2}',
  '%{p}',
  '%',
  '-',
  '~',
  '?',
  '+',
  'all',
  '.',
  ':',
  '"',
  '\\',
  'v=DKIM1',
  'v=DMARC1',
  ';',
  '; ',
  'p=',
  'p=none',
  'p=reject',
  'sp=quarantine',
  'k=rsa',
  'k=ed25519',
  't=y',
  'rua=mailto:a@b.example',
  'MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDw',
  '-----BEGIN PUBLIC KEY-----',
  '=',
  'psd=y',
  'np=x',
  'us._domainkey TXT ',
];
const recordLike = fc.array(fc.constantFrom(...pieces), { maxLength: 14 }).map((parts) => parts.join(''));
const starts = fc.constantFrom('v=spf1 ', 'v=DMARC1; ', 'v=DKIM1; ', '');
const text = fc.oneof(
  anyByte,
  recordLike,
  fc.tuple(starts, recordLike).map(([start, rest]) => start + rest),
);

const KEY =
  'k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDwIRP/UC3SBsEmGqZ9ZJW3/DkMoGeLnQg1fWn7/zYtIxN2SnFCjxOCKG9v3b4jYfcTNh5ijSsq631uBItLa7od+v/RtdC2UzJ1lWT947qR+Rcac2gbto/NMqJ0fzfVjH4OuKhitdY9tf6mcwGjaNBcWToIMmPSPDdQPNUYckcQ2QIDAQAB';
const service: ServiceDomain = {
  domain: 'example.com',
  active: true,
  message: null,
  spf: 'v=spf1 include:_spf.service.example ~all',
  dkim: [{ host: 'us._domainkey', value: KEY }],
  mx: 'mx.service.example',
  dmarc: null,
  ownership: 'hash=abc',
  records: [
    { host: 'click', type: 'CNAME', value: 'track.service.example', purpose: 'tracking', active: false },
  ],
};

/** Answers of a resolver gone mad: any rows to any question, and no answer now and then; the same every time for one seed. */
const madResolver = fc
  .array(fc.oneof(text, fc.constant(null)), { minLength: 1, maxLength: 8 })
  .map((texts): ResolveDns => {
    const names = [
      'example.com',
      'b.example',
      '',
      '.',
      'x'.repeat(300),
      '_spf.service.example',
      'track.service.example',
    ];
    return async (name, type) => {
      const at = [...`${type}${name}`].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) >>> 0, 7);
      const one = texts[at % texts.length] ?? null;
      if (one === null) return { state: 'failed', reason: 'timeout' };
      const target = names[at % names.length] ?? '';
      const base = { name, ttl: at % 1000 };
      const rows: Record<string, DnsRow> = {
        TXT: { ...base, type: 'TXT', strings: [one, ...(at % 3 === 0 ? [one] : [])] },
        MX: { ...base, type: 'MX', priority: at % 50, exchange: target },
        CNAME: { ...base, type: 'CNAME', target },
        PTR: { ...base, type: 'PTR', target },
        SOA: { ...base, type: 'SOA', primary: target, mailbox: target, serial: 1, minimum: 1 },
        A: { ...base, type: 'A', address: at % 2 ? '192.0.2.1' : one },
        AAAA: { ...base, type: 'AAAA', address: at % 2 ? '2001:db8::1' : one },
      };
      const row = rows[type];
      const answer: DnsAnswer = {
        state: 'answer',
        rcode: at % 5 === 0 ? 'NXDOMAIN' : 'NOERROR',
        rows: row ? Array.from({ length: at % 4 }, () => row) : [],
        chain: at % 7 === 0 ? [target] : [],
        ...(at % 2 ? { soaOwner: target } : {}),
        authoritative: false,
      };
      return answer;
    };
  });

test('readers of records never throw', () => {
  fc.assert(
    fc.property(text, text, (one, other) => {
      parseSpf(one);
      parseDkimKey(one);
      parseDmarc(one);
      readTextLines(`${one}\n${other}`);
      repairDmarc(one);
      strictestDmarc([one, other]);
      mergeSpf([one, other], { add: [other] });
    }),
    { numRuns: 1000 },
  );
});

test('a check gives a report whatever DNS says, and asks no more than its limit', async () => {
  await fc.assert(
    fc.asyncProperty(madResolver, async (resolve) => {
      let asked = 0;
      const counting: ResolveDns = (...question) => {
        asked++;
        return resolve(...question);
      };
      const report = await checkDomain({
        domain: 'example.com',
        service,
        resolve: counting,
        now: new Date(0),
      });
      expect(asked).toBeLessThanOrEqual(MAX_QUERIES);
      expect(domainReport.parse(report)).toEqual(report);
      const rows = handoffRows(report, { records: 'all' });
      expect(toZoneFile(rows)).toMatch(/^(?:[ -~]*\n)*$/);
      toCsv(rows);
      toMarkdown(rows);
    }),
    { numRuns: 150 },
  );
});

test('evaluators end within their limits whatever DNS says', async () => {
  await fc.assert(
    fc.asyncProperty(
      madResolver,
      fc.constantFrom('192.0.2.1', '2001:db8::1', 'x'),
      text,
      async (resolve, ip, sender) => {
        const outcome = await checkHost({ ip, sender: `${sender}@example.com`, helo: sender, resolve });
        expect(outcome.lookups).toBeLessThanOrEqual(11);
        await evaluateDmarc(
          { author: 'a.example.com', spf: 'example.com', dkim: [sender] },
          createQuery(resolve),
        );
        await inspectSpf('example.com', createQuery(resolve));
      },
    ),
    { numRuns: 300 },
  );
});

const mechanism = fc.constantFrom(
  'a',
  'mx',
  'ip4:192.0.2.1',
  '-ip4:192.0.2.9',
  'include:b.example',
  '?a:c.example',
  'exists:%{i}.d.example',
);
const validSpf = fc
  .tuple(
    fc.array(mechanism, { maxLength: 6 }),
    fc.constantFrom('', ' -all', ' ~all', ' ?all', ' redirect=r.example', ' exp=e.example -all', ' -all mx'),
  )
  .map(([terms, end]) => `v=spf1${terms.map((term) => ` ${term}`).join('')}${end}`);

test('a merged record is valid, keeps every term and the owner’s all, and merging again changes nothing', () => {
  fc.assert(
    fc.property(validSpf, (existing) => {
      const add = ['include:_spf.service.example'];
      const merge = mergeSpf([existing], { add });
      if (merge.kind !== 'merged') return;
      expect('badTerm' in parseSpf(merge.record)).toBe(false);
      expect(mergeSpf([merge.record], { add })).toEqual({ kind: 'unchanged', record: merge.record });
      const rest = merge.record.split(' ').filter((term) => !add.includes(spfTermKey(term)));
      expect(rest).toEqual(existing.split(' '));
    }),
  );
});

test('texts of 64 kB made to be slow are not (the time limit of a test is the measure)', async () => {
  const long = (piece: string): string => piece.repeat(Math.ceil(65_000 / piece.length)).slice(0, 65_000);
  const slow = [
    ...[' ', '"', '" ', '\\', ';', '=', '-----BEGIN ', '-', 'v='].map(long),
    ...[' ', 'a ', 'include:a.example ', 'x=1 ', 'a:/', 'ip6:1:'].map((piece) => `v=spf1 ${long(piece)}`),
    `v=spf1 exists:${long('%{d1r.-}')}`,
    `v=spf1 a:x.${long('a')}`,
    ...['p=none;', 'rua=mailto:a@b.c,', '!1', '0:'].map((piece) => `v=DMARC1;fo=${long(piece)}`),
    `v${long(' ')}=DMARC1`,
    ...['A', ' A'].map((piece) => `v=DKIM1; p=${long(piece)}`),
    `v=DKIM1; h=${long(':')}; p=AAAA`,
  ];
  for (const one of slow) {
    const resolve: ResolveDns = async (name, type) => ({
      state: 'answer',
      rcode: 'NOERROR',
      rows: type === 'TXT' ? [{ name, ttl: 1, type, strings: [one] }] : [],
      chain: [],
      authoritative: false,
    });
    await checkDomain({ domain: 'example.com', service, resolve, now: new Date(0) });
    await checkHost({ ip: '192.0.2.1', sender: 'a@example.com', helo: 'b.example', resolve });
    readTextLines(one);
  }
}, 20_000);
