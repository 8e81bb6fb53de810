import type { DomainReport } from '@mail-settings/core';
import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import {
  button,
  copied,
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
import { newsReport } from '../../test/samples.ts';
import { domainReport, recordReport } from '../../test/stub-setup.ts';

const shown = (report: DomainReport, more: Parameters<typeof showPage>[0] = {}) => ({
  tab: 'domains' as const,
  answers: { listDomains: { domains: [report], unavailable: null } },
  ...more,
});
async function open(page: Element): Promise<HTMLDialogElement> {
  await waitUntil(() => findAll(page, '#handoff').length > 0);
  find(page, '#handoff').click();
  await waitUntil(() => findAll<HTMLDialogElement>(page, 'dialog').some((one) => one.open));
  return find<HTMLDialogElement>(page, 'dialog');
}
async function show(report = newsReport, more = {}): Promise<{ page: Element; dialog: HTMLDialogElement }> {
  const { page } = await showPage(shown(report, more));
  return { page, dialog: await open(page) };
}
const preview = (dialog: Element): string => find<HTMLTextAreaElement>(dialog, '#preview').value;
async function pick(dialog: Element, value: string): Promise<void> {
  const before = preview(dialog);
  find(dialog, `input[value=${value}]`).click();
  await waitUntil(() => preview(dialog) !== before, `${value} changes nothing`);
}

describe('<mail-handoff>', () => {
  it('is accessible', () => expectAccessible(shown(newsReport), open));
  it('fits into 320 px in both languages', () => expectNarrow(shown(newsReport), open));

  it('opens nothing where the page is gone before it is drawn', async () => {
    const { page } = await showPage(shown(newsReport));
    await waitUntil(() => findAll(page, '#handoff').length > 0);
    const root = find(page, '#handoff').getRootNode();
    const problems: unknown[] = [];
    const note = (event: PromiseRejectionEvent): void => void problems.push(event.reason);
    addEventListener('unhandledrejection', note);
    const dialog = await new Promise<Element>((resolve) => {
      const observer = new MutationObserver(() => {
        const [found] = findAll(page, 'mail-handoff');
        if (found === undefined) return;
        page.remove();
        observer.disconnect();
        resolve(found);
      });
      observer.observe(root, { childList: true, subtree: true });
      find(page, '#handoff').click();
    });
    await waitUntil(() => dialog.shadowRoot?.querySelector('dialog') !== null);
    await new Promise((resolve) => setTimeout(resolve)); // the browser reports a rejection after the microtasks
    removeEventListener('unhandledrejection', note);
    expect(problems).to.deep.equal([]);
  });

  it('writes a letter: what to add, what to replace, and what has to be removed for it', async () => {
    const { dialog } = await show();
    const letter = preview(dialog);
    expect(letter).to.contain(
      [
        '1. Replace the TXT record (SPF)',
        '   Host: news',
        '   Full name: news.example.com',
        '   Value: v=spf1 ip4:203.0.113.24 include:_spf.desk.example include:spf.relay.example -all',
        '   Remove what is there now: v=spf1 ip4:203.0.113.24 include:_spf.desk.example -all',
      ].join('\n'),
    );
    expect(letter).to.contain('3. Add a TXT record (Ownership)');
    expect(letter).not.to.contain('DMARC');
  });

  it('writes it in the other language as well', async () => {
    const { dialog } = await show();
    await pick(dialog, 'ru');
    expect(preview(dialog)).to.contain('1. Заменить запись TXT (SPF)\n   Имя: news');
    expect(find(dialog, '#preview').lang).to.equal('ru');
    await pick(dialog, 'en');
    expect(preview(dialog)).to.contain('Hello,');
  });

  it('writes in the language of the page first', async () => {
    const { dialog } = await show(newsReport, { lang: 'ru' });
    expect(preview(dialog)).to.contain('Здравствуйте!');
    await pick(dialog, 'en');
    expect(preview(dialog)).to.contain('Hello,');
  });

  it('tells of all records, and which are to be kept as they are', async () => {
    const { dialog } = await show();
    await pick(dialog, 'all');
    expect(preview(dialog)).to.contain(
      'Keep the TXT record (DMARC): it is correct\n   Host: _dmarc.news\n   Full name: _dmarc.news.example.com\n   Value: v=DMARC1; p=quarantine',
    );
    expect(preview(dialog)).to.contain('Priority: 10');
  });

  it('opens the mail program while the letter is short enough for a link', async () => {
    const short = domainReport('a.example.com', {
      records: [recordReport({ fqdn: 'a.example.com', host: 'a' }, { state: 'missing' })],
    });
    const { dialog } = await show(short);
    const link = find<HTMLAnchorElement>(dialog, '#write').href;
    expect(link).to.match(/^mailto:\?subject=DNS%20records%20for%20a\.example\.com&body=Hello%2C%0D%0A/);
    const { dialog: long } = await show({
      ...newsReport,
      records: [
        ...newsReport.records,
        recordReport({ id: 'x', value: 'x'.repeat(2000) }, { state: 'missing' }),
      ],
    });
    expect(findAll(long, '#write')).to.have.length(0);
    expect(textOf(long)).to.contain('Too long to open in an email app: copy it instead.');
  });

  it('gives a zone file, CSV and Markdown, and says what has to be removed', async () => {
    const { dialog } = await show();
    await pick(dialog, 'zone');
    expect(preview(dialog)).to.contain('; - news.example.com. v=spf1 ip4:203.0.113.24');
    expect(preview(dialog)).to.contain('news.example.com. 3600 IN TXT "relay-verify=7c1e40b29af3"');
    await pick(dialog, 'csv');
    expect(preview(dialog)).to.match(
      /^"type","host","fqdn","value","priority","ttl","removes","consent","effects"\r?\n/,
    );
    expect(textOf(find(dialog, '.note.warn'))).to.match(/^To be removed: ?news v=spf1 ip4:203/);
    await pick(dialog, 'markdown');
    expect(preview(dialog)).to.match(/^\| type \| host/);
    expect(preview(dialog)).to.contain('| `v=spf1 ip4:203.0.113.24');
  });

  it('copies what is shown, and keeps the focus', async () => {
    const { dialog } = await show();
    await pick(dialog, 'csv');
    const text = await copied(dialog, 'Copy');
    // a text area shows CRLF as LF, what is copied keeps it
    expect(text.replaceAll('\r\n', '\n')).to.equal(preview(dialog));
    expect(text).to.contain('\r\n');
    await seen(dialog, 'Copied');
  });

  const files = [
    ['mail', 'news.example.com.txt', 'text/plain'],
    ['zone', 'news.example.com.zone', 'text/dns'],
    ['csv', 'news.example.com.csv', 'text/csv'],
    ['markdown', 'news.example.com.md', 'text/markdown'],
  ] as const;
  for (const [form, name, type] of files) {
    it(`downloads ${name}`, async () => {
      const { dialog } = await show();
      if (form !== 'mail') await pick(dialog, form);
      const links: HTMLAnchorElement[] = [];
      const click = HTMLAnchorElement.prototype.click;
      HTMLAnchorElement.prototype.click = function () {
        links.push(this);
      };
      try {
        button(dialog, 'Download').click();
      } finally {
        HTMLAnchorElement.prototype.click = click;
      }
      const [link] = links;
      expect(link?.download).to.equal(name);
      const file = await (await fetch(link?.href ?? '')).blob();
      expect(file.type).to.match(new RegExp(`^${type}`));
      expect((await file.text()).replaceAll('\r\n', '\n')).to.equal(preview(dialog));
    });
  }

  it('never holds what only the owner can decide, and says so', async () => {
    const report = domainReport('news.example.com', {
      records: [
        recordReport(
          { id: 'spf', purpose: 'spf', value: 'v=spf1 include:spf.relay.example ~all' },
          {
            state: 'mismatch',
            found: [{ type: 'TXT', value: 'v=spf1 x -all', ttl: 1, via: [] }],
            findings: [{ code: 'spf.syntax', severity: 'error', params: { term: 'x' } }],
          },
        ),
        recordReport({}, { state: 'missing' }),
      ],
    });
    const { dialog } = await show(report);
    expect(preview(dialog)).not.to.contain('v=spf1');
    expect(textOf(find(dialog, '.note.warn'))).to.match(
      /^Not included, since a decision is needed first: ?SPF “x” in the SPF record is not written/,
    );
  });

  it('has nothing to do where all is in place, and shows all', async () => {
    const { dialog } = await show(
      domainReport('a.example.com', { records: [recordReport({}, { state: 'ok' })] }),
    );
    expect(textOf(dialog)).to.contain('Nothing to do: all records are in place.');
    expect(find<HTMLInputElement>(dialog, '[value=open]').disabled).to.equal(true);
    expect(preview(dialog)).to.contain('Keep the TXT record (Ownership)');
  });

  it('is closed by Esc and by its button, and gives the focus back', async () => {
    const { page, dialog } = await show();
    expect(focused()?.getAttribute('name')).to.equal('records');
    await sendKeys({ press: 'Escape' });
    await waitUntil(() => findAll(page, 'dialog').length === 0);
    await waitUntil(() => focused()?.id === 'handoff');
    button(await open(page), 'Close').click();
    await waitUntil(() => focused()?.id === 'handoff');
    expect(dialog.isConnected).to.equal(false);
  });
});
