import type { ReadinessItem } from '@mail-settings/core';
import { readinessIds } from '@mail-settings/core/server';
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
  waitUntil,
} from '../../test/page.ts';
import { launchView, mailings, readiness } from '../../test/samples.ts';
import { mailError, settingsState } from '../../test/stub-setup.ts';

const open = {
  'auth-key-accepted': { state: 'unmet', params: { reason: 'needs-auth-key' } },
  'endpoint-reachable': {
    state: 'unmet',
    params: { evidence: 'this-server', reason: 'certificate-incomplete-chain' },
  },
  'daily-limit': { state: 'unmet', params: { left: 9000, recipients: 12_480 } },
  'monitoring-on': { state: 'unmet' },
} as const;
const shown = (changes: Parameters<typeof readiness>[0] = {}, more = {}) => ({
  tab: 'launch' as const,
  answers: { readReadiness: readiness(changes), listMailings: mailings, listLaunches: { launches: [] } },
  ...more,
});
async function show(changes: Parameters<typeof readiness>[0] = {}, more = {}): Promise<Page> {
  const page = await showPage(shown(changes, more));
  await seen(page.page, 'Ready to launch?');
  return page;
}
const item = (page: Element, title: string): Element => {
  const found = findAll(page, '.check').find((one) => textOf(one).startsWith(title));
  if (found === undefined) throw new Error(`no item ${title}`);
  return found;
};

describe('<mail-readiness>', () => {
  it('is accessible in both themes', () => expectAccessible(shown(open), (page) => seen(page, 'Not ready')));
  it('fits into 320 px in both languages', () =>
    expectNarrow(shown(open), (page) => waitUntil(() => findAll(page, '.check').length > 0)));

  it('sorts what is needed, what to confirm, and what is only advice', async () => {
    const { page } = await show(open);
    expect(findAll(page, '.group').map(textOf)).to.deep.equal([
      'Required4 of 6',
      'To confirm at launch1',
      'Advice1 of 2',
    ]);
    expect(textOf(find(page, '.card-head p'))).to.equal(
      '2 items prevent a launch. One item needs your confirmation. A test email is possible.',
    );
    expect(textOf(find(page, '.card-head .status'))).to.equal('Not ready');
  });

  it('says "Ready" when nothing stops a launch', async () => {
    const { page } = await show();
    expect(textOf(find(page, '.card-head .status'))).to.equal('Ready');
    expect(textOf(find(page, '.card-head p'))).to.equal('Nothing prevents a launch.');
  });

  const rows = [
    [
      'auth-key-accepted',
      'Auth key accepted',
      'Forged responses could not be told from real ones.',
      'general',
    ],
    ['endpoint-reachable', 'Endpoint for responses reachable', 'Incomplete chain', 'access'],
    [
      'daily-limit',
      'More than today’s limit',
      'Left today: 9,000; recipients of the mailing: 12,480.',
      undefined,
    ],
    [
      'monitoring-on',
      'Monitoring is off',
      'Support cannot see failures or delays of this mailing.',
      'monitoring',
    ],
  ] as const;
  const reasons = [
    ['what is not set up', 'api-key-accepted', 'API key and connection URL accepted', {}, 'Not set up'],
    [
      'a reason, as a sentence',
      'service-active',
      'Service is active',
      { reason: 'service-unreachable' },
      'Service is unavailable',
    ],
    [
      'a probe that ended in time',
      'endpoint-reachable',
      'Endpoint for responses reachable',
      { evidence: 'this-server', reason: 'port-timed-out' },
      'Timed out',
    ],
    [
      'a domain that is not verified',
      'from-domain-verified',
      'Sender’s domain verified',
      { domain: 'example.com' },
      'example.com is not verified yet.',
    ],
    [
      'no verified domain at all',
      'from-domain-verified',
      'Sender’s domain verified',
      {},
      'No domain is verified yet.',
    ],
  ] as const;
  for (const [what, id, title, params, words] of reasons) {
    it(`tells of ${what}`, async () => {
      const { page } = await show({ [id]: { state: 'unmet', params } });
      expect(textOf(item(page, title))).to.contain(words);
    });
  }

  for (const [id, title, words, tab] of rows) {
    it(`tells about ${id}, and leads to where it is put right`, async () => {
      const { page } = await show(open);
      const row = item(page, title);
      expect(textOf(row)).to.contain(words);
      const [link] = findAll(row, 'button');
      if (tab === undefined) return expect(link).to.equal(undefined);
      link?.click();
      return waitUntil(() => page.tab === tab);
    });
  }

  it('has words for every item, met, unmet and unknown', async () => {
    for (const state of ['met', 'unmet', 'unknown'] as const) {
      const all = Object.fromEntries(
        readinessIds.map((id) => [id, { state } satisfies Partial<ReadinessItem>]),
      );
      const { page } = await show(all);
      const titles = findAll(page, '.check b').map(textOf);
      expect(titles).to.have.length(state === 'met' ? 8 : 11);
      expect(titles.join()).not.to.match(/undefined|[a-z]+-[a-z]+-/);
    }
  });

  it('says what nobody could tell, and does not call it wrong', async () => {
    const { page } = await show({
      'daily-limit': { state: 'unknown', launch: 'advice', test: 'none' },
      'dmarc-reports': { state: 'unknown' },
    });
    expect(textOf(item(page, 'Today’s limit is unknown'))).to.contain('did not say how many emails are left');
    expect(textOf(item(page, 'Reports on failed authentication: unknown'))).to.contain('No DMARC record');
    expect(textOf(find(page, '.card-head .status'))).to.equal('Ready');
  });

  it('asks again for another mailing and another sender', async () => {
    const { page, calls } = await show();
    // by real keys: a made-up event would leave the shadow root where the browser's own `change` does not
    const choose = async (name: string, press: string) => {
      find<HTMLSelectElement>(page, `select[name=${name}]`).focus();
      await sendKeys({ press });
    };
    const asked = () => calls.readReadiness.at(-1)?.input;
    await waitUntil(() => asked()?.mailing === 'm1');
    await choose('mailing', 'ArrowDown');
    await waitUntil(() => asked()?.mailing === 'm2');
    await choose('from', 'ArrowDown');
    await waitUntil(() => asked()?.from === 'sales@example.com');
    await choose('mailing', 'End');
    await waitUntil(() => asked()?.mailing === undefined);
  });

  it('says why it cannot tell, and tries again', async () => {
    const { page, calls } = await showPage({
      tab: 'launch',
      answers: { listMailings: mailings, listLaunches: { launches: [] } },
    });
    await waitUntil(() => calls.readReadiness.length > 0);
    calls.readReadiness.at(-1)?.reject(mailError('store-unavailable'));
    await seen(page, 'This could not be loaded. The application is busy or cannot reach its database.');
    expect(textOf(find(page, 'mail-launch'))).to.contain('Readiness is not known yet.');
    const before = calls.readReadiness.length;
    button(page, 'Try again').focus();
    button(page, 'Try again').click();
    await waitUntil(() => calls.readReadiness.length > before);
    calls.readReadiness.at(-1)?.resolve(readiness());
    await seen(page, 'Nothing prevents a launch.');
    await waitUntil(() => focused()?.id === 'tab-launch');
  });

  it('says why there are no mailings to choose, and tries again', async () => {
    const { page, calls } = await showPage({
      tab: 'launch',
      answers: { readReadiness: readiness(), listLaunches: { launches: [] } },
    });
    await waitUntil(() => calls.listMailings.length === 1);
    calls.listMailings[0]?.reject(mailError('host-unreachable'));
    await seen(page, 'This could not be loaded. The application is not responding.');
    button(page, 'Try again').focus();
    button(page, 'Try again').click();
    await waitUntil(() => calls.listMailings.length === 2);
    calls.listMailings[1]?.resolve(mailings);
    await waitUntil(() => !textOf(page).includes('This could not be loaded.'));
    await waitUntil(() => findAll(page, 'select[name=mailing] option').length > 1);
    await waitUntil(() => focused()?.id === 'tab-launch');
  });

  describe('the sender of a test email', () => {
    const chosen = (page: Element) => find<HTMLSelectElement>(page, '#from').value;
    const choose = (page: Element, id: string, value: string): void => {
      const select = find<HTMLSelectElement>(page, `#${id}`);
      select.value = value;
      select.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
    };
    const defaultIs = (senderEmail: string) =>
      show({}, { state: settingsState({ general: { senderEmail } }) });

    it('is the default sender address where no mailing is chosen, the mailing’s own where one is', async () => {
      const { page } = await defaultIs('Sales@example.com');
      await waitUntil(() => chosen(page) === 'hello@example.com');
      choose(page, 'mailing', '');
      await waitUntil(() => chosen(page) === 'sales@example.com');
      choose(page, 'mailing', 'm1');
      await waitUntil(() => chosen(page) === 'hello@example.com');
    });

    it('can be the default address though the host does not name it, and stays to be chosen', async () => {
      const { page, calls } = await defaultIs('post@example.com');
      await waitUntil(() => chosen(page) === 'hello@example.com');
      choose(page, 'mailing', '');
      await waitUntil(() => chosen(page) === 'post@example.com');
      choose(page, 'from', 'sales@example.com');
      await waitUntil(() => calls.readReadiness.at(-1)?.input.from === 'sales@example.com');
      choose(page, 'from', 'post@example.com');
      await waitUntil(() => calls.readReadiness.at(-1)?.input.from === 'post@example.com');
    });
  });

  it('leaves out what the product does not have', async () => {
    const features = { domains: true, access: true, monitoring: true, test: false, launch: true };
    const { page } = await show({}, { state: settingsState({ host: { features } }) });
    expect(findAll(page, 'mail-test-send')).to.have.length(0);
    await waitUntil(() => findAll(find(page, 'mail-launch'), 'select').length === 2);
  });

  it('speaks Russian', async () => {
    const { page } = await showPage(shown(open, { lang: 'ru' }));
    await seen(page, 'Запуску мешают 2 пункта. 1 пункт нужно подтвердить.');
    expect(textOf(page)).to.contain('Без него отклики не отличить от поддельных.');
  });

  it('follows the numbers of what is under way', async () => {
    const { page } = await show(
      {},
      {
        answers: {
          readReadiness: readiness(),
          listMailings: mailings,
          listLaunches: { launches: [launchView('l1', { sent: 4000 }, { delivered: 3000 })] },
        },
      },
    );
    await seen(page, '4,000 of 12,480');
    expect(textOf(page)).to.contain('Delivered3,000');
  });
});
