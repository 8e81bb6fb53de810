import { expect, fixture, html } from '@open-wc/testing';
import { textOf } from '../../test/page.ts';
import { mailError, testNow } from '../../test/stub-setup.ts';
import { createWords, textFor } from '../text/text.ts';
import { failureNote, failureText } from './failure.ts';

const wordsOf = async (lang: string) => {
  const loaded = await textFor(lang);
  return createWords(loaded.lang, loaded.text, {}, 'Creatio', () => testNow);
};
const english = await wordsOf('en');
const russian = await wordsOf('ru');
const serviceMessage = 'The name <b>is</b> on a list.';

describe('why a call failed', () => {
  const rows = [
    ['domain-add-failed', { serviceMessage }, `Error adding the domain: “${serviceMessage}”`],
    ['domain-list-failed', { serviceMessage }, `Error getting the list of domains: “${serviceMessage}”`],
    ['unexpected-code', { serviceMessage, serviceCode: 10113 }, `Unhandled error: “${serviceMessage}”`],
    ['unexpected-code', { serviceCode: 10113 }, 'Unhandled error: 10113'],
    ['domain-add-failed', { serviceCode: 112 }, 'Error adding the domain: 112'],
    [
      'domain-add-failed',
      {},
      'The email service could not do this. Check the connection in General settings.',
    ],
    [
      'key-rejected',
      { serviceMessage },
      'The email service could not do this. Check the connection in General settings.',
    ],
    ['overloaded', {}, 'The application is busy or cannot reach its database. Try again in a moment.'],
    ['feature-off', {}, 'Not available. This part is not included in your product or licence.'],
    [
      'unexpected',
      { requestId: 'req-1' },
      'Something went wrong in the application. Try again; if it persists, contact support. (req-1)',
    ],
  ] as const;
  for (const [code, details, said] of rows) {
    it(`is said for ${code} with ${Object.keys(details).join(' and ') || 'no details'}`, () => {
      expect(failureText(english, mailError(code, details))).to.equal(said);
    });
  }

  it('quotes the service in Russian too', () => {
    expect(failureText(russian, mailError('domain-add-failed', { serviceMessage: 'Нет.' }))).to.equal(
      'Ошибка добавления домена: «Нет.»',
    );
  });

  it('shows the words of the service as plain text, whatever they hold', async () => {
    const shown = await fixture(
      html`<div>${failureNote(english, mailError('domain-add-failed', { serviceMessage }))}</div>`,
    );
    expect(shown.querySelectorAll('b')).to.have.length(1);
    expect(textOf(shown)).to.contain(serviceMessage);
  });

  it('is a fault of the application where it is no error of ours', () => {
    expect(failureText(english, new TypeError('secret')))
      .to.match(/^Something went wrong/)
      .and.not.contain('secret');
  });
});
