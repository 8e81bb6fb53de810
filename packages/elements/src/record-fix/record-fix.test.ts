import type { Finding, RecordFix, RecordReport } from '@mail-settings/core';
import { expect } from '@open-wc/testing';
import { expectAccessible, expectNarrow, find, findAll, seen, showPage, textOf } from '../../test/page.ts';
import { domainReport, recordReport } from '../../test/stub-setup.ts';

const finding = (code: string, params: Finding['params'] = {}): Finding => ({
  code,
  severity: 'warning',
  params,
});
const fix: RecordFix = {
  action: 'replace',
  type: 'TXT',
  fqdn: 'news.example.com',
  host: 'news',
  value: 'v=spf1 include:spf.relay.example ~all',
  removes: ['v=spf1 a:gone.example ~all'],
  needsConsent: true,
  effects: [finding('fix.removes-term', { term: 'a:gone.example' }), finding('fix.of-a-newer-server')],
  proof: {
    state: 'exact',
    lost: '0',
    gained: '4294967297',
    gainedRanges: ['198.51.100.0/24', '2001:db8::/32'],
  },
};
const shown = (more: Partial<RecordReport>, lang = 'en') => ({
  tab: 'domains' as const,
  lang,
  answers: {
    listDomains: {
      domains: [
        domainReport('news.example.com', {
          records: [recordReport({ id: 'spf', purpose: 'spf' }, { state: 'mismatch', ...more })],
        }),
      ],
      unavailable: null,
    },
  },
});
const open = async (page: Element): Promise<void> => {
  await seen(page, 'a:gone.example');
  for (const fold of findAll<HTMLDetailsElement>(page, 'mail-record-fix details')) fold.open = true;
};

describe('<mail-record-fix>', () => {
  it('is accessible', () => expectAccessible(shown({ fix }), open));
  it('fits into 320 px in both languages', () => expectNarrow(shown({ fix }), open));

  it('says what exactly changes for the owner, and for how many addresses that is proven', async () => {
    const { page } = await showPage(shown({ fix }));
    await open(page);
    const part = find(page, 'mail-record-fix');
    expect(findAll(part, '.note li').map(textOf)).to.deep.equal([
      '“a:gone.example” is left out. No server loses its permission by that today. Agree if the part is no longer needed.',
      'fix.of-a-newer-server',
    ]);
    expect(textOf(part)).to.contain('none loses the right to send, more than 1,000,000,000 gain it.');
    expect(findAll(part, 'details li').map(textOf)).to.deep.equal(['198.51.100.0/24', '2001:db8::/32']);
  });

  it('says what could not be proven, and why', async () => {
    const proof = { state: 'not-provable', reason: 'exists', at: '_spf.desk.example' } as const;
    const { page } = await showPage(shown({ fix: { ...fix, needsConsent: false, effects: [], proof } }));
    await seen(page, 'More cannot be proven, since the record of _spf.desk.example uses “exists”.');
    expect(findAll(find(page, 'mail-record-fix'), '.note, details')).to.have.length(0);
  });

  for (const [party, said] of [
    ['owner', 'the owner of the domain decides:'],
    ['dns-host', 'since DNS did not answer:'],
    ['service', 'This is for the service to repair:'],
  ] as const)
    it(`says what is in the way of a fix, and whose it is (${party})`, async () => {
      const reasons = [finding('spf.include-missing', { domain: 'gone.example' })];
      const { page } = await showPage(shown({ obstacle: { party, reasons } }));
      await seen(page, said);
      expect(textOf(find(page, 'mail-record-fix'))).to.contain('SPF includes gone.example');
    });

  it('speaks Russian', async () => {
    const { page } = await showPage(shown({ fix }, 'ru'));
    await seen(page, 'Прежде чем согласиться');
  });
});
