import { createServer } from 'node:http';
import type { DeliveryEvent } from '@mail-settings/core';
import { readCesPacket, signatureHeader, webhookPath } from '@mail-settings/core/providers/ces';
import { afterEach, expect, test } from 'vitest';
import { closeServers, listen } from '../../test/servers.ts';
import { createCesService } from '../ces.ts';
import {
  createFakeCloud,
  createFakeSender,
  damagedPackets,
  fates,
  gzippedPacket,
  latePacket,
  mixedPacket,
  packetOf,
  planTimeline,
  totalsEvent,
} from './index.ts';

afterEach(closeServers);

const acme = { name: 'Acme', apiKey: 'api-key-of-acme', authKey: 'auth-key-of-acme', provider: 'UniOne' };
const credentials = { baseUrl: 'https://ces.example.com', apiKey: acme.apiKey };
const mailing = '11111111-2222-4333-8444-555555555555';
const people = (addresses: string[]) =>
  addresses.map((email, at) => ({
    id: `00000000-0000-4000-8000-${`${at}`.padStart(12, '0')}`,
    email,
    name: '',
    fields: {},
  }));

/** A host that reads packets as the kit does and answers with the statuses it is given, then 200. */
async function receiver(statuses: number[] = []) {
  const events: DeliveryEvent[] = [];
  const packets: { key: string | undefined; kinds: number; status: number }[] = [];
  const port = await listen(
    createServer(async (incoming, outgoing) => {
      const body = Buffer.concat(await incoming.toArray());
      const key = incoming.headers[signatureHeader];
      const status =
        incoming.url === webhookPath && incoming.method === 'POST' ? (statuses.shift() ?? 200) : 404;
      const reading = readCesPacket(body, incoming.headers['content-type'] ?? null);
      if (status === 200 && reading.state === 'read') events.push(...reading.events);
      const kinds = reading.state === 'read' ? new Set(reading.events.map(({ kind }) => kind)).size : 0;
      packets.push({ key: typeof key === 'string' ? key : undefined, kinds, status });
      outgoing.writeHead(status).end();
    }),
  );
  // The sender posts to port 443 of the response domain; here this is our server.
  const fetch = (url: string, init: RequestInit) =>
    globalThis.fetch(`http://127.0.0.1:${port}${new URL(url).pathname}`, init);
  return {
    events,
    packets,
    fetch,
    target: { url: `https://crm.example.com${webhookPath}`, authKey: acme.authKey },
  };
}

const sendTo = async (cloud: ReturnType<typeof createFakeCloud>, addresses: string[]) => {
  const service = createCesService({ fetch: cloud.fetch });
  const html = '<a href="https://www.example.com/a">a</a> <a href="https://www.example.com/b">b</a>';
  const template = {
    name: 'T',
    fromEmail: 'a@example.com',
    fromName: '',
    subject: 'S',
    html,
    text: '',
    emailId: mailing,
  };
  await service.registerResponses(credentials, {
    responseDomain: 'https://crm.example.com',
    authKey: acme.authKey,
  });
  await service.addTemplate(credentials, template);
  await service.sendTemplate(credentials, { template, recipients: people(addresses) });
};

test('a mailing is answered in all six kinds, one kind per packet, and closed with totals that fit', async () => {
  const host = await receiver([503]);
  const sender = createFakeSender({ fetch: host.fetch, retryMs: 1, packetSize: 3 });
  let played: Promise<void> = Promise.resolve();
  const cloud = createFakeCloud({
    accounts: [acme],
    onSent: (sent, account) => {
      played = sender.play(sent, account);
    },
  });
  const addresses = [
    'delivered',
    'open',
    'click',
    'click2',
    'unsub',
    'spam',
    'bounce',
    'soft',
    'invalid',
    'reject',
    'error',
    'silent',
  ];
  await sendTo(
    cloud,
    addresses.map((name) => `${name}@example.org`),
  );
  await played;
  expect(new Set(host.events.map(({ kind }) => kind))).toEqual(
    new Set([
      'mailing-totals',
      'recipient',
      'recipient-hour',
      'recipient-link',
      'mailing-link',
      'unsubscribe',
    ]),
  );
  expect(host.packets.every(({ key, kinds }) => key === acme.authKey && kinds === 1)).toBe(true);
  expect(host.packets[0]?.status).toBe(503);
  const last = host.events.at(-1);
  expect(last).toMatchObject({
    kind: 'mailing-totals',
    mailing,
    ended: 'completed',
    totals: {
      sent: 12,
      delivered: 6,
      opens: 5,
      clicks: 2,
      unsubscribed: 1,
      spam: 1,
      hardBounce: 1,
      softBounce: 1,
      rejected: 2,
      deliveryError: 1,
    },
  });
  const final = new Map<string, string>();
  for (const event of host.events) if (event.kind === 'recipient') final.set(event.recipient, event.outcome);
  expect([...final.values()].sort()).toEqual([
    'clicked',
    'clicked',
    'complained',
    'delivered',
    'hard-bounce',
    'invalid-addressee',
    'opened',
    'rejected',
    'send-error',
    'soft-bounce',
    'unsubscribed',
  ]);
  expect(cloud.state.mailings[0]).toMatchObject({ answered: 12, finished: true });
});

test('a stopped mailing ends with totals that say how many were stopped', async () => {
  const host = await receiver();
  const cloud = createFakeCloud({ accounts: [acme] });
  await sendTo(cloud, ['a@example.org', 'b@example.org']);
  await createCesService({ fetch: cloud.fetch }).stop(credentials, mailing);
  const [sent] = cloud.state.mailings;
  if (sent) await createFakeSender({ fetch: host.fetch }).play(sent, cloud.account('Acme'));
  expect(host.events.at(-1)).toMatchObject({ ended: null, totals: { sent: 0, stopped: 2 } });
  expect(sent).toMatchObject({ answered: 0, finished: true });
});

test('a host that takes nothing is given up on, and the mailing can be played later', async () => {
  const host = await receiver([500, 500]);
  const cloud = createFakeCloud({ accounts: [acme] });
  await sendTo(cloud, ['open@example.org']);
  const [sent] = cloud.state.mailings;
  if (!sent) throw new Error('no mailing');
  const sender = createFakeSender({ fetch: host.fetch, retries: 1, retryMs: 1 });
  await expect(sender.play(sent, cloud.account('Acme'))).rejects.toThrow('HTTP status 500');
  await sender.play(sent, cloud.account('Acme'));
  expect(sent.finished).toBe(true);
});

test('a second cloud made from the state of the first goes on where it was', async () => {
  const first = createFakeCloud({ accounts: [acme], newDkimKey: async () => 'KEY' });
  await sendTo(first, ['a@example.org']);
  await createCesService({ fetch: first.fetch }).addDomain(credentials, 'news.example.com');
  first.state.faults.licence = { kind: 'http', status: 500 };
  first.account('Acme').provider = 'SendGrid';
  const second = createFakeCloud({ state: JSON.parse(JSON.stringify(first.state)), accounts: [acme] });
  expect(second.state).toEqual(first.state);
  const service = createCesService({ fetch: second.fetch, retries: 0 });
  const account = await service.account(credentials, acme.authKey);
  expect(account).toMatchObject({
    provider: 'SendGrid',
    responseDomain: 'https://crm.example.com',
    responseDomainValid: true,
  });
  await expect(service.licence(credentials)).rejects.toMatchObject({ code: 'service-failed' });
});

test('the log tells what came, and no key and no address', async () => {
  const cloud = createFakeCloud({ accounts: [acme] });
  await sendTo(cloud, ['ann@example.org', 'bob@example.org']);
  await cloud.handle(new Request('https://ces.example.com/'));
  expect(cloud.log.map(({ call, account, code, status }) => [call, account, code, status])).toEqual([
    ['registerResponses', 'Acme', 0, 200],
    ['addTemplate', 'Acme', 0, 200],
    ['sendTemplate', 'Acme', 0, 200],
    ['page', null, null, 200],
  ]);
  expect(cloud.log[2]).toMatchObject({ emailId: mailing, recipients: 2 });
  expect(JSON.stringify(cloud.log)).not.toMatch(/key-of-acme|@/);
});

test.each([
  ['GET', '/account/info.json', 405],
  ['POST', '/account/other.json', 404],
  ['GET', '/', 200],
])('%s %s is answered %i', async (method, path, status) => {
  const cloud = createFakeCloud({ accounts: [acme] });
  const response = await cloud.handle(new Request(`https://ces.example.com${path}`, { method }));
  expect([response.status, await response.text()]).toEqual([status, '']);
});

test('a DKIM key is a real RSA key, one for all domains or one each as the provider does', async () => {
  const cloud = createFakeCloud({
    accounts: [
      { ...acme, provider: 'Elastic Email' },
      { ...acme, name: 'B', apiKey: 'key-b' },
    ],
  });
  const service = createCesService({ fetch: cloud.fetch });
  const keysOf = async (apiKey: string) => {
    await service.addDomain({ ...credentials, apiKey }, `one.${apiKey}.example.com`);
    await service.addDomain({ ...credentials, apiKey }, `two.${apiKey}.example.com`);
    return (await service.domains({ ...credentials, apiKey })).map(
      ({ dkim }) => dkim.at(-1)?.value.split('p=')[1] ?? '',
    );
  };
  const shared = await keysOf(acme.apiKey);
  expect(new Set(shared).size).toBe(1);
  expect(new Set(await keysOf('key-b')).size).toBe(2);
  const bytes = Uint8Array.from(atob(shared[0] ?? ''), (c) => c.charCodeAt(0));
  const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('spki', bytes, algorithm, true, ['verify']);
  expect(key.algorithm).toMatchObject({ modulusLength: 2048 });
});

test('the same seed draws the same timeline, and a large list behaves like a decent one', () => {
  const recipients = people(Array.from({ length: 5_000 }, (_, at) => `person-${at}@example.org`));
  const at = new Date('2026-11-24T08:00:00Z');
  const timeline = (seed: number) =>
    planTimeline({ mailing, recipients, links: [], start: at, provider: 'UniOne', seed });
  expect(timeline(7)).toEqual(timeline(7));
  expect(timeline(7)).not.toEqual(timeline(8));
  const event = totalsEvent({ mailing, recipients, at, seed: 7 });
  const totals = event.kind === 'mailing-totals' ? event.totals : null;
  expect(totals?.sent).toBe(5_000);
  expect(totals?.delivered).toBeGreaterThan(4_700);
  expect(totals?.hardBounce).toBeGreaterThan(20);
  expect(totals?.opens).toBeGreaterThan(1_700);
  expect(totals?.opens).toBeLessThan(2_400);
  expect(fates).toContain('silent');
});

test('late, mixed and compressed packets hold the events they say', async () => {
  const steps = planTimeline({
    mailing,
    recipients: people(['click@example.org', 'unsub@example.org']),
    links: [],
    start: new Date(),
    provider: 'P',
  });
  const groups = steps.map(({ events }) => events);
  const read = (body: string | Uint8Array) => {
    const reading = readCesPacket(typeof body === 'string' ? new TextEncoder().encode(body) : body, null);
    return reading.state === 'read' ? reading.events : [];
  };
  expect(read(mixedPacket(...groups).body)).toHaveLength(groups.flat().length);
  expect(new Set(read(mixedPacket(...groups).body).map(({ kind }) => kind)).size).toBeGreaterThan(3);
  const [first = []] = groups;
  expect(read(latePacket(first).body).map(({ at }) => at)).toEqual(first.map(({ at }) => at - 3_600_000));
  const zipped = await gzippedPacket(packetOf(first));
  const plain = new Response(new Blob([zipped.body]).stream().pipeThrough(new DecompressionStream('gzip')));
  expect(await plain.text()).toBe(packetOf(first).body);
});

test('every damaged packet reaches the host as it is, and none of them gives an event', async () => {
  const host = await receiver();
  const sender = createFakeSender({ fetch: host.fetch });
  const damaged = damagedPackets([totalsEvent({ mailing, recipients: [], at: new Date() })]);
  for (const { packet } of damaged) await sender.post(host.target, packet);
  expect(host.packets).toHaveLength(damaged.length);
  expect(host.packets.slice(0, 3).map(({ key }) => key)).toEqual([undefined, '', 'not-the-key']);
  const kept = damaged.filter(({ expect }) => expect === 'kept');
  const readings = kept.map(({ name, packet }) => {
    const body = typeof packet.body === 'string' ? new TextEncoder().encode(packet.body) : packet.body;
    return [name, readCesPacket(body, null).state];
  });
  expect(readings).toEqual(kept.map(({ name }) => [name, 'unreadable']));
});
