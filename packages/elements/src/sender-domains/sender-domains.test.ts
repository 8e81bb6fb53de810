import type { DomainReport } from '@mail-settings/core';
import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import {
  button,
  expectAccessible,
  expectNarrow,
  find,
  findAll,
  focused,
  type Page,
  seen,
  showPage,
  textOf,
  type,
  waitUntil,
} from '../../test/page.ts';
import { domainList } from '../../test/samples.ts';
import {
  domainReport,
  emptyState,
  mailError,
  recordReport,
  settingsState,
  todayAt,
} from '../../test/stub-setup.ts';
import { StateChangeEvent } from '../events.ts';
import type { MailSenderDomains } from '../index.ts';

const spf = 'v=spf1 a -all';
const merged = 'v=spf1 a include:spf.relay.example -all';
const found = (value: string, type = 'TXT') => [{ type, value, ttl: 300, via: [] }];
const news = domainReport('news.example.com', {
  state: 'unverified',
  zone: 'example.com',
  checkedAt: '2026-11-24T08:00:00Z',
  spf: { lookups: 4, voids: 0, all: '-all' },
  records: [
    recordReport(
      { id: 'spf', purpose: 'spf', value: 'v=spf1 include:spf.relay.example ~all' },
      {
        state: 'mismatch',
        found: found(spf),
        findings: [
          { code: 'spf.not-authorised', severity: 'error', params: { terms: 'include:spf.relay.example' } },
        ],
        fix: {
          action: 'replace',
          type: 'TXT',
          fqdn: 'news.example.com',
          host: 'news',
          value: merged,
          removes: [spf],
          needsConsent: false,
        },
      },
    ),
    recordReport(
      { id: 'dkim', purpose: 'dkim', fqdn: 's1._domainkey.news.example.com', host: 's1._domainkey.news' },
      { state: 'missing' },
    ),
    recordReport(
      {
        id: 'dmarc',
        purpose: 'dmarc',
        fqdn: '_dmarc.news.example.com',
        host: '_dmarc.news',
        value: 'v=DMARC1; p=none',
      },
      { state: 'ok', found: found('v=DMARC1; p=reject') },
    ),
    recordReport(
      { id: 'mx', purpose: 'mx', type: 'MX', value: 'mx.relay.example', priority: 10, required: false },
      { state: 'pending', retryAfter: 600 },
    ),
  ],
});
const several = [
  domainReport('example.com', { state: 'verified' }),
  news,
  domainReport('xn--bcher-kva.example', { unicode: 'bücher.example' }),
];

const shown = (domains: DomainReport[], more: Parameters<typeof showPage>[0] = {}) => ({
  tab: 'domains' as const,
  answers: { listDomains: { domains, unavailable: null } },
  ...more,
});
async function show(domains: DomainReport[], more = {}): Promise<Page & { part: MailSenderDomains }> {
  const page = await showPage(shown(domains, more));
  const part = find<MailSenderDomains>(page.page, 'mail-sender-domains');
  await waitUntil(() => findAll(part, '[aria-busy]').length === 0);
  return { ...page, part };
}
const choose = async (page: Element, domain: string): Promise<void> => {
  await waitUntil(() => findAll(page, `[data-domain="${domain}"]`).length > 0);
  find(page, `[data-domain="${domain}"]`).click();
  await waitUntil(() => findAll(page, 'mail-domain-records').length > 0);
  await waitUntil(() => findAll(page, '.rec').length > 0);
};
const panel = (page: Element): string => textOf(find(page, 'mail-domain-records'));

describe('<mail-sender-domains>', () => {
  it('is accessible with a domain chosen', () =>
    expectAccessible(shown(domainList), (page) => choose(page, 'news.example.com')));
  it('is accessible when empty, with a new domain refused', () => {
    const addDomain = (): never => {
      throw mailError('invalid', { fields: [{ field: 'domain', code: 'empty' }] });
    };
    const answers = { listDomains: { domains: [], unavailable: null }, addDomain };
    return expectAccessible({ tab: 'domains', answers }, async (page) => {
      await waitUntil(() => findAll(page, '#add').length > 0);
      find(page, '#add').click();
      await waitUntil(() => findAll(page, '#new').length > 0);
      button(page, 'Save domain').click();
      await seen(page, 'Enter a value.');
    });
  });
  it('fits into 320 px in both languages', () =>
    expectNarrow(shown(domainList), (page) => choose(page, 'news.example.com')));

  describe('the list', () => {
    it('shows every domain with its state as shape and word, also unused ones', async () => {
      const { part } = await show([
        ...several,
        domainReport('old.example', { state: 'verified', unused: true }),
      ]);
      const rows = findAll(part, '.dom').map(textOf);
      expect(rows).to.deep.equal([
        'example.comVerified',
        'news.example.com3 of 4 records to do',
        'bücher.exampleNot checked · xn--bcher-kva.example',
        'old.exampleUnusedVerified',
      ]);
      expect(findAll(part, '.dom svg').map((svg) => svg.classList.value)).to.deep.equal([
        'm-ok',
        'm-warn',
        'm-wait',
        'm-ok',
      ]);
    });

    it('has no way to remove one', async () => {
      const { page } = await show(several);
      expect(
        findAll(page, 'button')
          .map((one) => `${one.getAttribute('aria-label')} ${textOf(one)}`)
          .join(),
      ).not.to.match(/delete|remove/i);
    });

    it('waits for a choice where there are several, and makes it where there is one', async () => {
      const { part } = await show(several);
      expect(textOf(part)).to.contain('Choose a domain');
      const { part: single } = await show([news]);
      await seen(single, 'Who may send');
    });

    it('is walked by arrows, chosen by Enter, and keeps the focus', async () => {
      const { page, part } = await show(several);
      findAll(part, '.dom')[0]?.focus();
      await sendKeys({ press: 'ArrowDown' });
      expect(focused()?.getAttribute('data-domain')).to.equal('news.example.com');
      await sendKeys({ press: 'End' });
      await sendKeys({ press: 'ArrowUp' });
      await sendKeys({ press: 'Enter' });
      await seen(page, 'Showing: news.example.com');
      expect(focused()?.getAttribute('data-domain')).to.equal('news.example.com');
      expect(focused()?.getAttribute('aria-current')).to.equal('true');
    });

    it('says why it cannot be loaded, and tries again', async () => {
      const { page, calls } = await showPage({ tab: 'domains' });
      await waitUntil(() => calls.listDomains.length === 1);
      calls.listDomains[0]?.reject(mailError('host-unreachable'));
      await seen(page, 'This could not be loaded. The application is not responding.');
      button(page, 'Try again').focus();
      button(page, 'Try again').click();
      await waitUntil(() => calls.listDomains.length === 2);
      calls.listDomains[1]?.resolve({ domains: several, unavailable: null });
      await seen(page, 'bücher.example');
      await waitUntil(() => focused()?.id === 'tab-domains');
    });

    it('keeps the list when it cannot be read again, and says why', async () => {
      let isAway = false;
      const listDomains = () => {
        if (isAway) throw mailError('host-unreachable');
        return { domains: several, unavailable: null };
      };
      const { page, part, calls } = await show(several, { answers: { listDomains } });
      isAway = true;
      button(part, 'Reload list').click();
      await seen(page, 'This could not be loaded. The application is not responding.');
      expect(textOf(part)).to.contain('bücher.example');
      button(part, 'Try again').click();
      await waitUntil(() => calls.listDomains.length === 3);
    });

    it('shows the stored list when the service is not available, with a way to its settings', async () => {
      const { page, part } = await show(several, {
        answers: { listDomains: { domains: several, unavailable: 'service-unreachable' } },
      });
      expect(textOf(part)).to.contain('Cloud email service is not available.');
      button(part, 'General settings').click();
      await waitUntil(() => page.tab === 'general');
    });

    it('asks for the list again once the service works, which is set up on another tab', async () => {
      const { page, calls } = await showPage({ tab: 'domains', state: emptyState() });
      calls.listDomains[0]?.resolve({ domains: [], unavailable: 'no-credentials' });
      await seen(page, 'Cloud email service is not available.');
      find(page, 'mail-sender-domains').dispatchEvent(new StateChangeEvent(settingsState()));
      await waitUntil(() => calls.listDomains.length === 2);
      calls.listDomains[1]?.resolve({ domains: several, unavailable: null });
      await seen(page, 'bücher.example');
      expect(textOf(page)).not.to.contain('is not available');
    });

    it('does not call the service unavailable where the stored key can’t be decrypted', async () => {
      const { part } = await show(several, {
        answers: { listDomains: { domains: several, unavailable: 'wrong-master-key' } },
      });
      expect(textOf(part)).to.contain('The stored API key can’t be decrypted.');
      expect(textOf(part)).not.to.contain('is not available');
    });
  });

  it('does not speak of a stored list where there is none', async () => {
    const { part } = await show([], {
      answers: { listDomains: { domains: [], unavailable: 'no-credentials' } },
    });
    expect(textOf(part)).to.contain(
      'not available. The list can’t be shown. Check the tab “General settings”.',
    );
  });

  describe('adding', () => {
    const open = async (part: MailSenderDomains): Promise<void> => {
      find(part, '#add').focus();
      await sendKeys({ press: 'Enter' });
      await waitUntil(() => focused()?.id === 'new');
    };

    it('works by keyboard alone: + opens, Enter saves, and the new domain is chosen', async () => {
      const { page, part, calls } = await show(several);
      const told: string[] = [];
      page.addEventListener('mail-domain-change', ({ report }) => told.push(report.domain));
      await open(part);
      await sendKeys({ type: 'shop.example.com' });
      await sendKeys({ press: 'Enter' });
      await waitUntil(() => calls.addDomain.length === 1);
      expect(calls.addDomain[0]?.input).to.deep.equal({ domain: 'shop.example.com' });
      calls.addDomain[0]?.resolve({ report: domainReport('shop.example.com') });
      await seen(page, 'Showing: shop.example.com');
      expect(findAll(part, '#new')).to.have.length(0);
      expect(told).to.deep.equal(['shop.example.com']);
      await waitUntil(
        () => calls.readState.length === 2,
        'the numbers in the line at the top were not read again',
      );
    });

    it('is given up with Esc, and the focus returns to +', async () => {
      const { part } = await show(several);
      await open(part);
      await sendKeys({ type: 'shop.example' });
      await sendKeys({ press: 'Escape' });
      await waitUntil(() => focused()?.id === 'add');
      expect(findAll(part, '#new')).to.have.length(0);
    });

    const refusals = [
      ['address', 'Enter only the part after the @.', 'example.com'],
      ['url', 'Enter only the name, without https:// or a path.', 'shop.example.com'],
      ['duplicate', 'This domain is already in the list.', undefined],
      ['single-label', 'A domain has at least one dot.', undefined],
      ['ip-address', 'An IP address is not a domain.', undefined],
      ['label-too-long', 'A part between dots can have at most 63 characters.', undefined],
      ['of-a-newer-server', 'This is not a valid domain name.', undefined],
    ] as const;
    for (const [code, words, suggestion] of refusals) {
      it(`says what is wrong (${code}), and offers what would be right`, async () => {
        const { part, calls } = await show(several);
        await open(part);
        type(part, 'new', 'something');
        button(part, 'Save domain').click();
        calls.addDomain[0]?.reject(
          mailError('invalid', {
            fields: [{ field: 'domain', code, ...(suggestion && { params: { suggestion } }) }],
          }),
        );
        await seen(part, words);
        await waitUntil(() => focused()?.id === 'new');
        if (suggestion === undefined) return;
        button(part, `Use ${suggestion}`).click();
        await part.updateComplete;
        expect(find<HTMLInputElement>(part, '#new').value).to.equal(suggestion);
      });
    }

    it('says what the host or the service had against it, and keeps what was typed', async () => {
      const { part, calls } = await show(several);
      await open(part);
      const errors = [
        [
          mailError('invalid', { fields: [{ field: 'domain', code: 'mailbox-provider' }] }),
          'Public mailbox domains can’t be verified.',
        ],
        [mailError('domain-of-another-account'), 'This domain belongs to another account.'],
        [mailError('domain-add-failed'), 'The service could not add the domain.'],
        [mailError('host-unreachable'), 'The application is not responding.'],
      ] as const;
      for (const [at, [error, words]] of errors.entries()) {
        type(part, 'new', 'free.example.org');
        button(part, 'Save domain').click();
        calls.addDomain[at]?.reject(error);
        await seen(part, words);
        expect(find<HTMLInputElement>(part, '#new').value).to.equal('free.example.org');
      }
    });
  });

  describe('adding several names', () => {
    const names = 'shop.example.com, example.com\ninfo@blog.example.com free.example.org';
    const open = async (text: string, more = {}) => {
      const page = await show(several, more);
      find(page.part, '#add').click();
      await waitUntil(() => findAll(page.part, '#new').length > 0);
      await waitUntil(() => focused()?.id === 'new');
      const field = find<HTMLTextAreaElement>(page.part, '#new');
      field.value = text;
      field.dispatchEvent(new InputEvent('input', { bubbles: true }));
      await page.part.updateComplete;
      return { ...page, field };
    };
    const outcomes = (part: Element) => findAll(part, '.outcomes li').map(textOf);
    const press = (key: string) => sendKeys({ press: key });

    it('says how many will be added before anything is', async () => {
      const { part, calls } = await open(names);
      expect(textOf(find(part, '.add [role=status]'))).to.equal(
        '2 domains will be added. Already in the list, or entered twice: example.com. Needs correcting: info@blog.example.com.',
      );
      expect(calls.addDomain).to.have.length(0);
    });

    it('adds one after the other, tells what came of each, and keeps what failed in the field', async () => {
      const { page, part, calls, field } = await open(names);
      await press('Enter');
      await waitUntil(() => calls.addDomain.length === 1);
      expect(textOf(find(part, '.add [role=status]'))).to.equal('Adding 1 of 4: shop.example.com');
      calls.addDomain[0]?.resolve({ report: domainReport('shop.example.com') });
      await waitUntil(() => calls.addDomain.length === 2);
      expect(calls.addDomain[1]?.input).to.deep.equal({ domain: 'free.example.org' });
      calls.addDomain[1]?.reject(
        mailError('invalid', { fields: [{ field: 'domain', code: 'mailbox-provider' }] }),
      );
      await seen(part, 'Public mailbox domains can’t be verified.');
      expect(outcomes(part)).to.deep.equal([
        'shop.example.com Added',
        'example.com Already in the list',
        'info@blog.example.com Enter only the part after the @. Use blog.example.com',
        'free.example.org Public mailbox domains can’t be verified.',
      ]);
      expect(field.value).to.equal('info@blog.example.com\nfree.example.org');
      await waitUntil(() => focused() === field);
      expect(panel(page)).to.match(/^shop\.example\.com/);
      await seen(page, '1 domain added.');
      // what was refused will not be added as it is
      expect(textOf(find(part, '.add [role=status]'))).to.equal(
        'Anything that could not be added stays in the field.',
      );

      button(part, 'Use blog.example.com').click();
      await part.updateComplete;
      expect(field.value).to.equal('blog.example.com\nfree.example.org');
      expect(outcomes(part)).to.have.length(3);
    });

    it('closes the row when all are added, and chooses the first', async () => {
      const { page, part, calls } = await open('b.example.com;a.example.com', {
        answers: {
          listDomains: { domains: several, unavailable: null },
          addDomain: ({ domain }: { domain: string }) => ({ report: domainReport(domain) }),
        },
      });
      await press('Enter');
      await waitUntil(() => findAll(part, '#new').length === 0);
      expect(calls.addDomain.map(({ input }) => input.domain)).to.deep.equal([
        'b.example.com',
        'a.example.com',
      ]);
      await seen(page, '2 domains added. Showing: b.example.com');
    });

    it('stops after the name under way when Esc is pressed', async () => {
      const { part, calls, field } = await open('a.example.com b.example.com c.example.com');
      await press('Enter');
      await waitUntil(() => calls.addDomain.length === 1);
      await press('Escape');
      calls.addDomain[0]?.resolve({ report: domainReport('a.example.com') });
      await seen(part, 'Not tested');
      expect(calls.addDomain).to.have.length(1);
      expect(field.value).to.equal('b.example.com\nc.example.com');
    });

    it('ends with a fault that would meet the rest as well', async () => {
      const { page, part, calls } = await open('a.example.com b.example.com');
      let asked = 0;
      page.addEventListener('mail-login-needed', () => asked++);
      await press('Enter');
      await waitUntil(() => calls.addDomain.length === 1);
      calls.addDomain[0]?.reject(mailError('login-needed'));
      await seen(part, 'b.example.com Not tested');
      expect(outcomes(part)[0]).to.equal(
        'a.example.com Your session has ended. Log in again; what you typed is kept.',
      );
      expect([asked, calls.addDomain.length]).to.deep.equal([1, 1]);
    });

    it('takes an address with a name in front for one', async () => {
      const { part, calls } = await open('Shop <hello@shop.example.com>');
      await press('Enter');
      await waitUntil(() => calls.addDomain.length === 1);
      expect(calls.addDomain[0]?.input.domain).to.equal('Shop <hello@shop.example.com>');
      expect(textOf(find(part, '.add [role=status]'))).to.equal('');
    });

    it('makes a new line with Shift and Enter', async () => {
      const { calls, field } = await open('a.example.com');
      await sendKeys({ down: 'Shift' });
      await press('Enter');
      await sendKeys({ up: 'Shift' });
      expect(field.value).to.contain('\n');
      expect(calls.addDomain).to.have.length(0);
    });
  });

  describe('the instruction', () => {
    it('gives host and value of every record, each with a copy button', async () => {
      const { page } = await show([news]);
      await seen(page, 'Who may send');
      const copies = findAll<HTMLButtonElement>(page, '.rec > tbody > tr:not(.more) .copy button');
      expect(copies.map(({ value }) => value)).to.deep.equal([
        'news',
        merged,
        's1._domainkey.news',
        'relay-verify=7c1e40b29af3',
        '_dmarc.news',
        'v=DMARC1; p=reject',
        'news',
        '10 mx.relay.example',
      ]);
      expect(textOf(find(page, '.h .zone'))).to.equal('.example.com');
    });

    it('opens by itself what differs: found beside what to publish, the added part marked', async () => {
      const { page } = await show([news]);
      await seen(page, 'You already have an SPF record. Keep it and add one part to it.');
      expect(textOf(find(page, 'ins'))).to.equal('include:spf.relay.example');
      expect(panel(page)).to.contain('DNS lookups: 4 of 10');
      expect(findAll(page, '.more')).to.have.length(1);
    });

    it('stays as the person left it, also after the next check', async () => {
      const { page, calls } = await show([news]);
      await seen(page, 'You already have');
      const toggle = find(page, '.tog');
      toggle.click();
      await waitUntil(() => findAll(page, '.more').length === 0);
      button(page, 'Check now').click();
      calls.checkDomain[0]?.resolve({ report: { ...news, checkedAt: '2026-11-24T09:00:00Z' } });
      await waitUntil(() => textOf(find(page, '.panel-head')).includes('Check now'));
      expect(findAll(page, '.more')).to.have.length(0);
      expect(find(page, '.tog').getAttribute('aria-expanded')).to.equal('false');
    });

    it("keeps an owner's own policy in sight", async () => {
      const { page } = await show([news]);
      await seen(page, 'Your own policy is kept');
    });

    it('counts its records by state', async () => {
      const { page } = await show([news]);
      await seen(page, 'Who may send');
      expect(findAll(page, '.strip .status').map(textOf)).to.deep.equal([
        '1 verified',
        '1 differs',
        '1 missing',
        '1 pending',
      ]);
    });

    it('says the code of a finding it has no words for', async () => {
      const odd = {
        code: 'spf.something-new',
        severity: 'warning',
        source: 'RFC 7208 §9',
        params: {},
      } as const;
      const report = domainReport('a.example.com', {
        records: [recordReport({}, { state: 'mismatch', findings: [odd] })],
      });
      const { page } = await show([report]);
      await seen(page, 'Replace what is published with the expected value. (spf.something-new, RFC 7208 §9)');
    });

    it('shows what the service says, in its own words', async () => {
      const { page } = await show([
        domainReport('a.example.com', { service: { active: false, message: 'DKIM is invalid' } }),
      ]);
      await seen(page, 'Not verified yetDKIM is invalid');
    });

    it('never shows a value as markup', async () => {
      const value = '<img src=x onerror=alert(1)>';
      const report = domainReport('a.example.com', {
        records: [recordReport({ value }, { state: 'mismatch', found: found(`${value}!`) })],
      });
      const { page } = await show([report]);
      await seen(page, value);
      expect(findAll(page, 'img')).to.have.length(0);
    });
  });

  describe('a check', () => {
    it('keeps the old results while it runs, and asks once', async () => {
      const { page, calls } = await show([news]);
      await seen(page, 'Check now');
      const check = button(page, 'Check now');
      check.click();
      await waitUntil(() => textOf(check) === 'Checking');
      check.click();
      expect(calls.checkDomain).to.have.length(1);
      expect(panel(page)).to.contain('Part missing');
    });

    it('has its results announced', async () => {
      const { page, calls } = await show([news]);
      await seen(page, 'Who may send');
      button(page, 'Check now').click();
      const told = findAll(find(page, '.panel-head'), '[role=status]');
      calls.checkDomain[0]?.resolve({ report: { ...news, records: [], checkedAt: todayAt(0, 0) } });
      await waitUntil(() => told.map(textOf).join('') === 'Checked today at 00:00');
    });

    it('never lands on another domain, however late it is', async () => {
      const { page, calls } = await show(several);
      await choose(page, 'news.example.com');
      button(page, 'Check now').click();
      await choose(page, 'example.com');
      await waitUntil(() => panel(page).startsWith('example.com'));
      calls.checkDomain[0]?.resolve({ report: { ...news, state: 'verified' } });
      await waitUntil(() => textOf(find(page, '[data-domain="news.example.com"]')).includes('Verified'));
      expect(panel(page).startsWith('example.com')).to.equal(true);
    });

    it('that cannot be made says why, and nothing is downgraded', async () => {
      const { page, calls } = await show([news]);
      await seen(page, 'Check now');
      button(page, 'Check now').click();
      calls.checkDomain[0]?.reject(mailError('service-unreachable'));
      await seen(page, 'This could not be loaded. The email service could not do this.');
      expect(textOf(find(page, '[data-domain]'))).to.contain('3 of 4 records to do');
    });

    it('without an answer of DNS keeps the last good result, and says so', async () => {
      const report = domainReport('a.example.com', {
        state: 'verified',
        records: [recordReport({}, { state: 'ok', stale: true })],
      });
      const { page } = await show([report]);
      await seen(page, 'Showing the last good result.');
    });
  });

  const why = [
    ['en', 'show the right sender name', 'stop others from sending in your name'],
    ['ru', 'показывает верное имя отправителя', 'не даёт другим писать от вашего имени'],
  ] as const;
  it('says in each language why domains are verified: the right name of the sender, and nobody else sends in it', async () => {
    for (const [lang, name, others] of why) {
      const { page } = await show(several, { lang });
      const intro = textOf(find(page, '.intro'));
      expect(intro).to.contain(name);
      expect(intro).to.contain(others);
    }
  });

  it('shows the values of the chosen domain, which differ from those of another', async () => {
    const dkim = (domain: string, key: string): DomainReport =>
      domainReport(domain, {
        records: [recordReport({ id: 'dkim', purpose: 'dkim', value: `v=DKIM1; p=${key}` })],
      });
    const { page } = await show([dkim('a.example.com', 'AAAA'), dkim('b.example.com', 'BBBB')]);
    const values: string[] = [];
    for (const domain of ['a.example.com', 'b.example.com']) {
      await choose(page, domain);
      await waitUntil(() => panel(page).startsWith(domain));
      values.push(textOf(find(page, '.v .mono')));
    }
    expect(values).to.deep.equal(['v=DKIM1; p=AAAA', 'v=DKIM1; p=BBBB']);
  });

  it('offers neither + nor a check without the right to manage', async () => {
    const { page } = await show([news], { state: settingsState({ host: { may: ['view'] } }) });
    await seen(page, 'Who may send');
    expect(findAll(page, '#add')).to.have.length(0);
    expect(panel(page)).not.to.contain('Check now');
  });

  it('says in its place that the product does not have it', async () => {
    const features = { domains: false, access: true, monitoring: true, test: true, launch: true };
    const { page, calls } = await showPage({ tab: 'domains', state: settingsState({ host: { features } }) });
    expect(textOf(page)).to.contain('Not available. This part is not included in your product or licence.');
    expect(calls.listDomains).to.have.length(0);
  });

  it('speaks Russian', async () => {
    const { page } = await show([news], { lang: 'ru' });
    await seen(page, 'У вас уже есть запись SPF.');
    expect(findAll(page, '.strip .status').map(textOf)).to.deep.equal([
      '1 подтверждена',
      '1 отличается',
      '1 не найдена',
      '1 ожидает',
    ]);
  });
});
