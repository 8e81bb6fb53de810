import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { createCesProvider } from '@mail-settings/client';
import { createFakeCloud } from '@mail-settings/client/testing';
import type { ResolveDns } from '@mail-settings/core';
import { createMailHandlers, createSealer } from '@mail-settings/server-adapters';
import { createSqliteStore } from '@mail-settings/server-adapters/sqlite';
import { expect, test } from 'vitest';
import { randomKey, traces } from './traces.ts';

test('planted keys appear in no answer, error, log line, host event or database file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'mail-settings-keys-'));
  const keys = {
    apiKey: randomKey(40),
    authKey: randomKey(40),
    wrong: randomKey(40),
    next: randomKey(40),
    master: randomKey(32),
  };
  const seen: { where: string; text: string }[] = [];
  const note = (where: string, text: string) => seen.push({ where, text });

  const cloud = createFakeCloud({
    accounts: [{ name: 'Acme', apiKey: keys.apiKey, authKey: keys.authKey, provider: 'UniOne' }],
  });
  const silent: ResolveDns = async () => ({ state: 'failed', reason: 'timeout' });
  const store = createSqliteStore({ path: join(folder, 'mail.db'), hostEvents: true });
  const handlers = createMailHandlers({
    store,
    providers: [createCesProvider({ fetch: cloud.fetch, retries: 0 })],
    sealer: createSealer({ masterKeys: [{ id: 'm1', key: new TextEncoder().encode(keys.master) }] }),
    authorize: () => ({
      tenant: 'default',
      actor: { id: 'ann' },
      may: ['view', 'manage', 'send', 'monitoring'],
    }),
    host: { service: 'Creatio' },
    log: (record) => {
      const { error, ...facts } = record;
      note('log', JSON.stringify(facts));
      for (let cause: unknown = error; cause instanceof Error; cause = cause.cause)
        note('logged error', `${cause.stack}`);
    },
    onEvents: async (batch) => {
      note('host events', JSON.stringify(batch));
    },
    resolve: silent,
    probe: async () => ({
      at: new Date().toISOString(),
      from: 'this-server',
      stages: [],
      outcome: 'reachable',
    }),
  });

  const heard = async (where: string, response: Response) => {
    const text = await response.text();
    note(where, `${response.status} ${JSON.stringify([...response.headers])} ${text}`);
    return { status: response.status, text };
  };
  const call = async (operation: string, input: unknown) => {
    const request = new Request(`https://portal.example.com/mail-settings/${operation}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' },
      body: typeof input === 'string' ? input : JSON.stringify(input),
    });
    return heard(operation, await handlers.setup(request));
  };
  const post = async (key: string, body: BodyInit, path = 'HandleWebHooks') =>
    heard(
      'webhook',
      await handlers.webhook(
        new Request(`https://portal.example.com/${path}`, {
          method: 'POST',
          headers: { 'bpmonline-signature': key },
          body,
        }),
      ),
    );
  const save = async (draft: unknown) => {
    const { revisions } = JSON.parse((await call('read-state', {})).text);
    return call('save-settings', { revision: revisions.general, draft });
  };

  const cloudUrl = 'https://mail.example.net';
  const responseDomain = 'https://erp.example.com';
  try {
    expect(
      (await save({ cloudUrl, apiKey: keys.apiKey, authKey: keys.authKey, responseDomain })).status,
    ).toBe(200);
    await save({ apiKey: keys.wrong });
    await save({ apiKey: keys.apiKey, authKey: keys.next });
    await save({ cloudUrl: 'http://mail.example.net', apiKey: `${keys.wrong} with a space` });
    await save({ responseDomain: `https://${keys.wrong}@erp.example.com` });
    await call('save-settings', { revision: 'old', draft: { apiKey: keys.wrong } });
    await call('save-settings', `{"revision":"1","draft":{"apiKey":"${keys.wrong}"`);
    await call('save-settings', { revision: keys.wrong, draft: { apiKey: [keys.wrong] } });
    await call('identify-provider', { cloudUrl, apiKey: keys.wrong });
    await call(keys.wrong, {});
    for (const kind of ['html', 'empty', 'closed', 'unreachable', 'not-json', 'cut'] as const) {
      cloud.state.faults['every-call'] = { kind, times: 3 };
      await call('check-settings', {});
      await call('list-domains', {});
    }
    cloud.state.faults = {};
    cloud.state.faults.account = { kind: 'code', code: 999, message: `your key ${keys.apiKey} is odd` };
    cloud.state.faults.registerResponses = {
      kind: 'code',
      code: 999,
      message: `your key ${keys.apiKey} is odd`,
    };
    await call('check-settings', {});
    for (const message of [keys.apiKey, keys.apiKey.slice(3, 9), `<b>${keys.apiKey.slice(20)}</b>`]) {
      const fault = { kind: 'code', message: `Not for ${message}, ever.` } as const;
      cloud.state.faults = { domains: { ...fault, code: 111 }, addDomain: { ...fault, code: 112 } };
      await call('list-domains', {});
      expect((await call('add-domain', { domain: 'example.net' })).status).toBe(502);
    }
    const own = handlers.setupFor({ tenant: 'default', actor: { id: 'script' }, may: [] });
    const thrown = [
      own.addDomain({ domain: 'example.net' }),
      own.saveSettings({ revision: keys.wrong, draft: { apiKey: keys.wrong } }),
      own.saveSettings({ revision: '0', draft: { apiKey: `${keys.wrong} with a space` } }),
    ];
    for (const outcome of await Promise.allSettled(thrown)) {
      if (outcome.status === 'fulfilled') throw new Error('It was accepted.');
      note('thrown error', inspect(outcome.reason, { depth: 10, showHidden: true }));
    }
    cloud.state.faults = { addDomain: { kind: 'code', code: 112, message: 'The name is on a list.' } };
    cloud.state.faults.domains = { kind: 'code', code: 111 };
    expect((await call('add-domain', { domain: 'example.net' })).text).toContain('The name is on a list.');
    cloud.state.faults = {};
    await call('add-domain', { domain: 'example.com' });
    await call('list-changes', {});
    expect((await post(keys.next, new URLSearchParams({ webhooks: '[]' }))).status).toBe(200);
    expect((await post(keys.wrong, 'garbage')).status).toBe(401);
    await heard(
      'monitoring',
      await handlers.monitoring(
        new Request('https://portal.example.com/emailstate', {
          method: 'POST',
          headers: { 'bpmonline-signature': keys.wrong, 'content-type': 'application/json' },
          body: JSON.stringify({ filters: { [keys.wrong]: keys.wrong } }),
        }),
      ),
    );
  } finally {
    for (const file of await readdir(folder))
      note(file, (await readFile(join(folder, file))).toString('latin1'));
    await handlers.close();
    for (const file of await readdir(folder))
      note(`${file} closed`, (await readFile(join(folder, file))).toString('latin1'));
    await rm(folder, { recursive: true });
  }

  const files = seen.map(({ where }) => where).filter((where) => where.startsWith('mail.db'));
  expect(files).toEqual(
    expect.arrayContaining(['mail.db', 'mail.db-wal', 'mail.db-packets', 'mail.db closed']),
  );
  expect(seen.filter(({ where }) => where === 'host events').length).toBeGreaterThan(0);
  // The four that may be shown are: so what is looked through is what is said.
  expect(seen.some(({ text }) => text.includes(`"last4":"${keys.next.slice(-4)}"`))).toBe(true);
  const found = Object.entries(keys).flatMap(([name, key]) =>
    traces(key).flatMap((trace) =>
      seen.filter(({ text }) => text.includes(trace)).map(({ where }) => `${name} in ${where}`),
    ),
  );
  expect([...new Set(found)]).toEqual([]);
});
