import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCesProvider } from '@mail-settings/client';
import { createFakeCloud } from '@mail-settings/client/testing';
import type { MailSetup, MailStore, OperationInput, OperationName, Packet } from '@mail-settings/core';
import { ces, formContentType, writeCesPacket } from '@mail-settings/core/providers/ces';
import { emptySections, operationNames, processingOf } from '@mail-settings/core/server';
import { createMailHandlers, createMemoryStore, createSealer } from '@mail-settings/server-adapters';
import { createSqliteStore } from '@mail-settings/server-adapters/sqlite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const readers = { ces: { read: ces.webhook.read, module: ces.webhook.readerModule } };

/** Everything of the first tenant has this word in it; nothing the second one is ever told may. */
const mark = 'alpha';
const launchId = '0c4f5f0a-7a5b-4f53-9d0a-aaaaaaaaaaaa';
const from = { email: `news@${mark}.example.com`, name: mark };
const at = new Date('2026-11-24T09:41:00Z');

const packet = (): Packet => ({
  id: '0199b0a0-0000-7000-8000-000000000001',
  receivedAt: at,
  provider: 'ces',
  body: new TextEncoder().encode(
    writeCesPacket([
      {
        kind: 'recipient',
        at: at.getTime(),
        mailing: launchId,
        recipient: '11111111-1111-4111-8111-111111111111',
        outcome: 'delivered',
        reason: '',
        details: '',
        opens: 0,
        clicks: 0,
        provider: mark,
      },
    ]),
  ),
  contentType: formContentType,
  remoteAddress: '192.0.2.7',
});

const added = { revision: null, at, events: [] };

const launch = {
  id: launchId,
  mailing: { id: mark, name: mark },
  from,
  test: false,
  state: 'queued',
  recipients: 12,
  sent: 12,
  unknown: 0,
  error: null,
  actor: { id: mark },
  createdAt: at.toISOString(),
  updatedAt: at.toISOString(),
} as const;

/** Fills every port for a tenant. */
async function fill(store: MailStore, setup: MailSetup, tenant: string): Promise<void> {
  const { revisions } = await setup.readState({});
  const draft = {
    cloudUrl: `https://${mark}.example.net`,
    apiKey: 'api-key-of-acme-0123456789',
    authKey: 'auth-key-of-acme-9876543210',
    responseDomain: `https://${mark}.example.org`,
    senderEmail: from.email,
  };
  await setup.saveSettings({ revision: revisions.general, draft });
  await setup.addDomain({ domain: `${mark}.example.com` });
  await store.launches.create(tenant, mark, launch);
  await store.launches.beginBatch(tenant, launchId, { index: 0, recipients: 12, cursor: mark });
  await store.inbox.accept(tenant, packet());
  await processingOf(store, readers)(tenant, { limit: 10, now: at });
  await store.inbox.accept(tenant, {
    ...packet(),
    id: '0199b0a0-0000-7000-8000-000000000002',
    body: new TextEncoder().encode(mark),
  });
  await processingOf(store, readers)(tenant, { limit: 10, now: at });
  await store.domains.noteUse(tenant, `${mark}.example.com`, at);
}

const setupOf = (handlers: ReturnType<typeof createMailHandlers>, tenant: string, id: string) =>
  handlers.setupFor({ tenant, actor: { id, name: id }, may: ['view', 'manage', 'send', 'monitoring'] });

function openHost() {
  const cloud = createFakeCloud({
    accounts: [
      {
        name: 'Acme',
        apiKey: 'api-key-of-acme-0123456789',
        authKey: 'auth-key-of-acme-9876543210',
        provider: mark,
      },
    ],
  });
  const store = createMemoryStore();
  const handlers = createMailHandlers({
    store,
    providers: [createCesProvider({ fetch: cloud.fetch })],
    sealer: createSealer({ masterKeys: [{ id: 'm', key: new Uint8Array(32) }] }),
    authorize: () => null,
    host: { service: 'Portal' },
    background: false,
    resolve: async () => ({ state: 'failed', reason: 'timeout' }),
    probe: async () => ({ at: at.toISOString(), from: 'this-server', stages: [], outcome: 'reachable' }),
  });
  return { store, handlers };
}

/** What the second tenant tries with each operation. A new operation without a row is a compile error here. */
const attempts: { [O in OperationName]: OperationInput<O> } = {
  readState: {},
  saveSettings: { revision: '1', draft: { responseDomain: 'https://beta.example.org' } },
  checkSettings: {},
  identifyProvider: { cloudUrl: `https://${mark}.example.net` },
  listChanges: {},
  listDomains: {},
  addDomain: { domain: `${mark}.example.com` },
  checkDomain: { domain: `${mark}.example.com` },
  saveResponses: { revision: '1', access: 'domain', pause: null },
  checkEndpoint: {},
  saveMonitoring: { revision: '0', enabled: true },
  readMonitoring: {},
  readReadiness: { from: `x@${mark}.example.com` },
  listMailings: {},
  sendTest: { from, to: [`x@${mark}.example.com`], idempotencyKey: mark.repeat(2) },
  launch: { mailing: mark, from, idempotencyKey: mark.repeat(2), acknowledged: [] },
  stopLaunch: { id: launchId },
  listLaunches: {},
};

describe('no operation shows or changes anything of another tenant', () => {
  const host = openHost();
  let before: unknown;
  const everythingOf = async (setup: MailSetup) => [
    await setup.readState({}),
    await setup.listChanges({}),
    await setup.listDomains({}),
    await setup.listLaunches({}),
    await setup.readMonitoring({}).then(({ indicators, withheld }) => [indicators, withheld]),
  ];
  const first = setupOf(host.handlers, 'first', mark);
  beforeAll(async () => {
    await fill(host.store, first, 'first');
    before = await everythingOf(first);
    expect(JSON.stringify(before)).toContain(mark);
  });
  afterAll(() => host.handlers.close());

  test.each(operationNames)('%s', async (name) => {
    const second = setupOf(host.handlers, 'second', 'beta');
    const call = second[name] as (input: unknown) => Promise<unknown>;
    const told = await call(attempts[name]).catch((error: Error & { details?: unknown }) => [
      error.message,
      error.details,
    ]);
    // What the second tenant typed itself may come back to it.
    const own = JSON.stringify(attempts[name]);
    if (!own.includes(mark)) expect(JSON.stringify(told)).not.toContain(mark);
    expect(JSON.stringify(told)).not.toContain('6789');
    expect(await everythingOf(first)).toEqual(before);
  });
});

type Ports = Omit<MailStore, 'processingIn' | 'healthy' | 'close'>;

/** The same for each method of the store. Leases belong to the host, not to a tenant; so does the log of its events. */
const reads: {
  [P in keyof Ports as `${P & string}`]: Record<
    keyof Ports[P] & string,
    ((ports: Ports, tenant: string) => Promise<unknown>) | 'of the host'
  >;
} = {
  settings: {
    read: ({ settings }, tenant) => settings.read(tenant),
    write: ({ settings }, tenant) =>
      settings.write(tenant, 'monitoring', emptySections.monitoring, {
        revision: '0',
        actor: { id: 'beta' },
        at,
        fields: [],
      }),
    writeConnection: async ({ settings }, tenant) => {
      const { connection } = await settings.read('first');
      if (connection !== null) await settings.writeConnection(tenant, '1', connection);
    },
    changes: ({ settings }, tenant) => settings.changes(tenant, 100),
  },
  inbox: {
    // Before `accept`, which leaves a packet of its own.
    read: ({ inbox }, tenant) =>
      inbox.read(tenant, 10).then(({ packets }) => packets.map(({ body }) => new TextDecoder().decode(body))),
    accept: ({ inbox }, tenant) => inbox.accept(tenant, packet()),
    waitingTenants: 'of the host',
    settle: ({ inbox }, tenant) => inbox.settle(tenant, { packets: [packet().id], unreadable: [] }),
    backlog: ({ inbox }, tenant) => inbox.backlog(tenant).then(({ unreadable }) => unreadable),
    unreadable: ({ inbox }, tenant) => inbox.unreadable(tenant, 10),
    retryUnreadable: ({ inbox }, tenant) => inbox.retryUnreadable(tenant),
    sources: ({ inbox }, tenant) => inbox.sources(tenant, new Date(0)),
  },
  ledger: {
    apply: ({ ledger }, tenant) => ledger.apply(tenant, [], at),
    totals: ({ ledger }, tenant) => ledger.totals(tenant),
    mailing: ({ ledger }, tenant) => ledger.mailing(tenant, launchId),
    appliedEvents: ({ ledger }, tenant) => ledger.appliedEvents(tenant),
  },
  domains: {
    list: ({ domains }, tenant) => domains.list(tenant),
    read: ({ domains }, tenant) => domains.read(tenant, `${mark}.example.com`),
    save: async ({ domains }, tenant) => {
      const stored = await domains.read('first', `${mark}.example.com`);
      if (stored === null) throw new Error('The first tenant has no domain.');
      const report = { ...stored.report, unicode: 'beta.example.com' };
      await domains.save(tenant, report, { revision: stored.revision, at, events: [] });
      await domains.save(tenant, { ...report, domain: report.unicode }, added);
    },
    due: 'of the host',
    noteUse: ({ domains }, tenant) => domains.noteUse(tenant, 'beta.example.com', at),
    uses: ({ domains }, tenant) => domains.uses(tenant),
  },
  launches: {
    create: ({ launches }, tenant) =>
      launches.create(tenant, mark, {
        ...launch,
        id: '0c4f5f0a-7a5b-4f53-9d0a-bbbbbbbbbbbb',
        mailing: null,
        from: { email: 'x', name: 'x' },
        actor: { id: 'beta' },
      }),
    read: ({ launches }, tenant) => launches.read(tenant, launchId),
    list: ({ launches }, tenant) => launches.list(tenant, 10),
    move: ({ launches }, tenant) => launches.move(tenant, launchId, ['queued'], 'stopped', at),
    beginBatch: ({ launches }, tenant) =>
      launches.beginBatch(tenant, launchId, { index: 1, recipients: 1, cursor: '' }).catch(() => null),
    endBatch: ({ launches }, tenant) =>
      launches.endBatch(tenant, launchId, 0, 'refused', at).catch(() => null),
    batches: ({ launches }, tenant) => launches.batches(tenant, launchId),
  },
  leases: { acquire: 'of the host', renew: 'of the host', release: 'of the host' },
  events: { append: 'of the host', read: 'of the host', acknowledge: 'of the host' },
};

const folder = mkdtempSync(join(tmpdir(), 'mail-settings-tenants-'));
afterAll(() => rmSync(folder, { recursive: true }));

const stores: [string, () => MailStore][] = [
  ['memory', () => createMemoryStore()],
  ['SQLite', () => createSqliteStore({ path: join(folder, 'mail.db') })],
];
describe.each(stores)('no method of the %s store shows or changes anything of another tenant', (_, open) => {
  const store = open();
  const snapshot = async () => ({
    settings: await store.settings.read('first'),
    changes: await store.settings.changes('first', 100),
    totals: await store.ledger.totals('first'),
    unreadable: await store.inbox.unreadable('first', 10),
    sources: await store.inbox.sources('first', new Date(0)),
    domains: await store.domains.list('first'),
    uses: await store.domains.uses('first'),
    launches: await store.launches.list('first', 10),
    batches: await store.launches.batches('first', launchId),
  });
  let before: unknown;
  beforeAll(async () => {
    const source = openHost();
    const setup = setupOf(source.handlers, 'first', mark);
    await fill(source.store, setup, 'first');
    const { general } = await source.store.settings.read('first');
    await store.settings.write('first', 'general', general, {
      revision: '0',
      actor: { id: mark },
      at,
      fields: [mark],
    });
    for (const report of await source.store.domains.list('first'))
      await store.domains.save('first', report, added);
    await store.domains.noteUse('first', `${mark}.example.com`, at);
    await store.launches.create('first', mark, launch);
    await store.launches.beginBatch('first', launchId, { index: 0, recipients: 12, cursor: mark });
    await store.inbox.accept('first', packet());
    await processingOf(store, readers)('first', { limit: 10, now: at });
    before = await snapshot();
    expect(JSON.stringify(before)).toContain(mark);
    await source.handlers.close();
  });
  afterAll(() => store.close());

  const methods = Object.entries(reads).flatMap(([port, rows]) =>
    Object.entries(rows).flatMap(([method, attempt]) =>
      typeof attempt === 'function' ? [{ name: `${port}.${method}`, attempt }] : [],
    ),
  );
  test('every method the store has is in the table', () => {
    for (const [port, rows] of Object.entries(reads)) {
      const has = store[port as keyof Ports];
      expect(Object.keys(rows).sort()).toEqual(Object.keys(has).sort());
    }
  });

  test.each(methods)('$name', async ({ attempt }) => {
    const told = await attempt(store, 'second');
    expect(JSON.stringify(told) ?? '').not.toContain(mark);
    expect(JSON.stringify(told) ?? '').not.toContain(launchId);
    expect(await snapshot()).toEqual(before);
  });
});
