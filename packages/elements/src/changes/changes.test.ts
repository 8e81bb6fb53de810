import type { OperationAnswer } from '@mail-settings/core';
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
import { mailError, settingsState, todayAt } from '../../test/stub-setup.ts';

type Changes = OperationAnswer<'listChanges'>['changes'];

const changes: Changes = [
  { section: 'monitoring', actor: { id: 'u7' }, at: '2026-01-12T10:00:00Z', fields: ['monitoring'] },
  {
    section: 'general',
    actor: { id: 'u1', name: 'Anna' },
    at: todayAt(0, 0),
    fields: ['apiKey', 'senderEmail'],
  },
  {
    section: 'responses',
    actor: { id: 'u2', name: 'Ben' },
    at: '2026-02-03T10:00:00Z',
    fields: ['access', 'pause'],
  },
  { section: 'lists', actor: { id: 'u2', name: 'Ben' }, at: '2026-01-03T10:00:00Z', fields: ['denyList'] },
];
const open = (page: Element): void => find(page, 'summary').click();
const items = (page: Element): HTMLElement[] => findAll(find(page, 'mail-changes'), 'li');
const rows = (page: Element): string[] => items(page).map(textOf);
const show = (answer?: Changes, lang = 'en'): Promise<Page> =>
  showPage({ lang, answers: answer ? { listChanges: { changes: answer } } : {} });

describe('the account of changes', () => {
  const shown = { answers: { listChanges: { changes } } };
  const ready = async (page: Element) => {
    open(page);
    await seen(page, 'Anna');
  };
  it('is accessible in both themes', () => expectAccessible(shown, ready));
  it('fits into 320 px in both languages', () => expectNarrow(shown, ready));

  it('says who saved which fields and when, newest first, with the id of who has no name', async () => {
    const { page } = await show(changes);
    open(page);
    await seen(page, 'Anna');
    expect(rows(page).map((row) => row.replace(/ at \d\d:\d\d/, ' '))).to.deep.equal([
      'today General settings: API key, Default ESP emailAnna',
      '3 Feb 2026 Responses & access: What your firewall allows in, Processing pauseBen',
      '12 Jan 2026 Monitoringu7',
      '3 Jan 2026 lists: denyListBen',
    ]);
  });

  it('says it in Russian', async () => {
    const { page } = await show(changes, 'ru');
    expect(textOf(find(page, 'summary'))).to.contain('История изменений');
    open(page);
    await seen(page, 'Общие настройки: API-ключ, Email отправителя по умолчанию');
  });

  it('is asked for when somebody opens it, not before, by keyboard too', async () => {
    const { page, calls } = await show();
    expect(calls.listChanges).to.have.length(0);
    find(page, 'summary').focus();
    await sendKeys({ press: 'Enter' });
    await waitUntil(() => calls.listChanges.length === 1);
    expect(find(find(page, 'mail-changes'), '[role=status]').getAttribute('aria-label')).to.equal('Loading');
    expect(focused()).to.equal(find(page, 'summary'));
    calls.listChanges[0]?.resolve({ changes });
    await seen(page, 'Anna');
  });

  it('is read anew after a save, while it is open', async () => {
    const { page, calls } = await show(changes);
    open(page);
    await seen(page, 'Anna');
    button(page, 'Check settings').click();
    calls.checkSettings[0]?.resolve(settingsState({ revisions: { general: 'g2' } }));
    await waitUntil(() => calls.listChanges.length === 2);
  });

  it('says so where nothing was saved yet', async () => {
    const { page } = await show([]);
    open(page);
    await seen(page, 'Nothing has been saved yet.');
  });

  it('says why it could not be read, and tries again', async () => {
    const { page, calls } = await show();
    open(page);
    await waitUntil(() => calls.listChanges.length === 1);
    calls.listChanges[0]?.reject(mailError('store-unavailable'));
    await seen(page, 'cannot reach its database');
    button(page, 'Try again').focus();
    button(page, 'Try again').click();
    await waitUntil(() => calls.listChanges.length === 2);
    calls.listChanges[1]?.resolve({ changes });
    await seen(page, 'Anna');
    await waitUntil(() => focused()?.id === 'tab-general');
  });

  it('shows the first ten, and all on request, where the focus goes on', async () => {
    const many = Array.from({ length: 12 }, (_, day) => ({
      section: 'monitoring',
      actor: { id: `u${day}` },
      at: new Date(Date.UTC(2026, 0, 30 - day)).toISOString(),
      fields: ['monitoring'],
    }));
    const { page } = await show(many);
    open(page);
    await seen(page, 'Show all 12');
    expect(rows(page)).to.have.length(10);
    button(page, 'Show all 12').click();
    await waitUntil(() => rows(page).length === 12);
    await waitUntil(() => focused() === items(page)[10]);
  });
});
