import { connectionReason } from '@mail-settings/core/server';
import { expect } from '@open-wc/testing';
import { createWords, type TextKey, type TextValue, textFor } from './text.ts';

type Complete = Readonly<Record<TextKey, TextValue>>;
const { text: english } = (await textFor('en', true)) as { text: Complete };
const { text: russian } = (await textFor('ru', true)) as { text: Complete };
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

  it('counts as the language does', () => {
    const words = createWords('ru', russian, {}, 'Creatio');
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
    );
    expect(words.t('field.cloudUrl')).to.equal('Example ERP cloud services connection URL');
    expect(words.t('field.authKey')).to.equal('Webhook secret of Example ERP');
  });

  it('loads the language asked for, its regional variants too, and English for one it does not know', async () => {
    expect((await textFor('ru-RU', true)).text).to.deep.equal(russian);
    expect((await textFor('en', true)).text).to.deep.equal(english);
    expect(await textFor('fr', true)).to.deep.equal({ lang: 'en-GB', text: english });
  });

  it('of the tab about domains are loaded with that tab only', async () => {
    const { text } = await textFor('en', false);
    expect(text).to.have.property('title');
    expect(text).not.to.have.property('domains.none');
  });
});
