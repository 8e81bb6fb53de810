import type { Access } from '@mail-settings/core';
import { webhookPath } from '@mail-settings/core/providers/ces';
import { expect, test } from 'vitest';
import { authKey, handlersForTest, manager } from '../../test/parts.ts';
import type { LogRecord } from '../log.ts';
import { createMemoryStore } from '../stores/memory.ts';
import { createSealer } from '../stores/sealed.ts';

const url = `http://portal.example${webhookPath}`;

const post = (key: string | null, body = 'webhooks=%5B%5D', headers: Record<string, string> = {}) =>
  new Request(url, {
    method: 'POST',
    body,
    headers: { ...(key !== null && { 'bpmonline-signature': key }), ...headers },
  });

test('a null tenant and an unknown one answer exactly as a wrong key does', async () => {
  const { handlers, accepted } = handlersForTest({
    tenantOf: async (request) => request.headers.get('x-tenant'),
    access: async (tenant): Promise<Access> => ({
      authKeys: tenant === 'north' ? [authKey] : [],
      monitoring: tenant === 'north',
    }),
  });
  const seen = async (request: Request) => {
    const answer = await handlers.webhook(request);
    const { requestId, ...problem } = await answer.json();
    const headers = Object.fromEntries(answer.headers);
    expect(headers['x-request-id']).toBe(requestId);
    return { status: answer.status, problem, headers: { ...headers, 'x-request-id': '' } };
  };
  const wrong = await seen(post('wrong', undefined, { 'x-tenant': 'north' }));
  expect(wrong.status).toBe(401);
  expect(await seen(post(authKey))).toEqual(wrong);
  expect(await seen(post(authKey, undefined, { 'x-tenant': 'south' }))).toEqual(wrong);
  expect(accepted).toEqual([]);
  expect((await handlers.webhook(post(authKey, undefined, { 'x-tenant': 'north' }))).status).toBe(200);
});

test('the log tells the refusals apart, in the order of the checks', async () => {
  const log: LogRecord[] = [];
  const keys: Record<string, string[]> = { north: [authKey], empty: [] };
  const { handlers } = handlersForTest({
    tenantOf: (request) => request.headers.get('x-tenant'),
    access: async (tenant) => ({ authKeys: keys[tenant] ?? [], monitoring: false }),
    log: (record) => log.push(record),
  });
  await handlers.webhook(post(null, '', { 'x-tenant': 'empty' }));
  await handlers.webhook(post('', '', { 'x-tenant': 'empty' }));
  await handlers.webhook(post('', '', { 'x-tenant': 'north' }));
  await handlers.webhook(post('wrong', '', { 'x-tenant': 'north' }));
  expect(log.map(({ event, reason, tenant }) => [event, reason, tenant])).toEqual([
    ['call-refused', 'header-missing', 'empty'],
    ['call-refused', 'no-auth-key', 'empty'],
    ['call-refused', 'header-empty', 'north'],
    ['call-refused', 'wrong-key', 'north'],
  ]);
  expect(JSON.stringify(log)).not.toContain(authKey);
});

test('no body is read before the key was accepted', async () => {
  const { handlers } = handlersForTest();
  const request = post('wrong');
  expect((await handlers.webhook(request)).status).toBe(401);
  expect(request.bodyUsed).toBe(false);
});

test('after a change on the page the new key counts at once, and the old one for its time', async () => {
  let now = new Date('2026-03-01T10:00:00Z');
  const { handlers } = handlersForTest({ access: undefined, now: () => now });
  const setup = handlers.setupFor(manager);
  const save = async (key: string | null) => {
    const { revisions } = await setup.readState({});
    await setup.saveSettings({ revision: revisions.general, draft: { authKey: key } });
  };
  const status = async (key: string) => (await handlers.webhook(post(key))).status;

  expect(await status('first-key-0123456789')).toBe(401);
  await save('first-key-0123456789');
  expect(await status('first-key-0123456789')).toBe(200);
  await save('second-key-0123456789');
  expect(await status('second-key-0123456789')).toBe(200);
  expect(await status('first-key-0123456789')).toBe(200);
  now = new Date('2026-03-02T10:00:01Z');
  await save(null);
  expect(await status('second-key-0123456789')).toBe(401);
  expect(await status('first-key-0123456789')).toBe(401);
});

test('a body that is longer or shorter than declared is refused', async () => {
  const { handlers, accepted } = handlersForTest();
  for (const length of ['14', '16', 'many', '-1']) {
    const answer = await handlers.webhook(post(authKey, undefined, { 'content-length': length }));
    expect(answer.status).toBe(400);
    expect((await answer.json()).code).toBe('bad-request');
  }
  expect(accepted).toEqual([]);
});

test('a stream that fails half way is no packet', async () => {
  const { handlers, accepted } = handlersForTest();
  const body = new ReadableStream({
    pull(controller) {
      controller.enqueue(Buffer.from('webhooks='));
      controller.error(new Error('gone'));
    },
  });
  const headers = { 'bpmonline-signature': authKey };
  const init = { method: 'POST', body, headers, duplex: 'half' };
  const request = new Request(url, init);
  expect((await handlers.webhook(request)).status).toBe(400);
  expect(accepted).toEqual([]);
});

test('a request that somebody has read is refused with what to move', async () => {
  const { handlers } = handlersForTest();
  const request = post(authKey);
  await request.text();
  const answer = await handlers.webhook(request);
  expect(answer.status).toBe(500);
  expect((await answer.json()).code).toBe('body-consumed');
});

test('settings that cannot be read are no wrong key: the sender is asked to come again', async () => {
  const { handlers } = handlersForTest({ access: () => Promise.reject(new Error('disk')) });
  const answer = await handlers.webhook(post(authKey));
  expect(answer.status).toBe(503);
  expect(answer.headers.get('retry-after')).toBe('5');
});

test('settings are read once for many calls', async () => {
  let reads = 0;
  const { handlers, accepted } = handlersForTest({
    access: async () => {
      reads += 1;
      return { authKeys: [authKey], monitoring: false };
    },
  });
  await Promise.all(Array.from({ length: 50 }, () => handlers.webhook(post(authKey))));
  expect(accepted).toHaveLength(50);
  expect(reads).toBe(1);
  expect(new Set(accepted.map(({ id }) => id)).size).toBe(50);
});

test('a log that fails takes no call with it', async () => {
  const { handlers } = handlersForTest({
    log: () => {
      throw new Error('the log is full');
    },
  });
  expect((await handlers.webhook(post('wrong'))).status).toBe(401);
});

test('an auth key under another master key lets nobody in, and the log says that it is set', async () => {
  const log: LogRecord[] = [];
  const store = createMemoryStore();
  const { handlers } = handlersForTest({ store, access: undefined });
  const { revisions } = await handlers.setupFor(manager).readState({});
  await handlers.setupFor(manager).saveSettings({ revision: revisions.general, draft: { authKey } });
  expect((await handlers.webhook(post(authKey))).status).toBe(200);
  const sealer = createSealer({ masterKeys: [{ id: 'test', key: new Uint8Array(32).fill(8) }] });
  const other = handlersForTest({ store, sealer, access: undefined, log: (record) => log.push(record) });
  expect((await other.handlers.webhook(post(authKey))).status).toBe(401);
  expect(log).toContainEqual(
    expect.objectContaining({ level: 'error', event: 'keys-unreadable', tenant: 'default', count: 1 }),
  );
  expect((await other.handlers.setupFor(manager).readState({})).general.authKey.isSet).toBe(true);
});
