import { checkGeneralDraft, checkGeneralField, type GeneralField } from '@mail-settings/core';
import { connectionReason } from '@mail-settings/core/server';
import { expect } from '@open-wc/testing';
import { testNow } from '../../test/stub-setup.ts';
import { mailTabs } from '../events.ts';
import type { TextKey } from './keys.ts';
import { createWords, textFor } from './text.ts';
import type { TextValue } from './tree.ts';

type Complete = Readonly<Record<TextKey, TextValue>>;
const all = [...mailTabs, 'findings', 'handoff'] as const;
const { text: english } = (await textFor('en', all)) as { text: Complete };
const { text: russian } = (await textFor('ru', all)) as { text: Complete };
const languages: Record<string, Complete> = { en: english, ru: russian };
const keys = Object.keys(english) as TextKey[];
const forms = (value: TextValue): string[] => (typeof value === 'string' ? [value] : Object.values(value));
const placeholders = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).toSorted();

describe('texts', () => {
  it('are the same in every language, key by key', () => {
    expect(Object.keys(russian)).to.deep.equal(Object.keys(english));
  });

  it('have the same placeholders in every language, in each plural form', () => {
    for (const key of keys) {
      const wanted = [...new Set(forms(english[key]).flatMap(placeholders))];
      for (const [lang, text] of Object.entries(languages)) {
        const used = forms(text[key]).map(placeholders);
        expect(
          used.flat().filter((name) => !wanted.includes(name) && name !== '{count}'),
          `${lang} ${key}`,
        ).to.deep.equal([]);
        for (const form of used) expect([...form, '{count}'], `${lang} ${key}`).to.include.members(wanted);
      }
    }
  });

  it('are translated: hardly any is the same in both languages', () => {
    const same = keys.filter(
      (key) =>
        JSON.stringify(english[key]) === JSON.stringify(russian[key]) &&
        /[a-z]{4}/i.test(String(english[key])),
    );
    expect(same.filter((key) => !/^(record|unit)\./.test(key))).to.deep.equal([]);
  });

  it('has words for every reason of the connection', () => {
    for (const [lang, text] of Object.entries(languages)) {
      for (const reason of connectionReason.options) {
        expect(text[`reason.${reason}` as TextKey], lang).to.match(/\w|[а-я]/);
        if (!reason.startsWith('needs-')) expect(text[`fault.${reason}` as TextKey], lang).to.match(/.\n./);
      }
    }
  });

  it('has words for every code with which a typed value is refused, or noted', () => {
    const allowHosts = ['portal.localhost'];
    const long = 'a'.repeat(2001);
    const addresses = {
      'not-a-url': 'https://a b.example.com',
      scheme: 'ftp://mail.example.com',
      'user-info': 'https://me:secret@mail.example.com',
      query: 'https://mail.example.com/?a=1',
      fragment: 'https://mail.example.com/#a',
      'trailing-dot': 'https://mail.example.com./',
      localhost: 'https://localhost',
      'private-address': 'https://10.0.0.1',
      'special-name': 'https://mail.internal',
      'no-dot': 'https://mail',
      'too-long': `https://mail.example.com/${long}`,
    };
    const typed: [GeneralField, string, string][] = [
      ...Object.entries(addresses).flatMap(([code, text]): [GeneralField, string, string][] => [
        ['responseDomain', code, text],
        ['cloudUrl', code, text],
      ]),
      ['cloudUrl', 'not-https', 'http://mail.example.com'],
      ['cloudUrl', 'port', 'https://mail.example.com:8443'],
      ['apiKey', 'key-characters', 'two words'],
      ['authKey', 'too-long', long],
      ['senderEmail', 'not-an-address', 'post.example.com'],
    ];
    const wordless = (key: string): boolean =>
      Object.values(languages).some(
        (text) => !(key in text) || /\{(?!port|value)/.test(`${text[key as TextKey]}`),
      );
    for (const [field, code, text] of typed) {
      const checked = checkGeneralField(field, text, { allowHosts });
      expect(checked.ok ? [] : checked.issues.map((issue) => issue.code), `${field} ${text}`).to.deep.equal([
        code,
      ]);
      expect(wordless(`issue.${code}`), code).to.equal(false);
    }
    const { issues } = checkGeneralDraft({ provider: 'Example Relay' });
    expect(issues.map(({ code }) => code).filter((code) => wordless(`issue.${code}`))).to.deep.equal([]);
    const noted = checkGeneralField('responseDomain', 'http://mail.example.com:8080', { allowHosts });
    const notes = noted.ok ? noted.notes.map(({ code }) => code) : [];
    expect(notes).to.deep.equal(['port-dropped', 'http-on-443']);
    expect(notes.filter((code) => wordless(`note.${code}`))).to.deep.equal([]);
  });

  it('knows no other code than those: every one in the source of the checks has words', async () => {
    const codes: string[] = [];
    for (const file of ['reachability/address', 'settings/settings', 'settings/fields']) {
      const source = await (await fetch(`/packages/core/src/${file}.ts`)).text();
      codes.push(...[...source.matchAll(/bad\([^,)]+, ["']([a-z-]+)["']/g)].map(([, code = '']) => code));
      // the table of fields has other words of its own
      if (file === 'settings/fields') continue;
      codes.push(
        ...[...source.matchAll(/(?:return|\?|:) ["']([a-z]+(?:-[a-z]+)*)["']/g)].map(([, code = '']) => code),
      );
    }
    const known = codes.filter((code) => !['http', 'https', 'provider'].includes(code));
    expect(known).to.include.members([
      'trailing-dot',
      'user-info',
      'no-dot',
      'not-an-address',
      'special-name',
    ]);
    for (const text of Object.values(languages))
      expect(known.filter((code) => !(`issue.${code}` in text || `note.${code}` in text))).to.deep.equal([]);
  });

  it('joins what is listed with commas, in Russian too', () => {
    for (const [lang, text] of Object.entries(languages))
      expect(createWords(lang, text, {}, '', () => testNow).list(['a', 'b', 'c'])).to.equal('a, b, c');
  });

  it('counts as the language does', () => {
    const words = createWords('ru', russian, {}, 'Creatio', () => testNow);
    const said = [1, 2, 5, 21].map((count) => words.t('save.fields', { count }));
    expect(said).to.deep.equal([
      '1 поле нужно исправить.',
      '2 поля нужно исправить.',
      '5 полей нужно исправить.',
      '21 поле нужно исправить.',
    ]);
  });

  it("carries the name of the host's product, and the host's own words before ours", () => {
    const words = createWords(
      'en-GB',
      english,
      { 'field.authKey': 'Webhook secret of {service}' },
      'Example ERP',
      () => testNow,
    );
    expect(words.t('field.cloudUrl')).to.equal('Example ERP cloud services connection URL');
    expect(words.t('field.authKey')).to.equal('Webhook secret of Example ERP');
  });

  it('call a day by the clock of the page: today to the last second, then yesterday', () => {
    const at = new Date(2026, 11, 31, 23, 59, 50);
    let now = at;
    const words = createWords('en-GB', english, {}, '', () => now);
    expect(words.when(at.toISOString())).to.equal('today at 23:59');
    now = new Date(2027, 0, 1, 0, 0, 0);
    expect(words.when(at.toISOString())).to.equal('yesterday at 23:59');
    now = new Date(2027, 0, 2, 0, 0, 0);
    expect(words.when(at.toISOString())).to.equal('31 Dec 2026 at 23:59');
  });

  it('count days over a change of clocks as people do', () => {
    for (const [month, day] of [
      [2, 29],
      [9, 25],
    ] as const) {
      const words = createWords('en-GB', english, {}, '', () => new Date(2026, month, day, 0, 30));
      expect(words.when(new Date(2026, month, day - 1, 23, 30).toISOString())).to.equal('yesterday at 23:30');
      expect(words.when(new Date(2026, month, day + 1, 23, 30).toISOString())).to.equal('tomorrow at 23:30');
    }
  });

  it('loads the language asked for, its regional variants too, and English for one it does not know', async () => {
    expect((await textFor('ru-RU', all)).text).to.deep.equal(russian);
    expect((await textFor('en', all)).text).to.deep.equal(english);
    expect(await textFor('fr', all)).to.deep.equal({ lang: 'en-GB', text: english });
  });

  it('of a tab are loaded with that tab only', async () => {
    const { text: common } = await textFor('en');
    expect(common).to.have.property('title');
    const own = {
      general: 'fault.code',
      domains: 'domains.none',
      access: 'lists',
      monitoring: 'monitoring',
      launch: 'ready',
    };
    for (const tab of mailTabs) {
      const { text } = await textFor('en', [tab]);
      const there = mailTabs.filter((other) => own[other] in text);
      expect(there).to.deep.equal([tab]);
      expect(common).not.to.have.property(own[tab]);
      expect(text).to.have.property('title');
    }
  });
});
