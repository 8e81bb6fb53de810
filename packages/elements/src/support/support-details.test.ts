import type { SettingsState } from '@mail-settings/core';
import { expect } from '@open-wc/testing';
import {
  button,
  copied,
  expectAccessible,
  expectNarrow,
  find,
  findAll,
  seen,
  showPage,
  textOf,
  waitUntil,
} from '../../test/page.ts';
import { domainReport, mailError, recordReport, settingsState, testNow } from '../../test/stub-setup.ts';
import { version } from '../version.ts';
import { supportDetails } from './support-details.ts';

const label = 'Copy details for support';
const probe = {
  at: '2026-11-24T09:41:00.000Z',
  from: 'this-server',
  outcome: 'not-reachable',
  advice: 'certificate-expired',
  stages: [
    { stage: 'dns', state: 'ok', ms: 4 },
    { stage: 'tcp', state: 'ok', ms: 9 },
    { stage: 'tls', state: 'failed', code: 'certificate-expired' },
    { stage: 'http', state: 'skipped' },
  ],
  certificate: {
    verdict: 'expired',
    names: ['erp.example.com'],
    validFrom: '2026-01-01T00:00:00Z',
    validTo: '2026-10-01T00:00:00Z',
    issuer: 'Example Issuing CA 3',
    chain: ['erp.example.com'],
  },
} as const;

/** A page with something of everything, and with things planted that must not leave it. */
const full = (): SettingsState =>
  settingsState({
    general: {
      cloudUrl: 'https://mail-service.example.net/PLANTED-path',
      apiKey: { isSet: true, last4: 'PL4N' },
      responseDomain: 'https://erp.example.com/PLANTED-base',
      authKey: { isSet: true, last4: 'T3D!' },
      senderEmail: 'planted.person@example.com',
    },
    connection: {
      sending: { state: 'active' },
      responses: { state: 'failed', reason: 'response-domain-unreachable', serviceCode: 105 },
      provider: 'Example Relay (planted.contact@example.org)',
    },
    sender: { state: 'unchecked', reason: 'unexpected-code', serviceCode: 404 },
    endpoint: { ...probe, stages: [...probe.stages] } as unknown as SettingsState['endpoint'] & object,
  });

const domain = domainReport('news.example.com', {
  checkedAt: null,
  state: 'unverified',
  service: { active: false, message: 'PLANTED words of the service' },
  records: [
    recordReport(
      { id: 'spf', value: 'v=spf1 PLANTED' },
      {
        state: 'mismatch',
        findings: [
          { code: 'spf.not-authorised', severity: 'error', params: { address: 'planted.two@example.com' } },
        ],
      },
    ),
  ],
});

const details = () =>
  supportDetails({
    now: testNow,
    state: full(),
    lang: 'ru',
    error: mailError('unexpected', { status: 500, requestId: 'req-9f' }),
    log: {
      domains: [domain],
      failures: [
        {
          at: '2026-11-24T10:00:00.000Z',
          operation: 'addDomain',
          error: mailError('domain-add-failed', {
            status: 502,
            serviceCode: 112,
            serviceMessage: 'PLANTED refusal for planted.three@example.com',
            requestId: 'req-8e',
          }),
        },
        {
          at: '2026-11-24T09:59:00.000Z',
          operation: 'listDomains',
          error: new TypeError('PLANTED message'),
        },
      ],
    },
  });

describe('the details for support', () => {
  it('name versions, states, codes, hosts and request ids, one fact a line, in English', () => {
    const lines = details().split('\n');
    for (const line of [
      `Version: page ${version}, server 1.2.3`,
      'Language: ru',
      'This failure: unexpected, status 500, request req-9f',
      'Deployment: on-site',
      'Sending: active',
      'Responses: failed, response-domain-unreachable, service code 105',
      'Default sender address: set, unchecked, unexpected-code, service code 404',
      'Service: mail-service.example.net, API key set',
      'Domain for responses: erp.example.com, auth key set',
      'Domains: 2 of 5 verified',
      'Path to the endpoint: not-reachable, certificate-expired, seen from this-server at 2026-11-24T09:41:00.000Z',
      '  tls failed, certificate-expired',
      '  tcp ok, 9 ms',
      '  certificate expired, until 2026-10-01T00:00:00Z',
      '  news.example.com: unverified, service not active, checked never; spf mismatch (spf.not-authorised)',
      '  2026-11-24T10:00:00.000Z addDomain: domain-add-failed, status 502, service code 112, request req-8e',
      '  2026-11-24T09:59:00.000Z listDomains: TypeError',
    ])
      expect(lines).to.include(line);
    expect(lines[1]).to.match(/^Time: \d{4}-\d\d-\d\dT[\d:.]+Z$/);
  });

  it('hold no key, no part of one, no address of a person, no path, and no words of a service or an error', () => {
    const text = details();
    expect(text).not.to.match(/planted|PL4N|T3D!/i);
    expect(text).not.to.contain('@');
  });

  it('are made before the host has answered once as well', () => {
    const text = supportDetails({
      now: testNow,
      state: undefined,
      log: { domains: [], failures: [] },
      lang: 'en',
    });
    expect(text).to.contain('State: never read');
    expect(text).to.contain('server not known');
  });

  it('are copied at the foot of every tab, with what failed on this page and the domains seen on it', async () => {
    const { page, calls } = await showPage({
      answers: { listDomains: { domains: [domain], unavailable: null } },
    });
    page.tab = 'monitoring';
    await waitUntil(() => calls.readMonitoring.length > 0);
    calls.readMonitoring[0]?.reject(mailError('store-unavailable', { requestId: 'req-1a' }));
    await seen(page, 'cannot reach its database');
    const text = await copied(page, label);
    expect(text).to.match(/\dZ readMonitoring: store-unavailable, request req-1a\n/);
    await seen(page, 'Copied');
  });

  it('are offered beside an unexpected failure, with its request', async () => {
    const { page, calls } = await showPage({ tab: 'monitoring' });
    await waitUntil(() => calls.readMonitoring.length > 0);
    calls.readMonitoring[0]?.reject(mailError('unexpected', { status: 500, requestId: 'req-2b' }));
    await seen(page, 'contact support. (req-2b)');
    const note = find(page, '.note.err');
    expect(await copied(note, label)).to.contain('This failure: unexpected, status 500, request req-2b\n');
  });

  it('are not offered beside a failure that needs no support', async () => {
    const { page, calls } = await showPage({ tab: 'monitoring' });
    await waitUntil(() => calls.readMonitoring.length > 0);
    calls.readMonitoring[0]?.reject(mailError('host-unreachable'));
    await seen(page, 'The application is not responding.');
    expect(findAll(page, '.note .support')).to.have.length(0);
  });

  it('are shown to be copied by hand where the browser does not let the page copy', async () => {
    const { page } = await showPage();
    const { execCommand } = document;
    document.execCommand = () => false;
    const writeText = () => Promise.reject(new Error('not allowed'));
    Object.defineProperty(navigator, 'clipboard', { configurable: true, value: { writeText } });
    try {
      button(page, label).click();
      await waitUntil(() => findAll(page, '.foot textarea').length > 0);
    } finally {
      document.execCommand = execCommand;
      Reflect.deleteProperty(navigator, 'clipboard');
    }
    expect(textOf(find(page, '.foot'))).to.contain('Select the text and copy it yourself');
    expect(find<HTMLTextAreaElement>(page, '.foot textarea').value).to.contain('Sending: active');
    await expect(page).to.be.accessible();
  });

  it('forget what failed when the page gets another setup', async () => {
    const { page, calls } = await showPage({ tab: 'monitoring' });
    await waitUntil(() => calls.readMonitoring.length > 0);
    calls.readMonitoring[0]?.reject(mailError('unexpected'));
    await seen(page, 'Something went wrong');
    const other = await showPage();
    page.setup = other.page.setup;
    await page.updateComplete;
    expect(await copied(page, label)).not.to.contain('Last failures');
  });

  const shown = { state: settingsState({ host: { articles: { general: 'https://help.example.com/' } } }) };
  it('are accessible where they are offered', () => expectAccessible(shown));
  it('fit into 320 px in both languages', () => expectNarrow(shown));
});
