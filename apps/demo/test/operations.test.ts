import { createCesProvider } from '@mail-settings/client';
import { createFakeCloud, type Fault } from '@mail-settings/client/testing';
import {
  isMailError,
  type MailError,
  type MailErrorCode,
  type MailSetup,
  type MailStore,
  type ProbeReport,
  type ResolveDns,
} from '@mail-settings/core';
import { applySetup, exportSetup, readAccess, resealKeys } from '@mail-settings/core/server';
import { createMailHandlers, createMemoryStore, createSealer } from '@mail-settings/server-adapters';
import { afterEach, describe, expect, test } from 'vitest';

const apiKey = 'api-key-of-acme-0123456789';
const authKey = 'auth-key-of-acme-9876543210';
const cloudUrl = 'https://mail.example.net';
const complete = { cloudUrl, apiKey, authKey, responseDomain: 'https://erp.example.com' };

const reachable: ProbeReport = {
  at: '2026-11-24T09:00:00.000Z',
  from: 'this-server',
  stages: [],
  outcome: 'reachable',
};
/** Unknown evidence does not count against a domain that the service calls active (`decided.md`). */
const noDns: ResolveDns = async () => ({ state: 'failed', reason: 'timeout' });

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const host of opened.splice(0)) await host.close();
});

/** A host with a store in memory and a simulated service; the clock and DNS are the test's. */
function openHost({
  store = createMemoryStore(),
  master = [7],
}: {
  store?: MailStore;
  master?: number[];
} = {}) {
  const clock = { now: new Date('2026-11-24T09:41:00Z') };
  const cloud = createFakeCloud({
    accounts: [
      { name: 'Acme', apiKey, authKey, provider: 'UniOne' },
      {
        name: 'Other',
        apiKey: 'api-key-of-other-123456789',
        authKey: 'auth-key-of-other-98765432',
        provider: 'SendGrid',
      },
    ],
    now: () => clock.now,
  });
  const asked: string[] = [];
  const recipients = Array.from({ length: 12 }, (_, index) => ({
    email: `reader${index}@example.org`,
    name: `Reader ${index}`,
  }));
  const from = { email: 'news@example.com', name: 'Example' };
  const sealer = createSealer({
    masterKeys: master.map((byte) => ({ id: `m${byte}`, key: new Uint8Array(32).fill(byte) })),
  });
  const handlers = createMailHandlers({
    store,
    providers: [
      createCesProvider({
        fetch: async (input, init) => {
          const request = new Request(input, init);
          asked.push(new URL(request.url).origin);
          return cloud.handle(request);
        },
      }),
    ],
    sealer,
    authorize: () => null,
    host: { service: 'Creatio' },
    mailings: {
      list: async () => [
        { id: 'm1', name: 'November', subject: 'News', from, recipients: recipients.length },
      ],
      senders: async () => [from],
      describe: async (_, id) =>
        id === 'm1'
          ? {
              id,
              name: 'November',
              subject: 'News',
              html: '<p>News',
              text: 'News',
              from,
              recipients: recipients.length,
            }
          : null,
      recipients: async function* () {
        yield { recipients, cursor: 'end' };
      },
    },
    resolve: noDns,
    probe: async () => ({ ...reachable, at: clock.now.toISOString() }),
    now: () => clock.now,
  });
  opened.push(handlers);
  const setupOf = (tenant: string, id = 'ann') =>
    handlers.setupFor({ tenant, actor: { id, name: id }, may: ['view', 'manage', 'send', 'monitoring'] });
  return { cloud, clock, asked, handlers, sealer, store, setup: setupOf('acme'), setupOf };
}

const refusal = async (call: Promise<unknown>): Promise<MailError> => {
  const error = await call.then(
    () => new Error('it was accepted'),
    (reason: unknown) => reason,
  );
  if (!isMailError(error)) throw error;
  return error;
};

const save = async (setup: MailSetup, draft: Parameters<MailSetup['saveSettings']>[0]['draft']) => {
  const { revisions } = await setup.readState({});
  return setup.saveSettings({ revision: revisions.general, draft });
};

test('a complete save is stored and checked: both facts are active and the provider fills', async () => {
  const { setup } = openHost();
  const state = await save(setup, complete);
  expect(state.connection).toEqual({
    sending: { state: 'active' },
    responses: { state: 'active' },
    provider: 'UniOne',
    checkedAt: '2026-11-24T09:41:00.000Z',
  });
  expect(state.general.apiKey).toEqual({ isSet: true, last4: '6789' });
  expect(state.endpoints?.webhook).toBe(
    'https://erp.example.com/0/ServiceModel/CESWebHooksService.svc/HandleWebHooks',
  );
  expect(await setup.readState({})).toEqual(state);
});

test('a refusal by the service does not undo the save', async () => {
  const { setup } = openHost();
  const state = await save(setup, { ...complete, apiKey: 'wrong-key-wrong-key-wrong' });
  expect(state.connection.sending).toEqual({ state: 'failed', reason: 'key-rejected', serviceCode: 101 });
  expect(state.connection.responses).toEqual({ state: 'unchecked', reason: 'needs-api-key' });
  expect(state.connection.provider).toBeNull();
  expect(state.general.cloudUrl).toBe(cloudUrl);
});

test('a save that changes nothing is no change, and a set-up applied twice leaves no second trace', async () => {
  const { setup, cloud } = openHost();
  await save(setup, { ...complete, senderEmail: 'ann@example.com' });
  const before = await setup.readState({});
  const asked = cloud.log.length;
  const { apiKey: _, authKey: __, ...addresses } = complete;
  const again = await save(setup, { ...addresses, senderEmail: ' ann@EXAMPLE.com', apiKey: '' });
  expect(again).toEqual(before);
  expect(cloud.log.length).toBeGreaterThan(asked);
  const pause = { from: '22:00', to: '06:00', timeZone: 'Europe/Berlin' };
  const document = {
    general: addresses,
    responses: { access: 'domain', pause },
    monitoring: { enabled: true },
  };
  await applySetup(setup, document);
  const changes = await setup.listChanges({});
  expect(changes.changes.map(({ section }) => section)).toEqual(['monitoring', 'responses', 'general']);
  await applySetup(setup, document);
  await applySetup(setup, await exportSetup(setup));
  expect(await setup.listChanges({})).toEqual(changes);
  await applySetup(setup, { responses: { access: 'domain', pause: { ...pause, to: '07:00' } } });
  expect((await setup.readState({})).responses.pause?.to).toBe('07:00');
});

test('a set-up document with anything wrong in it changes nothing, and each place is named', async () => {
  const { setup } = openHost();
  const document = {
    general: { ...complete, cloudUrl: 'http://mail.example.net', senderEmail: 'ann' },
    responses: { access: 'domain', pause: { from: '25:00', to: '06:00', timeZone: 'UTC' } },
    monitoring: { enabled: true },
    domains: ['example.com', 'not a name'],
  };
  const error = await refusal(applySetup(setup, document));
  expect(error.code).toBe('invalid');
  expect(error.details.fields?.map(({ field }) => field)).toEqual([
    'general.cloudUrl',
    'general.senderEmail',
    'responses.pause.from',
    'domains.1',
  ]);
  const unknown = await refusal(applySetup(setup, { general: { cloudUri: 'https://mail.example.net' } }));
  expect(unknown.code).toBe('invalid');
  expect((await setup.listChanges({})).changes).toEqual([]);
});

test('one malformed field stores nothing and is named', async () => {
  const { setup } = openHost();
  const error = await refusal(save(setup, { ...complete, cloudUrl: 'http://mail.example.net' }));
  expect(error.details.fields?.map(({ field, code }) => `${field} ${code}`)).toEqual(['cloudUrl not-https']);
  expect((await setup.readState({})).general.cloudUrl).toBeNull();
});

test('an older revision is told who saved what in between, and nothing is stored', async () => {
  const { setup, setupOf } = openHost();
  const { revisions } = await setup.readState({});
  await setupOf('acme', 'ben').saveSettings({ revision: revisions.general, draft: { cloudUrl } });
  const error = await refusal(
    setup.saveSettings({ revision: revisions.general, draft: { responseDomain: 'https://x.example.com' } }),
  );
  expect(error.code).toBe('revision-conflict');
  expect(error.details.conflict).toMatchObject({
    section: 'general',
    actor: { id: 'ben' },
    fields: ['cloudUrl'],
  });
  expect((await setup.readState({})).general.responseDomain).toBeNull();
});

test('a key is not sent to another origin than the one it was saved for', async () => {
  const { setup, asked } = openHost();
  await save(setup, complete);
  asked.length = 0;
  const state = await save(setup, { cloudUrl: 'https://attacker.example.net' });
  expect(asked).toEqual([]);
  expect(state.connection.sending).toEqual({ state: 'unchecked', reason: 'key-for-another-url' });
  await setup.identifyProvider({ cloudUrl: 'https://attacker.example.net' });
  expect(asked).toEqual([]);
  expect((await setup.identifyProvider({ cloudUrl })).provider).toBe('UniOne');
  const typedAgain = await save(setup, { cloudUrl: 'https://mail.example.org', apiKey, authKey });
  expect(typedAgain.connection.sending.state).toBe('active');
});

test('a key that was saved before any connection URL is not sent to the first one that is typed', async () => {
  const { setup, asked } = openHost();
  await save(setup, { apiKey, authKey, responseDomain: complete.responseDomain });
  const state = await save(setup, { cloudUrl: 'https://attacker.example.net' });
  expect(asked).toEqual([]);
  expect(state.connection.sending).toEqual({ state: 'unchecked', reason: 'key-for-another-url' });
  expect(state.connection.responses).toEqual({ state: 'unchecked', reason: 'key-for-another-url' });
  // Only the API key is typed again: the auth key still belongs nowhere.
  const half = await save(setup, { cloudUrl, apiKey });
  expect(half.connection.sending).toEqual({ state: 'active' });
  expect(half.connection.responses).toEqual({ state: 'unchecked', reason: 'key-for-another-url' });
});

test('the old auth key is accepted for a day after a change, and not at all after clearing', async () => {
  const { setup, clock, handlers } = openHost();
  const call = async (key: string) => {
    clock.now = new Date(clock.now.getTime() + 3_000);
    const body = new URLSearchParams({ webhooks: '[]' });
    const headers = { 'bpmonline-signature': key };
    return (
      await handlers.webhook(new Request('https://erp.example.com/x', { method: 'POST', headers, body }))
    ).status;
  };
  // The endpoints ask for the tenant `default` unless the host says otherwise.
  const own = handlers.setupFor({ tenant: 'default', actor: { id: 'ann' }, may: [] });
  await save(own, complete);
  expect(await call(authKey)).toBe(200);
  const changed = await save(own, { authKey: 'another-auth-key-0000' });
  expect(changed.general.previousAuthKeyUntil).not.toBeNull();
  await expect.poll(() => call(authKey)).toBe(200);
  await expect.poll(() => call('another-auth-key-0000')).toBe(200);
  clock.now = new Date(clock.now.getTime() + 24 * 3_600_000);
  await expect.poll(() => call(authKey)).toBe(401);
  await save(own, { authKey: null });
  await expect.poll(() => call('another-auth-key-0000')).toBe(401);
  expect((await setup.readState({})).general.authKey.isSet).toBe(false);
});

test('an auth key typed again does not end the one before it: a new connection URL wants the present one again', async () => {
  const { handlers, clock } = openHost();
  const own = handlers.setupFor({ tenant: 'default', actor: { id: 'ann' }, may: [] });
  await save(own, complete);
  const next = 'another-auth-key-0000';
  const { general } = await save(own, { authKey: next });
  clock.now = new Date(clock.now.getTime() + 3_600_000);
  await save(own, { cloudUrl: 'https://mail.example.net' });
  const typedAgain = await save(own, { apiKey, authKey: next });
  expect(typedAgain.general.previousAuthKeyUntil).toBe(general.previousAuthKeyUntil);
  for (const key of [authKey, next]) {
    const body = new URLSearchParams({ webhooks: '[]' });
    const headers = { 'bpmonline-signature': key };
    const request = new Request('https://erp.example.com/x', { method: 'POST', headers, body });
    expect((await handlers.webhook(request)).status).toBe(200);
  }
});

test('keys under another master key are set but cannot be read, and saving them again is the way out', async () => {
  const store = createMemoryStore();
  await save(openHost({ store }).setup, complete);
  const { setup, asked } = openHost({ store, master: [8] });
  // Also before anybody checks: what was found out with a key says nothing where the key cannot be opened.
  const { connection, sender } = await setup.readState({});
  expect(connection.sending).toEqual({ state: 'unchecked', reason: 'wrong-master-key' });
  expect(connection.responses).toEqual({ state: 'unchecked', reason: 'wrong-master-key' });
  expect([connection.provider, sender.state]).toEqual([null, 'unconfigured']);
  const { items } = await setup.readReadiness({});
  expect(items.find(({ id }) => id === 'api-key-accepted')).toMatchObject({
    state: 'unknown',
    params: { reason: 'wrong-master-key' },
  });
  const state = await setup.checkSettings({});
  expect(asked).toEqual([]);
  // A process with the right key does not repeat what the wrong one found out.
  const right = await openHost({ store }).setup.readState({});
  expect(right.connection).toMatchObject({ sending: { state: 'unchecked' }, checkedAt: null });
  expect(right.connection.sending).not.toHaveProperty('reason');
  expect(state.general.apiKey).toEqual({ isSet: true, last4: '6789' });
  expect(state.connection.sending).toEqual({ state: 'unchecked', reason: 'wrong-master-key' });
  expect((await save(setup, { apiKey, authKey })).connection.sending.state).toBe('active');
});

test('after sealing anew the old master key can be taken away, and no verdict is lost', async () => {
  const store = createMemoryStore();
  await save(openHost({ store }).setup, complete);
  await save(openHost({ store }).setup, { authKey: 'another-auth-key-0000' });
  const { sealer, setup, clock } = openHost({ store, master: [8, 7] });
  const before = await setup.readState({});
  expect(await resealKeys(store.settings, sealer, 'acme', clock.now)).toEqual({ resealed: 3, unreadable: 0 });
  const only = openHost({ store, master: [8] });
  expect((await only.setup.readState({})).connection).toEqual(before.connection);
  expect((await only.setup.identifyProvider({ cloudUrl })).provider).toBe('UniOne');
  expect((await readAccess(store.settings, only.sealer, 'acme', clock.now)).authKeys).toEqual([
    'another-auth-key-0000',
    authKey,
  ]);
});

test('two tenants with everything the same see nothing of one another', async () => {
  const { setup, setupOf } = openHost();
  await save(setup, complete);
  await setup.addDomain({ domain: 'example.com' });
  await setup.sendTest({
    from: { email: 'a@example.com', name: '' },
    to: ['b@example.com'],
    idempotencyKey: 'key-number-1',
  });
  const other = setupOf('other');
  expect((await other.readState({})).general).toMatchObject({ cloudUrl: null, apiKey: { isSet: false } });
  expect((await other.listDomains({})).domains).toEqual([]);
  expect((await other.listLaunches({})).launches).toEqual([]);
  expect((await other.listChanges({})).changes).toEqual([]);
  expect((await refusal(other.checkDomain({ domain: 'example.com' }))).code).toBe('not-found');
  expect(
    (
      await refusal(
        other
          .identifyProvider({ cloudUrl, apiKey: 'no' })
          .then(() => other.addDomain({ domain: 'example.com' })),
      )
    ).code,
  ).toBe('not-ready');
});

test('a domain is added once, whatever it is spelled like, and its plan is there before anything was checked', async () => {
  const { setup } = openHost();
  await save(setup, complete);
  const { report } = await setup.addDomain({ domain: 'Bücher.Example.COM.' });
  expect(report).toMatchObject({
    domain: 'xn--bcher-kva.example.com',
    unicode: 'bücher.example.com',
    state: 'unchecked',
  });
  expect(new Set(report.records.map(({ record }) => record.purpose))).toEqual(
    new Set(['spf', 'dkim', 'dmarc', 'ownership']),
  );
  const error = await refusal(setup.addDomain({ domain: 'xn--bcher-kva.example.com' }));
  expect(error.details.fields).toEqual([{ field: 'domain', code: 'duplicate' }]);
});

test('what the service says of a domain in its own words is told, but no key', async () => {
  const { setup, cloud } = openHost();
  await save(setup, complete);
  cloud.state.faults.addDomain = { kind: 'code', code: 112, message: 'The name is on a list.' };
  cloud.state.faults.domains = { kind: 'code', code: 111, message: 'No <b>domains</b> today.' };
  const error = await refusal(setup.addDomain({ domain: 'example.com' }));
  expect([error.code, error.details.serviceMessage]).toEqual(['domain-add-failed', 'The name is on a list.']);
  expect(await setup.listDomains({})).toEqual({
    domains: [],
    unavailable: 'domain-list-failed',
    serviceMessage: 'No domains today.',
  });
  cloud.state.faults.domains = { kind: 'code', code: 111, message: `No domains for ${apiKey}.` };
  expect(await setup.listDomains({})).toEqual({ domains: [], unavailable: 'domain-list-failed' });
});

test('DNS that does not answer leaves a domain unverified but not wrong', async () => {
  const { setup } = openHost();
  await save(setup, complete);
  await setup.addDomain({ domain: 'example.com' });
  const { report } = await setup.checkDomain({ domain: 'example.com' });
  expect(report.records.every(({ state }) => state === 'unchecked')).toBe(true);
  expect(report.checkedAt).toBe('2026-11-24T09:41:00.000Z');
});

test('before the set-up a test and a launch are refused with the ids that block', async () => {
  const { setup } = openHost();
  const from = { email: 'news@example.com', name: 'Example' };
  expect(
    (await refusal(setup.sendTest({ from, to: [], idempotencyKey: 'key-number-1' }))).details.ids,
  ).toEqual(['api-key-accepted', 'service-active']);
  const launch = setup.launch({ mailing: 'm1', from, idempotencyKey: 'key-number-1', acknowledged: [] });
  expect((await refusal(launch)).details.ids).toEqual([
    'api-key-accepted',
    'service-active',
    'from-domain-verified',
    'auth-key-accepted',
    'response-domain-accepted',
    'endpoint-reachable',
  ]);
});

test('test emails go to the tenant’s own sender domains only', async () => {
  const { setup, cloud } = openHost();
  await save(setup, complete);
  await setup.addDomain({ domain: 'example.com' });
  const from = { email: 'news@example.com', name: 'Example' };
  const error = await refusal(
    setup.sendTest({
      from,
      to: ['ann@example.com', 'x@example.org', 'nobody'],
      idempotencyKey: 'key-number-1',
    }),
  );
  expect(error.details.fields).toEqual([
    { field: 'to.1', code: 'recipient-not-allowed' },
    { field: 'to.2', code: 'not-an-address' },
  ]);
  expect(cloud.state.mailings).toEqual([]);
  const sent = await setup.sendTest({
    from,
    to: ['ann@example.com', 'ben@example.com'],
    idempotencyKey: 'key-number-2',
  });
  expect(sent.launch).toMatchObject({ test: true, state: 'queued', sent: 2 });
  const again = await setup.sendTest({
    from,
    to: ['ann@example.com', 'ben@example.com'],
    idempotencyKey: 'key-number-2',
  });
  expect(again.launch.id).toBe(sent.launch.id);
  expect(cloud.state.mailings).toHaveLength(1);
});

describe('a test whose call fails', () => {
  const from = { email: 'news@example.com', name: 'Example' };
  test.each<[string, Fault, MailErrorCode, 'unknown' | 'refused']>([
    ['is refused by a code', { kind: 'code', code: 777 }, 'unexpected-code', 'refused'],
    ['is refused by the key', { kind: 'code', code: 101 }, 'key-rejected', 'refused'],
    ['never reached the service', { kind: 'unreachable' }, 'service-unreachable', 'refused'],
    ['meets too many calls', { kind: 'http', status: 429 }, 'rate-limited', 'refused'],
    ['lost its connection', { kind: 'closed' }, 'service-unreachable', 'unknown'],
    ['lost its connection amid the answer', { kind: 'cut' }, 'service-unreachable', 'unknown'],
    ['got a page for an answer', { kind: 'html' }, 'answer-unreadable', 'unknown'],
    ['got nothing for an answer', { kind: 'empty' }, 'answer-unreadable', 'unknown'],
    ['met a service that broke', { kind: 'http', status: 500 }, 'service-failed', 'unknown'],
  ])('since it %s', async (_, fault, code, batch) => {
    const { setup, cloud, store } = openHost();
    await save(setup, complete);
    await setup.addDomain({ domain: 'example.com' });
    cloud.state.faults.send = fault;
    const press = () => setup.sendTest({ from, to: ['ann@example.com'], idempotencyKey: 'key-number-1' });
    expect((await refusal(press())).code).toBe(code);
    const { launches } = await setup.listLaunches({});
    const unknown = batch === 'unknown' ? 1 : 0;
    expect(launches.map(({ launch }) => launch)).toMatchObject([
      { test: true, state: 'failed', error: code, sent: 0, unknown },
    ]);
    expect(await store.launches.batches('acme', launches[0]?.launch.id ?? '')).toMatchObject([
      { index: 0, recipients: 1, state: batch },
    ]);
    // The same press again sends nothing, and says what became of the first.
    cloud.state.faults = {};
    expect((await press()).launch).toMatchObject({ state: 'failed', error: code });
    expect(cloud.log.filter(({ call }) => call === 'send')).toHaveLength(1);
  });
});

test('a launch goes out once for fifty presses, each recipient once', async () => {
  const { setup, cloud } = openHost();
  await save(setup, complete);
  await setup.addDomain({ domain: 'example.com' });
  for (const domain of cloud.account('Acme').domains) domain.active = true;
  await setup.checkDomain({ domain: 'example.com' });
  const from = { email: 'news@example.com', name: 'Example' };
  const unticked = await refusal(
    setup.launch({ mailing: 'm1', from, idempotencyKey: 'key-number-1', acknowledged: [] }),
  );
  expect([unticked.code, unticked.details.ids]).toEqual(['warning-not-acknowledged', ['certificate-valid']]);
  const press = () =>
    setup.launch({
      mailing: 'm1',
      from,
      idempotencyKey: 'key-number-1',
      acknowledged: ['certificate-valid'],
    });
  const views = await Promise.all(Array.from({ length: 50 }, press));
  expect(new Set(views.map(({ launch }) => launch.id)).size).toBe(1);
  await expect.poll(async () => (await setup.listLaunches({})).launches[0]?.launch.state).toBe('queued');
  expect(cloud.log.filter(({ call }) => call === 'addTemplate')).toHaveLength(1);
  expect(cloud.state.mailings.map(({ recipients }) => recipients.length)).toEqual([12]);
});

describe('the default sender address', () => {
  const senderEmail = 'Ann@example.com';
  const calls = ({ log }: { log: { call: string | null }[] }) =>
    log.filter(({ call }) => call === 'checkedEmails').length;

  test('is not confirmed until its domain is, asked once with every save and check', async () => {
    const { setup, cloud } = openHost();
    expect((await setup.readState({})).sender).toEqual({ state: 'unconfigured' });
    const state = await save(setup, { ...complete, senderEmail });
    expect(state.general.senderEmail).toBe(senderEmail);
    expect(state.sender).toEqual({ state: 'failed', reason: 'sender-not-checked' });
    expect(state.connection).toMatchObject({ sending: { state: 'active' }, responses: { state: 'active' } });
    expect(calls(cloud)).toBe(1);
    await setup.addDomain({ domain: 'example.com' });
    for (const domain of cloud.account('Acme').domains) domain.active = true;
    expect((await setup.checkSettings({})).sender).toEqual({ state: 'active' });
    expect((await setup.readState({})).sender).toEqual({ state: 'active' });
    expect(calls(cloud)).toBe(2);
  });

  test.each([
    ['in other letters', senderEmail, 'aNN@EXAMPLE.com'],
    ['with its domain in Unicode', 'ann@xn--bcher-kva.example.com', 'ann@b\u00fccher.example.com'],
  ])('is confirmed where the service knows it %s', async (_, typed, known) => {
    const { setup, cloud } = openHost();
    cloud.account('Acme').confirmedSenders.push(known);
    expect((await save(setup, { ...complete, senderEmail: typed })).sender).toEqual({ state: 'active' });
  });

  test.each<[string, object, string, number]>([
    ['no connection URL', { cloudUrl: '' }, 'needs-connection-url', 0],
    ['no API key', { apiKey: null }, 'needs-api-key', 0],
    ['an API key for another URL', { cloudUrl: 'https://mail.example.org' }, 'needs-api-key', 0],
    ['a wrong API key', { apiKey: 'wrong-key-wrong-key-wrong' }, 'needs-api-key', 0],
    ['a wrong auth key', { authKey: 'wrong-key-wrong-key-wrong' }, 'sender-not-checked', 1],
  ])('with %s', async (_, draft, reason, asked) => {
    const { setup, cloud } = openHost();
    await save(setup, complete);
    const state = await save(setup, { senderEmail, ...draft });
    expect(state.sender.reason).toBe(reason);
    expect(calls(cloud)).toBe(asked);
  });

  test.each<[string, Fault, object]>([
    ['gives no answer', { kind: 'unreachable' }, { reason: 'needs-service' }],
    ['is not there', { kind: 'http', status: 404 }, { reason: 'service-failed' }],
    ['has a code nobody knows', { kind: 'code', code: 777 }, { reason: 'unexpected-code', serviceCode: 777 }],
    ['answers a page', { kind: 'html' }, { reason: 'answer-unreadable' }],
  ])('where only this call %s, is unchecked and nothing else changes', async (_, fault, expected) => {
    const { setup, cloud } = openHost();
    cloud.state.faults.checkedEmails = fault;
    const state = await save(setup, { ...complete, senderEmail });
    expect(state.sender).toMatchObject({ state: 'unchecked', ...expected });
    expect(state.connection).toEqual({
      sending: { state: 'active' },
      responses: { state: 'active' },
      provider: 'UniOne',
      checkedAt: '2026-11-24T09:41:00.000Z',
    });
  });

  test('is not asked about while the service is switched off', async () => {
    const { setup, cloud } = openHost();
    cloud.account('Acme').active = false;
    const state = await save(setup, { ...complete, senderEmail });
    expect(state.sender).toEqual({ state: 'unchecked', reason: 'needs-active-service' });
    expect(calls(cloud)).toBe(0);
  });

  test('is cleared by an empty text, and a text that is none is refused at its field', async () => {
    const { setup } = openHost();
    await save(setup, { ...complete, senderEmail });
    const error = await refusal(save(setup, { senderEmail: 'ann' }));
    expect(error.details.fields).toEqual([{ field: 'senderEmail', code: 'not-an-address' }]);
    expect((await setup.readState({})).general.senderEmail).toBe(senderEmail);
    const cleared = await save(setup, { senderEmail: '' });
    expect([cleared.general.senderEmail, cleared.sender]).toEqual([null, { state: 'unconfigured' }]);
    expect((await setup.listChanges({})).changes[0]).toMatchObject({ fields: ['senderEmail'] });
    expect(JSON.stringify(await setup.listChanges({}))).not.toContain('ann@');
  });
});

test('a set-up exported from one tenant and applied to another is the same, without keys', async () => {
  const { setup, setupOf } = openHost();
  await save(setup, { ...complete, senderEmail: 'ann@example.com' });
  await setup.addDomain({ domain: 'example.com' });
  const document = await exportSetup(setup);
  expect(document.general?.senderEmail).toBe('ann@example.com');
  expect(JSON.stringify(document)).not.toContain('key-of-acme');
  const other = setupOf('other');
  await applySetup(other, { ...document, general: { ...document.general, apiKey, authKey } });
  await applySetup(other, document);
  expect(await exportSetup(other)).toEqual(document);
  const error = await refusal(applySetup(other, { domains: 'example.com', surprise: 1 }));
  expect(error.code).toBe('invalid');
});
