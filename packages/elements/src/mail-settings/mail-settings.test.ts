import { expect, fixture, html, oneEvent } from '@open-wc/testing';
import { sendKeys, setViewport } from '@web/test-runner-commands';
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
  waitUntil,
} from '../../test/page.ts';
import { emptyState, mailError, settingsState, stubSetup } from '../../test/stub-setup.ts';
import { MailSettings } from '../index.ts';

const top = (page: Element) => textOf(find(page, '.top'));
const unconfigured = {
  sending: { state: 'unconfigured' },
  responses: { state: 'unconfigured' },
  provider: null,
  checkedAt: null,
} as const;
const refused = {
  sending: { state: 'failed', reason: 'key-rejected', serviceCode: 101 },
  responses: { state: 'unchecked', reason: 'needs-api-key' },
  provider: null,
} as const;

describe('<mail-settings>', () => {
  it('is accessible in both themes', () => expectAccessible({}));
  it('fits into 320 px in both languages', () => expectNarrow({}));
  it('is accessible when nothing is set up', () => expectAccessible({ state: emptyState() }));

  describe('the line at the top', () => {
    const rows = [
      ['sending active and a domain verified', settingsState(), 'Connection status Connection active', 'ok'],
      [
        'sending active, no domain verified',
        settingsState({ domains: { total: 3, verified: 0 } }),
        'Connection status Setup not finished',
        'wait',
      ],
      ['nothing set', emptyState(), 'Connection status Setup not finished', 'wait'],
      [
        'sending unchecked',
        settingsState({ connection: { sending: { state: 'unchecked' } } }),
        'Connection status Setup not finished',
        'wait',
      ],
      [
        'sending failed, domains verified',
        settingsState({ connection: refused }),
        'Connection status Connection error',
        'err',
      ],
      [
        'responses failed only',
        settingsState({ connection: { responses: { state: 'failed', reason: 'auth-key-rejected' } } }),
        'Connection status Connection active',
        'ok',
      ],
    ] as const;
    for (const [title, state, words, shape] of rows) {
      it(`says "${words}" with the shape ${shape}: ${title}`, async () => {
        const { page } = await showPage({ state });
        expect(top(page).replace('status', 'status ').replace(/\s+/g, ' ')).to.equal(words);
        expect(find(page, `.top svg`).classList.contains(`m-${shape}`)).to.equal(true);
      });
    }

    it('says it in Russian, with its label', async () => {
      const { page } = await showPage({ lang: 'ru' });
      expect(textOf(find(page, '.top .field-name'))).to.equal('Состояние подключения');
      expect(textOf(find(page, '.top .status'))).to.equal('Подключение активно');
    });

    it('names what is behind it, quietly where it is good', async () => {
      const { page } = await showPage({ state: settingsState({ connection: refused }) });
      const facts = findAll(page, '.facts div > span').map(textOf);
      expect(facts.slice(0, 3)).to.deep.equal([
        'Sending: API key rejected',
        'Responses: not checked',
        '2 of 5 domains verified',
      ]);
      expect(findAll(page, '.facts svg')).to.have.length(2);
    });
  });

  describe('loading', () => {
    it('shows a page without content, then the content', async () => {
      const { setup, calls } = stubSetup();
      const page = await fixture<MailSettings>(
        html`<mail-settings lang="en" .setup=${setup}></mail-settings>`,
      );
      await seen(page, 'Loading');
      await expect(page).to.be.accessible();
      calls.readState[0]?.resolve(settingsState());
      await seen(page, 'Sending email setup');
    });

    const rows = [
      ['host-unreachable', {}, 'The application is not responding'],
      [
        'not-mounted',
        { url: 'https://portal.example.com/mail-settings/read-state' },
        'Nothing answers at https://portal.example.com/mail-settings/read-state',
      ],
      ['feature-off', {}, 'not included in your product or licence'],
      ['login-needed', {}, 'Your session has ended'],
      ['not-allowed', {}, 'You don’t have permission'],
      ['unexpected', { requestId: 'r-77' }, 'contact support. (r-77)'],
    ] as const;
    for (const [code, details, words] of rows) {
      it(`says what to do about ${code}, and tries again`, async () => {
        const { setup, calls } = stubSetup();
        const page = await fixture<MailSettings>(
          html`<mail-settings lang="en" .setup=${setup}></mail-settings>`,
        );
        await waitUntil(() => calls.readState.length === 1);
        calls.readState[0]?.reject(mailError(code, details));
        await seen(page, words);
        await expect(page).to.be.accessible();
        button(page, 'Try again').focus();
        button(page, 'Try again').click();
        calls.readState[1]?.resolve(settingsState());
        await seen(page, 'Connection active');
        await waitUntil(() => focused()?.id === 'tab-general');
      });
    }

    it('tells the host that a login is needed', async () => {
      const { setup, calls } = stubSetup();
      const page = await fixture<MailSettings>(html`<mail-settings .setup=${setup}></mail-settings>`);
      await waitUntil(() => calls.readState.length === 1);
      setTimeout(() => calls.readState[0]?.reject(mailError('login-needed')));
      await oneEvent(page, 'mail-login-needed');
    });

    it('drops everything of the old setup when it gets another', async () => {
      const { page } = await showPage();
      const { setup, calls } = stubSetup();
      page.setup = setup;
      await seen(page, 'Loading');
      calls.readState[0]?.resolve(emptyState());
      await seen(page, 'Setup not finished');
    });
  });

  describe('the state', () => {
    it('follows the server when the page becomes visible again', async () => {
      const { page, calls } = await showPage();
      document.dispatchEvent(new Event('visibilitychange'));
      expect(calls.readState).to.have.length(2);
      const changed = settingsState({ connection: refused });
      page.setup = { ...(page.setup as NonNullable<typeof page.setup>), readState: async () => changed };
      await seen(page, 'Connection error');
    });

    it('stays as it was when a later read fails, and says so', async () => {
      const { setup, calls } = stubSetup();
      const page = await fixture<MailSettings>(
        html`<mail-settings lang="en" .setup=${setup}></mail-settings>`,
      );
      await waitUntil(() => calls.readState.length === 1);
      calls.readState[0]?.resolve(settingsState());
      await seen(page, 'Connection active');
      void page.refresh();
      calls.readState[1]?.reject(mailError('host-unreachable'));
      await seen(page, 'Showing data from');
      expect(top(page)).to.contain('Connection active');
    });

    it('never goes back to an answer that was asked for before a newer one', async () => {
      const { setup, calls } = stubSetup();
      const page = await fixture<MailSettings>(
        html`<mail-settings lang="en" .setup=${setup}></mail-settings>`,
      );
      await waitUntil(() => calls.readState.length === 1);
      calls.readState[0]?.resolve(settingsState());
      await seen(page, 'Connection active');
      void page.refresh();
      button(page, 'Check settings').click();
      calls.checkSettings[0]?.resolve(settingsState({ connection: refused }));
      await seen(page, 'Connection error');
      calls.readState[1]?.resolve(settingsState());
      await page.updateComplete;
      expect(top(page)).to.contain('Connection error');
    });
  });

  describe('"Check settings"', () => {
    it('asks once, shows that it asks, and keeps the old results meanwhile', async () => {
      const { page, calls } = await showPage();
      const check = button(page, 'Check settings');
      check.click();
      await page.updateComplete;
      expect(textOf(check)).to.equal('Checking');
      expect(check.getAttribute('aria-disabled')).to.equal('true');
      check.click();
      expect(calls.checkSettings).to.have.length(1);
      expect(top(page)).to.contain('Connection active');
      calls.checkSettings[0]?.resolve(settingsState({ connection: unconfigured }));
      await seen(page, 'Setup not finished');
      expect(textOf(check)).to.equal('Check settings');
    });

    it('is not there for who may not change anything', async () => {
      const { page } = await showPage({ state: settingsState({ host: { may: ['view'] } }) });
      expect(textOf(page)).not.to.contain('Check settings');
    });
  });

  describe('tabs', () => {
    it('are chosen by arrows, Home and End, and tell the host', async () => {
      const { page } = await showPage();
      find(page, '#tab-general').focus();
      const chosen: string[] = [];
      page.addEventListener('mail-tab-change', ({ tab }) => chosen.push(tab));
      for (const press of ['ArrowRight', 'End', 'ArrowRight', 'ArrowLeft', 'Home']) {
        await sendKeys({ press });
        await page.updateComplete;
        expect(focused()?.getAttribute('aria-selected'), press).to.equal('true');
      }
      expect(chosen).to.deep.equal(['domains', 'launch', 'general', 'launch', 'general']);
      expect(page.getAttribute('tab')).to.equal('general');
    });

    it('are mirrored from right to left', async () => {
      const { page } = await showPage();
      page.dir = 'rtl';
      find(page, '#tab-general').focus();
      await sendKeys({ press: 'ArrowLeft' });
      expect(page.tab).to.equal('domains');
    });

    it('follow the attribute, without telling the host what it did itself', async () => {
      const { page } = await showPage();
      let told = 0;
      page.addEventListener('mail-tab-change', () => told++);
      page.setAttribute('tab', 'monitoring');
      await page.updateComplete;
      expect(find(page, '#tab-monitoring').getAttribute('aria-selected')).to.equal('true');
      expect(find(page, '#panel-general').hidden).to.equal(true);
      expect(told).to.equal(0);
    });

    it('keep the chosen one in sight when marks come with the first answer', async () => {
      await setViewport({ width: 380, height: 800 });
      try {
        const { setup, calls } = stubSetup();
        const page = await fixture<MailSettings>(
          html`<mail-settings lang="ru" tab="launch" .setup=${setup}></mail-settings>`,
        );
        await seen(page, 'Загрузка');
        calls.readState[0]?.resolve(emptyState());
        await seen(page, 'Настройка не завершена');
        const row = find(page, '.tabs').getBoundingClientRect();
        const chosen = find(page, '#tab-launch').getBoundingClientRect();
        expect(chosen.right).to.be.at.most(row.right + 1);
        expect(chosen.left).to.be.at.least(row.left - 1);
      } finally {
        await setViewport({ width: 1200, height: 900 });
      }
    });

    it('show the first one for a name that is none', async () => {
      const { page } = await showPage();
      page.setAttribute('tab', 'nothing');
      await page.updateComplete;
      expect(find(page, '#tab-general').getAttribute('aria-selected')).to.equal('true');
    });

    it('carry the worst mark of what they hold, with words for it', async () => {
      const { page } = await showPage({ state: settingsState({ connection: refused }) });
      expect(textOf(find(page, '#tab-general'))).to.contain('needs attention');
      expect(find(page, '#tab-general svg').classList.contains('m-err')).to.equal(true);
      expect(find(page, '#tab-domains svg').classList.contains('m-warn')).to.equal(true);
      expect(findAll(page, '#tab-monitoring svg')).to.have.length(0);
    });
  });

  describe('the language', () => {
    it('is that of the nearest ancestor, and follows it', async () => {
      const { page } = await showPage({ lang: 'ru' });
      expect(textOf(page)).to.contain('Настройки email-рассылок');
      page.parentElement?.setAttribute('lang', 'en');
      await seen(page, 'Email settings');
      page.lang = 'ru';
      await seen(page, 'Настройки email-рассылок');
    });

    it("gives way to the host's own words", async () => {
      const { page } = await showPage();
      page.texts = { title: 'Newsletters' };
      await seen(page, 'Newsletters');
    });
  });

  describe('styles', () => {
    const hostile =
      'button, input, h1, h2, p { color: rgb(255, 0, 0); font-size: 40px; } * { text-transform: uppercase; letter-spacing: 9px; line-height: 3; }';
    const styles = (page: Element) =>
      ['h1', 'h2', '.btn', '.input', '.help'].map((selector) => {
        const { color, fontSize, textTransform, letterSpacing, lineHeight } = getComputedStyle(
          find(page, selector),
        );
        return { selector, color, fontSize, textTransform, letterSpacing, lineHeight };
      });

    it('of the page do not come in', async () => {
      const { page } = await showPage();
      const before = styles(page);
      const sheet = document.createElement('style');
      sheet.textContent = hostile;
      document.head.append(sheet);
      const after = styles(page);
      sheet.remove();
      expect(after).to.deep.equal(before);
    });

    it('of ours do not get out', async () => {
      const plain = await fixture<HTMLElement>(
        html`<div><button class="btn primary">x</button><h1>y</h1></div>`,
      );
      const [button, title] = plain.children;
      const seenThen = [button, title].map((one) => one && { ...getComputedStyle(one) });
      await showPage();
      expect([button, title].map((one) => one && { ...getComputedStyle(one) })).to.deep.equal(seenThen);
    });

    it('follow the tokens a host sets on any ancestor', async () => {
      const { page } = await showPage();
      page.parentElement?.style.setProperty('--mail-accent', 'rgb(0, 100, 0)');
      expect(getComputedStyle(find(page, '#tab-general')).borderBlockEndColor).to.equal('rgb(0, 100, 0)');
    });
  });

  it('registers nothing when only the classes are imported, and one class is one tag', () => {
    expect(customElements.get('mail-settings')).to.equal(MailSettings);
  });

  describe('help of the host', () => {
    const articles = {
      general: 'https://help.example.com/general',
      launch: 'https://help.example.com/launch',
    };
    const link = (page: Element) => findAll<HTMLAnchorElement>(page, '.foot a')[0];

    it('is linked from each tab that the host has an article for, in a new tab', async () => {
      const { page } = await showPage({ state: settingsState({ host: { articles } }) });
      expect(link(page)?.getAttribute('aria-label')).to.equal('Learn more: General settings');
      expect([link(page)?.href, link(page)?.target, link(page)?.rel]).to.deep.equal([
        articles.general,
        '_blank',
        'noopener noreferrer',
      ]);
      page.tab = 'access';
      await page.updateComplete;
      expect(link(page)).to.equal(undefined);
      page.tab = 'launch';
      await page.updateComplete;
      expect(link(page)?.href).to.equal(articles.launch);
    });

    it('is named in Russian too', async () => {
      const { page } = await showPage({ state: settingsState({ host: { articles } }), lang: 'ru' });
      expect(link(page)?.getAttribute('aria-label')).to.equal('Подробнее: Общие настройки');
      await expect(page).to.be.accessible();
    });
  });
});
