import { randomBytes } from 'node:crypto';
import type { Server } from 'node:http';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { monitoringPath, webhookPath } from '@mail-settings/core/providers/ces';
import { problemType } from '@mail-settings/core/server';
import { afterEach, describe, expect, test } from 'vitest';
import { call, type HostOptions, hosts, listen, ownAnswer, stop } from '../test/hosts.ts';
import { authKey, handlersForTest } from '../test/parts.ts';
import type { MailHandlersOptions } from './handlers.ts';

const running: { server: Server; close: () => Promise<void> }[] = [];

afterEach(async () => {
  for (const { server, close } of running.splice(0)) {
    await stop(server);
    await close();
  }
});

const path = webhookPath;
const form = 'application/x-www-form-urlencoded';
const right = { 'bpmonline-signature': authKey, 'content-type': form };
const event = {
  Type: 2,
  EventDate: '2026-03-01T10:00:00Z',
  EmailId: '6f1e2f60-8c0e-4b7e-9a2f-0d6c7c3f5a11',
  RecipientUId: '0c9d3c8e-52a8-4bd0-8d65-2f1f6f9b1c22',
  ResponseCode: '2',
};
const packet = `webhooks=${encodeURIComponent(JSON.stringify([event]))}`;

describe.each(Object.entries(hosts))('mounted on %s', (name, host) => {
  async function start(options: Partial<MailHandlersOptions> = {}, hostOptions: HostOptions = {}) {
    const parts = handlersForTest(options);
    const server = host(parts.handlers, hostOptions);
    running.push({ server, close: parts.handlers.close });
    return { ...parts, port: await listen(server) };
  }

  test('a packet is stored byte for byte, with its type and its source', async () => {
    const { port, accepted } = await start();
    const body = Buffer.concat([
      Buffer.from('webhooks=%5B%5D&x='),
      Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)),
      randomBytes(200_000),
    ]);
    const answer = await call(port, { path: `${path}?a=%2F`, headers: right, body });
    expect(answer).toMatchObject({ status: 200, body: '' });
    expect(accepted).toHaveLength(1);
    expect(Buffer.from(accepted[0]?.body ?? []).equals(body)).toBe(true);
    expect(accepted[0]).toMatchObject({ contentType: form, remoteAddress: '127.0.0.1', provider: 'ces' });
    expect(answer.headers['x-request-id']).toBe(accepted[0]?.id);
  });

  test('a packet in chunks of unknown length is stored byte for byte', async () => {
    const { port, accepted } = await start();
    const body = randomBytes(150_000);
    const answer = await call(port, { path, headers: { ...right, 'transfer-encoding': 'chunked' }, body });
    expect(answer.status).toBe(200);
    expect(Buffer.from(accepted[0]?.body ?? []).equals(body)).toBe(true);
  });

  test('letter case of the path does not count', async () => {
    const { port, accepted } = await start();
    for (const spelled of [path.toLowerCase(), path.toUpperCase(), path.replace('WebHooksS', 'WebhooksS')]) {
      expect(await call(port, { path: spelled, headers: right, body: packet })).toMatchObject({
        status: 200,
      });
    }
    expect(accepted).toHaveLength(3);
  });

  test('a HEAD probe needs no key, echoes the origin and stores nothing', async () => {
    const { port, accepted } = await start();
    const headers = { origin: 'https://service.example' };
    const answer = await call(port, { method: 'HEAD', path, headers });
    expect(answer).toMatchObject({ status: 200, body: '' });
    expect(answer.headers['access-control-allow-origin']).toBe('https://service.example');
    const plain = await call(port, { method: 'HEAD', path });
    expect(plain.headers['access-control-allow-origin']).toBeUndefined();
    expect(accepted).toEqual([]);
  });

  test.each(['GET', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'])(
    '%s is answered 405 with what is allowed',
    async (method) => {
      const { port } = await start();
      const answer = await call(port, { method, path, headers: right });
      expect(answer.status).toBe(405);
      expect(answer.headers.allow).toBe('POST, HEAD');
      expect(problem(answer)).toMatchObject({ code: 'method-not-allowed', status: 405 });
    },
  );

  test('a missing, an empty and a wrong key look the same from outside', async () => {
    const { port, accepted } = await start();
    const { 'bpmonline-signature': _, ...without } = right;
    const wrong = [
      without,
      ...['', 'wrong', `${authKey}x`, authKey.toUpperCase()].map((key) => ({
        ...right,
        'bpmonline-signature': key,
      })),
    ];
    const answers = await Promise.all(wrong.map((headers) => call(port, { path, headers, body: packet })));
    for (const answer of answers) {
      expect(answer.status).toBe(401);
      const { requestId, ...rest } = problem(answer);
      expect(rest).toEqual({ type: 'urn:mail-settings:wrong-key', code: 'wrong-key', status: 401 });
      expect(answer.headers['x-request-id']).toBe(requestId);
    }
    expect(accepted).toEqual([]);
  });

  test('a body over the limit is answered 413, declared or not, and one at the limit is taken', async () => {
    const { port, accepted } = await start({ limits: { body: 100_000 } });
    const body = Buffer.alloc(100_001, 'a');
    const declared = await call(port, { path, headers: right, body });
    expect(problem(declared)).toMatchObject({ code: 'too-large', status: 413 });
    const chunked = await call(port, { path, headers: { ...right, 'transfer-encoding': 'chunked' }, body });
    expect(problem(chunked)).toMatchObject({ code: 'too-large', status: 413 });
    expect(accepted).toEqual([]);
    expect(await call(port, { path, headers: right, body: body.subarray(1) })).toMatchObject({ status: 200 });
  });

  test('gzip is unpacked', async () => {
    const { port, accepted } = await start();
    const headers = { ...right, 'content-encoding': 'gzip' };
    expect(await call(port, { path, headers, body: gzipSync(packet) })).toMatchObject({ status: 200 });
    expect(Buffer.from(accepted[0]?.body ?? []).toString()).toBe(packet);
  });

  test.each([
    ['an unknown encoding', 'br', Buffer.from(packet), 415, 'unknown-encoding'],
    ['two encodings', 'gzip, gzip', gzipSync(gzipSync(packet)), 415, 'unknown-encoding'],
    ['gzip that is none', 'gzip', Buffer.from(packet), 400, 'bad-request'],
    ['gzip that is cut off', 'gzip', gzipSync(packet).subarray(0, -9), 400, 'bad-request'],
    ['gzip that unpacks beyond the limit', 'gzip', gzipSync(Buffer.alloc(5_000_000)), 413, 'too-large'],
  ])('%s is refused', async (_, encoding, body, status, code) => {
    const { port, accepted } = await start({ limits: { body: 1_000_000 } });
    const answer = await call(port, { path, headers: { ...right, 'content-encoding': encoding }, body });
    expect(answer.status).toBe(status);
    expect(problem(answer).code).toBe(code);
    expect(accepted).toEqual([]);
  });

  test('under a mount path the handlers are there and nowhere else', async () => {
    const { port, accepted } = await start({}, { mount: '/portal' });
    expect(await call(port, { path: `/portal${path}`, headers: right, body: packet })).toMatchObject({
      status: 200,
    });
    expect(await call(port, { path, headers: right, body: packet })).toMatchObject({ body: ownAnswer });
    const state = await call(port, { path: '/portal/mail-settings/read-state', headers: json, body: '{}' });
    expect(state.status).toBe(200);
    expect(accepted).toHaveLength(1);
  });

  test('a body that another layer has read is refused with what to move', async () => {
    const { port, accepted } = await start({}, { readsBodies: true });
    const answer = await call(port, { path, headers: right, body: packet });
    expect(answer.status).toBe(500);
    expect(problem(answer)).toMatchObject({
      code: 'body-consumed',
      detail: expect.stringContaining('Mount the mail handlers before any body parser'),
    });
    expect(accepted).toEqual([]);
  });

  test('other paths go on to the host', async () => {
    const { port } = await start();
    for (const other of [
      '/',
      '/0/ServiceModel',
      `${path}/more`,
      '/mail-settings',
      '/mail-settings/',
      '/mail-settings/a/b',
    ]) {
      expect(await call(port, { path: other, headers: right, body: packet })).toMatchObject({
        body: ownAnswer,
      });
    }
  });

  test('a sender that goes away half way leaves nothing behind', async () => {
    const { port, accepted, handlers } = await start();
    const socket = connect(port, '127.0.0.1');
    const head = `POST ${path} HTTP/1.1\r\nHost: a\r\nBpmonline-Signature: ${authKey}\r\nContent-Length: 1000\r\n\r\n`;
    await new Promise<void>((resolve) => socket.write(`${head}webhooks=`, () => resolve()));
    const aborted = new Promise((resolve) => socket.on('close', resolve));
    socket.destroy();
    await aborted;
    expect(await call(port, { path, headers: right, body: packet })).toMatchObject({ status: 200 });
    await handlers.close(); // waits for the call that was cut off
    expect(accepted.map(({ body }) => Buffer.from(body).toString())).toEqual([packet]);
  });

  test('more bytes in flight than allowed are answered 503 with a time to come again', async () => {
    const { port } = await start({ limits: { body: 1000, inFlight: 1500 } });
    const body = 'a'.repeat(1000);
    const first = connect(port, '127.0.0.1');
    const head = `POST ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nBpmonline-Signature: ${authKey}\r\nContent-Length: 1000\r\nExpect: 100-continue\r\n\r\n`;
    const heard = new Promise<string>((resolve) => {
      let text = '';
      first.on('data', (chunk) => {
        text += chunk;
      });
      first.on('close', () => resolve(text));
    });
    // "100 Continue" says that the server has begun with the request.
    const begun = new Promise((resolve) => first.once('data', resolve));
    first.write(head);
    await begun;
    const second = await call(port, { path, headers: right, body });
    expect(second.status).toBe(503);
    expect(second.headers['retry-after']).toBe('1');
    expect(problem(second)).toMatchObject({ code: 'overloaded', retryAfter: 1 });
    first.write(body);
    expect(await heard).toContain('HTTP/1.1 200 OK');
    expect(await call(port, { path, headers: right, body })).toMatchObject({ status: 200 });
  });

  test('authenticated garbage is answered 200 and kept', async () => {
    const { port, handlers, store } = await start();
    for (const body of ['', 'webhooks=', 'webhooks=%5B', 'hello', '\u0000\uffff', 'webhooks=%FF%FE']) {
      expect(await call(port, { path, headers: right, body })).toMatchObject({ status: 200 });
    }
    await call(port, { path, headers: { ...right, 'content-type': 'image/png' }, body: packet });
    expect(await handlers.processOnce()).toMatchObject({ packets: 7, rejected: 6, applied: 1 });
    expect(await store.inbox.backlog('default')).toMatchObject({ waiting: 0, unreadable: 6 });
  });

  test('a store that does not take the packet gives 503 and nothing of the inside', async () => {
    const { port } = await start({ store: brokenStore() });
    const answer = await call(port, { path, headers: right, body: packet });
    expect(answer.status).toBe(503);
    expect(problem(answer)).toMatchObject({ code: 'store-unavailable' });
    expect(answer.body).not.toMatch(/disk|EIO/);
  });

  test('a Host header that is none is answered 400', async () => {
    const { port, accepted } = await start();
    const answer = await call(port, { path, headers: { ...right, host: 'a b/' }, body: packet });
    expect(answer.status).toBe(400);
    expect(accepted).toEqual([]);
  });

  test('an operation of the page is answered in JSON that nobody keeps', async () => {
    const { port } = await start();
    const answer = await call(port, { path: '/Mail-Settings/Read-State', headers: json, body: '{}' });
    expect(answer.status).toBe(200);
    expect(answer.headers).toMatchObject({ 'content-type': 'application/json', 'cache-control': 'no-store' });
    expect(JSON.parse(answer.body)).toMatchObject({
      host: { service: 'Portal' },
      monitoring: { enabled: false },
    });
  });

  test('support reads the state of mailings', async () => {
    const { port } = await start();
    const headers = { ...right, 'content-type': 'application/json', origin: 'https://support.example' };
    const answer = await call(port, { path: monitoringPath, headers, body: '{"filters":{}}' });
    expect(answer.status).toBe(200);
    expect(answer.headers['access-control-allow-origin']).toBe('https://support.example');
    expect(JSON.parse(answer.body).GetEmailStateResult).toBeInstanceOf(Array);
  });

  test('health follows the store', async () => {
    const { port, store } = await start();
    const health = { method: 'GET', path: '/mail-settings/health' };
    expect(await call(port, health)).toMatchObject({ status: 200 });
    expect(await call(port, { ...health, method: 'HEAD' })).toMatchObject({ status: 200, body: '' });
    expect(await call(port, { ...health, method: 'POST' })).toMatchObject({ status: 405 });
    await store.close();
    expect(await call(port, health)).toMatchObject({ status: 503 });
  });

  test(`${name} answers 503 to new calls once the handlers are closed`, async () => {
    const { port, handlers } = await start();
    await handlers.close();
    const answer = await call(port, { path, headers: right, body: packet });
    expect(answer.status).toBe(503);
    expect(answer.headers['retry-after']).toBe('5');
  });
});

test('raw bytes that a platform kept are as good as the stream', async () => {
  const { handlers, accepted } = handlersForTest();
  const server = hosts['Express 5'](handlers, {});
  server.prependListener('request', (incoming) => Object.assign(incoming, { rawBody: Buffer.from(packet) }));
  running.push({ server, close: handlers.close });
  const port = await listen(server);
  expect(await call(port, { path, headers: right, body: 'something else' })).toMatchObject({ status: 400 });
  expect(await call(port, { path, headers: right, body: packet })).toMatchObject({ status: 200 });
  expect(accepted.map(({ body }) => Buffer.from(body).toString())).toEqual([packet]);
});

const json = { 'content-type': 'application/json' };

function problem({ headers, body }: { headers: Record<string, unknown>; body: string }) {
  expect(headers['content-type']).toBe(problemType);
  expect(headers['cache-control']).toBe('no-store');
  return JSON.parse(body);
}

function brokenStore() {
  const { store } = handlersForTest();
  const accept = () => Promise.reject(new Error('EIO: disk is broken'));
  return { ...store, inbox: { ...store.inbox, accept } };
}
