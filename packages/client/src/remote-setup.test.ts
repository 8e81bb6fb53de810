import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { isMailError, MailError, type MailErrorCode } from '@mail-settings/core';
import { operationNames, problemOf, problemType } from '@mail-settings/core/server';
import { afterEach, describe, expect, test } from 'vitest';
import { closedPort, closeServers, listen } from '../test/servers.ts';
import { createRemoteSetup, type RemoteSetupOptions } from './remote-setup.ts';

afterEach(closeServers);

type Seen = { method: string; path: string; headers: Record<string, unknown>; body: string };

/** A host that answers every operation alike, and what it was asked. */
async function host(answer: (outgoing: ServerResponse) => void, options: Partial<RemoteSetupOptions> = {}) {
  const seen: Seen[] = [];
  const port = await listen(
    createServer(async (incoming: IncomingMessage, outgoing) => {
      const body = (await incoming.setEncoding('utf8').toArray()).join('');
      seen.push({ method: incoming.method ?? '', path: incoming.url ?? '', headers: incoming.headers, body });
      answer(outgoing);
    }),
  );
  return {
    seen,
    setup: createRemoteSetup({ url: `http://127.0.0.1:${port}/app/mail-settings/`, ...options }),
  };
}

const json =
  (body: unknown, status = 200, type = 'application/json') =>
  (outgoing: ServerResponse) =>
    void outgoing.writeHead(status, { 'content-type': type }).end(JSON.stringify(body));

async function failure(call: Promise<unknown>): Promise<MailError> {
  const error = await call.then(
    () => new Error('the call succeeded'),
    (error: unknown) => error,
  );
  if (!isMailError(error)) throw error;
  return error;
}

test('each operation is one POST of JSON to its own path, with the headers of the host', async () => {
  let calls = 0;
  const headers = () => ({ 'x-csrf-token': `token-${++calls}`, 'content-type': 'text/plain' });
  const { seen, setup } = await host(json({ domains: [] }, 202), { headers });
  expect(await setup.listDomains({})).toEqual({ domains: [] });
  await setup.addDomain({ domain: 'news.example.com' });
  expect(seen.map(({ method, path, body }) => `${method} ${path} ${body}`)).toEqual([
    'POST /app/mail-settings/list-domains {}',
    'POST /app/mail-settings/add-domain {"domain":"news.example.com"}',
  ]);
  expect(seen[1]?.headers).toMatchObject({ 'content-type': 'application/json', 'x-csrf-token': 'token-2' });
});

test('every operation of the host is a method, the same at each reading', () => {
  const setup = createRemoteSetup({ url: '/mail-settings' });
  expect(operationNames.length).toBeGreaterThan(0);
  for (const name of operationNames) {
    expect(setup[name]).toBeTypeOf('function');
    expect(setup[name]).toBe(setup[name]);
  }
});

test('what others read of any object is no operation: it can be awaited, printed and compared without a call', async () => {
  const { seen, setup } = await host(json({}));
  expect(await setup).toBe(setup);
  expect(JSON.stringify({ setup })).toBe('{"setup":{}}');
  expect(`${setup}`).toBe('[object Object]');
  const others = ['then', 'toJSON', 'read-state', 'a.b', '../x', '__v_isReactive', '$$typeof', '0', ''];
  for (const name of [...others, Symbol.iterator, Symbol.toPrimitive]) {
    expect(Reflect.get(setup, name), String(name)).toBeUndefined();
  }
  expect(seen).toEqual([]);
});

test('the session goes along, and only to the own origin', async () => {
  const inits: RequestInit[] = [];
  const setup = createRemoteSetup({
    url: '/mail-settings',
    fetch: async (_, init) => {
      inits.push(init);
      return Response.json({});
    },
  });
  await setup.readState({});
  expect(inits[0]).toMatchObject({ credentials: 'same-origin', redirect: 'manual' });
});

const codes: [MailErrorCode, number][] = [
  ['bad-request', 400],
  ['login-needed', 401],
  ['not-allowed', 403],
  ['feature-off', 404],
  ['unknown-operation', 404],
  ['revision-conflict', 409],
  ['wrong-master-key', 409],
  ['invalid', 422],
  ['slow-down', 429],
  ['unexpected', 500],
  ['service-unreachable', 502],
  ['store-unavailable', 503],
];

test.each(codes)('the problem %s arrives as that error, with all its facts', async (code, status) => {
  const sent = new MailError(code, 'inside', {
    fields: [{ field: 'cloudUrl', code: 'not-https' }],
    ids: ['domain-verified'],
    conflict: { section: 'general', actor: { id: 'u1' }, at: '2026-11-24T08:00:00Z', fields: ['apiKey'] },
    stage: 'tls',
    serviceMessage: 'The name is on a list.',
    retryAfter: 3,
  });
  const { seen, setup } = await host(json(problemOf(sent, status, 'req-1'), status, problemType));
  const error = await failure(setup.readState({}));
  expect(error.code).toBe(code);
  expect(error.details).toEqual({ ...sent.details, status, requestId: 'req-1' });
  expect(seen).toHaveLength(1);
});

describe('an answer that is no problem of ours', () => {
  const page =
    (status: number, headers = {}) =>
    (outgoing: ServerResponse) =>
      void outgoing
        .writeHead(status, { 'content-type': 'text/html', ...headers })
        .end('<!doctype html><p>Hello');

  test.each([
    [404, 'not-mounted'],
    [401, 'login-needed'],
    [403, 'not-allowed'],
    [429, 'slow-down'],
    [500, 'unexpected'],
    [502, 'host-unreachable'],
    [200, 'answer-unreadable'],
  ] as const)('with status %i means %s', async (status, code) => {
    const { setup } = await host(page(status));
    expect((await failure(setup.readState({}))).code).toBe(code);
  });

  test('but sends to a login page, means that the session ended', async () => {
    const { seen, setup } = await host(page(302, { location: '/login' }));
    expect((await failure(setup.readState({}))).code).toBe('login-needed');
    expect(seen).toHaveLength(1);
  });

  test('and is empty or broken off, is no answer', async () => {
    const empty = await host((outgoing) => void outgoing.end());
    expect((await failure(empty.setup.readState({}))).code).toBe('answer-unreadable');
    const broken = await host((outgoing) => {
      outgoing.writeHead(200, { 'content-length': '100' }).write('{"gen');
      outgoing.destroy();
    });
    expect((await failure(broken.setup.readState({}))).code).toBe('host-unreachable');
  });
});

test('a host that is not there is host-unreachable, and so is one that never answers', async () => {
  const gone = createRemoteSetup({ url: `http://127.0.0.1:${closedPort}/mail-settings` });
  const error = await failure(gone.readState({}));
  expect([error.code, error.retryable]).toEqual(['host-unreachable', true]);
  const { setup } = await host(() => undefined, { timeoutMs: 100 });
  expect((await failure(setup.readState({}))).details.stage).toBe('time');
});

test('an aborted operation throws the reason it was given', async () => {
  const controller = new AbortController();
  const reason = new Error('tab closed');
  const { setup } = await host(() => controller.abort(reason));
  await expect(setup.readState({}, { signal: controller.signal })).rejects.toBe(reason);
  await expect(setup.readState({}, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
});

test('what the host’s own headers throw is told as it is, and not as a host that is away', async () => {
  const fault = new Error('no token on this page');
  const { seen, setup } = await host(json({}), {
    headers: () => {
      throw fault;
    },
  });
  await expect(setup.readState({})).rejects.toBe(fault);
  expect(seen).toEqual([]);
});
