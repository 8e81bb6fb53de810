import type { ConnectionFact, SettingsState } from '@mail-settings/core';
import { expect, oneEvent } from '@open-wc/testing';
import {
  button,
  expectAccessible,
  expectNarrow,
  find,
  findAll,
  focused,
  seen,
  showPage,
  textOf,
  type,
  waitUntil,
} from '../../test/page.ts';
import { mailError, settingsState } from '../../test/stub-setup.ts';
import type { MailGeneralSettings } from '../index.ts';

const senderIs = (sender: ConnectionFact, patch: Parameters<typeof settingsState>[0] = {}): SettingsState =>
  settingsState({ general: { senderEmail: 'post@example.com' }, sender, ...patch });
const refused = senderIs({ state: 'failed', reason: 'sender-not-checked' });

async function show(state = senderIs({ state: 'active' }), lang = 'en') {
  const shown = await showPage({ state, lang });
  const part: MailGeneralSettings = find(shown.page, 'mail-general-settings');
  const card = find(part, '#senderEmail').closest('.card') ?? part;
  return { ...shown, part, card, status: () => textOf(find(card, '.card-head .status')) };
}

describe('the default sender address', () => {
  it('is accessible when its check failed', () =>
    expectAccessible({ state: refused }, (page) => seen(page, 'could not be checked')));
  it('fits into 320 px in both languages', () => expectNarrow({ state: refused }));

  const statuses = [
    [{ state: 'active' }, 'Checked', 'Проверен'],
    [{ state: 'failed', reason: 'sender-not-checked' }, 'Check failed', 'Проверка не пройдена'],
    [{ state: 'unchecked' }, 'Not checked', 'Не проверено'],
    [
      { state: 'unchecked', reason: 'needs-api-key' },
      'Not checked: needs the API key',
      'Не проверено: нужен API-ключ',
    ],
    [
      { state: 'unchecked', reason: 'rate-limited' },
      'Not checked: too many requests',
      'Не проверено: слишком много запросов',
    ],
  ] as const;
  for (const [sender, english, russian] of statuses) {
    it(`has the status “${english}”`, async () => {
      expect((await show(senderIs(sender))).status()).to.equal(english);
      expect((await show(senderIs(sender), 'ru')).status()).to.equal(russian);
    });
  }

  it('is not set up while it is empty', async () => {
    const { card, status } = await show(settingsState());
    expect(status()).to.equal('Not set up');
    expect(findAll(card, '.msg')).to.have.length(0);
  });

  it('tells that sending from its domain is not configured, and leads to the records', async () => {
    const { page, card } = await show(refused);
    expect(textOf(find(card, '.msg'))).to.contain('The address could not be checked.');
    expect(textOf(find(card, '.msg'))).to.contain('Sending from its domain is not configured');
    expect(find(page, '#tab-general svg').classList.contains('m-err')).to.equal(true);
    button(card, 'See the records').click();
    await waitUntil(() => page.tab === 'domains');
  });

  it('leads nowhere where the product has no sender domains', async () => {
    const state = settingsState();
    const features = { ...state.host.features, domains: false };
    const { card } = await show(
      senderIs({ state: 'failed', reason: 'sender-not-checked' }, { host: { features } }),
    );
    expect(findAll(card, '.msg button')).to.have.length(0);
  });

  it('says quietly where the service does not offer the check', async () => {
    const { page, card, status } = await show(
      senderIs({ state: 'unchecked', reason: 'unexpected-code', serviceCode: 404 }),
    );
    expect(status()).to.equal('Not checked');
    expect(textOf(find(card, '.under'))).to.equal('The service does not offer this check (code 404).');
    expect(findAll(card, '.msg')).to.have.length(0);
    expect(findAll(page, '#tab-general svg')).to.have.length(0);
  });

  it('is saved with the other fields, and checked by that', async () => {
    const { part, card, calls } = await show(settingsState());
    type(card, 'senderEmail', 'post@example.com');
    await seen(part, 'Unsaved: Default ESP email');
    button(part, 'Save changes').click();
    expect(calls.saveSettings[0]?.input.draft).to.deep.equal({ senderEmail: 'post@example.com' });
    calls.saveSettings[0]?.resolve(refused);
    await seen(part, 'Saved. The default address failed its check.');
    find(part, '#summary a').click();
    await waitUntil(() => focused()?.id === 'senderEmail');
  });

  it('is cleared by saving the empty field', async () => {
    const { part, card, calls } = await show();
    type(card, 'senderEmail', '');
    await part.updateComplete;
    button(part, 'Save changes').click();
    expect(calls.saveSettings[0]?.input.draft).to.deep.equal({ senderEmail: '' });
  });

  it('is refused where it is malformed: nothing is saved', async () => {
    const { part, card, calls } = await show(settingsState());
    type(card, 'senderEmail', 'post.example.com');
    await part.updateComplete;
    button(part, 'Save changes').click();
    await seen(part, 'One field needs correcting.');
    expect(textOf(find(card, '#senderEmail-message'))).to.equal('Enter a valid email.');
    expect(calls.saveSettings).to.have.length(0);
  });

  describe('“Check email”', () => {
    const press = (card: Element) => button(card, 'Check email').click();

    it('asks the service, with what is saved, and shows what it says', async () => {
      const { card, calls, status } = await show(refused);
      press(card);
      await seen(card, 'Checking');
      expect(status()).to.equal('Check failed');
      button(card, 'Checking').click();
      expect(calls.checkSettings).to.have.length(1);
      calls.checkSettings[0]?.resolve(senderIs({ state: 'active' }));
      await waitUntil(() => status() === 'Checked');
      expect(findAll(card, '.msg')).to.have.length(0);
    });

    const refusals = [
      ['', 'Enter a value.'],
      ['post.example.com', 'Enter a valid email.'],
      ['post@example.com', 'Not saved yet.'],
    ] as const;
    for (const [typed, words] of refusals) {
      it(`asks nobody about “${typed}”, but says: ${words}`, async () => {
        const { card, calls } = await show(settingsState());
        if (typed) type(card, 'senderEmail', typed);
        press(card);
        await waitUntil(() => focused()?.id === 'senderEmail');
        expect(textOf(find(card, '#senderEmail-message'))).to.contain(words);
        expect(calls.checkSettings).to.have.length(0);
      });
    }

    it('tells to call the administrator where the service gives no answer', async () => {
      const silent = senderIs(
        { state: 'unchecked', reason: 'needs-service' },
        { connection: { sending: { state: 'failed', reason: 'service-unreachable' }, provider: null } },
      );
      const { card, calls } = await show(silent);
      expect(findAll(card, '.msg'), 'nobody has asked').to.have.length(0);
      press(card);
      calls.checkSettings[0]?.resolve(silent);
      await seen(card, 'Error occurred connecting to Cloud Email Service.');
      expect(textOf(card)).to.contain('contact your administrator');
    });

    it('shows why where the application itself does not answer', async () => {
      const { card, calls } = await show();
      press(card);
      calls.checkSettings[0]?.reject(mailError('host-unreachable'));
      await seen(card, 'The application is not responding.');
      press(card);
      await waitUntil(() => calls.checkSettings.length === 2);
    });

    it('tells the host where a login is needed', async () => {
      const { page, card, calls } = await show();
      press(card);
      setTimeout(() => calls.checkSettings[0]?.reject(mailError('login-needed')));
      await oneEvent(page, 'mail-login-needed');
    });

    it('is not there without the right to manage', async () => {
      const { card } = await show(senderIs({ state: 'active' }, { host: { may: ['view'] } }));
      expect(findAll(card, 'button')).to.have.length(0);
    });
  });
});
