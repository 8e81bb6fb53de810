import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import {
  button,
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
import { launchView, mailings, readiness } from '../../test/samples.ts';
import { mailError, settingsState } from '../../test/stub-setup.ts';
import type { MailTestSend } from '../index.ts';

async function show(
  changes: Parameters<typeof readiness>[0] = {},
  more = {},
): Promise<Page & { part: MailTestSend }> {
  const shown = await showPage({
    tab: 'launch',
    answers: { readReadiness: readiness(changes), listMailings: mailings, listLaunches: { launches: [] } },
    ...more,
  });
  await waitUntil(() => findAll(shown.page, 'option').length > 0);
  return { ...shown, part: find(shown.page, 'mail-test-send') };
}
const chips = (part: Element) => findAll(part, '.chip').map(textOf);
const send = (part: Element) => button(part, 'Send test email').click();

describe('<mail-test-send>', () => {
  it('takes several addresses, however they are set apart', async () => {
    const { part, calls } = await show();
    find(part, '#to').focus();
    await sendKeys({ type: 'a@example.com, b@example.com;c@Example.com  d@example.com, a@example.com' });
    await waitUntil(() => chips(part).length === 4);
    expect(find<HTMLInputElement>(part, '#to').value).to.equal('a@example.com');
    send(part);
    await waitUntil(() => calls.sendTest.length === 1);
    expect(calls.sendTest[0]?.input.to.map((address) => address[0])).to.deep.equal(['a', 'b', 'c', 'd']);
  });

  it('makes a chip of each whole address, which can be taken away by key and by click', async () => {
    const { page, part, calls } = await show();
    find(part, '#to').focus();
    await sendKeys({ type: 'qa@example.com office@example.net half' });
    await sendKeys({ press: 'Enter' });
    await waitUntil(() => chips(part).length === 2);
    expect(find<HTMLInputElement>(part, '#to').value).to.equal('half');
    await expect(page).to.be.accessible();
    find<HTMLInputElement>(part, '#to').value = '';
    find(part, '#to').dispatchEvent(new InputEvent('input', { bubbles: true }));
    await sendKeys({ press: 'Backspace' });
    await waitUntil(() => chips(part).length === 1);
    button(part, 'Remove qa@example.com').click();
    await waitUntil(() => focused()?.id === 'to' && chips(part).length === 0);
    expect(calls.sendTest).to.have.length(0);
  });

  it('takes a pasted list whole, and the field is empty again', async () => {
    const { part } = await show();
    type(part, 'to', 'qa@example.com,office@example.net,');
    await waitUntil(() => chips(part).length === 2);
    type(part, 'to', 'third@example.org;');
    await waitUntil(() => chips(part).length === 3);
    expect(find<HTMLInputElement>(part, '#to').value).to.equal('');
  });

  it('fits into 320 px in both languages with a long address', () =>
    expectNarrow(
      {
        tab: 'launch',
        answers: { readReadiness: readiness(), listMailings: mailings, listLaunches: { launches: [] } },
      },
      async (page) => {
        await waitUntil(() => findAll(page, '#to').length > 0);
        type(page, 'to', `${'long-name.'.repeat(5)}x@${'sub.'.repeat(10)}example.com`);
        await waitUntil(() => findAll(page, '.chip').length === 1);
      },
    ));

  const refused = [
    ['none', ''],
    ['half an address', 'qa@example.com office'],
    ['more than ten', Array.from({ length: 11 }, (_, at) => `p${at}@example.com`).join(' ')],
  ] as const;
  for (const [title, typed] of refused) {
    it(`refuses ${title}, and keeps what was typed`, async () => {
      const { part, calls } = await show();
      type(part, 'to', typed);
      send(part);
      await seen(part, 'Not sent. Enter one to ten complete addresses.');
      await waitUntil(() => focused()?.id === 'to');
      expect([...chips(part), find<HTMLInputElement>(part, '#to').value].join(' ').trim()).to.equal(typed);
      expect(calls.sendTest).to.have.length(0);
    });
  }

  it('sends the chosen mailing, and shows what became of it', async () => {
    const { page, part, calls } = await show();
    type(part, 'to', 'qa@example.com office@example.net');
    send(part);
    await waitUntil(() => calls.sendTest.length === 1);
    const { idempotencyKey, ...input } = calls.sendTest[0]?.input ?? { idempotencyKey: '' };
    expect(idempotencyKey.length).to.be.at.least(16);
    expect(input).to.deep.equal({
      from: { email: 'hello@example.com', name: 'Example Shop' },
      to: ['qa@example.com', 'office@example.net'],
      mailing: 'm1',
    });
    const told: string[] = [];
    page.addEventListener('mail-launch-change', ({ view }) => told.push(view.launch.id));
    calls.sendTest[0]?.resolve(launchView('t1', { test: true, recipients: 2, sent: 2 }, { delivered: 2 }));
    await seen(part, 'Accepted for 2 of 2 addresses today at 00:00. Delivered: 2.');
    expect(told).to.deep.equal(['t1']);
    await expect(page).to.be.accessible();
  });

  it('repeats with the same key after a lost answer, and takes a new one after an answer', async () => {
    const { part, calls } = await show();
    type(part, 'to', 'qa@example.com');
    const keys: string[] = [];
    for (const outcome of ['lost', 'sent', 'again']) {
      await part.updateComplete;
      send(part);
      await waitUntil(() => calls.sendTest.length === keys.length + 1, outcome);
      keys.push(calls.sendTest.at(-1)?.input.idempotencyKey ?? '');
      if (outcome === 'lost') calls.sendTest.at(-1)?.reject(mailError('host-unreachable'));
      else calls.sendTest.at(-1)?.resolve(launchView(outcome, { test: true, recipients: 1, sent: 1 }));
      await waitUntil(() => textOf(find(part, '#send')) === 'Send test email');
    }
    expect(keys[0]).to.equal(keys[1]);
    expect(keys[2]).not.to.equal(keys[1]);
  });

  it('says what is needed first, and does nothing until then', async () => {
    const { part, calls } = await show({ 'api-key-accepted': { state: 'unmet' } });
    type(part, 'to', 'qa@example.com');
    await seen(part, 'Required first: API key and connection URL accepted.');
    expect(find(part, '#send').getAttribute('aria-disabled')).to.equal('true');
    send(part);
    expect(calls.sendTest).to.have.length(0);
  });

  it('asks first when something on the page is not saved', async () => {
    const { page, part, calls } = await show();
    page.tab = 'general';
    await waitUntil(() => findAll(page, '#responseDomain').length > 0);
    type(page, 'responseDomain', 'https://other.example.com');
    page.tab = 'launch';
    await page.updateComplete;
    type(part, 'to', 'qa@example.com');
    send(part);
    await seen(part, 'There are unsaved changes.');
    expect(calls.sendTest).to.have.length(0);
    button(part, 'Send with the saved settings').focus();
    button(part, 'Send with the saved settings').click();
    await waitUntil(() => focused()?.id === 'send');
    await waitUntil(() => calls.sendTest.length === 1);
  });

  const failures = [
    ['not-ready', 'Something required is no longer in place.'],
    ['invalid', 'One of the addresses is not allowed to get test emails.'],
    ['slow-down', 'Too many attempts.'],
    ['key-rejected', 'The email service could not do this.'],
  ] as const;
  for (const [code, words] of failures) {
    it(`says what to do about ${code}, and keeps the addresses`, async () => {
      const { part, calls } = await show();
      type(part, 'to', 'qa@example.com');
      send(part);
      calls.sendTest[0]?.reject(mailError(code));
      await seen(part, words);
      expect(chips(part)).to.deep.equal(['qa@example.com']);
    });
  }

  it('is not for who has no right to send', async () => {
    const { part } = await show({}, { state: settingsState({ host: { may: ['view'] } }) });
    expect(textOf(part)).to.contain('You don’t have permission to do this.');
  });
});
