import type { ConnectionFact, ConnectionReason, SettingsState } from '@mail-settings/core';
import { connectionReason } from '@mail-settings/core/server';
import { expect, oneEvent } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
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
  type,
  waitUntil,
} from '../../test/page.ts';
import { emptyState, mailError, settingsState, todayAt } from '../../test/stub-setup.ts';
import type { MailGeneralSettings } from '../index.ts';

const sendingIs = (sending: ConnectionFact, provider: string | null = null): SettingsState =>
  settingsState({ connection: { sending, provider } });
const responsesAre = (responses: ConnectionFact): SettingsState =>
  settingsState({ connection: { responses } });

async function show(
  shown: Parameters<typeof showPage>[0] = {},
): Promise<Page & { part: MailGeneralSettings }> {
  const shownPage = await showPage(shown);
  return { ...shownPage, part: find(shownPage.page, 'mail-general-settings') };
}

/** The row a control stands in. */
const row = (part: Element, id: string): string =>
  textOf(find(part, `#${id}`).closest('.field') ?? document.body);
const save = (part: Element): void => button(part, 'Save changes').click();
const names = (part: Element): string => textOf(find(part, '.savebar p'));

describe('<mail-general-settings>', () => {
  it('is accessible in both themes', () => expectAccessible({}));
  it('is accessible with every kind of message', () =>
    expectAccessible(
      { state: sendingIs({ state: 'failed', reason: 'key-rejected', serviceCode: 101 }) },
      async (page) => {
        const part = find(page, 'mail-general-settings');
        type(part, 'cloudUrl', 'http://mail-service.example.net');
        type(part, 'responseDomain', 'http://erp.example.com:8080');
        await seen(part, 'Port 8080 will not be used.');
        save(part);
        await seen(part, 'One field needs correcting.');
      },
    ));
  it('fits into 320 px in both languages', () =>
    expectNarrow({}, async (page) => {
      type(page, 'responseDomain', 'http://erp.example.com:8080');
      await find<MailGeneralSettings>(page, 'mail-general-settings').updateComplete;
    }));

  describe('reasons', () => {
    const sending: [ConnectionReason, string, string][] = [
      ['key-rejected', 'apiKey', 'Not valid API key. The service answered with code 101.'],
      ['key-for-another-url', 'apiKey', 'The stored key was entered for a different URL.'],
      ['wrong-master-key', 'apiKey', 'The stored key can’t be decrypted.'],
      ['service-inactive', 'provider', 'Cloud email service is not active.'],
      ['service-unreachable', 'cloudUrl', 'Creatio cloud service is unavailable.'],
      ['service-failed', 'cloudUrl', 'The service failed.'],
      ['answer-unreadable', 'cloudUrl', 'The answer did not come from the service.'],
      ['rate-limited', 'cloudUrl', 'The service received too many requests.'],
      ['unexpected-code', 'cloudUrl', 'Unhandled error: 101'],
    ];
    for (const [reason, field, words] of sending) {
      it(`of sending: ${reason} is said at ${field}`, async () => {
        const { part } = await show({ state: sendingIs({ state: 'failed', reason, serviceCode: 101 }) });
        expect(row(part, field)).to.contain(words);
        expect(findAll(part, '.msg')).to.have.length(1);
      });
    }

    it('of a code nobody knows are quoted from the service, as plain text', async () => {
      const serviceMessage = 'Account <b>moved</b>';
      const { part } = await show({
        state: sendingIs({ state: 'failed', reason: 'unexpected-code', serviceCode: 777, serviceMessage }),
      });
      expect(row(part, 'cloudUrl')).to.contain('Unhandled error: 777 “Account <b>moved</b>”');
    });

    const responses: [ConnectionReason, string, string][] = [
      ['auth-key-rejected', 'authKey', 'Not valid auth key. The service answered with code 110.'],
      ['key-for-another-url', 'authKey', 'The stored key was entered for a different URL.'],
      ['wrong-master-key', 'authKey', 'The stored key can’t be decrypted.'],
      ['response-domain-unreachable', 'responseDomain', 'Domain to receive responses is unavailable.'],
      ['response-domain-taken', 'responseDomain', 'Domain to receive responses belongs to another account.'],
      ['unexpected-code', 'responseDomain', 'Unhandled error: 110'],
      ['service-failed', 'responseDomain', 'The service failed.'],
    ];
    for (const [reason, field, words] of responses) {
      it(`of responses: ${reason} is said at ${field}`, async () => {
        const { part } = await show({ state: responsesAre({ state: 'failed', reason, serviceCode: 110 }) });
        expect(row(part, field)).to.contain(words);
        expect(findAll(part, '.msg')).to.have.length(1);
      });
    }

    it('that only wait for something else are no second error, but said in the status', async () => {
      for (const reason of connectionReason.options.filter((one) => one.startsWith('needs-'))) {
        const { part } = await show({ state: responsesAre({ state: 'unchecked', reason }) });
        expect(findAll(part, '.msg'), reason).to.have.length(0);
        expect(textOf(findAll(part, '.card-head')[1] ?? part), reason).to.contain('Not checked: needs');
      }
    });

    it('have words for each stage of the way to the service', async () => {
      const seenTexts = new Set<string>();
      for (const stage of ['refused-address', 'name', 'port', 'tls', 'time', 'http', 'unknown']) {
        const { part } = await show({
          state: sendingIs({ state: 'failed', reason: 'service-unreachable', stage }),
        });
        seenTexts.add(textOf(find(part, '.msg .next')));
      }
      expect(seenTexts.size).to.equal(7);
    });

    it('are said in Russian too', async () => {
      const { part } = await show({
        lang: 'ru',
        state: sendingIs({ state: 'failed', reason: 'key-rejected', serviceCode: 101 }),
      });
      expect(row(part, 'apiKey')).to.contain('Неверный API-ключ. Сервис ответил кодом 101.');
    });

    it('a key without a URL is warned of before it is saved, since it has to be entered again then', async () => {
      const { part } = await show({ state: emptyState() });
      for (const field of ['apiKey', 'authKey']) {
        expect(row(part, field)).not.to.contain('Enter the connection URL as well.');
        type(part, field, 'k'.repeat(20));
        await seen(part, 'Enter the connection URL as well.');
        expect(row(part, field)).to.contain('Enter the connection URL as well.');
        type(part, field, '');
        await part.updateComplete;
      }
      type(part, 'apiKey', 'k'.repeat(20));
      type(part, 'cloudUrl', 'https://mail.example.net');
      await part.updateComplete;
      expect(findAll(part, '.msg')).to.have.length(0);
    });

    it('go when the field they belong to is edited', async () => {
      const { part } = await show({
        state: responsesAre({ state: 'failed', reason: 'response-domain-taken' }),
      });
      type(part, 'responseDomain', 'https://mail.example.com');
      await part.updateComplete;
      expect(row(part, 'responseDomain')).not.to.contain('belongs to another account');
    });
  });

  describe('the provider', () => {
    const asked = async ({ part, calls }: Awaited<ReturnType<typeof show>>, url: string) => {
      const before = calls.identifyProvider.length;
      type(part, 'cloudUrl', url);
      await waitUntil(() => calls.identifyProvider.length > before, 'the service was never asked');
    };
    const known = (provider: string) => ({ provider, sending: { state: 'active' } as const });

    it('fills in as soon as URL and key are right, without a save', async () => {
      const { part, calls } = await show({ state: emptyState() });
      type(part, 'cloudUrl', 'https://mail.example.net');
      type(part, 'apiKey', 'k'.repeat(20));
      await waitUntil(() => calls.identifyProvider.length === 1, 'never asked');
      expect(calls.identifyProvider[0]?.input).to.deep.equal({
        cloudUrl: 'https://mail.example.net',
        apiKey: 'k'.repeat(20),
      });
      expect(row(part, 'provider')).to.contain('Asking the service');
      calls.identifyProvider[0]?.resolve(known('Example Relay'));
      await seen(part, 'Example Relay');
      expect(calls.saveSettings).to.have.length(0);
    });

    it('is that of the last edit: an answer to an older one never lands', async () => {
      const shown = await show();
      const { part, calls } = shown;
      await asked(shown, 'https://one.example.net');
      await asked(shown, 'https://two.example.net');
      expect(calls.identifyProvider[0]?.signal?.aborted).to.equal(true);
      calls.identifyProvider[1]?.resolve(known('Second'));
      await seen(part, 'Second');
      calls.identifyProvider[0]?.resolve(known('First'));
      await part.updateComplete;
      expect(row(part, 'provider')).to.contain('Second').and.not.to.contain('First');
    });

    it('is cleared while somebody types, and when it is refused, with the reason at the field', async () => {
      const shown = await show();
      const { part, calls } = shown;
      expect(row(part, 'provider')).to.contain('Example Relay, EU region');
      await asked(shown, 'https://other.example.net');
      expect(row(part, 'provider')).not.to.contain('Example Relay');
      calls.identifyProvider[0]?.resolve({
        provider: null,
        sending: { state: 'unchecked', reason: 'key-for-another-url' },
      });
      await seen(part, 'The stored key was entered for a different URL.');
      expect(row(part, 'provider')).to.contain('Not known yet');
    });

    it('is not asked for with a malformed URL, a malformed key, or none', async () => {
      const { part, calls } = await show({ state: emptyState() });
      type(part, 'cloudUrl', 'https://mail.example.net');
      type(part, 'apiKey', 'two words');
      type(part, 'apiKey', 'k'.repeat(20));
      type(part, 'cloudUrl', 'http://mail.example.net');
      type(part, 'cloudUrl', 'https://mail.example.net');
      await waitUntil(() => calls.identifyProvider.length > 0, 'never asked');
      expect(calls.identifyProvider).to.have.length(1);
    });

    it('cannot be edited, and says who can change it', async () => {
      const { part } = await show();
      expect(findAll(find(part, '#provider'), 'input, button')).to.have.length(0);
      expect(find<HTMLAnchorElement>(part, '#provider-help a').href).to.equal('https://support.example.com/');
    });
  });

  describe('saving', () => {
    it('sends only what was changed, with the revision it began with', async () => {
      const { page, part, calls } = await show();
      type(part, 'responseDomain', 'https://erp.example.com/app');
      await part.updateComplete;
      expect(names(part)).to.equal('Unsaved: Domain to receive responses');
      save(part);
      expect(calls.saveSettings[0]?.input).to.deep.equal({
        revision: 'g1',
        draft: { responseDomain: 'https://erp.example.com/app' },
      });
      await part.updateComplete;
      expect(textOf(find(part, '.savebar .primary'))).to.equal('Saving');
      const sections: string[] = [];
      page.addEventListener('mail-settings-saved', ({ section }) => sections.push(section));
      calls.saveSettings[0]?.resolve(
        settingsState({ general: { responseDomain: 'https://erp.example.com/app' } }),
      );
      await waitUntil(() => sections.length > 0);
      expect(sections).to.deep.equal(['general']);
      await part.updateComplete;
      expect(findAll(part, '.savebar')).to.have.length(0);
      await waitUntil(() => focused()?.id === 'summary');
      expect(textOf(find(part, '#summary'))).to.equal('Saved. The connection works.');
    });

    it('tells what does not work, with links to the fields', async () => {
      const { page, part, calls } = await show();
      type(part, 'responseDomain', 'https://erp.example.com/app');
      await part.updateComplete;
      save(part);
      calls.saveSettings[0]?.resolve(
        sendingIs({ state: 'failed', reason: 'key-rejected', serviceCode: 101 }),
      );
      await seen(part, 'Saved, but the connection does not work.');
      await waitUntil(() => focused()?.id === 'summary');
      find(part, '#summary a').click();
      await waitUntil(() => focused()?.id === 'apiKey');
      expect(textOf(find(page, '.top'))).to.contain('Connection error');
      await expect(page).to.be.accessible();
    });

    it('tells what is true by now when the service was asked again', async () => {
      const { page, part, calls } = await show();
      type(part, 'responseDomain', 'https://erp.example.com/app');
      await part.updateComplete;
      save(part);
      calls.saveSettings[0]?.resolve(sendingIs({ state: 'failed', reason: 'key-rejected' }));
      await seen(part, 'Saved, but the connection does not work.API key rejected');
      button(page, 'Check settings').click();
      calls.checkSettings[0]?.resolve(sendingIs({ state: 'failed', reason: 'service-unreachable' }));
      await seen(part, 'Saved, but the connection does not work.Service is unavailable');
      await waitUntil(() => textOf(button(page, 'Check settings')) === 'Check settings');
      button(page, 'Check settings').click();
      calls.checkSettings[1]?.resolve(settingsState());
      await seen(part, 'Saved. The connection works.');
    });

    it('is refused where a field is malformed: nothing is sent, the focus goes to the summary', async () => {
      const { part, calls } = await show();
      type(part, 'cloudUrl', 'http://mail-service.example.net');
      type(part, 'responseDomain', 'localhost');
      await part.updateComplete;
      save(part);
      await waitUntil(() => focused()?.id === 'summary');
      expect(textOf(find(part, '#summary'))).to.contain('2 fields need correcting.');
      expect(names(part)).to.equal('Not saved. 2 fields need correcting.');
      expect(calls.saveSettings).to.have.length(0);
      button(part, 'Use https://mail-service.example.net').click();
      await waitUntil(() => focused()?.id === 'cloudUrl');
      expect(find<HTMLInputElement>(part, '#cloudUrl').value).to.equal('https://mail-service.example.net');
    });

    it('shows at the field what the host refused', async () => {
      const { part, calls } = await show();
      type(part, 'responseDomain', 'https://erp.example.com/app');
      await part.updateComplete;
      save(part);
      calls.saveSettings[0]?.reject(
        mailError('invalid', { fields: [{ field: 'responseDomain', code: 'private-address' }] }),
      );
      await seen(part, 'This address can’t be reached from the Internet.');
      expect(find<HTMLInputElement>(part, '#responseDomain').value).to.equal('https://erp.example.com/app');
    });

    const failures = [
      ['host-unreachable', 'The application is not responding'],
      ['store-unavailable', 'cannot reach its database'],
      ['not-allowed', 'don’t have permission'],
      ['unexpected', 'Something went wrong in the application'],
    ] as const;
    for (const [code, words] of failures) {
      it(`keeps what was typed after ${code}, and the same save works later`, async () => {
        const { part, calls } = await show();
        type(part, 'responseDomain', 'https://erp.example.com/app');
        await part.updateComplete;
        save(part);
        calls.saveSettings[0]?.reject(mailError(code));
        await seen(part, words);
        expect(names(part)).to.contain('Not saved.');
        expect(find<HTMLInputElement>(part, '#responseDomain').value).to.equal('https://erp.example.com/app');
        save(part);
        expect(calls.saveSettings[1]?.input).to.deep.equal(calls.saveSettings[0]?.input);
      });
    }

    it('keeps what was typed when the session has ended, and tells the host', async () => {
      const { page, part, calls } = await show();
      type(part, 'responseDomain', 'https://erp.example.com/app');
      await part.updateComplete;
      save(part);
      setTimeout(() => calls.saveSettings[0]?.reject(mailError('login-needed')));
      await oneEvent(page, 'mail-login-needed');
      await seen(part, 'Your session has ended.');
      expect(find<HTMLInputElement>(part, '#responseDomain').value).to.equal('https://erp.example.com/app');
    });

    it('keeps what is typed while it runs', async () => {
      const { part, calls } = await show();
      type(part, 'responseDomain', 'https://erp.example.com/one');
      await part.updateComplete;
      save(part);
      await part.updateComplete;
      type(part, 'responseDomain', 'https://erp.example.com/two');
      calls.saveSettings[0]?.resolve(
        settingsState({
          general: { responseDomain: 'https://erp.example.com/one' },
          revisions: { general: 'g2' },
        }),
      );
      await waitUntil(() => textOf(find(part, '.savebar .primary')) === 'Save changes');
      expect(find<HTMLInputElement>(part, '#responseDomain').value).to.equal('https://erp.example.com/two');
      save(part);
      expect(calls.saveSettings[1]?.input.revision).to.equal('g2');
    });
  });

  describe('two people at once', () => {
    const theirs = settingsState({
      general: { responseDomain: 'https://theirs.example.com' },
      revisions: { general: 'g2' },
    });
    const conflict = mailError('revision-conflict', {
      conflict: {
        section: 'general',
        actor: { id: 'u1', name: 'Anna' },
        at: todayAt(0, 0),
        fields: ['responseDomain'],
      },
    });
    const collide = async () => {
      let now = settingsState();
      const shown = await show({ answers: { readState: () => now } });
      type(shown.part, 'responseDomain', 'https://mine.example.com');
      await shown.part.updateComplete;
      save(shown.part);
      now = theirs;
      shown.calls.saveSettings[0]?.reject(conflict);
      await seen(shown.part, 'Anna saved changes in the meantime');
      return shown;
    };

    it('says who changed what and when, and keeps what was typed', async () => {
      const { page, part } = await collide();
      expect(names(part)).to.contain('Domain to receive responses, today at 00:00. What you typed is kept.');
      expect(find<HTMLInputElement>(part, '#responseDomain').value).to.equal('https://mine.example.com');
      await expect(page).to.be.accessible();
    });

    it('uses theirs on request', async () => {
      const { part } = await collide();
      button(part, 'Use theirs').click();
      await waitUntil(
        () => find<HTMLInputElement>(part, '#responseDomain').value === 'https://theirs.example.com',
      );
      expect(findAll(part, '.savebar')).to.have.length(0);
    });

    it('overwrites theirs on request, with the newest revision', async () => {
      const { part, calls } = await collide();
      button(part, 'Overwrite with mine').click();
      await waitUntil(() => calls.saveSettings.length === 2);
      expect(calls.saveSettings[1]?.input).to.deep.equal({
        revision: 'g2',
        draft: { responseDomain: 'https://mine.example.com' },
      });
    });

    it('never overwrites unseen what others saved while somebody was typing', async () => {
      let now = settingsState();
      const { page, part, calls } = await show({ answers: { readState: () => now } });
      type(part, 'responseDomain', 'https://mine.example.com');
      now = theirs;
      await page.refresh();
      await part.updateComplete;
      save(part);
      expect(calls.saveSettings[0]?.input.revision).to.equal('g1');
    });
  });

  describe('keys', () => {
    it('are never shown, but what they end in', async () => {
      const { part } = await show();
      expect(row(part, 'apiKey')).to.contain('Set, ends in a1b2');
      expect(findAll(part, 'input').map(({ id }) => id)).to.deep.equal([
        'cloudUrl',
        'responseDomain',
        'senderEmail',
      ]);
    });

    it('are replaced on request, and kept while nothing is typed', async () => {
      const { part, calls } = await show();
      button(part, 'Replace: Auth key').click();
      await waitUntil(() => focused()?.id === 'authKey');
      expect(findAll(part, '.savebar')).to.have.length(0);
      type(part, 'authKey', ' secret-of-the-hooks ');
      await part.updateComplete;
      save(part);
      expect(calls.saveSettings[0]?.input.draft).to.deep.equal({ authKey: ' secret-of-the-hooks ' });
      calls.saveSettings[0]?.resolve(settingsState());
      await seen(part, 'Set, ends in 77e0');
    });

    it('stay when the replacement is cancelled, and the focus returns', async () => {
      const { part } = await show();
      button(part, 'Replace: API key').click();
      await part.updateComplete;
      type(part, 'apiKey', 'something');
      await part.updateComplete;
      button(part, 'Cancel').click();
      await waitUntil(() => focused() === find(part, '#apiKey'));
      expect(row(part, 'apiKey')).to.contain('Set, ends in a1b2');
      expect(findAll(part, '.savebar')).to.have.length(0);
    });

    it('are removed only on request', async () => {
      const { part, calls } = await show();
      button(part, 'Replace: Auth key').click();
      await part.updateComplete;
      button(part, 'Remove the stored key').click();
      await seen(part, 'Will be removed when you save');
      save(part);
      expect(calls.saveSettings[0]?.input.draft).to.deep.equal({ authKey: null });
    });

    it('tell how long the previous one is accepted', async () => {
      const { part } = await show({
        state: settingsState({ general: { previousAuthKeyUntil: todayAt(0, 0) } }),
      });
      expect(row(part, 'authKey')).to.contain('The previous key is accepted until today at 00:00.');
    });
  });

  describe('the domain for responses', () => {
    it('drops a port with a note and a fix, and does not block saving', async () => {
      const { part, calls } = await show();
      type(part, 'responseDomain', 'http://erp.example.com:8080/app');
      await seen(part, 'Port 8080 will not be used.');
      expect(row(part, 'publicAddress-label')).to.contain('https://erp.example.com/app/0/ServiceModel');
      expect(row(part, 'publicAddress-label')).to.contain('Shown without the port');
      save(part);
      expect(calls.saveSettings).to.have.length(1);
      button(part, 'Use https://erp.example.com/app').click();
      await part.updateComplete;
      expect(row(part, 'responseDomain')).not.to.contain('Port 8080');
    });

    it('keeps http with a note that calls come to port 443 all the same, and a fix', async () => {
      const { part, calls } = await show();
      type(part, 'responseDomain', 'http://erp.example.com');
      await seen(part, 'Requests arrive on port 443 even with http.');
      expect(row(part, 'publicAddress-label')).to.contain('https://erp.example.com/0/ServiceModel');
      save(part);
      expect(calls.saveSettings[0]?.input.draft).to.deep.equal({ responseDomain: 'http://erp.example.com' });
      button(part, 'Use https://erp.example.com').click();
      await part.updateComplete;
      expect(row(part, 'responseDomain')).not.to.contain('Calls come to port 443');
    });

    it('makes the public address while it is typed, with a copy button', async () => {
      const { part } = await show();
      type(part, 'responseDomain', 'erp.example.com/base');
      await part.updateComplete;
      expect(await copied(part, 'Copy address')).to.equal(
        'https://erp.example.com/base/0/ServiceModel/CESWebHooksService.svc/HandleWebHooks',
      );
    });
  });

  describe('the way out on port 443', () => {
    const probe = settingsState().outgoing;
    if (probe === null) throw new Error('no probe');
    const rows = [
      ['open', probe, '41 ms from this server'],
      ['another page', { ...probe, outcome: 'unexpected-page' }, 'Open, but not an empty page'],
      [
        'closed',
        {
          ...probe,
          outcome: 'not-reachable',
          stages: [
            { stage: 'dns', state: 'ok' },
            { stage: 'tcp', state: 'failed', code: 'connection-refused' },
          ],
        },
        'open port 443',
      ],
      [
        'no name',
        {
          ...probe,
          outcome: 'not-reachable',
          stages: [{ stage: 'dns', state: 'failed', code: 'name-not-found' }],
        },
        'not found in DNS',
      ],
      ['nobody knows', { ...probe, outcome: 'unknown' }, 'Can’t be determined from here'],
    ] as const;
    for (const [title, outgoing, words] of rows) {
      it(`says: ${title}`, async () => {
        const { part } = await show({
          state: settingsState({ outgoing: { ...outgoing, stages: [...outgoing.stages] } }),
        });
        expect(row(part, 'outgoing-label')).to.contain(words);
      });
    }

    it('is not shown, nor is the public address, where the host runs in the cloud', async () => {
      const { part } = await show({ state: settingsState({ host: { deployment: 'cloud' } }) });
      expect(textOf(part)).not.to.contain('Port 443');
      expect(textOf(part)).not.to.contain('Public address');
    });

    it('links to the service, to be opened from the browser as well', async () => {
      const { part } = await show();
      const link = find<HTMLAnchorElement>(part, '#cloudUrl ~ p a');
      expect([link.href, link.target, link.rel]).to.deep.equal([
        'https://mail-service.example.net/',
        '_blank',
        'noopener noreferrer',
      ]);
    });
  });

  describe('unsaved changes', () => {
    const leaving = (): boolean => !window.dispatchEvent(new Event('beforeunload', { cancelable: true }));

    it('ask before the page is left, and tell the host once', async () => {
      const { page, part } = await show();
      const told: boolean[] = [];
      page.addEventListener('mail-unsaved-change', ({ unsaved }) => told.push(unsaved));
      expect(leaving()).to.equal(false);
      type(part, 'responseDomain', 'https://a.example.com');
      type(part, 'responseDomain', 'https://ab.example.com');
      expect(leaving()).to.equal(true);
      await part.updateComplete;
      button(part, 'Discard').click();
      expect(leaving()).to.equal(false);
      expect(told).to.deep.equal([true, false]);
    });

    it('are none when a field is typed back to what it was', async () => {
      const { part } = await show();
      type(part, 'responseDomain', 'https://a.example.com');
      type(part, 'responseDomain', 'https://erp.example.com');
      await part.updateComplete;
      expect(findAll(part, '.savebar')).to.have.length(0);
    });

    it('are kept on another tab, which says that they are there', async () => {
      const { page, part } = await show();
      type(part, 'responseDomain', 'https://a.example.com');
      page.tab = 'monitoring';
      await page.updateComplete;
      expect(textOf(find(page, '#tab-general'))).to.contain('has unsaved changes');
      page.tab = 'general';
      await page.updateComplete;
      expect(find<HTMLInputElement>(page, '#responseDomain').value).to.equal('https://a.example.com');
    });

    it('do not hide what others saved in the fields one did not touch', async () => {
      const { page, part, calls } = await show();
      type(part, 'responseDomain', 'https://a.example.com');
      button(page, 'Check settings').click();
      calls.checkSettings[0]?.resolve(settingsState({ general: { cloudUrl: 'https://new.example.net' } }));
      await waitUntil(() => find<HTMLInputElement>(part, '#cloudUrl').value === 'https://new.example.net');
      expect(find<HTMLInputElement>(part, '#responseDomain').value).to.equal('https://a.example.com');
    });
  });

  it('says where URL and keys come from while they are empty, in the host’s own words if it has some', async () => {
    const { page, part } = await show({ state: emptyState() });
    expect(row(part, 'cloudUrl')).to.contain(
      'You receive the URL and both keys from support when your licences are installed.',
    );
    expect(find(part, '#cloudUrl').getAttribute('aria-describedby')).to.equal('cloudUrl-help');
    page.texts = { 'field.cloudUrl.help': 'Ask the help desk, extension 1234.' };
    await seen(part, 'Ask the help desk, extension 1234.');
    expect(row(part, 'cloudUrl')).not.to.contain('licences');
  });

  it('says of a refusal that it has no words for that the value cannot be used', async () => {
    const { part, calls } = await show();
    type(part, 'responseDomain', 'https://erp.example.com/app');
    await part.updateComplete;
    save(part);
    const fields = [{ field: 'responseDomain', code: 'of-a-later-version' }];
    calls.saveSettings[0]?.reject(mailError('invalid', { fields }));
    await seen(part, 'This value can’t be used.');
  });

  it('is read-only without the right to manage, and says so', async () => {
    const { page, part } = await show({ state: settingsState({ host: { may: ['view'] } }) });
    expect(textOf(part)).to.contain('You can view these settings but not change them.');
    expect(findAll<HTMLInputElement>(part, 'input').every(({ readOnly }) => readOnly)).to.equal(true);
    expect(findAll(part, '.secret button')).to.have.length(0);
    await expect(page).to.be.accessible();
  });

  it('can be filled in and saved by keyboard alone', async () => {
    const { page, part, calls } = await show({ state: emptyState() });
    find(page, '.actions button').focus();
    const reached: string[] = [];
    const typed = [
      'https://mail.example.net',
      'a-key-of-twenty-chars',
      'https://erp.example.com',
      'another-key-of-twenty',
    ];
    while (typed.length > 0) {
      await sendKeys({ press: 'Tab' });
      const at = focused();
      if (!(at instanceof HTMLInputElement)) continue;
      reached.push(at.id);
      await sendKeys({ type: typed.shift() ?? '' });
    }
    await sendKeys({ press: 'Enter' });
    await waitUntil(() => calls.saveSettings.length === 1);
    expect(reached).to.deep.equal(['cloudUrl', 'apiKey', 'responseDomain', 'authKey']);
    expect(calls.saveSettings[0]?.input.draft).to.deep.equal({
      cloudUrl: 'https://mail.example.net',
      apiKey: 'a-key-of-twenty-chars',
      responseDomain: 'https://erp.example.com',
      authKey: 'another-key-of-twenty',
    });
    calls.saveSettings[0]?.resolve(settingsState());
    await seen(part, 'Saved. The connection works.');
  });
});
