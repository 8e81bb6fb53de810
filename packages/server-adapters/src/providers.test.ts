import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Provider } from '@mail-settings/core';
import {
  ces,
  formContentType,
  signatureHeader,
  webhookPath,
  writeCesPacket,
} from '@mail-settings/core/providers/ces';
import { afterEach, describe, expect, it, test } from 'vitest';
import { listen } from '../test/hosts.ts';
import { manager, noService, sealer } from '../test/parts.ts';
import { createTinyProvider, signTiny, tinyBody } from '../test/tiny/provider.ts';
import { createMailHandlers, type MailHandlersOptions } from './handlers.ts';
import type { LogRecord } from './log.ts';
import { createNodeListener } from './node/index.ts';
import { createMemoryStore } from './stores/memory.ts';
import { createSqliteStore } from './stores/sqlite.ts';
import { response } from './testing/fixtures.ts';
import { type ProviderSample, providerCases } from './testing/provider-cases.ts';

const key = 'auth-key-of-a-tenant-1f2e3d4c';
const cesProvider: Provider = { ...ces, service: noService };
const tiny = createTinyProvider('api-key').provider;

const samples: ProviderSample[] = [
  {
    provider: cesProvider,
    write: (responses) => ({ body: writeCesPacket(responses), contentType: formContentType }),
    show: (shown) => ({ [signatureHeader]: shown }),
  },
  {
    provider: tiny,
    write: (responses) => ({
      body: tinyBody(
        responses.map(({ mailing, recipient, at }) => ({
          ...{ job: mailing, to: recipient, at: Math.floor(at / 1000), what: 'landed' },
        })),
      ),
      contentType: 'application/json',
    }),
    show: (secret, body) => ({ 'x-tiny-signature': signTiny(secret, body) }),
  },
];

describe.each(samples)('the provider $provider.id', (sample) => {
  it.each(providerCases)('$name', ({ run }) => run(sample));
});

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** A listening host over SQLite: tenant `north` sends by CES, `south` by the tiny service; both have the same key. */
async function start(options: Partial<MailHandlersOptions> = {}, folder?: string) {
  const data = folder ?? (await mkdtemp(join(tmpdir(), 'providers-')));
  const log: LogRecord[] = [];
  const store = createSqliteStore({ path: join(data, 'store.db') });
  const handlers = createMailHandlers({
    store,
    providers: [cesProvider, tiny],
    providerOf: (tenant) => ({ north: 'ces', south: 'tiny' })[tenant] ?? null,
    tenantOf: (request) => request.headers.get('x-tenant'),
    access: async () => ({ authKeys: [key], monitoring: true }),
    sealer,
    authorize: () => manager,
    host: { service: 'Portal', cohort: 1 },
    background: false,
    log: (record) => log.push(record),
    ...options,
  });
  const server = createServer(createNodeListener(handlers));
  const port = await listen(server);
  const close = async () => {
    server.closeAllConnections();
    server.close();
    await handlers.close();
  };
  ends.push(async () => {
    await close();
    await rm(data, { recursive: true, force: true });
  });
  const post = (tenant: string, path: string, body: string, headers: Record<string, string>) =>
    fetch(`http://127.0.0.1:${port}${path}`, {
      method: 'POST',
      body,
      headers: { 'x-tenant': tenant, ...headers },
    });
  const postTiny = (tenant: string, body: string, secret = key) =>
    post(tenant, '/hooks/tiny', body, { 'x-tiny-signature': signTiny(secret, body) });
  return { store, handlers, log, post, postTiny, data, close };
}

const [mailing, recipient, other] = [
  '6f1e2f60-8c0e-4b7e-9a2f-0d6c7c3f5a11',
  '0c9d3c8e-52a8-4bd0-8d65-000000000001',
  '0c9d3c8e-52a8-4bd0-8d65-000000000002',
];
const report = (to: string, what: string, at = 1000) => ({ job: mailing, to, at, what });

test('two services report to one host, each in its own way, and are counted in the same words', async () => {
  const { store, handlers, post, postTiny, log } = await start();
  const packet = writeCesPacket([
    response({ mailing, recipient }),
    response({ mailing, recipient: other, outcome: 'hard-bounce' }),
  ]);
  const headers = { [signatureHeader]: key, 'content-type': formContentType };
  expect((await post('north', webhookPath, packet, headers)).status).toBe(200);
  const body = tinyBody([
    report(recipient, 'landed'),
    report(recipient, 'seen', 2000),
    report(other, 'gone'),
  ]);
  expect((await postTiny('south', body)).status).toBe(200);
  expect((await postTiny('south', body)).status).toBe(200);
  expect(await handlers.processOnce()).toMatchObject({ packets: 3, rejected: 0, left: 0 });
  const of = async (tenant: string) => (await store.ledger.mailing(tenant, mailing ?? ''))?.byOutcome;
  expect(await of('north')).toEqual({ delivered: 1, 'hard-bounce': 1 });
  expect(await of('south')).toEqual({ opened: 1, 'hard-bounce': 1 });
  expect(log).toEqual([]);

  const asCes = await post('north', ces.monitoring.path, '{"filters":{}}', headers);
  expect((await asCes.json()).GetEmailStateResult.length).toBeGreaterThan(5);
  const asTiny = await post('south', '/state/tiny', '', { 'x-tiny-key': key });
  expect(await asTiny.json()).toContainEqual(['delivered', 1, 'ok']);
  expect((await post('south', '/state/tiny', '', { [signatureHeader]: key })).status).toBe(403);
});

test('what one service shows is no proof of another, on whichever path it comes in', async () => {
  const { post, store } = await start();
  const body = tinyBody([report(recipient, 'landed')]);
  for (const path of [webhookPath, '/hooks/tiny']) {
    expect((await post('south', path, body, { [signatureHeader]: key })).status).toBe(401);
    expect((await post('north', path, body, { 'x-tiny-signature': signTiny(key, body) })).status).toBe(401);
  }
  expect((await store.inbox.backlog('south')).waiting).toBe(0);
  expect((await store.inbox.backlog('north')).waiting).toBe(0);
});

test('of a body that has to prove itself no more is read than its service ever sends', async () => {
  const { postTiny } = await start();
  const body = tinyBody(Array.from({ length: 200 }, () => report(recipient, 'landed')));
  expect(body.length).toBeGreaterThan(10_000);
  expect((await postTiny('south', body)).status).toBe(413);
});

test('packets of a provider that is no longer listed are set aside, and counted once it is again', async () => {
  const first = await start();
  await first.postTiny('south', tinyBody([report(recipient, 'landed')]));
  await first.close();
  const without = await start({ providers: [cesProvider], providerOf: undefined }, first.data);
  expect(await without.handlers.processOnce()).toMatchObject({ packets: 1, applied: 0, rejected: 1 });
  expect((await without.store.inbox.unreadable('south', 10))[0]?.reason).toBe('unknown-provider');
  await without.close();
  const again = await start({}, first.data);
  expect(await again.store.inbox.retryUnreadable('south')).toBe(1);
  expect(await again.handlers.processOnce()).toMatchObject({ packets: 1, applied: 1, rejected: 0 });
});

test.each([
  ['names no module', null],
  ['names one that is not there', 'file:///nowhere/reader.js'],
  ['names one without a reader', new URL('../test/tiny/provider.ts', import.meta.url).href],
])(
  'a provider that %s is read in the thread of the host, which the log says once',
  async (_, readerModule) => {
    const provider = { ...tiny, webhook: { ...tiny.webhook, readerModule } };
    const { handlers, post, postTiny, log, store } = await start({ providers: [cesProvider, provider] });
    const packet = writeCesPacket([response({ mailing, recipient })]);
    for (const at of [1000, 2000]) {
      await postTiny('south', tinyBody([report(recipient, 'landed', at)]));
      await post('north', webhookPath, packet, { [signatureHeader]: key, 'content-type': formContentType });
      expect(await handlers.processOnce()).toMatchObject({ packets: 2, rejected: 0, left: 0 });
    }
    expect((await store.ledger.mailing('south', mailing ?? ''))?.byOutcome).toEqual({ delivered: 1 });
    expect((await store.ledger.mailing('north', mailing ?? ''))?.byOutcome).toEqual({ delivered: 1 });
    expect(log.map(({ event, provider }) => [event, provider])).toEqual([['reader-not-in-thread', 'tiny']]);
  },
);

test('a reader that throws loses no packet and holds none up', async () => {
  const webhook = {
    ...tiny.webhook,
    readerModule: null,
    read: () => {
      throw new Error('no reader should');
    },
  };
  const { handlers, postTiny, store } = await start({ providers: [cesProvider, { ...tiny, webhook }] });
  await postTiny('south', tinyBody([report(recipient, 'landed')]));
  expect(await handlers.processOnce()).toMatchObject({ packets: 1, rejected: 1, left: 0 });
  expect((await store.inbox.unreadable('south', 10))[0]?.reason).toBe('reader-failed');
});

test.each<[string, Partial<MailHandlersOptions>, RegExp]>([
  ['no provider', { providers: [] }, /list at least one/],
  ['two of one id', { providers: [tiny, tiny], providerOf: () => 'tiny' }, /two of them have the id "tiny"/],
  ['an id that is none', { providers: [{ ...tiny, id: 'Tiny Co' }] }, /lower-case/],
  ['several and nobody who tells which', { providers: [cesProvider, tiny] }, /providerOf has to tell/],
])('handlers are not made with %s', (_, options, message) => {
  const make = () =>
    createMailHandlers({
      ...{
        store: createMemoryStore(),
        providers: [tiny],
        sealer,
        authorize: () => null,
        host: { service: 'P' },
      },
      ...options,
      background: false,
    });
  expect(make).toThrow(TypeError);
  expect(make).toThrow(message);
});

test('an id that is not listed is a mistake of the host, which the log tells and no caller', async () => {
  const { post, log } = await start({ providerOf: () => 'other' });
  const answer = await post('north', webhookPath, 'webhooks=', { [signatureHeader]: key });
  expect(answer.status).toBe(503);
  expect(JSON.stringify(log)).not.toContain(key);
  expect(log).toContainEqual(expect.objectContaining({ event: 'call-failed', level: 'error' }));
});

test('a service that cannot stop goes on with what it has: a launch stops between batches, or not at all', async () => {
  const { store, handlers } = await start({ authorize: () => manager });
  const caller = { ...manager, tenant: 'south' };
  const at = new Date().toISOString();
  const launch = (id: string, state: 'sending' | 'queued') => ({
    ...{
      id,
      mailing: { id: 'm', name: 'News' },
      from: { email: 'a@example.org', name: 'A' },
      test: false,
      state,
    },
    ...{
      recipients: 4,
      sent: 2,
      unknown: 0,
      error: null,
      actor: { id: 'anna' },
      createdAt: at,
      updatedAt: at,
    },
  });
  await store.launches.create('south', 'one', launch(recipient ?? '', 'sending'));
  await store.launches.create('south', 'two', launch(other ?? '', 'queued'));
  const setup = handlers.setupFor(caller);
  expect(await setup.stopLaunch({ id: recipient ?? '' })).toMatchObject({
    launch: { state: 'stopped' },
    serviceStops: false,
  });
  expect(await setup.stopLaunch({ id: other ?? '' })).toMatchObject({ launch: { state: 'queued' } });
});
