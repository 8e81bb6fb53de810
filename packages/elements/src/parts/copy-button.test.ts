import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import { find, textOf } from '../../test/page.ts';
import { en } from '../text/en.ts';
import { createWords } from '../text/text.ts';
import type { MailCopyButton } from './copy-button.ts';
import '../define.ts';

const words = createWords('en-GB', en, {}, '');
const shown = () =>
  fixture<MailCopyButton>(
    html`<mail-copy-button .value=${'v=spf1 -all'} .label=${'Copy value'} .words=${words}></mail-copy-button>`,
  );

/** Lets the browser have no clipboard, or one that keeps what it is given. */
function clipboard(writeText: (text: string) => Promise<void>): () => void {
  Object.defineProperty(navigator, 'clipboard', { configurable: true, value: { writeText } });
  return () => Reflect.deleteProperty(navigator, 'clipboard');
}

describe('<mail-copy-button>', () => {
  it('is accessible', async () => {
    await expect(await shown()).to.be.accessible();
  });

  it('copies its value, announces it and keeps the focus', async () => {
    const copied: string[] = [];
    const restore = clipboard(async (text) => void copied.push(text));
    const element = await shown();
    element.focus();
    find(element, 'button').click();
    await waitUntil(() => textOf(find(element, '[role=status]')) === 'Copied');
    restore();
    expect(copied).to.deep.equal(['v=spf1 -all']);
    expect(element.shadowRoot?.activeElement).to.equal(find(element, 'button'));
  });

  it('says so where the browser lets nobody copy', async () => {
    const restore = clipboard(() => Promise.reject(new DOMException('no', 'NotAllowedError')));
    const exec = document.execCommand;
    document.execCommand = () => false;
    const element = await shown();
    find(element, 'button').click();
    await waitUntil(() => textOf(find(element, '[role=status]')).includes('copy it by hand'));
    document.execCommand = exec;
    restore();
    expect(document.querySelector('textarea')).to.equal(null);
  });
});
