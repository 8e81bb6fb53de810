import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import {
  button,
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
import type { MailLaunch } from '../index.ts';

const overLimit = { 'daily-limit': { state: 'unmet', params: { left: 9000, recipients: 12_480 } } } as const;

async function show(
  changes: Parameters<typeof readiness>[0] = {},
  launches = [launchView('t1', { test: true }, { delivered: 2 })],
  more = {},
): Promise<Page & { part: MailLaunch }> {
  const shown = await showPage({
    tab: 'launch',
    answers: { readReadiness: readiness(changes), listMailings: mailings, listLaunches: { launches } },
    ...more,
  });
  await waitUntil(() => findAll(shown.page, '#launch').length > 0);
  await waitUntil(() => findAll(shown.page, '.check').length > 0);
  await find<MailLaunch>(shown.page, 'mail-launch').updateComplete;
  return { ...shown, part: find(shown.page, 'mail-launch') };
}
const openDialog = async (part: MailLaunch): Promise<void> => {
  await waitUntil(() => find(part, '#launch').getAttribute('aria-disabled') === null);
  find(part, '#launch').click();
  await waitUntil(() => findAll<HTMLDialogElement>(part, 'dialog').some((one) => one.open));
};
const confirm = (part: Element): HTMLButtonElement => button(find(part, 'dialog'), 'Launch mailing');

describe('<mail-launch>', () => {
  it('shows what would be sent, from whom, and to how many', async () => {
    const { part } = await show();
    expect(textOf(find(part, '.facts-list'))).to.equal(
      'MailingNovember product newsFromExample Shop <hello@example.com>Recipients12,480',
    );
  });

  it('names the open points beneath the button, which stays reachable', async () => {
    const { page, part, calls } = await show({
      'auth-key-accepted': { state: 'unmet' },
      'endpoint-reachable': { state: 'unknown' },
    });
    await seen(part, '2 required items are open: Auth key accepted, Endpoint for responses reachable.');
    const launch = find<HTMLButtonElement>(part, '#launch');
    expect([
      launch.disabled,
      launch.getAttribute('aria-disabled'),
      launch.getAttribute('aria-describedby'),
    ]).to.deep.equal([false, 'true', 'why']);
    launch.click();
    expect(findAll(part, 'dialog')).to.have.length(0);
    expect(calls.launch).to.have.length(0);
    button(part, 'Auth key accepted').click();
    await waitUntil(() => page.tab === 'general' && focused()?.id === 'authKey');
  });

  it('asks in a dialog that repeats what is sent, and gives the focus back', async () => {
    const { page, part } = await show();
    await openDialog(part);
    const dialog = find(part, 'dialog');
    expect(textOf(dialog))
      .to.contain('Launch to 12,480 recipients?')
      .and.to.contain('example.com verified')
      .and.to.contain('Last testDelivered');
    expect(focused()?.id).to.equal('cancel');
    await expect(page).to.be.accessible();
    await sendKeys({ press: 'Escape' });
    await waitUntil(() => focused()?.id === 'launch');
    expect(findAll(part, 'dialog')).to.have.length(0);
  });

  it('wants a tick for each warning, and sends their ids', async () => {
    const { page, part, calls } = await show({ ...overLimit, 'allow-list-declared': { state: 'unmet' } });
    await openDialog(part);
    await expect(page).to.be.accessible();
    expect(focused()?.className).to.equal('tick');
    for (const tick of findAll(part, '.tick')) {
      expect(confirm(part).disabled).to.equal(true);
      tick.click();
      await part.updateComplete;
    }
    expect(confirm(part).disabled).to.equal(false);
    confirm(part).click();
    const { idempotencyKey, ...input } = calls.launch[0]?.input ?? { idempotencyKey: '' };
    expect(idempotencyKey.length).to.be.at.least(16);
    expect(input).to.deep.equal({
      mailing: 'm1',
      from: { email: 'hello@example.com', name: 'Example Shop' },
      acknowledged: ['daily-limit', 'allow-list-declared'],
    });
  });

  it('launches once, however often it is pressed, and also after a lost answer', async () => {
    const { part, calls } = await show();
    await openDialog(part);
    confirm(part).click();
    await waitUntil(() => confirm(part).disabled);
    confirm(part).click();
    expect(calls.launch).to.have.length(1);
    calls.launch[0]?.reject(mailError('host-unreachable'));
    await seen(part, 'Not launched. The application is not responding.');
    confirm(part).click();
    await waitUntil(() => calls.launch.length === 2);
    expect(calls.launch[1]?.input.idempotencyKey).to.equal(calls.launch[0]?.input.idempotencyKey);
    calls.launch[1]?.resolve(launchView('l1', { state: 'sending', sent: 1000 }));
    await seen(part, '1,000 of 12,480');
    await waitUntil(() => findAll(part, 'dialog').length === 0);
  });

  it('shows the warning that the server found by now', async () => {
    const shown = await show();
    const { part, calls } = shown;
    await openDialog(part);
    const before = calls.readReadiness.length;
    confirm(part).click();
    calls.launch[0]?.reject(mailError('warning-not-acknowledged', { ids: ['daily-limit'] }));
    await seen(part, 'There is a new warning that needs your confirmation.');
    expect(calls.readReadiness.length).to.equal(before + 1);
  });

  it('shows what runs with its numbers, and stops it', async () => {
    const running = launchView(
      'l1',
      { state: 'sending', sent: 4000, unknown: 1000 },
      { delivered: 3000, failed: 40 },
    );
    const { page, part, calls } = await show({}, [
      running,
      launchView('l0', { state: 'completed', sent: 12_480 }),
    ]);
    await seen(part, 'Answer lost, may have been sent: 1,000');
    expect(findAll(part, '.run .status').map(textOf)).to.deep.equal(['Sending', 'Completed']);
    expect(findAll(part, '.run > button')).to.have.length(1);
    button(part, 'Stop').click();
    await waitUntil(() => focused()?.textContent?.trim() === 'Stop the mailing');
    expect(calls.stopLaunch).to.have.length(0);
    expect(textOf(find(part, '.run .note.warn:has(.row)'))).to.contain('It can’t be resumed');
    await expect(page).to.be.accessible();
    button(part, 'Stop the mailing').click();
    button(part, 'Stop the mailing').click();
    expect(calls.stopLaunch.map(({ input }) => input)).to.deep.equal([{ id: 'l1' }]);
    calls.stopLaunch[0]?.resolve(launchView('l1', { state: 'stopped', sent: 4000 }));
    await seen(part, 'Stopped');
    expect(findAll(part, '.run button')).to.have.length(0);
    await waitUntil(() => focused() === find(part, '.run b'));
  });

  it('says what goes on where the service cannot stop, and offers no stop once it has everything', async () => {
    const running = { ...launchView('l1', { state: 'sending' }), serviceStops: false };
    const queued = { ...launchView('l2', { state: 'queued' }), serviceStops: false };
    const { part } = await show({}, [running, queued]);
    await seen(part, 'Stop');
    expect(findAll(part, '.run > button')).to.have.length(1);
    button(part, 'Stop').click();
    await seen(part, 'the batches it already has will still go out');
  });

  it('goes on where a stop was not meant, and the focus returns', async () => {
    const { part, calls } = await show({}, [launchView('l1')]);
    await seen(part, 'Stop');
    button(part, 'Stop').click();
    await seen(part, 'Stop the mailing');
    button(part, 'Cancel').click();
    await waitUntil(() => focused()?.textContent?.trim() === 'Stop');
    expect(calls.stopLaunch).to.have.length(0);
  });

  it('says why a stop did not work, and it can be tried again', async () => {
    const { part, calls } = await show({}, [launchView('l1')]);
    await seen(part, 'Stop');
    button(part, 'Stop').click();
    await seen(part, 'Stop the mailing');
    button(part, 'Stop the mailing').click();
    calls.stopLaunch[0]?.reject(mailError('host-unreachable'));
    await seen(part, 'Not stopped. The application is not responding.');
    button(part, 'Stop the mailing').click();
    expect(calls.stopLaunch).to.have.length(2);
  });

  it('has a shape and a word for every state', async () => {
    for (const state of [
      'preparing',
      'sending',
      'queued',
      'completed',
      'stopped',
      'expired',
      'failed',
    ] as const) {
      const { part } = await show({}, [launchView('l1', { state })]);
      await waitUntil(() => findAll(part, '.run .status svg').length === 1, state);
      expect(textOf(find(part, '.run .status'))).to.match(/^[A-Z]/);
    }
  });

  it('says so where the host has no mailings', async () => {
    const { page } = await showPage({
      tab: 'launch',
      answers: {
        readReadiness: readiness(),
        listMailings: { available: false, mailings: [], senders: [] },
        listLaunches: { launches: [] },
      },
    });
    await seen(page, 'This application has no mailings to launch from here.');
    expect(findAll(page, '#launch')).to.have.length(0);
  });

  it('is not for who has no right to send', async () => {
    const { part } = await show({}, [launchView('l1')], {
      state: settingsState({ host: { may: ['view'] } }),
    });
    expect(textOf(part)).to.contain('You don’t have permission to do this.');
    expect(findAll(part, '.run > button')).to.have.length(0);
  });
});
