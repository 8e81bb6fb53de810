import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import type { DeliveryEvent, Packet, Provider } from '@mail-settings/core';
import { processingOf } from '@mail-settings/core/server';
import { createMailHandlers } from '../handlers.ts';
import { createMemoryStore } from '../stores/memory.ts';
import { createSealer } from '../stores/sealed.ts';
import { newId, newTenant, noon, now, packet, response } from './fixtures.ts';

/** What the cases need to know of a provider. */
export type ProviderSample = {
  provider: Provider;
  /** The body of a webhook that tells these responses of recipients; those of `response` are delivered ones. */
  write(responses: readonly Extract<DeliveryEvent, { kind: 'recipient' }>[]): {
    body: string;
    contentType: string;
  };
  /** What the service shows with a body, by header. */
  show(key: string, body: string): Record<string, string>;
};

/** Something a provider must do, tied to no test runner: `run` rejects where it is wrong. */
export type ProviderCase = { name: string; run(sample: ProviderSample): Promise<void> };

/** What every provider must do, whatever its service says. */
export const providerCases: readonly ProviderCase[] = [
  {
    name: 'it reads what its service writes',
    async run({ provider, write }) {
      const { body, contentType } = write([response(), response()]);
      const reading = provider.webhook.read(bytes(body), contentType);
      assert.equal(reading.state, 'read');
      assert.deepEqual([reading.events.length, reading.bad, reading.unknown], [2, 0, 0]);
      assert.deepEqual(
        reading.events.map((event) => event.kind === 'recipient' && event.outcome),
        ['delivered', 'delivered'],
      );
    },
  },
  {
    name: 'its module exports the same reader',
    async run({ provider, write }) {
      const { readerModule, read } = provider.webhook;
      if (readerModule === null) return;
      const loaded: { read: unknown } = await import(readerModule);
      assert.equal(typeof loaded.read, 'function');
      const { body, contentType } = write([response()]);
      const { read: other } = loaded as { read: typeof read };
      assert.deepEqual(other(bytes(body), contentType), read(bytes(body), contentType));
    },
  },
  {
    name: 'damaged bytes are a reading, never an exception',
    async run({ provider, write }) {
      const { body, contentType } = write([response()]);
      const whole = bytes(body);
      const damaged = [
        ...Array.from(whole, (_, end) => whole.subarray(0, end)),
        ...Array.from(whole, (_, at) => whole.map((byte, index) => (index === at ? byte ^ 0x80 : byte))),
        ...Array.from({ length: 100 }, (_, length) => new Uint8Array(randomBytes(length))),
        ...['null', '0', '"a"', '[]', '{}', '[[[]]]', '[null]', '{"__proto__":null}', '\ufeff'].map(bytes),
      ];
      for (const one of damaged) {
        for (const type of [contentType, null, 'text/plain', 'a/b; charset=none']) {
          const { state } = provider.webhook.read(one, type);
          assert.ok(state === 'read' || state === 'unreadable');
        }
      }
    },
  },
  {
    name: 'a packet that comes twice counts once',
    async run({ provider, write }) {
      const store = createMemoryStore();
      const tenant = newTenant();
      const mailing = newId();
      const { body, contentType } = write([response({ mailing })]);
      const accept = () =>
        store.inbox.accept(tenant, { ...received(provider), body: bytes(body), contentType });
      await accept();
      await accept();
      const { read, readerModule: module } = provider.webhook;
      const report = await processingOf(store, { [provider.id]: { read, module } })(tenant, {
        limit: 10,
        now,
      });
      assert.deepEqual([report.packets, report.applied, report.repeated, report.rejected], [2, 1, 1, 0]);
      assert.deepEqual((await store.ledger.mailing(tenant, mailing))?.byOutcome, { delivered: 1 });
    },
  },
  {
    name: 'a call without the key, without its proof or with a wrong one is refused alike, as is an unknown tenant',
    async run({ provider, write, show }) {
      const { body, contentType } = write([response()]);
      const other = write([response()]).body;
      const { header } = provider.webhook.authentication;
      const reasons: unknown[] = [];
      const { accepted, post, close } = host(provider, (reason) => reasons.push(reason));
      const refused: [tenant: string, headers: Record<string, string>][] = [
        ['one', {}],
        ['keyless', { [header]: '' }],
        ['one', { [header]: '' }],
        ['keyless', show(key, body)],
        ['nobody', show(key, body)],
        ['one', show('another-key', body)],
        ...(provider.webhook.authentication.when === 'after-body'
          ? [['one', show(key, other)] satisfies [string, Record<string, string>]]
          : []),
      ];
      const answers = new Set<string>();
      for (const [tenant, headers] of refused) {
        const answer = await post(tenant, body, { ...headers, 'content-type': contentType });
        const { requestId: _, ...problem } = await answer.json();
        answers.add(JSON.stringify([answer.status, problem]));
      }
      assert.equal(answers.size, 1);
      assert.match([...answers][0] ?? '', /^\[401,.*"wrong-key"/);
      assert.deepEqual(reasons.slice(0, 4), ['header-missing', 'no-auth-key', 'header-empty', 'no-auth-key']);
      assert.ok(reasons.slice(5).every((reason) => reason === 'wrong-key'));
      assert.equal(accepted(), 0);
      const answer = await post('one', body, { ...show(key, body), 'content-type': contentType });
      assert.deepEqual([answer.status, accepted()], [200, 1]);
      await close();
    },
  },
  {
    name: 'nothing of a body is read for a call that shows nothing',
    async run({ provider }) {
      const { request, send, close } = host(provider, () => {});
      const call = request('one', 'anything', {});
      assert.equal((await send(call)).status, 401);
      assert.equal(call.bodyUsed, false);
      await close();
    },
  },
];

const key = 'key-of-the-provider-cases-1f2e';

/** A host with this provider alone: a tenant with a key, one without, and unknown ones. */
function host(provider: Provider, refused: (reason: unknown) => void) {
  const inner = createMemoryStore();
  let accepted = 0;
  const handlers = createMailHandlers({
    store: {
      ...inner,
      inbox: {
        ...inner.inbox,
        accept: async (tenant, one) => {
          await inner.inbox.accept(tenant, one);
          accepted += 1;
        },
      },
    },
    providers: [provider],
    tenantOf: (request) => request.headers.get('x-tenant'),
    providerOf: (tenant) => (tenant === 'nobody' ? null : provider.id),
    access: async (tenant) => ({ authKeys: tenant === 'one' ? [key] : [], monitoring: false }),
    sealer: createSealer({ masterKeys: [{ id: 'cases', key: new Uint8Array(32) }] }),
    authorize: () => null,
    host: { service: 'Cases' },
    background: false,
    log: ({ event, reason }) => {
      if (event === 'call-refused') refused(reason);
    },
  });
  const request = (tenant: string, body: string, headers: Record<string, string>) =>
    new Request(`http://host.example${provider.webhook.path}`, {
      method: 'POST',
      body,
      headers: { ...headers, 'x-tenant': tenant },
    });
  const send = (call: Request) => handlers.webhook(call);
  return {
    accepted: () => accepted,
    request,
    send,
    post: (tenant: string, body: string, headers: Record<string, string>) =>
      send(request(tenant, body, headers)),
    close: handlers.close,
  };
}

const received = (provider: Provider): Omit<Packet, 'body' | 'contentType'> => ({
  id: packet([]).id,
  receivedAt: noon,
  provider: provider.id,
  remoteAddress: null,
});

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
