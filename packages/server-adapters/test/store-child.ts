import { randomUUID } from 'node:crypto';
import { argv, stdout } from 'node:process';
import type { DeliveryEvent } from '@mail-settings/core';
import { ces, formContentType, writeCesPacket } from '@mail-settings/core/providers/ces';
import { processingOf } from '@mail-settings/core/server';
import { createUuidV7 } from '../src/ids.ts';
import { createSqliteStore } from '../src/stores/sqlite.ts';

const readers = { ces: { read: ces.webhook.read, module: ces.webhook.readerModule } };

// A host process to be traced, killed, or run beside another one. A line on standard output follows each success.
const [, , path = '', work = 'load', rounds = '1000000'] = argv;
const store = createSqliteStore({ path });
const processWaiting = processingOf(store, readers);
const newId = createUuidV7();
const now = () => new Date();

/** A packet with a mailing of its own, so that the totals tell what became of each packet. */
const packet = (mailing: string, events: number) => ({
  id: newId(),
  receivedAt: now(),
  provider: 'ces',
  contentType: formContentType,
  remoteAddress: null,
  body: new TextEncoder().encode(
    writeCesPacket(
      Array.from(
        { length: events },
        (): DeliveryEvent => ({
          ...{
            kind: 'recipient',
            mailing,
            recipient: randomUUID(),
            at: Date.now(),
            outcome: 'delivered',
            reason: '',
          },
          ...{ details: '', opens: 0, clicks: 0, provider: '' },
        }),
      ),
    ),
  ),
});

async function send(count: number): Promise<void> {
  for (let round = 0; round < count; round++) {
    const mailing = randomUUID();
    const events = 1 + (round % 20);
    await store.inbox.accept('default', packet(mailing, events));
    stdout.write(`${mailing} ${events}\n`);
  }
}

async function process(until: Promise<unknown>): Promise<void> {
  let isOver = false;
  until.then(() => {
    isOver = true;
  });
  while (!isOver) await processWaiting('default', { limit: 7, now: now() });
}

async function launch(count: number): Promise<void> {
  const at = now().toISOString();
  const tries = Array.from({ length: count }, async () => {
    const { created } = await store.launches.create('default', 'one key', {
      ...{ id: randomUUID(), mailing: null, from: { email: 'a@a.example', name: '' }, test: false },
      ...{ state: 'preparing', recipients: 1, sent: 0, unknown: 0, error: null, actor: { id: 'a' } },
      ...{ createdAt: at, updatedAt: at },
    });
    if (created) stdout.write('created\n');
  });
  await Promise.all(tries);
}

switch (work) {
  case 'load': {
    const sending = Promise.all(Array.from({ length: 8 }, () => send(Number(rounds))));
    await Promise.all([sending, process(sending)]);
    break;
  }
  case 'launch':
    await launch(Number(rounds));
}
await store.close();
