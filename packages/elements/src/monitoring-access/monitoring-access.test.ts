import { expect } from '@open-wc/testing';
import {
  button,
  copied,
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
import { mailError, settingsState, todayAt } from '../../test/stub-setup.ts';
import type { MailMonitoringAccess } from '../index.ts';

const numbers = {
  readAt: todayAt(0, 0),
  withheld: ['Board invitation'],
  indicators: [
    { id: 'packets-age', unit: 'minutes', benchmark: 10, actual: 3, state: 'ok', mailings: [] },
    {
      id: 'hard-bounces',
      unit: 'per-mille',
      benchmark: 30,
      actual: 48,
      state: 'error',
      mailings: ['November product news'],
    },
    { id: 'delivered', unit: 'count', benchmark: null, actual: 12_042, state: 'ok', mailings: [] },
  ],
} as const;
const answers = {
  readMonitoring: {
    ...numbers,
    withheld: [...numbers.withheld],
    indicators: numbers.indicators.map((one) => ({ ...one, mailings: [...one.mailings] })),
  },
};

async function show(more = {}): Promise<Page & { part: MailMonitoringAccess }> {
  const shown = await showPage({ tab: 'monitoring', answers, ...more });
  await waitUntil(() => findAll(shown.page, 'tbody tr').length > 0);
  return { ...shown, part: find(shown.page, 'mail-monitoring-access') };
}
const head = (part: Element) => textOf(find(part, '.card-head .status'));

describe('<mail-monitoring-access>', () => {
  it('is accessible in both themes', () =>
    expectAccessible({ tab: 'monitoring', answers }, async (page) => {
      await seen(page, 'Above benchmark');
      find(page, '.switch').click();
      await seen(page, 'Unsaved:');
    }));
  it('fits into 320 px in both languages', () => expectNarrow({ tab: 'monitoring', answers }));

  it('stays off until it is saved', async () => {
    const { part, calls } = await show();
    expect(head(part)).to.equal('Off');
    find(part, '.switch').click();
    await part.updateComplete;
    expect(head(part)).to.equal('Off until saved');
    expect(calls.saveMonitoring).to.have.length(0);
    button(part, 'Save changes').click();
    expect(calls.saveMonitoring[0]?.input).to.deep.equal({ revision: 'm1', enabled: true });
    calls.saveMonitoring[0]?.resolve(settingsState({ monitoring: { enabled: true } }));
    await waitUntil(() => head(part) === 'On');
    expect(findAll(part, '.savebar')).to.have.length(0);
  });

  it('says that it is saved, with the focus there, until the next change', async () => {
    const { page, part, calls } = await show();
    find(part, '.switch').click();
    await part.updateComplete;
    button(part, 'Save changes').focus();
    button(part, 'Save changes').click();
    calls.saveMonitoring[0]?.resolve(settingsState({ monitoring: { enabled: true } }));
    await waitUntil(() => focused()?.id === 'summary');
    expect(textOf(find(part, '#summary'))).to.equal('Saved.');
    await expect(page).to.be.accessible();
    find(part, '.switch').click();
    await part.updateComplete;
    expect(findAll(part, '#summary')).to.have.length(0);
  });

  it('is given up with Discard', async () => {
    const { part } = await show({ state: settingsState({ monitoring: { enabled: true } }) });
    find(part, '.switch').click();
    await part.updateComplete;
    expect(head(part)).to.equal('On until saved');
    button(part, 'Discard').focus();
    button(part, 'Discard').click();
    await waitUntil(() => focused() === find(part, '.switch'));
    expect(find<HTMLInputElement>(part, '.switch').checked).to.equal(true);
  });

  it('keeps the change after a failure, and after a conflict goes over it knowingly', async () => {
    let revision = 'm1';
    const { part, calls } = await show({
      answers: { ...answers, readState: () => settingsState({ revisions: { monitoring: revision } }) },
    });
    find(part, '.switch').click();
    await part.updateComplete;
    button(part, 'Save changes').click();
    calls.saveMonitoring[0]?.reject(mailError('host-unreachable'));
    await seen(part, 'Not saved. The application is not responding.');
    button(part, 'Save changes').click();
    revision = 'm2';
    calls.saveMonitoring[1]?.reject(
      mailError('revision-conflict', {
        conflict: { section: 'monitoring', actor: { id: 'u', name: 'Anna' }, at: todayAt(0, 0), fields: [] },
      }),
    );
    await seen(part, 'Anna saved changes in the meantime');
    await waitUntil(() => calls.readState.length === 2);
    await part.updateComplete;
    button(part, 'Overwrite with mine').click();
    await waitUntil(() => calls.saveMonitoring.length === 3);
    expect(calls.saveMonitoring[2]?.input).to.deep.equal({ revision: 'm2', enabled: true });
  });

  it('cannot be switched without the right', async () => {
    const { page, part } = await show({ state: settingsState({ host: { may: ['view', 'manage'] } }) });
    expect(find<HTMLInputElement>(part, '.switch').disabled).to.equal(true);
    await expect(page).to.be.accessible();
  });

  it('shows the address support reads, and not in the cloud', async () => {
    const { part } = await show();
    expect(await copied(part, 'Copy address')).to.equal(settingsState().endpoints?.monitoring);
    const { part: cloud } = await show({ state: settingsState({ host: { deployment: 'cloud' } }) });
    expect(textOf(cloud)).not.to.contain('Firewall');
  });

  it('says in the cloud why there is no address, with a link to the host’s own article', async () => {
    const articles = { cloud: 'https://help.example.com/cloud' };
    const { page, part } = await show({
      state: settingsState({ host: { deployment: 'cloud', articles } }),
    });
    expect(textOf(find(part, '.note'))).to.contain('Creatio runs in the cloud, so there is no firewall');
    const link = find<HTMLAnchorElement>(part, '.note a');
    expect([link.href, link.target, link.rel]).to.deep.equal([
      articles.cloud,
      '_blank',
      'noopener noreferrer',
    ]);
    await expect(page).to.be.accessible();
    const { part: without } = await show({ state: settingsState({ host: { deployment: 'cloud' } }) });
    expect(findAll(without, '.note a')).to.have.length(0);
    const { part: onSite } = await show({ state: settingsState({ host: { articles } }) });
    expect(findAll(onSite, '.note')).to.have.length(0);
  });

  it('reads the numbers anew each time the tab is opened', async () => {
    const { page, calls } = await show();
    expect(calls.readMonitoring).to.have.length(1);
    page.tab = 'general';
    await seen(page, 'Sending email setup');
    page.tab = 'monitoring';
    await waitUntil(() => calls.readMonitoring.length === 2);
  });

  it('shows the numbers as support would read them, each in its unit', async () => {
    const { part } = await show();
    expect(findAll(part, 'tbody tr').map((row) => findAll(row, 'td').map(textOf))).to.deep.equal([
      ['Oldest response not yet processed', '≤ 10 min', '3 min', 'OK'],
      ['Failed permanentlyNovember product news', '≤ 3%', '4.8%', 'Above benchmark'],
      ['Delivered', '–', '12,042', ''],
      ['Board invitationMailing with fewer than 5 recipients', '–', 'Not sent', 'Not counted'],
    ]);
  });

  it('says why there are no numbers, and tries again', async () => {
    const { page, calls } = await showPage({ tab: 'monitoring' });
    await waitUntil(() => calls.readMonitoring.length > 0);
    calls.readMonitoring.at(-1)?.reject(mailError('host-unreachable'));
    await seen(page, 'This could not be loaded. The application is not responding.');
    expect(findAll(page, '[aria-busy=true]')).to.have.length(0);
    await expect(page).to.be.accessible();
    const before = calls.readMonitoring.length;
    button(page, 'Try again').focus();
    button(page, 'Try again').click();
    await waitUntil(() => calls.readMonitoring.length > before);
    calls.readMonitoring.at(-1)?.resolve(answers.readMonitoring);
    await seen(page, 'Above benchmark');
    await waitUntil(() => focused()?.id === 'tab-monitoring');
    expect(textOf(page)).not.to.contain('This could not be loaded.');
  });

  it('says so where the product does not have it', async () => {
    const features = { domains: true, access: true, monitoring: false, test: true, launch: true };
    const { page } = await showPage({ tab: 'monitoring', state: settingsState({ host: { features } }) });
    expect(textOf(page)).to.contain('Not available.');
  });

  it('speaks Russian', async () => {
    const { page } = await showPage({ tab: 'monitoring', answers, lang: 'ru' });
    await seen(page, 'Выше нормы');
    expect(textOf(page)).to.contain('Рассылки, где получателей меньше 5, не считаются');
  });
});
