import { expect } from '@open-wc/testing';
import { settingsState, stubSetup, testNow } from '../../test/stub-setup.ts';
import type { Given } from '../parts/mail-part.ts';
import type { TextKey, WordsName } from './keys.ts';
import { type DomainKey, MoreWords } from './more-words.ts';
import { createWords, textFor } from './text.ts';

async function hostIn(lang: string, own = {}) {
  const read = async (name: string): Promise<Given<TextKey>> => {
    const { lang: known, text } = await textFor(name, ['domains']);
    const words = createWords(known, text, own, 'Creatio', () => testNow);
    return { setup: stubSetup().setup, state: settingsState(), words };
  };
  const host = {
    page: (await read(lang)) as Given<TextKey> | undefined,
    updates: 0,
    addController: () => {},
    removeController: () => {},
    requestUpdate: () => {
      host.updates++;
    },
    updateComplete: Promise.resolve(true),
  };
  return { host, read };
}

describe('words that are loaded when they are needed', () => {
  it('come beside those that are there, and the part is drawn again', async () => {
    const { host } = await hostIn('en');
    const more = new MoreWords<DomainKey>(host, 'findings');
    expect(more.words).to.equal(undefined);
    more.hostUpdate();
    await more.ready;
    expect(more.words?.t('finding.dns.quotes')).to.contain('The value contains quotes.');
    expect(more.words?.t('domains.unused')).to.equal('Unused');
    expect(host.updates).to.equal(1);
  });

  it("stand behind the host's own words", async () => {
    const { host } = await hostIn('en', { 'finding.dns.quotes': 'Quotes!' });
    const more = new MoreWords<DomainKey>(host, 'findings');
    more.hostUpdate();
    await more.ready;
    expect(more.words?.t('finding.dns.quotes')).to.equal('Quotes!');
  });

  it('are those of the last language, whichever comes last', async () => {
    const { host, read } = await hostIn('en');
    const more = new MoreWords<DomainKey>(host, 'findings');
    more.hostUpdate();
    const first = more.ready;
    host.page = await read('ru');
    more.hostUpdate();
    await Promise.all([first, more.ready]);
    expect(more.words?.t('finding.dns.quotes')).to.contain('В значении есть кавычки.');
  });

  it('say why they could not be loaded, once, and can be asked for again', async () => {
    const { host } = await hostIn('en');
    const more = new MoreWords<DomainKey>(host, 'of-another-version' as WordsName);
    more.hostUpdate();
    await more.ready;
    expect(more.failure).to.be.instanceOf(TypeError);
    const asked = more.ready;
    more.hostUpdate();
    expect(more.ready, 'a failure asks again by itself').to.equal(asked);
    more.load();
    expect([more.failure, more.ready === asked]).to.deep.equal([undefined, false]);
    await more.ready;
    expect(host.updates).to.equal(2);
  });
});
