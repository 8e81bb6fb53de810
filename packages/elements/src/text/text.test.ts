import { connectionReason } from '@mail-settings/core/server';
import { expect } from '@open-wc/testing';
import { en } from './en.ts';
import { ru } from './ru.ts';
import { createWords, type Text, type TextKey, type TextValue, textFor } from './text.ts';

const languages: Record<string, Text> = { en, ru };
const keys = Object.keys(en) as TextKey[];
const forms = (value: TextValue): string[] => (typeof value === 'string' ? [value] : Object.values(value));
const placeholders = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).toSorted();

describe('texts', () => {
  it('are the same in every language, key by key', () => {
    expect(Object.keys(ru).toSorted()).to.deep.equal(Object.keys(en).toSorted());
  });

  it('have the same placeholders in every language, in each plural form', () => {
    for (const key of keys) {
      const wanted = [...new Set(forms(en[key]).flatMap(placeholders))];
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
      (key) => JSON.stringify(en[key]) === JSON.stringify(ru[key]) && /[a-z]{4}/i.test(String(en[key])),
    );
    expect(same.filter((key) => !/^(record|unit)\./.test(key))).to.deep.equal([]);
  });

  it('has words for every reason of the connection', () => {
    for (const [lang, text] of Object.entries(languages)) {
      for (const reason of connectionReason.options) {
        expect(text, lang).to.have.property(`reason.${reason}`);
        if (!reason.startsWith('needs-'))
          expect(text, lang).to.include.keys(`fault.${reason}`, `fault.${reason}.next`);
      }
    }
  });

  it('counts as the language does', () => {
    const words = createWords('ru', ru, {}, 'Creatio');
    const said = [1, 2, 5, 21].map((count) => words.t('save.fields', { count }));
    expect(said).to.deep.equal([
      '1 поле нужно исправить.',
      '2 поля нужно исправить.',
      '5 полей нужно исправить.',
      '21 поле нужно исправить.',
    ]);
  });

  it("carries the name of the host's product, and the host's own words before ours", () => {
    const words = createWords('en-GB', en, { 'field.authKey': 'Webhook secret of {service}' }, 'Example ERP');
    expect(words.t('field.cloudUrl')).to.equal('Example ERP cloud services connection URL');
    expect(words.t('field.authKey')).to.equal('Webhook secret of Example ERP');
  });

  it('loads the language asked for, its regional variants too, and English for one it does not know', async () => {
    expect((await textFor('ru-RU')).text).to.equal(ru);
    expect((await textFor('en')).text).to.equal(en);
    expect(await textFor('fr')).to.deep.equal({ lang: 'en-GB', text: en });
  });
});
