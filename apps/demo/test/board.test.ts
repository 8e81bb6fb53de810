import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type OpenDemo, openDemo, setUp } from './set-up.ts';

let demo: OpenDemo;
beforeAll(async () => {
  demo = await openDemo();
  await setUp(demo);
});
afterAll(() => demo.close());

const asItShould = { active: 'on', provider: 'UniOne', limit: '5000', spelling: 'camelCase' };
const { active: _, ...switchedOff } = asItShould;

beforeEach(async () => {
  await demo.press('/account', asItShould);
  await demo.press('/faults');
  await demo.press('/ways');
});

test.for([
  ['everything as it should be', '/faults', {}, ['active', 'active']],
  [
    'names of answers in another spelling',
    '/account',
    { ...asItShould, spelling: 'UPPERCASE' },
    ['active', 'active'],
  ],
  ['a service that is switched off', '/account', switchedOff, ['service-inactive', 'needs-active-service']],
  [
    'an API key that is refused',
    '/faults',
    { 'every-call': 'code 101 (API key)' },
    ['key-rejected', 'needs-api-key'],
  ],
  ['a service that fails', '/faults', { 'every-call': 'HTTP 500' }, ['service-failed', 'needs-service']],
  [
    'a login page in between',
    '/faults',
    { 'every-call': 'HTML page' },
    ['answer-unreadable', 'needs-service'],
  ],
  [
    'a connection that is closed',
    '/faults',
    { 'every-call': 'connection closed' },
    ['service-unreachable', 'needs-service'],
  ],
  ['a closed firewall', '/ways', { 'service-blocked': 'on' }, ['service-unreachable', 'needs-service']],
  [
    'an expired certificate',
    '/ways',
    { 'service-certificate': 'expired' },
    ['service-unreachable', 'needs-service'],
  ],
] as const)('%s is what the settings page is told', async ([, action, form, told]) => {
  expect(await demo.press(action, form)).toBe(303);
  const { connection } = await demo.setup.checkSettings({});
  expect([connection.sending, connection.responses].map(({ state, reason }) => reason ?? state)).toEqual(
    told,
  );
});

test('a response domain that belongs to someone else is refused at the next save', async () => {
  await demo.press('/account', { ...asItShould, taken: 'on' });
  const { revisions } = await demo.setup.readState({});
  const { connection } = await demo.setup.saveSettings({ revision: revisions.general, draft: {} });
  expect([connection.sending.state, connection.responses.reason]).toEqual([
    'active',
    'response-domain-taken',
  ]);
});

test('a portal behind a closed firewall cannot be registered, and its own probe says where the path ends', async () => {
  await demo.press('/ways', { 'portal-blocked': 'on' });
  const { revisions } = await demo.setup.readState({});
  const { connection } = await demo.setup.saveSettings({ revision: revisions.general, draft: {} });
  expect(connection.responses.reason).toBe('response-domain-unreachable');
  const { report } = await demo.setup.checkEndpoint({});
  expect(report?.outcome).toBe('not-reachable');
  expect(report?.stages.find(({ state }) => state === 'failed')?.stage).toBe('tls');
});

test('another provider wants other records', async () => {
  await demo.press('/account', { ...asItShould, provider: 'SendGrid' });
  const { report } = await demo.setup.addDomain({ domain: 'shop.example.org' });
  expect(report.records.map(({ record }) => record.value)).toContain('mx.sendgrid.net');
});

test('DNS that fails is not taken for records that are missing', async () => {
  const { report: before } = await demo.setup.checkDomain({ domain: 'example.com' });
  expect(before.state).toBe('verified');
  const text =
    /<textarea[^>]*example\.com"[^>]*>\n([^<]*)</.exec(await (await fetch(demo.board)).text())?.[1] ?? '';
  const zone = text.replaceAll('&#34;', '"');
  await demo.press('/zone', { apex: 'example.com', text: zone, fault: 'servfail' });
  const { report } = await demo.setup.checkDomain({ domain: 'example.com' });
  expect(report.records.map(({ state, stale }) => [state, stale])).toEqual(
    before.records.map(() => ['ok', true]),
  );
  await demo.press('/zone', { apex: 'example.com', text: zone, fault: 'none' });
  expect((await demo.setup.checkDomain({ domain: 'example.com' })).report.state).toBe('verified');
});

test('a zone that cannot be read is shown again with its line, and changes nothing', async () => {
  const text = 'www A 192.0.2.1\nwww A nowhere <b>';
  const body = new URLSearchParams({ apex: 'example.net', text, fault: 'none' });
  const response = await fetch(`${demo.board}/zone`, { method: 'POST', body });
  const page = await response.text();
  expect(response.status).toBe(422);
  expect(page).toContain('Line 2: nowhere is no address for A');
  expect(page).toContain('www A nowhere &#60;b&#62;');
  expect(await (await fetch(demo.board)).text()).not.toContain('192.0.2.1');
});

test('what nobody knows is no switch', async () => {
  expect(await demo.press('/nothing')).toBe(404);
  expect(await demo.press('/constructor')).toBe(404);
});
