import { createServer } from 'node:http';
import { type Caller, MailError, type OperationName, operationPath, type Right } from '@mail-settings/core';
import { operationNames, operations } from '@mail-settings/core/server';
import { afterEach, describe, expect, test } from 'vitest';
import { listen, stop } from '../../test/hosts.ts';
import { handlersForTest, manager } from '../../test/parts.ts';
import type { MailHandlersOptions } from '../handlers.ts';
import type { LogRecord } from '../log.ts';
import { createNodeListener } from '../node/index.ts';

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

/** A listening host whose caller is `caller`, and a way to post to it. */
async function start(options: Partial<MailHandlersOptions> & { caller?: Caller | null } = {}) {
  const { caller = manager, ...rest } = options;
  const log: LogRecord[] = [];
  const parts = handlersForTest({ authorize: () => caller, log: (record) => log.push(record), ...rest });
  const server = createServer(createNodeListener(parts.handlers));
  ends.push(
    () => stop(server),
    () => parts.handlers.close(),
  );
  const origin = `http://127.0.0.1:${await listen(server)}`;
  const post = (operation: string, body: unknown = {}, headers: Record<string, string> = {}) =>
    fetch(`${origin}/mail-settings/${operation}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  return { ...parts, origin, post, log };
}

const codeOf = async (response: Response) => {
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  expect(response.headers.get('cache-control')).toBe('no-store');
  return (await response.json()).code;
};

test('a save changes what the next reading shows, and needs the revision it started from', async () => {
  const { post } = await start();
  const state = await (await post('read-state')).json();
  const save = { revision: state.revisions.monitoring, enabled: true };
  const saved = await post('save-monitoring', save);
  expect(saved.status).toBe(200);
  expect(await saved.json()).toMatchObject({ monitoring: { enabled: true } });
  const late = await post('save-monitoring', save);
  expect(late.status).toBe(409);
  expect(await late.json()).toMatchObject({
    code: 'revision-conflict',
    conflict: { actor: { id: 'anna', name: 'Anna' }, section: 'monitoring' },
  });
});

test('nobody is let in without a login', async () => {
  const { post } = await start({ caller: null });
  for (const name of operationNames) {
    const answer = await post(operationPath(name));
    expect(answer.status).toBe(401);
    expect(await codeOf(answer)).toBe('login-needed');
  }
});

test.each(operationNames)('%s is refused to a caller with every right but the one it needs', async (name) => {
  const { right } = operations[name];
  const may = manager.may.filter((known: Right) => known !== right);
  const { post } = await start({ caller: { ...manager, may } });
  const answer = await post(operationPath(name));
  expect(answer.status).toBe(403);
  expect(await codeOf(answer)).toBe('not-allowed');
});

const featureOf = (name: OperationName) => operations[name].feature;

test.each(operationNames.filter(featureOf))('%s is not there where its feature is off', async (name) => {
  const feature = featureOf(name);
  if (feature === undefined) throw new Error('unreachable');
  const { post } = await start({ host: { service: 'Portal', features: { [feature]: false } } });
  const answer = await post(operationPath(name));
  expect(answer.status).toBe(404);
  expect(await codeOf(answer)).toBe('feature-off');
});

test.each(['remove-domain', 'delete-domain', 'readState', 'toString', '__proto__', 'constructor'])(
  'there is no operation %s',
  async (name) => {
    const { post } = await start();
    const answer = await post(name);
    expect(answer.status).toBe(404);
    expect(await codeOf(answer)).toBe('unknown-operation');
  },
);

test.each([
  ['{', 400, 'bad-request'],
  ['', 400, 'bad-request'],
  ['{"a":1}\u0000', 400, 'bad-request'],
  ['[]', 422, 'invalid'],
  ['null', 422, 'invalid'],
  ['7', 422, 'invalid'],
  ['{"domain":7}', 422, 'invalid'],
])('the body %j is answered %i %s', async (body, status, code) => {
  const { post } = await start();
  const answer = await post('add-domain', body);
  expect(answer.status).toBe(status);
  expect(await codeOf(answer)).toBe(code);
});

test('what does not fit is named field by field, by code and without its value', async () => {
  const { post } = await start();
  const answer = await post('save-settings', { revision: 5, draft: { cloudUrl: ['secret-in-here'] } });
  const text = await answer.text();
  expect(answer.status).toBe(422);
  expect(JSON.parse(text).fields).toEqual([
    { field: 'revision', code: 'invalid-type' },
    { field: 'draft.cloudUrl', code: 'invalid-type' },
  ]);
  expect(text).not.toContain('secret-in-here');
});

test('a body that is not UTF-8 or larger than a megabyte is refused', async () => {
  const { origin, post } = await start();
  const headers = { 'content-type': 'application/json' };
  const latin = await fetch(`${origin}/mail-settings/add-domain`, {
    method: 'POST',
    headers,
    body: Buffer.from('{"domain":"b\xfcro.example"}', 'latin1'),
  });
  expect(latin.status).toBe(400);
  const large = await post('add-domain', { domain: 'a'.repeat(1_000_000) });
  expect(large.status).toBe(413);
  expect(await codeOf(large)).toBe('too-large');
});

describe('a call that a foreign page could have made', () => {
  test.each([
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['plain text', { 'content-type': 'text/plain' }],
    ['text that only looks like JSON', { 'content-type': 'text/plain; application/json' }],
  ])('is refused as %s', async (_, headers) => {
    const { post } = await start();
    const answer = await post('read-state', '{}', headers);
    expect(answer.status).toBe(415);
    expect(await codeOf(answer)).toBe('unknown-encoding');
  });

  test.each([
    [{ 'sec-fetch-site': 'cross-site' }, 403],
    [{ 'sec-fetch-site': 'same-site' }, 403],
    [{ 'sec-fetch-site': 'none' }, 403],
    [{ 'sec-fetch-site': 'same-origin' }, 200],
    // TLS and the name may end at a proxy; the browser's own word is enough.
    [{ 'sec-fetch-site': 'same-origin', origin: 'https://portal.example' }, 200],
    [{ 'sec-fetch-site': 'cross-site', origin: 'https://partner.example' }, 200],
    [{ origin: 'https://evil.example' }, 403],
    [{ origin: 'null' }, 403],
    [{ origin: 'https://partner.example' }, 200],
    [{ origin: 'https://partner.example.evil.example' }, 403],
    [{}, 200],
  ])('with %j is answered %i', async (headers, status) => {
    const { handlers } = await start({ origins: ['https://partner.example'] });
    // fetch would not send these headers
    const request = new Request('http://portal.internal/mail-settings/read-state', {
      method: 'POST',
      body: '{}',
      headers: { 'content-type': 'application/json', host: 'portal.internal', ...headers },
    });
    expect((await handlers.setup(request)).status).toBe(status);
  });

  test('from its own origin is let in by the host name alone', async () => {
    const { handlers } = await start();
    const request = new Request('http://portal.example:8080/mail-settings/read-state', {
      method: 'POST',
      body: '{}',
      headers: {
        'content-type': 'application/json',
        host: 'Portal.example:8080',
        origin: 'https://portal.example:8080',
      },
    });
    expect((await handlers.setup(request)).status).toBe(200);
  });

  // HTTP/2 has no Host header
  test.each([
    ['https://portal.example', 200],
    ['https://evil.example', 403],
    ['null', 403],
    ['', 403],
  ])('from the origin %j, to a host that shows no Host header, is answered %i', async (origin, status) => {
    const { handlers } = await start();
    const request = new Request('https://portal.example/mail-settings/read-state', {
      method: 'POST',
      body: '{}',
      headers: { 'content-type': 'application/json', origin },
    });
    expect((await handlers.setup(request)).status).toBe(status);
  });
});

test('only POST is answered', async () => {
  const { origin } = await start();
  const answer = await fetch(`${origin}/mail-settings/read-state`);
  expect(answer.status).toBe(405);
  expect(answer.headers.get('allow')).toBe('POST');
});

test('a fault of our own says nothing but a name that the log knows', async () => {
  const { post, log } = await start({
    authorize: () => {
      throw new Error('password of the database: hunter2');
    },
  });
  const answer = await post('read-state');
  const problem = await answer.json();
  expect(answer.status).toBe(500);
  expect(problem).toEqual({
    type: 'urn:mail-settings:unexpected',
    code: 'unexpected',
    status: 500,
    requestId: answer.headers.get('x-request-id'),
  });
  expect(log).toContainEqual(
    expect.objectContaining({ event: 'call-failed', requestId: problem.requestId, level: 'error' }),
  );
});

test('a caller is kept in its tenant', async () => {
  const { handlers, store } = await start({
    authorize: (request) => ({ ...manager, tenant: request.headers.get('x-customer') ?? '' }),
  });
  const post = (customer: string, operation: string, body: unknown) =>
    handlers.setup(
      new Request(`http://a/mail-settings/${operation}`, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json', 'x-customer': customer },
      }),
    );
  await post('north', 'save-monitoring', { revision: '0', enabled: true });
  const south = await (await post('south', 'read-state', {})).json();
  expect(south.monitoring.enabled).toBe(false);
  expect((await store.settings.read('north')).monitoring.enabled).toBe(true);
});

test('a launch that is not ready is answered 409 with what blocks it', async () => {
  const { post } = await start({
    mailings: {
      list: async () => [],
      senders: async () => [{ email: 'news@example.com', name: 'News' }],
      describe: async () => ({
        id: 'm1',
        name: 'Spring',
        subject: 'Spring',
        html: '<p>',
        text: '',
        from: { email: 'news@example.com', name: 'News' },
        recipients: 1,
      }),
      recipients: async function* () {},
    },
  });
  const answer = await post('launch', {
    mailing: 'm1',
    from: { email: 'news@example.com', name: 'News' },
    idempotencyKey: 'key-of-this-launch',
    acknowledged: [],
  });
  expect(answer.status).toBe(409);
  expect(await answer.json()).toMatchObject({
    code: 'not-ready',
    ids: expect.arrayContaining(['api-key-accepted']),
  });
});

test('a store that is away is answered 503', async () => {
  const { post, store } = await start();
  const away = () => Promise.reject(new MailError('store-unavailable', 'The disk is full: /secret/path'));
  Object.assign(store.settings, { read: away });
  const answer = await post('read-state');
  expect(answer.status).toBe(503);
  expect(await answer.text()).not.toContain('secret');
});

test('the page gets the articles of the host', async () => {
  const articles = {
    domains: 'https://help.example.com/domains',
    cloud: 'http://intranet.example.com/cloud',
  };
  const { post } = await start({ host: { service: 'Portal', articles } });
  expect((await (await post('read-state')).json()).host.articles).toEqual(articles);
});

test.each<[string, Record<string, string>, RegExp]>([
  ['a path', { general: '/help' }, /host\.articles\.general has to be an absolute http or https URL/],
  ['a script', { cloud: 'javascript:alert(1)' }, /host\.articles\.cloud has to be/],
  ['a name alone', { launch: 'help.example.com' }, /host\.articles\.launch has to be/],
  ['half of a URL', { access: 'https://' }, /host\.articles\.access has to be/],
  ['an article nobody knows', { billing: 'https://help.example.com/' }, /no article "billing"/],
])('%s is no article, and said before anybody mounts anything', (_, articles, words) => {
  expect(() => handlersForTest({ host: { service: 'Portal', articles } })).toThrow(words);
});

test('naming a provider is refused, and nothing of that save is stored', async () => {
  const { post } = await start();
  for (const provider of ['UniOne', '', null]) {
    const draft = { responseDomain: 'https://erp.example.com', provider };
    const answer = await post('save-settings', { revision: '0', draft });
    expect(answer.status).toBe(422);
    expect((await answer.json()).fields).toEqual([{ field: 'provider', code: 'provider-locked' }]);
  }
  const state = await (await post('read-state')).json();
  expect([state.general.responseDomain, state.connection.provider]).toEqual([null, null]);
});

test('of a key the last four characters are shown, and of a short one none', async () => {
  const { post } = await start();
  const draft = { apiKey: ` ${'a'.repeat(12)}WXYZ `, authKey: `${'b'.repeat(11)}WXYZ` };
  const { general } = await (await post('save-settings', { revision: '0', draft })).json();
  expect([general.apiKey, general.authKey]).toEqual([
    { isSet: true, last4: 'WXYZ' },
    { isSet: true, last4: null },
  ]);
});

describe('calls that come too often', () => {
  const identify = { cloudUrl: 'https://mail.example.net', apiKey: 'some-key' };
  const from = { email: 'a@example.com', name: '' };
  const sendTest = { from, to: ['b@example.com'], idempotencyKey: 'key-of-this-test' };

  test.each([
    [
      '30 checks a minute',
      [
        ['identify-provider', identify],
        ['check-settings', {}],
      ],
      30,
      60_000,
    ],
    ['20 test emails an hour', [['send-test', sendTest]], 20, 3_600_000],
  ] as const)('are refused beyond %s and customer, with the time to wait', async (_, calls, limit, perMs) => {
    let now = new Date('2026-11-24T09:41:00Z');
    let tenant = 'north';
    const { post } = await start({ now: () => now, authorize: () => ({ ...manager, tenant }) });
    const next = async (at: number) => {
      const [operation, input] = calls[at % calls.length] ?? calls[0];
      return post(operation, input);
    };
    for (let at = 0; at < limit; at += 1) expect((await next(at)).status).not.toBe(429);
    now = new Date(now.getTime() + 10_000);
    const refused = await next(0);
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe(String(perMs / 1000 - 10));
    expect(await refused.json()).toMatchObject({ code: 'slow-down', retryAfter: perMs / 1000 - 10 });
    tenant = 'south';
    expect((await next(0)).status).not.toBe(429);
    tenant = 'north';
    now = new Date(now.getTime() + perMs - 10_000);
    expect((await next(0)).status).not.toBe(429);
  });

  test('are not held against anybody by a clock that was ahead', async () => {
    let now = new Date('2026-11-24T12:41:00Z');
    const { post } = await start({ now: () => now, limits: { checksPerMinute: 1 } });
    expect((await post('check-settings')).status).toBe(200);
    now = new Date('2026-11-24T09:41:00Z');
    expect((await post('check-settings')).status).toBe(200);
    expect((await post('check-settings')).status).toBe(429);
  });

  test('are counted as the host says', async () => {
    const { post } = await start({ limits: { checksPerMinute: 1 } });
    expect((await post('check-settings')).status).toBe(200);
    expect((await post('check-domain', { domain: 'example.com' })).status).toBe(429);
  });
});

test('in the cloud nobody looks at the endpoint: it is not the customer\u2019s to mend', async () => {
  const kindsIn = async (deployment: 'on-site' | 'cloud') => {
    const kinds: string[] = [];
    const { post } = await start({
      host: { service: 'Portal', deployment },
      probe: async ({ kind }) => {
        kinds.push(kind);
        return { at: '2026-11-24T09:41:00.000Z', from: 'this-server', stages: [], outcome: 'reachable' };
      },
    });
    const draft = { cloudUrl: 'https://mail.example.net', responseDomain: 'https://erp.example.com' };
    const state = await (await post('save-settings', { revision: '0', draft })).json();
    await post('check-endpoint');
    expect(state.host.deployment).toBe(deployment);
    return kinds;
  };
  expect(await kindsIn('on-site')).toEqual(['service', 'endpoint', 'endpoint']);
  expect(await kindsIn('cloud')).toEqual(['service']);
});

test.each([
  [{ from: '24:00', to: '06:00', timeZone: 'UTC' }, ['pause.from not-a-time']],
  [
    { from: '22:00', to: '6', timeZone: 'Mars/Olympus' },
    ['pause.to not-a-time', 'pause.timeZone unknown-time-zone'],
  ],
  [{ from: '22:00', to: '', timeZone: 'Europe/Berlin' }, []],
  [{ from: '22:00', to: '06:00', timeZone: 'Asia/Kathmandu' }, []],
])('the pause %o is taken only if it can be understood: %o', async (pause, issues) => {
  const { post } = await start();
  const answer = await post('save-responses', { revision: '0', access: 'endpoint', pause });
  const { fields = [] } = await answer.json();
  expect(fields.map(({ field, code }: { field: string; code: string }) => `${field} ${code}`)).toEqual(
    issues,
  );
  const { responses } = await (await post('read-state')).json();
  expect([answer.status, responses.pause]).toEqual(issues.length > 0 ? [422, null] : [200, pause]);
});
