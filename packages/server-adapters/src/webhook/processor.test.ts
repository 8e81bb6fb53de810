import type { MailStore } from '@mail-settings/core';
import { webhookPath } from '@mail-settings/core/providers/ces';
import { afterEach, expect, test } from 'vitest';
import { authKey, handlersForTest, manager } from '../../test/parts.ts';
import { until } from '../../test/until.ts';
import type { MailHandlers, MailHandlersOptions } from '../handlers.ts';
import type { LogRecord } from '../log.ts';
import { createMemoryStore } from '../stores/memory.ts';

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

function start(options: Partial<MailHandlersOptions> = {}) {
  const log: LogRecord[] = [];
  const parts = handlersForTest({ background: true, log: (record) => log.push(record), ...options });
  ends.push(parts.handlers.close);
  return { ...parts, log };
}

async function send(handlers: MailHandlers, recipient: number, tenant = 'default') {
  const event = {
    Type: 2,
    EventDate: '2026-03-01T10:00:00Z',
    EmailId: '6f1e2f60-8c0e-4b7e-9a2f-0d6c7c3f5a11',
    RecipientUId: `0c9d3c8e-52a8-4bd0-8d65-${String(recipient).padStart(12, '0')}`,
    ResponseCode: '2',
  };
  const request = new Request(`http://portal.example${webhookPath}`, {
    method: 'POST',
    body: `webhooks=${encodeURIComponent(JSON.stringify([event]))}`,
    headers: { 'bpmonline-signature': authKey, 'x-tenant': tenant },
  });
  expect((await handlers.webhook(request)).status).toBe(200);
}

const applied = async (store: MailStore, tenant = 'default') =>
  (await store.ledger.appliedEvents(tenant)).recipient;

test('what was accepted is applied soon, without anybody asking', async () => {
  const { handlers, store } = start();
  for (let recipient = 0; recipient < 20; recipient++) await send(handlers, recipient);
  await until(async () => expect(await applied(store)).toBe(20));
});

test('what an earlier process left is applied after the start', async () => {
  const inner = createMemoryStore();
  const earlier = handlersForTest({ store: inner });
  await send(earlier.handlers, 1);
  const { store } = start({ store: inner });
  await until(async () => expect(await applied(store)).toBe(1));
});

test('in a pause packets are received and wait; afterwards they are applied', async () => {
  let now = new Date('2026-03-01T23:00:00Z');
  const { handlers, store } = start({ background: false, now: () => now });
  const setup = handlers.setupFor(manager);
  const { revisions } = await setup.readState({});
  const pause = { from: '22:00', to: '06:00', timeZone: 'UTC' };
  await setup.saveResponses({ revision: revisions.responses, access: 'endpoint', pause });
  await send(handlers, 1);
  expect(await handlers.processOnce()).toMatchObject({ packets: 0 });
  expect(await store.inbox.backlog('default')).toMatchObject({ waiting: 1 });
  now = new Date('2026-03-02T06:00:01Z');
  expect(await handlers.processOnce()).toMatchObject({ packets: 1, applied: 1, left: 0 });
});

test('a pause saved by another process is heeded too', async () => {
  const inner = createMemoryStore();
  const now = () => new Date('2026-03-01T23:00:00Z');
  const { handlers } = start({ store: inner, background: false, now });
  const other = handlersForTest({ store: inner, now });
  const pause = { from: '22:00', to: '06:00', timeZone: 'UTC' };
  await other.handlers.setupFor(manager).saveResponses({ revision: '0', access: 'endpoint', pause });
  await send(handlers, 1);
  expect(await handlers.processOnce()).toMatchObject({ packets: 0 });
});

test('one tenant whose packets cannot be processed does not hold up the others', async () => {
  const inner = createMemoryStore();
  const store: MailStore = {
    ...inner,
    ledger: {
      ...inner.ledger,
      apply: (tenant, events, now) =>
        tenant === 'broken'
          ? Promise.reject(new Error('a row that is none'))
          : inner.ledger.apply(tenant, events, now),
    },
  };
  const { handlers, log } = start({ store, tenantOf: (request) => request.headers.get('x-tenant') });
  await send(handlers, 1, 'broken');
  await send(handlers, 2, 'north');
  await until(async () => expect(await applied(inner, 'north')).toBe(1));
  expect(log).toContainEqual(expect.objectContaining({ event: 'processing-failed', tenant: 'broken' }));
});

test('processing goes on after the store was away', async () => {
  const inner = createMemoryStore();
  let isAway = true;
  const store: MailStore = {
    ...inner,
    inbox: {
      ...inner.inbox,
      waitingTenants: () => (isAway ? Promise.reject(new Error('away')) : inner.inbox.waitingTenants()),
    },
  };
  const { handlers, log } = start({ store });
  await send(handlers, 1);
  await until(() => expect(log).toContainEqual(expect.objectContaining({ event: 'processing-failed' })));
  isAway = false;
  await until(async () => expect(await applied(inner)).toBe(1));
});

test('closing ends after the batch in hand, and what still waits stays in the store', async () => {
  const inner = createMemoryStore();
  let finish: () => void = () => {};
  let isFinished = false;
  const batch = new Promise<void>((resolve) => {
    finish = resolve;
  });
  let begun: () => void = () => {};
  const isBegun = new Promise<void>((resolve) => {
    begun = resolve;
  });
  let closedEarly = false;
  const store: MailStore = {
    ...inner,
    inbox: {
      ...inner.inbox,
      settle: async (tenant, outcome) => {
        begun();
        await batch;
        const settled = await inner.inbox.settle(tenant, outcome);
        isFinished = true;
        return settled;
      },
    },
    close: async () => {
      closedEarly = !isFinished;
    },
  };
  const { handlers } = start({ store });
  await send(handlers, 1);
  await isBegun;
  const closing = handlers.close();
  finish();
  await closing;
  expect(closedEarly).toBe(false);
  expect(await applied(inner)).toBe(1);
});
