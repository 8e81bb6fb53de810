import type { DomainReport, Finding, RecordReport } from '@mail-settings/core';
import { expect } from '@open-wc/testing';
import {
  copied,
  expectAccessible,
  expectNarrow,
  find,
  findAll,
  type Page,
  seen,
  showPage,
  textOf,
  waitUntil,
} from '../../test/page.ts';
import { newsReport } from '../../test/samples.ts';
import { domainReport, minutesAgo, recordReport } from '../../test/stub-setup.ts';

const shown = (report: DomainReport, more: Parameters<typeof showPage>[0] = {}) => ({
  tab: 'domains' as const,
  answers: { listDomains: { domains: [report], unavailable: null } },
  ...more,
});
async function show(report: DomainReport, more = {}): Promise<Page & { panel: HTMLElement }> {
  const page = await showPage(shown(report, more));
  await waitUntil(() => findAll(page.page, '.verdicts').length > 0);
  return { ...page, panel: find(page.page, 'mail-domain-records') };
}
const openAll = async (page: Element): Promise<void> => {
  await waitUntil(() => findAll(page, '.rec').length > 0);
  for (const fold of findAll<HTMLDetailsElement>(page, 'details')) fold.open = true;
  for (const toggle of findAll(page, '.tog[aria-expanded=false]')) toggle.click();
  await waitUntil(() => findAll(page, '.tog[aria-expanded=false]').length === 0);
};
const part = (panel: Element, selector: string): string => textOf(find(panel, selector));
const spf = (report: Partial<RecordReport>, value = 'v=spf1 include:spf.relay.example ~all') =>
  recordReport({ id: 'spf', purpose: 'spf', value }, { state: 'mismatch', ...report });
const text = (...values: string[]) => values.map((value) => ({ type: 'TXT', value, ttl: 300, via: [] }));
const finding = (code: string, severity: Finding['severity'] = 'error'): Finding => ({
  code,
  severity,
  source: 'RFC 7208 §4.5',
  params: {},
});

describe('<mail-domain-records>', () => {
  it('is accessible with everything open', () => expectAccessible(shown(newsReport), openAll));
  it('fits into 320 px in both languages with everything open', () =>
    expectNarrow(shown(newsReport), openAll));

  describe('a record', () => {
    it('is shown without the other texts at its name', async () => {
      const { panel } = await show(newsReport);
      expect(part(panel, '.cmp')).not.to.contain('site-verification');
    });

    it('of SPF says what it costs, and that the rest stays', async () => {
      const { panel } = await show(newsReport);
      await seen(panel, 'DNS lookups: 4 of 10, without result: 0 of 2');
      expect(part(panel, '.legend')).to.contain('Everything else is your own record, unchanged');
    });

    it('of SPF tells no cost where several records stand and none counts', async () => {
      const record = spf({ state: 'conflict', found: text('v=spf1 -all', 'v=spf1 mx -all') });
      const report = domainReport('news.example.com', {
        records: [record],
        spf: { lookups: 0, voids: 0, all: null },
      });
      const { panel } = await show(report);
      expect(part(panel, '.legend')).not.to.contain('DNS lookups');
    });

    it('whose fix could not be proven gives nothing to copy, and says what is in the way', async () => {
      const own = 'v=spf1 include:_spf.desk.example -all';
      const obstacle = {
        party: 'owner',
        reasons: [{ ...finding('fix.loses-senders'), params: { addresses: '192.0.2.7' } }],
      } as const;
      const record = spf({
        found: text(own),
        findings: [finding('spf.too-many-lookups')],
        obstacle: { ...obstacle, reasons: [...obstacle.reasons] },
      });
      const { panel } = await show(domainReport('news.example.com', { records: [record] }));
      expect(findAll(panel, '.cmp h3').map(textOf)).to.deep.equal(['Found in DNS']);
      expect(part(panel, '.v')).to.equal('Something is in the way, see below');
      expect(findAll(panel, '.v button')).to.have.length(0);
      await seen(panel, 'No change can be offered that is safe.');
      expect(textOf(find(panel, 'mail-record-fix'))).to.contain('from servers that have it now: 192.0.2.7.');
    });

    it('that only has to go shows which, and nothing to publish', async () => {
      const two = ['v=DMARC1; p=none', 'v=DMARC1; p=none; pct=5'];
      const { domain: fqdn } = domainReport('_dmarc.news.example.com');
      const fix = {
        action: 'remove',
        type: 'TXT',
        fqdn,
        host: '_dmarc.news',
        removes: two,
        needsConsent: true,
      } as const;
      const dmarc = { id: 'dmarc', purpose: 'dmarc', fqdn, value: 'v=DMARC1; p=none' } as const;
      const record = recordReport(dmarc, {
        state: 'conflict',
        found: text(...two),
        findings: [{ ...finding('dmarc.multiple-records'), params: { count: 2 } }],
        fix: { ...fix, removes: [...two] },
      });
      const { panel } = await show(domainReport('news.example.com', { records: [record] }));
      expect(part(panel, '.v')).to.equal('No separate record is needed');
      expect(findAll(panel, '.cmp del').map(textOf)).to.deep.equal(two);
      expect(findAll(panel, '.cmp h3').map(textOf)).to.deep.equal(['Found in DNS']);
    });

    it('names the cause in its status, and opens by itself also where it is missing', async () => {
      const records = [
        ['dns.doubled-host', 'missing', 'Wrong host'],
        ['spf.multiple-records', 'conflict', 'Several records'],
        ['dns.alias-in-the-way', 'missing', 'Alias in the way'],
        ['spf.service-broken', 'mismatch', 'Fault of the service'],
        ['of-a-newer.server', 'mismatch', 'Differs'],
      ] as const;
      const report = domainReport('news.example.com', {
        records: records.map(([code, state], at) =>
          recordReport({ id: `r${at}` }, { state, findings: [finding(code)] }),
        ),
      });
      const { panel } = await show(report);
      expect(findAll(panel, '.s').map(textOf)).to.deep.equal(records.map(([, , said]) => said));
      expect(findAll(panel, '.tog[aria-expanded=false]')).to.have.length(0);
    });

    it('says equal findings once, with their number, and why DNS did not answer in words', async () => {
      const terms = {
        ...finding('spf.void', 'warning'),
        params: { term: 'a:x.example, a:y.example …' },
        count: 11,
      };
      const silent = { ...finding('dns.no-answer', 'warning'), params: { reason: 'servfail' } };
      const { panel } = await show(
        domainReport('news.example.com', { records: [spf({ findings: [terms, silent] })] }),
      );
      const said = findAll(panel, '.fix').map(textOf);
      expect(said[0]).to.match(/^The SPF part “a:x\.example, a:y\.example …” finds nothing\. \(11\)/);
      expect(said[1]).to.contain('DNS did not answer (the servers of the domain report a fault).');
      expect(textOf(panel)).not.to.contain('servfail');
    });

    for (const [state, said] of [
      ['ok', 'No separate record is needed'],
      ['pending', 'Published in your zone'],
    ] as const) {
      it(`of DMARC gives nothing to copy that would undo what is there (${state})`, async () => {
        const dmarc = { id: 'dmarc', purpose: 'dmarc', value: 'v=DMARC1; p=none' } as const;
        const findings = [{ ...finding('dmarc.inherited', 'advice'), params: { domain: 'example.com' } }];
        const record = recordReport(dmarc, { state, findings, found: text('site=1') });
        const { panel } = await show(domainReport('news.example.com', { records: [record] }));
        expect(part(panel, '.v')).to.equal(said);
        expect(findAll(panel, '.v button')).to.have.length(0);
      });
    }

    it('that stands several times shows which have to go', async () => {
      const two = ['v=spf1 a -all', 'v=spf1 mx -all'];
      const record = spf({
        state: 'conflict',
        found: text('site=1', ...two),
        fix: {
          action: 'replace',
          type: 'TXT',
          fqdn: 'news.example.com',
          host: 'news',
          value: 'v=spf1 a mx include:spf.relay.example -all',
          removes: two,
          needsConsent: true,
        },
      });
      const { panel } = await show(domainReport('news.example.com', { records: [record] }));
      expect(findAll(panel, '.cmp del').map(textOf)).to.deep.equal(two);
      expect(part(panel, '.legend')).to.contain('Struck out has to be removed');
      expect(textOf(panel)).to.contain('This gives up something you have now');
    });

    it('names an alias that has to be removed', async () => {
      const record = recordReport(
        {},
        {
          state: 'missing',
          fix: {
            action: 'replace',
            type: 'TXT',
            fqdn: 'news.example.com',
            host: 'news',
            removes: ['shop.example.net'],
            needsConsent: true,
          },
        },
      );
      const { panel } = await show(domainReport('news.example.com', { records: [record] }));
      await waitUntil(() => findAll(panel, '.tog').length > 0);
      find(panel, '.tog').click();
      await seen(panel, 'To be removed: shop.example.net');
    });

    it('that stands as the service wants it is shown once, whatever is wrong with it', async () => {
      const dkim = { id: 'dkim', purpose: 'dkim', value: 'v=DKIM1; p=AAAA' } as const;
      const report = {
        state: 'mismatch',
        found: text(dkim.value),
        findings: [finding('dkim.bad-key')],
      } as const;
      const { panel } = await show(
        domainReport('news.example.com', {
          records: [recordReport(dkim, { ...report, findings: [...report.findings] })],
        }),
      );
      expect(findAll(panel, '.cmp h3').map(textOf)).to.deep.equal(['Found in DNS']);
    });

    it('longer than one string can be copied as several', async () => {
      const { panel } = await show(newsReport);
      const strings = await copied(panel, 'Copy as 2 quoted strings');
      expect(strings).to.match(/^"v=DKIM1; k=rsa; p=[^"]{237}" "[^"]+"$/);
    });

    it('says the gravest first, and advice quietly last', async () => {
      const findings = [
        finding('spf.large-answer', 'advice'),
        finding('spf.ptr', 'warning'),
        finding('spf.loop'),
      ];
      const { panel } = await show(
        domainReport('news.example.com', { records: [spf({ found: text('v=spf1 ptr'), findings })] }),
      );
      const said = findAll(panel, '.fix');
      expect(textOf(said[0] ?? panel)).to.contain('loops back');
      expect(textOf(said[1] ?? panel)).to.contain('“ptr”');
      expect(said[2]?.matches('.advice')).to.equal(true);
    });

    it('of an earlier check says so beside its state', async () => {
      const record = recordReport({}, { state: 'ok', stale: true });
      const { panel } = await show(domainReport('news.example.com', { records: [record] }));
      expect(part(panel, '.s')).to.match(/^Verified *from an earlier check$/);
    });

    it('says from when another check can show something else, while that time is to come', async () => {
      const at = (minutes: number): DomainReport =>
        domainReport('news.example.com', {
          checkedAt: minutesAgo(minutes),
          records: [recordReport({}, { state: 'missing', retryAfter: 600 })],
        });
      expect(textOf((await show(at(1))).panel)).to.contain('try again after');
      expect(textOf((await show(at(11))).panel)).not.to.contain('try again after');
    });
  });

  it('follows the language of the page, also in words that were loaded later', async () => {
    const { page, panel } = await show(newsReport);
    await seen(panel, 'You already have an SPF record.');
    page.lang = 'ru';
    await seen(panel, 'У вас уже есть запись SPF.');
    expect(part(panel, '.bulk summary')).to.contain('Рассылки на');
  });

  describe('verdict and evidence', () => {
    const active = { service: { active: true, message: null } };
    const rows: [RecordReport['state'][], Partial<DomainReport>, string, string, string?][] = [
      [['unchecked'], { checkedAt: null }, 'Not verified yet', 'Not checked yet'],
      [['ok'], active, 'Verified', 'All required records are correct'],
      [
        ['missing', 'mismatch'],
        active,
        'Verified',
        '2 required records to do',
        'The service verified it once',
      ],
      [
        ['ok', 'ok'],
        {},
        'Not verified yet',
        'All required records are correct',
        'Nothing is left to do in DNS.',
      ],
      [['ok', 'pending'], {}, 'Not verified yet', 'Correct, but not visible everywhere yet'],
      [['ok', 'unchecked'], {}, 'Not verified yet', 'DNS did not answer for all records'],
    ];
    for (const [states, change, service, dns, advice = ''] of rows) {
      it(`stand side by side: the service says “${service}”, DNS “${dns}”`, async () => {
        const records = states.map((state, at) => recordReport({ id: `${at}` }, { state }));
        const checkedAt = minutesAgo(0);
        const { panel } = await show(domainReport('a.example.com', { checkedAt, ...change, records }));
        expect(findAll(panel, '.verdicts dd').map(textOf)).to.deep.equal([service, dns]);
        expect(findAll(panel, '.verdicts p').map(textOf).join()).to.match(new RegExp(`^${advice}`));
        expect(findAll(panel, '.verdicts p')).to.have.length(advice === '' ? 0 : 1);
      });
    }
  });

  it('has no value to copy, no letter and no file before DNS was queried', async () => {
    const { panel } = await show({ ...newsReport, checkedAt: null });
    expect(part(panel, '.note')).to.contain('DNS has not been checked yet.');
    expect(findAll(panel, '.copy, .rec, #handoff')).to.have.length(0);
    expect(textOf(panel)).to.contain('Check now');
  });

  describe('the watch', () => {
    const watch = { standing: 'verified', misses: 0, rhythm: 'verified', looks: 3 } as const;
    const nextCheckAt = minutesAgo(-1);
    const watched = (change: Partial<NonNullable<DomainReport['watch']>>): DomainReport =>
      domainReport('a.example.com', { watch: { ...watch, nextCheckAt, ...change } });

    it('says when the next check is', async () => {
      const { panel } = await show(watched({}));
      expect(part(panel, '.card-foot')).to.match(/Next check: today at 12:01\./);
      expect(findAll(panel, '.note')).to.have.length(0);
    });

    it('takes one check for no proof', async () => {
      const { page, panel } = await show(watched({ misses: 1, rhythm: 'suspect' }));
      expect(part(panel, '.note.warn')).to.match(/^The last check failed\. The domain stays verified until/);
      expect(part(page, '.dom')).to.contain('The last check failed');
    });

    it('says that a domain broke', async () => {
      const { page, panel } = await show(
        watched({ standing: 'broken', rhythm: 'unverified', wrongSince: '2026-02-18T10:00:00Z' }),
      );
      expect(part(panel, '.note.err')).to.match(
        /^Was verified, now broken\. Several checks in a row failed, the first 18 Feb 2026 at/,
      );
      expect(part(page, '.dom')).to.contain('Was verified, now broken');
    });
  });

  describe('the guide', () => {
    const guideOf = async (panel: Element): Promise<string[]> => {
      find<HTMLDetailsElement>(panel, '.meta details').open = true;
      await waitUntil(() => findAll(find(panel, '.meta'), 'li').length > 0);
      return findAll(find(panel, '.meta'), 'li').map(textOf);
    };

    it('names who holds the zone, with a link to help and what to type where', async () => {
      const { panel } = await show(newsReport);
      expect(part(panel, '.meta')).to.contain('DNS host: Example DNSHow to add a record');
      expect(find<HTMLAnchorElement>(panel, '.meta a').href).to.equal('https://dns.example/help');
      expect(await guideOf(panel)).to.deep.equal([
        'The host goes into “Name”, the value into “Content”.',
        'The form adds example.com automatically: enter only the dark part of the host.',
        'Where the host is “@”, the record belongs to example.com itself: enter “@”.',
        'Don’t type quotes: the form adds them.',
        'Turn off the proxy for a CNAME (“DNS only”).',
        'A value can have at most 2,048 characters.',
      ]);
    });

    it('has the captions of the Russian form in Russian', async () => {
      const { panel } = await show(newsReport, { lang: 'ru' });
      expect((await guideOf(panel))[0]).to.equal(
        'Имя вводится в поле «Поддомен», значение — в поле «Содержимое».',
      );
    });

    it('is a general one where the DNS host is not recognised', async () => {
      const { panel } = await show({ ...newsReport, dnsHost: { id: 'generic', name: '', ns: [] } });
      expect(part(panel, '.meta')).to.contain('DNS host: not recognised');
      expect(await guideOf(panel)).to.have.length(2);
    });

    it('passes over a note of a newer server', async () => {
      const dnsHost = { id: 'x', name: 'X', ns: [], notes: ['of-a-newer-server'] } as unknown;
      const { panel } = await show({ ...newsReport, dnsHost: dnsHost as DomainReport['dnsHost'] & object });
      expect((await guideOf(panel)).join()).not.to.contain('newer');
    });

    it('is absent before the first check', async () => {
      const { panel } = await show(domainReport('a.example.com'));
      expect(findAll(panel, '.meta')).to.have.length(0);
    });
  });

  describe('readiness for bulk mail', () => {
    it('is one line, with what to do and what DNS cannot show below it', async () => {
      const { panel } = await show(newsReport);
      expect(part(panel, '.bulk summary')).to.equal('Bulk mail toGmail, Yahoo, Outlook.com Not ready');
      find<HTMLDetailsElement>(panel, '.bulk').open = true;
      await seen(panel, 'They also require');
      expect(findAll(panel, '.open li').map(textOf)).to.deep.equal([
        'SPF: You already have an SPF record. Keep it and add one part to it. A domain can have only one, so don’t create a second.',
        'DKIM: The value stops after 255 of 404 characters. Paste it again as quoted strings; most DNS hosts then join them automatically.',
      ]);
      expect(part(panel, '.bulk')).to.contain('Gmail, Yahoo: one-click unsubscribe');
      expect(part(panel, '.bulk')).to.contain('Outlook.com: a working unsubscribe link');
    });

    it('names the receivers where they do not ask for the same', async () => {
      const ready = { ready: true, blockers: [] };
      const receivers = {
        gmail: ready,
        yahoo: { ready: false, blockers: ['alignment' as const] },
        outlook: { ready: null, blockers: [] },
      };
      const { panel } = await show({ ...newsReport, receivers });
      expect(part(panel, '.bulk summary')).to.equal(
        'Bulk mail toGmail ReadyYahoo Not readyOutlook.com Not known yet',
      );
      find<HTMLDetailsElement>(panel, '.bulk').open = true;
      await seen(panel, 'They also require');
      expect(part(panel, 'ul.open')).to.match(/^Yahoo: The signature names a different domain/);
    });
  });
});
