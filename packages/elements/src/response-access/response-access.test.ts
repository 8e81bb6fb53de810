import type { ProbeReport } from '@mail-settings/core';
import { expect } from '@open-wc/testing';
import {
  button,
  copied,
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
import { mailError, minutesAgo, settingsState, todayAt } from '../../test/stub-setup.ts';
import type { MailResponseAccess } from '../index.ts';

const probe = (patch: Partial<ProbeReport> = {}): ProbeReport => ({
  at: todayAt(0, 0),
  from: 'this-server',
  outcome: 'not-reachable',
  advice: 'certificate-incomplete-chain',
  stages: [
    { stage: 'dns', state: 'ok', ms: 14 },
    { stage: 'tcp', state: 'ok', ms: 38 },
    { stage: 'tls', state: 'failed', ms: 121, code: 'certificate-incomplete-chain' },
    { stage: 'http', state: 'skipped' },
  ],
  certificate: {
    verdict: 'incomplete-chain',
    names: ['erp.example.com', 'www.example.com'],
    validFrom: '2026-01-01T00:00:00Z',
    validTo: minutesAgo(-86.5 * 24 * 60),
    issuer: 'Example Issuing CA 3',
    chain: ['erp.example.com'],
  },
  ...patch,
});
const paused = {
  access: 'endpoint',
  pause: { from: '01:00', to: '03:30', timeZone: 'Europe/Berlin' },
} as const;
const failing = settingsState({ endpoint: probe(), responses: paused });

async function show(state = failing, more = {}): Promise<Page & { part: MailResponseAccess }> {
  const shown = await showPage({ tab: 'access', state, ...more });
  return { ...shown, part: find(shown.page, 'mail-response-access') };
}
const setTime = (part: Element, name: string, value: string): void => {
  const input = find<HTMLInputElement>(part, `input[name=${name}]`);
  input.value = value;
  input.dispatchEvent(new InputEvent('input', { bubbles: true }));
};

describe('<mail-response-access>', () => {
  it('is accessible in both themes', () => expectAccessible({ tab: 'access', state: failing }));
  it('fits into 320 px in both languages', () => expectNarrow({ tab: 'access', state: failing }));

  it("gives the address, and two ways to let it in that hold the customer's own host", async () => {
    const { part } = await show();
    expect(await copied(part, 'Copy address')).to.equal(failing.endpoints?.webhook);
    const choices = findAll(part, '.choice').map(textOf);
    expect(choices[0]).to.contain('one address above at erp.example.com.');
    expect(choices[1]).to.contain('any address at erp.example.com.');
  });

  it('saves the choice, and nothing before Save', async () => {
    const { part, calls } = await show();
    find<HTMLInputElement>(part, '.dot[value=domain]').click();
    await seen(part, 'Unsaved: What your firewall allows in');
    expect(calls.saveResponses).to.have.length(0);
    button(part, 'Save changes').click();
    expect(calls.saveResponses[0]?.input).to.deep.equal({
      revision: 'r1',
      access: 'domain',
      pause: paused.pause,
    });
  });

  it('shows the way step by step, the one that failed, and one note with the fix', async () => {
    const { part } = await show();
    expect(findAll(part, '.probe li').map(textOf)).to.deep.equal([
      'DNSOK14 ms',
      'TCP, port 443OK38 ms',
      'TLS certificateIncomplete chain121 ms',
      'POST answerNot tested–',
    ]);
    expect(textOf(find(part, '.note'))).to.contain(
      'Incomplete chain. Browsers often fetch the intermediate certificate themselves',
    );
    expect(findAll(part, '.note')).to.have.length(1);
  });

  const advice: [string, Partial<ProbeReport>, string][] = [
    [
      'no name',
      { advice: 'name-not-found', stages: [{ stage: 'dns', state: 'failed', code: 'name-not-found' }] },
      'Name not found. Check the domain',
    ],
    [
      'refused',
      {
        advice: 'connection-refused',
        stages: [{ stage: 'tcp', state: 'failed', code: 'connection-refused' }],
      },
      'Connection refused. Open port 443',
    ],
    [
      'silent',
      { advice: 'port-timed-out', stages: [{ stage: 'tcp', state: 'failed', code: 'port-timed-out' }] },
      'Timed out. A firewall may be dropping',
    ],
    [
      'another page',
      { outcome: 'unexpected-page', advice: 'unexpected-page' },
      'A different page answers. Forward',
    ],
    ['not mounted', { advice: 'endpoint-not-mounted' }, 'Endpoint not found. The developer'],
    [
      'plain http',
      { outcome: 'reachable', advice: 'plain-http', plainHttp: true },
      'Plain HTTP on port 443.',
    ],
    [
      'a connection that is ended',
      {
        advice: 'connection-closed',
        stages: [{ stage: 'tls', state: 'failed', code: 'connection-closed' }],
      },
      'Connection closed immediately. A firewall or a proxy closes it: let it pass on port 443',
    ],
    [
      'no TLS',
      { advice: 'not-tls', stages: [{ stage: 'tls', state: 'failed', code: 'not-tls' }] },
      'No TLS on port 443. Set up TLS',
    ],
    [
      'a broken answer',
      { advice: 'answer-broken', stages: [{ stage: 'http', state: 'failed', code: 'answer-broken' }] },
      'The answer is cut off. Check the log',
    ],
    [
      'a word of a newer server',
      { advice: 'of-a-newer-server', stages: [{ stage: 'tcp', state: 'failed', code: 'of-a-newer-server' }] },
      'Not reachable. Open port 443',
    ],
    [
      'from inside',
      { outcome: 'unknown', advice: 'address-refused' },
      'This server sees only its own network',
    ],
  ];
  for (const [title, patch, words] of advice) {
    it(`names what to do: ${title}`, async () => {
      const { part } = await show(settingsState({ endpoint: probe(patch) }));
      expect(textOf(find(part, '.note'))).to.contain(words);
    });
  }

  it('has nothing to advise when the endpoint is reached', async () => {
    const { part } = await show(settingsState({ endpoint: probe({ outcome: 'reachable' }) }));
    expect(findAll(part, '.note')).to.have.length(0);
    expect(textOf(find(part, '.card-head .status'))).to.equal('Reachable');
  });

  it('tests again on request, once, and tells the whole page', async () => {
    const { page, part, calls } = await show();
    const again = button(part, 'Test again');
    again.click();
    await waitUntil(() => textOf(again) === 'Checking');
    again.click();
    expect(calls.checkEndpoint).to.have.length(1);
    expect(textOf(find(page, '#tab-access'))).to.contain('needs attention');
    calls.checkEndpoint[0]?.resolve({ report: probe({ outcome: 'reachable', stages: [] }) });
    await waitUntil(() => !textOf(find(page, '#tab-access')).includes('needs attention'));
  });

  it('says why it could not be tested', async () => {
    const { part, calls } = await show();
    button(part, 'Test again').click();
    calls.checkEndpoint[0]?.reject(mailError('slow-down'));
    await seen(part, 'Too many attempts.');
  });

  it('shows the certificate as it was served', async () => {
    const { part } = await show();
    const facts = textOf(find(part, '.facts-list'));
    expect(facts)
      .to.contain('erp.example.com, www.example.com')
      .and.to.contain('86 days left')
      .and.to.contain('Example Issuing CA 3');
    expect(findAll(part, '.chain li').map(textOf)).to.deep.equal(probe().certificate?.chain);
  });

  describe('the pause', () => {
    it('is shown with its length, also over midnight', async () => {
      const { part } = await show();
      expect(textOf(part)).to.contain('2 h 30 min each day.').and.to.contain('Europe/Berlin');
      setTime(part, 'from', '23:00');
      await seen(part, '4 h 30 min each day.');
    });

    it('is saved with its time zone', async () => {
      const { part, calls } = await show();
      setTime(part, 'to', '04:00');
      await part.updateComplete;
      button(part, 'Save changes').click();
      expect(calls.saveResponses[0]?.input).to.deep.equal({
        revision: 'r1',
        access: 'endpoint',
        pause: { ...paused.pause, to: '04:00' },
      });
    });

    it('says that it is saved, with the focus there; Discard leads back to the first control', async () => {
      const { part, calls } = await show();
      setTime(part, 'to', '04:00');
      await part.updateComplete;
      button(part, 'Save changes').click();
      const pause = { ...paused.pause, to: '04:00' };
      calls.saveResponses[0]?.resolve(settingsState({ endpoint: probe(), responses: { ...paused, pause } }));
      await waitUntil(() => focused()?.id === 'summary');
      expect(textOf(find(part, '#summary'))).to.equal('Saved.');
      setTime(part, 'to', '05:00');
      await part.updateComplete;
      expect(findAll(part, '#summary')).to.have.length(0);
      button(part, 'Discard').click();
      await waitUntil(() => focused() === find(part, 'input'));
    });

    it('is none when both fields are empty, and not saved half', async () => {
      const { part, calls } = await show();
      setTime(part, 'from', '');
      await seen(part, 'Not saved. Fill in both times or neither');
      expect(textOf(find(part, '.under'))).to.equal('Fill in both times or neither; they must differ.');
      button(part, 'Save changes').click();
      expect(calls.saveResponses).to.have.length(0);
      setTime(part, 'to', '');
      await seen(part, 'No pause.');
      button(part, 'Save changes').click();
      expect(calls.saveResponses[0]?.input.pause).to.equal(null);
    });
  });

  it('advises on lists, and says that unsubscribing needs nothing', async () => {
    const { part } = await show();
    expect(textOf(part))
      .to.contain('Avoid an allow-list')
      .and.to.contain('deny-list')
      .and.to.contain('Unsubscribing needs nothing');
  });

  it('shows the pause alone where the host runs in the cloud', async () => {
    const articles = { cloud: 'https://help.example.com/cloud', access: 'https://help.example.com/access' };
    const { page, part } = await show(settingsState({ host: { deployment: 'cloud', articles } }));
    expect(findAll(part, 'h2').map(textOf)).to.deep.equal(['Processing pause']);
    expect(textOf(find(part, '.note'))).to.contain('there is no firewall or endpoint for you to set up');
    expect(find<HTMLAnchorElement>(part, '.note a').href).to.equal(articles.cloud);
    await expect(page).to.be.accessible();
  });

  it('waits for the domain before there is an address', async () => {
    const { part } = await show(settingsState({ endpoints: null, endpoint: null }));
    expect(textOf(part)).to.contain('Appears once the domain is saved.');
    expect(textOf(find(part, '[aria-labelledby="title-access.path"] .card-body'))).to.equal('Not tested');
    expect(findAll(part, '.choice')).to.have.length(0);
  });

  it('is read-only without the right to manage', async () => {
    const { part } = await show(settingsState({ host: { may: ['view'] }, endpoint: probe() }));
    expect(
      findAll<HTMLInputElement>(part, 'input').every(({ disabled, readOnly }) => disabled || readOnly),
    ).to.equal(true);
    expect(textOf(part)).not.to.contain('Test again');
  });

  it('speaks Russian', async () => {
    const { part } = await show(failing, { lang: 'ru' });
    expect(textOf(part)).to.contain('Цепочка неполная. Браузеры');
  });
});
