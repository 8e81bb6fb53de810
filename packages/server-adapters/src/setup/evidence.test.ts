import { randomUUID } from 'node:crypto';
import {
  type HostPorts,
  isMailError,
  MailError,
  type MailService,
  type MailSetup,
  type ServiceAccount,
} from '@mail-settings/core';
import { ces } from '@mail-settings/core/providers/ces';
import { createMailSetup } from '@mail-settings/core/server';
import { expect, test } from 'vitest';
import { manager, noService, sealer } from '../../test/parts.ts';
import { nameLists } from '../dns/lists.ts';
import { nameId } from '../ids.ts';
import { createMemoryStore } from '../stores/memory.ts';

const minute = 60_000;
const from = { email: 'news@example.org', name: 'News' };
const account: ServiceAccount = {
  ...{ accountName: 'Acme', responseDomain: 'https://erp.example.com', provider: 'Relay', active: true },
  ...{ authKeyValid: true, responseDomainValid: true },
};
const domain = {
  ...{ domain: 'example.org', active: true, message: null, spf: 'v=spf1 include:example.net ~all', dkim: [] },
  ...{ mx: null, dmarc: null, ownership: null },
};

/** The operations over ports of the test: its own clock, its own deadlines, and a service that tells what it was asked. */
function open(deployment: 'on-site' | 'cloud' = 'on-site') {
  const clock = { now: new Date('2026-11-24T09:41:00Z') };
  const asked: string[] = [];
  const deadlines: number[] = [];
  const late = { controller: new AbortController() };
  const looked: string[] = [];
  const gates: { endpoint?: Promise<void>; service?: Promise<void> } = {};
  const answers: MailService = {
    ...noService,
    account: async () => account,
    registerResponses: async () => account,
    domains: async () => [domain],
    addDomain: async () => domain,
    checkedEmails: async (_, emails) => Object.fromEntries(emails.map((email) => [email, true])),
    licence: async () => ({ dailyLimit: null, usedToday: 0 }),
    addTemplate: async () => undefined,
    sendTemplate: async () => undefined,
    send: async () => undefined,
  };
  /** What the service does now; a call it has here never ends by itself. */
  const held: Partial<Record<keyof MailService, Promise<never>>> = {};
  const service = Object.fromEntries(
    Object.entries(answers).map(([name, call]) => [
      name,
      (...input: never[]) => {
        asked.push(name);
        return held[name as keyof MailService] ?? Reflect.apply(call, answers, input);
      },
    ]),
  ) as unknown as MailService;
  const store = createMemoryStore();
  /** Every sealed key that was opened, as often as it was. */
  const opened: string[] = [];
  const described: string[] = [];
  const ports: HostPorts = {
    store,
    ofTenant: async () => ({
      provider: { ...ces, service },
      paths: { webhook: '/webhook', monitoring: '/state' },
    }),
    sealer: {
      seal: sealer.seal,
      open: (sealed, context) => {
        opened.push(sealed);
        return sealer.open(sealed, context);
      },
    },
    resolve: async () => ({ state: 'failed', reason: 'timeout' }),
    resolveAuthoritative: null,
    probe: async ({ kind }) => {
      looked.push(kind);
      await gates[kind];
      return { at: clock.now.toISOString(), from: 'this-server', stages: [], outcome: 'reachable' };
    },
    mailings: {
      list: async () => [{ id: 'm1', name: 'November', subject: 'News', from, recipients: 1 }],
      senders: async () => [from],
      describe: async (_, id) => {
        described.push(id);
        return { id, name: 'November', subject: 'News', html: '', text: '', from, recipients: 1 };
      },
      recipients: async function* () {
        yield { recipients: [{ email: 'a@example.net', name: '' }], cursor: 'end' };
      },
    },
    host: {
      ...{
        service: 'Portal',
        deployment,
        support: null,
        cohort: 5,
        articles: {},
        version: '1.0.0',
      },
      features: { domains: true, access: true, monitoring: true, test: true, launch: true },
    },
    allowHosts: [],
    lists: nameLists,
    now: () => clock.now,
    random: () => 0,
    newId: randomUUID,
    nameId,
    deadline: (ms) => {
      deadlines.push(ms);
      return late.controller.signal;
    },
    background: (work) => void work(new AbortController().signal),
    authKeyOverlapMs: 0,
    limits: { checksPerMinute: 100, testsPerHour: 100 },
    mayReceiveTest: null,
    dmarcReportAddress: null,
    dnsGuides: {},
    domainUse: null,
  };
  return {
    clock,
    asked,
    described,
    looked,
    deadlines,
    gates,
    late,
    held,
    opened,
    store,
    setup: createMailSetup(ports)(manager),
  };
}

/** Everything set, the domain verified, all evidence of this moment. */
async function ready({ setup }: { setup: MailSetup }): Promise<void> {
  const draft = {
    ...{ cloudUrl: 'https://mail.example.net', responseDomain: 'https://erp.example.com' },
    ...{ apiKey: 'api-key-0123456789', authKey: 'auth-key-0123456789' },
  };
  await setup.saveSettings({ revision: '0', draft });
  await setup.addDomain({ domain: 'example.org' });
  await setup.checkDomain({ domain: 'example.org' });
}

const press = (setup: MailSetup) =>
  setup.launch({
    ...{ mailing: 'm1', from, idempotencyKey: randomUUID() },
    acknowledged: ['certificate-valid', 'dmarc-reports'],
  });
const pressTest = (setup: MailSetup) =>
  setup.sendTest({ from, to: ['ann@example.org'], idempotencyKey: randomUUID() });

async function refusal(call: Promise<unknown>): Promise<MailError> {
  const error = await call.then(
    () => new Error('it was accepted'),
    (reason: unknown) => reason,
  );
  if (!isMailError(error)) throw error;
  return error;
}

const never = () => new Promise<never>(() => undefined);
const looks = ['registerResponses', 'account', 'domains'];
const blocking = [
  ...['api-key-accepted', 'service-active', 'from-domain-verified', 'auth-key-accepted'],
  ...['response-domain-accepted', 'endpoint-reachable'],
];

test('where nothing is set, that is what stands open, not a check that nobody made', async () => {
  const { setup } = open();
  const { items } = await setup.readReadiness({});
  const states = Object.fromEntries(items.map(({ id, state }) => [id, state]));
  expect(states).toMatchObject({
    'api-key-accepted': 'unmet',
    'auth-key-accepted': 'unmet',
    'response-domain-accepted': 'unmet',
  });
});

test.each([
  ['exactly 15 minutes old is taken as it is', 15 * minute, []],
  ['a millisecond older is looked at again', 15 * minute + 1, ['registerResponses', 'domains']],
])('before a launch, evidence %s', async (_, age, expected) => {
  const host = open();
  await ready(host);
  host.clock.now = new Date(host.clock.now.getTime() + age);
  host.asked.length = 0;
  expect((await press(host.setup)).launch.test).toBe(false);
  expect(host.asked.filter((name) => looks.includes(name))).toEqual(expected);
  const { connection } = await host.store.settings.read('default');
  const [report] = await host.store.domains.list('default');
  const at = expected.length > 0 ? host.clock.now.toISOString() : '2026-11-24T09:41:00.000Z';
  expect([connection?.checkedAt, report?.checkedAt]).toEqual([at, at]);
});

test('a launch waits ten seconds in all for a service that never answers, then is refused by what is unknown', async () => {
  const host = open();
  await ready(host);
  host.clock.now = new Date(host.clock.now.getTime() + 16 * minute);
  for (const name of ['registerResponses', 'account', 'domains', 'licence'] as const)
    host.held[name] = never();
  host.deadlines.length = 0;
  const refused = refusal(press(host.setup));
  await expect.poll(() => host.asked.slice(-2).sort()).toEqual(['domains', 'registerResponses']);
  host.late.controller.abort(new DOMException('late', 'TimeoutError'));
  const error = await refused;
  expect([error.code, error.details.ids]).toEqual(['not-ready', blocking]);
  expect(host.deadlines).toEqual([10_000]);
  expect((await host.setup.listLaunches({})).launches).toEqual([]);
});

test('an answer after the ten seconds proves nothing any more, and is not stored', async () => {
  const host = open();
  await ready(host);
  const before = await host.store.settings.read('default');
  host.clock.now = new Date(host.clock.now.getTime() + 16 * minute);
  let answer: (late: never) => void = () => undefined;
  host.held.registerResponses = new Promise((resolve) => {
    answer = resolve;
  });
  const refused = refusal(press(host.setup));
  await expect.poll(() => host.asked.at(-1)).toBe('domains');
  host.late.controller.abort(new DOMException('late', 'TimeoutError'));
  await refused;
  answer({ ...account, active: false } as never);
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
  expect(await host.store.settings.read('default')).toEqual(before);
});

test('an old verdict on a domain counts as unknown where the service does not say it again', async () => {
  const host = open();
  await ready(host);
  host.clock.now = new Date(host.clock.now.getTime() + 16 * minute);
  await host.setup.checkSettings({});
  host.held.domains = never();
  const refused = refusal(press(host.setup));
  await expect.poll(() => host.asked.at(-1)).toBe('domains');
  host.late.controller.abort(new DOMException('late', 'TimeoutError'));
  expect((await refused).details.ids).toEqual(['from-domain-verified']);
});

test('today’s limit is part of the ten seconds, and unknown where nobody says it in time', async () => {
  const host = open();
  await ready(host);
  host.held.licence = never();
  const launched = press(host.setup);
  await expect.poll(() => host.asked.at(-1)).toBe('licence');
  host.late.controller.abort(new DOMException('late', 'TimeoutError'));
  expect((await launched).launch.recipients).toBe(1);
});

test('a limit that nobody tells is not called kept, and one that does not exist is', async () => {
  const host = open();
  await ready(host);
  const limit = async () => {
    const { items } = await host.setup.readReadiness({});
    return items.find(({ id }) => id === 'daily-limit');
  };
  expect(await limit()).toMatchObject({ state: 'met' });
  const refused = Promise.reject<never>(new MailError('service-failed', 'no such call'));
  refused.catch(() => undefined);
  host.held.licence = refused;
  expect(await limit()).toMatchObject({ state: 'unknown', launch: 'advice', test: 'none' });
  expect((await press(host.setup)).launch.recipients).toBe(1);
});

test('in the cloud a launch wants no tick for a certificate that nobody looks at there', async () => {
  const host = open('cloud');
  await ready(host);
  const launched = await host.setup.launch({
    ...{ mailing: 'm1', from, idempotencyKey: randomUUID(), acknowledged: [] },
  });
  expect(launched.launch.recipients).toBe(1);
  expect(host.looked).not.toContain('endpoint');
});

test('a launch does not ask about the default sender address, and keeps what is known of it', async () => {
  const host = open();
  await ready(host);
  const { revisions } = await host.setup.readState({});
  await host.setup.saveSettings({ revision: revisions.general, draft: { senderEmail: 'ann@example.org' } });
  host.clock.now = new Date(host.clock.now.getTime() + 16 * minute);
  host.held.checkedEmails = never();
  await press(host.setup);
  const state = await host.setup.readState({});
  expect([state.connection.checkedAt, state.sender]).toEqual([
    host.clock.now.toISOString(),
    { state: 'active' },
  ]);
  expect(host.asked.filter((name) => name === 'checkedEmails')).toHaveLength(1);
});

test('a save waits ten seconds for an answer about that address, and is told without', async () => {
  const host = open();
  await ready(host);
  host.held.checkedEmails = never();
  host.deadlines.length = 0;
  const { revisions } = await host.setup.readState({});
  const draft = { senderEmail: 'ann@example.org' };
  const saved = host.setup.saveSettings({ revision: revisions.general, draft });
  await expect.poll(() => host.asked.at(-1)).toBe('checkedEmails');
  host.late.controller.abort(new DOMException('late', 'TimeoutError'));
  expect(await saved).toMatchObject({
    connection: { sending: { state: 'active' }, responses: { state: 'active' } },
    sender: { state: 'unchecked', reason: 'needs-service' },
  });
  expect(host.deadlines).toEqual([10_000]);
});

test('a look at the endpoint alone takes nothing back of a check that ended meanwhile', async () => {
  const host = open();
  await ready(host);
  let pass: () => void = () => undefined;
  host.looked.length = 0;
  host.gates.endpoint = new Promise((resolve) => {
    pass = resolve;
  });
  const answer = host.setup.checkEndpoint({});
  await expect.poll(() => host.looked).toEqual(['endpoint']);
  // The check itself looks at the endpoint as well, past the gate.
  delete host.gates.endpoint;
  host.clock.now = new Date(host.clock.now.getTime() + minute);
  await host.setup.checkSettings({});
  pass();
  await answer;
  const { connection } = await host.store.settings.read('default');
  expect(connection?.checkedAt).toBe(host.clock.now.toISOString());
});

test('a test email waits no longer, and needs the key and the service', async () => {
  const host = open();
  await ready(host);
  host.clock.now = new Date(host.clock.now.getTime() + 16 * minute);
  host.held.registerResponses = never();
  const refused = refusal(pressTest(host.setup));
  await expect.poll(() => host.asked.at(-1)).toBe('registerResponses');
  host.late.controller.abort(new DOMException('late', 'TimeoutError'));
  expect((await refused).details.ids).toEqual(['api-key-accepted', 'service-active']);
  expect(host.asked).not.toContain('send');
});

test('responses prove the address they came to, not the one it was changed to', async () => {
  const host = open();
  await ready(host);
  const receive = () =>
    host.store.inbox.accept('default', {
      ...{
        id: randomUUID(),
        receivedAt: host.clock.now,
        provider: 'ces',
        contentType: null,
        remoteAddress: null,
      },
      body: new Uint8Array(),
    });
  const endpoint = async () => {
    const { items } = await host.setup.readReadiness({});
    const item = items.find(({ id }) => id === 'endpoint-reachable');
    return [item?.state, item?.params.evidence];
  };
  host.clock.now = new Date(host.clock.now.getTime() + minute);
  await receive();
  host.clock.now = new Date(host.clock.now.getTime() + minute);
  expect(await endpoint()).toEqual(['met', 'responses']);
  host.held.registerResponses = Promise.reject(
    Object.assign(new Error('no'), { name: 'MailError', code: 'response-domain-unreachable', details: {} }),
  );
  host.held.registerResponses.catch(() => undefined);
  const save = async (responseDomain: string) => {
    const { revisions } = await host.setup.readState({});
    return host.setup.saveSettings({ revision: revisions.general, draft: { responseDomain } });
  };
  // The same address again is no change.
  await save('https://erp.example.com/');
  expect(await endpoint()).toEqual(['met', 'responses']);
  await save('http://erp.example.com');
  expect(await endpoint()).toEqual(['unmet', 'service']);
  host.clock.now = new Date(host.clock.now.getTime() + minute);
  await receive();
  expect(await endpoint()).toEqual(['met', 'responses']);
});

test('a refusal a moment before the launch is seen, and named by its item', async () => {
  const host = open();
  await ready(host);
  host.clock.now = new Date(host.clock.now.getTime() + 16 * minute);
  host.held.registerResponses = Promise.reject(
    Object.assign(new Error('no'), { name: 'MailError', code: 'response-domain-taken', details: {} }),
  );
  host.held.registerResponses.catch(() => undefined);
  expect((await refusal(press(host.setup))).details.ids).toEqual(['response-domain-accepted']);
});

test('a launch is stopped here also where the service cannot be told any more', async () => {
  const host = open();
  await ready(host);
  host.held.sendTemplate = never();
  const { launch } = await press(host.setup);
  await expect.poll(() => host.asked).toContain('sendTemplate');
  const { revisions } = await host.setup.readState({});
  await host.setup.saveSettings({ revision: revisions.general, draft: { apiKey: null } });
  const { code } = await refusal(host.setup.stopLaunch({ id: launch.id }));
  expect(code).toBe('not-ready');
  expect(await host.store.launches.read('default', launch.id)).toMatchObject({ state: 'stopped' });
});

test('a launch and a test go on where their use of the domain could not be noted', async () => {
  const host = open();
  await ready(host);
  host.store.domains.noteUse = () => Promise.reject(new MailError('store-unavailable', 'busy'));
  expect((await refusal(press(host.setup))).code).toBe('store-unavailable');
  expect((await refusal(pressTest(host.setup))).code).toBe('store-unavailable');
  await expect
    .poll(async () => (await host.store.launches.list('default', 9)).map(({ state }) => state))
    .toEqual(['queued', 'queued']);
});

test('a save opens each stored key once, and so do a check and the readiness', async () => {
  const host = open();
  await ready(host);
  const once = (calls: number) => {
    expect(host.opened.length).toBe(calls);
    expect(new Set(host.opened.splice(0)).size).toBe(calls);
  };
  host.opened.splice(0);
  const { revisions } = await host.setup.readState({});
  once(2);
  // The stored auth key, to be compared with the typed one; then both as they are stored now.
  const draft = { authKey: 'auth-key-of-another-day', senderEmail: 'news@example.org' };
  await host.setup.saveSettings({ revision: revisions.general, draft });
  once(3);
  await host.setup.checkSettings({});
  once(2);
  await host.setup.readReadiness({});
  once(2);
});

test('the list of mailings is shown without reading the text of any', async () => {
  const host = open();
  expect((await host.setup.listMailings({})).mailings).toEqual([
    { id: 'm1', name: 'November', subject: 'News', from, recipients: 1 },
  ]);
  expect(host.described).toEqual([]);
});
