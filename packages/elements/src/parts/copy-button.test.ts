import { expect, fixture } from '@open-wc/testing';
import { find, textOf, waitUntil } from '../../test/page.ts';
import { testNow } from '../../test/stub-setup.ts';
import { createWords, textFor } from '../text/text.ts';
import { copyButton } from './copy-button.ts';

const words = createWords('en-GB', (await textFor('en')).text, {}, '', () => testNow);
const shown = () => fixture<HTMLElement>(copyButton(words, 'v=spf1 -all', 'Copy value'));

/** Lets the browser have no clipboard, or one that keeps what it is given. */
function clipboard(writeText: (text: string) => Promise<void>): () => void {
  Object.defineProperty(navigator, 'clipboard', { configurable: true, value: { writeText } });
  return () => Reflect.deleteProperty(navigator, 'clipboard');
}

describe('a copy button', () => {
  it('is accessible', async () => {
    await expect(await shown()).to.be.accessible();
  });

  it('copies its value, shows a tick, announces it and keeps the focus', async () => {
    const copied: string[] = [];
    const restore = clipboard(async (text) => void copied.push(text));
    const element = await shown();
    const button = find(element, 'button');
    button.focus();
    button.click();
    await waitUntil(() => textOf(find(element, '[role=status]')) === 'Copied');
    restore();
    expect(copied).to.deep.equal(['v=spf1 -all']);
    expect(button.classList.contains('done')).to.equal(true);
    expect(document.activeElement).to.equal(button);
    await waitUntil(() => textOf(find(element, '[role=status]')) === '', 'it never went');
    expect(button.classList.contains('done')).to.equal(false);
  });

  it('copies without https by the old command', async () => {
    const restore = clipboard(() => Promise.reject(new DOMException('no', 'NotAllowedError')));
    const exec = document.execCommand;
    let copied = '';
    document.execCommand = () => {
      const event = new ClipboardEvent('copy', { clipboardData: new DataTransfer(), cancelable: true });
      document.dispatchEvent(event);
      copied = event.clipboardData?.getData('text/plain') ?? '';
      return event.defaultPrevented;
    };
    const element = await shown();
    find(element, 'button').click();
    await waitUntil(() => textOf(find(element, '[role=status]')) === 'Copied');
    document.execCommand = exec;
    restore();
    expect(copied).to.equal('v=spf1 -all');
  });

  it('says so where the browser lets nobody copy', async () => {
    const restore = clipboard(() => Promise.reject(new DOMException('no', 'NotAllowedError')));
    const exec = document.execCommand;
    document.execCommand = () => false;
    const element = await shown();
    find(element, 'button').click();
    await waitUntil(() => textOf(find(element, '[role=status]')).includes('copy it yourself'));
    document.execCommand = exec;
    restore();
    expect(find(element, 'button').classList.contains('done')).to.equal(false);
  });
});
