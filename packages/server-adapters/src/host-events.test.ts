import type { HostEventRow } from '@mail-settings/core';
import { afterEach, expect, test } from 'vitest';
import { handlersForTest, manager } from '../test/parts.ts';
import { until } from '../test/until.ts';
import type { LogRecord } from './log.ts';
import { createMemoryStore } from './stores/memory.ts';

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

const at = new Date('2026-03-01T10:00:00Z');
const domain = (name: string) => ({ type: 'domain-verified', domain: name }) as const;
const names = (rows: HostEventRow[]) => rows.map(({ event }) => ('domain' in event ? event.domain : ''));

test('what happened is handed over once, in order', async () => {
  const store = createMemoryStore({ hostEvents: true });
  await store.events.append('default', at, [domain('a.example'), domain('b.example')]);
  const seen: HostEventRow[] = [];
  const { handlers } = handlersForTest({ store, onEvents: (rows) => void seen.push(...rows) });
  ends.push(handlers.close);
  await until(() => expect(seen).toHaveLength(2));
  await store.events.append('default', at, [domain('c.example')]);
  await until(() => expect(seen).toHaveLength(3));
  expect(names(seen)).toEqual(['a.example', 'b.example', 'c.example']);
  expect(await store.events.read('on-events', 10)).toEqual([]);
});

test('what the host could not take comes again', async () => {
  const store = createMemoryStore({ hostEvents: true });
  await store.events.append('default', at, [domain('a.example')]);
  const seen: HostEventRow[][] = [];
  const log: LogRecord[] = [];
  const { handlers } = handlersForTest({
    store,
    log: (record) => log.push(record),
    onEvents: async (rows) => {
      seen.push(rows);
      if (seen.length === 1) throw new Error('busy');
    },
  });
  ends.push(handlers.close);
  await until(() => expect(seen).toHaveLength(2));
  expect(seen[1]).toEqual(seen[0]);
  expect(log).toContainEqual(expect.objectContaining({ event: 'host-events-failed' }));
});

test('of two processes with one store, one hands over', async () => {
  const store = createMemoryStore({ hostEvents: true });
  await store.events.append('default', at, [domain('a.example')]);
  let isOver: () => void = () => {};
  const over = new Promise<void>((resolve) => {
    isOver = resolve;
  });
  const seen: string[] = [];
  const take = (who: string) => async () => {
    seen.push(who);
    await over;
  };
  const first = handlersForTest({ store, onEvents: take('first') }).handlers;
  await until(() => expect(seen).toEqual(['first']));
  const second = handlersForTest({ store, onEvents: take('second') }).handlers;
  // Its look at the lease is over once a later call of the same store is answered.
  await second.setupFor(manager).readState({});
  await second.setupFor(manager).readState({});
  expect(seen).toEqual(['first']);
  isOver();
  await first.close();
  await second.close();
  expect(seen).toEqual(['first']);
});
