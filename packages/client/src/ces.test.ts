import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { inspect } from 'node:util';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import type { DnsType, ServiceCredentials } from '@mail-settings/core';
import { isMailError, type MailError } from '@mail-settings/core';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { makeCertificate } from '../test/certificates.ts';
import { closedPort, closeServers, listen } from '../test/servers.ts';
import { type CesOptions, type CesService, createCesService } from './ces.ts';
import { createFakeCloud, type FakeCloudOptions, type Fault, nodeListener } from './testing/index.ts';

const apiKey = 'api-key-of-acme-0001';
const authKey = 'auth-key-of-acme-0001';
const acme = { name: 'Acme', apiKey, authKey, provider: 'Elastic Email' };
const other = { name: 'Other', apiKey: 'api-key-of-other', authKey: 'auth-key-of-other', provider: 'UniOne' };
const responses = { responseDomain: 'https://crm.example.com', authKey };

let served: { ca: string; cert: string; key: string };
const trusted = getCACertificates('default');

beforeAll(async () => {
  served = await makeCertificate();
  setDefaultCACertificates([...trusted, served.ca]);
});
afterAll(() => setDefaultCACertificates(trusted));
afterEach(closeServers);

/** A fake cloud behind a real TLS server, and a client of it over the global `fetch`. */
async function start(options: FakeCloudOptions = {}, client: CesOptions = {}) {
  const cloud = createFakeCloud({ accounts: [acme, other], newDkimKey: async () => 'MIIBKEY', ...options });
  const port = await listen(createTlsServer(served, nodeListener(cloud.handle)));
  const credentials = { baseUrl: `https://127.0.0.1:${port}`, apiKey };
  return { cloud, credentials, service: createCesService(client) };
}

async function failure(call: Promise<unknown>): Promise<MailError> {
  const error = await call.then(
    () => new Error('the call succeeded'),
    (error: unknown) => error,
  );
  if (!isMailError(error)) throw error;
  return error;
}

describe.each(['camelCase', 'PascalCase', 'lowercase', 'UPPERCASE'] as const)(
  'a service that answers in %s',
  (spelling) => {
    test('is set up, verified and sent through by the calls of the port', async () => {
      const zone: Record<string, string> = {
        'TXT news.example.com': 'v=spf1 include:_spf.elasticemail.com -all',
        'TXT api._domainkey.news.example.com': 'k=rsa;t=s;p=MIIBKEY',
      };
      const { cloud, credentials, service } = await start({
        resolveDns: async (name: string, type: DnsType) => {
          const text = zone[`${type} ${name}`];
          const rows = text === undefined ? [] : [{ name, ttl: 60, type: 'TXT' as const, strings: [text] }];
          return { state: 'answer', rcode: 'NOERROR', rows, chain: [], authoritative: true };
        },
      });
      cloud.state.spelling = spelling;
      const empty = { accountName: 'Acme', provider: 'Elastic Email', active: true };
      expect(await service.account(credentials, authKey)).toEqual({
        ...empty,
        responseDomain: null,
        authKeyValid: true,
        responseDomainValid: false,
      });
      const registered = {
        ...empty,
        responseDomain: responses.responseDomain,
        authKeyValid: true,
        responseDomainValid: true,
      };
      expect(await service.registerResponses(credentials, responses)).toEqual(registered);
      expect(await service.account(credentials, authKey)).toEqual(registered);

      expect(await service.domains(credentials)).toEqual([]);
      const added = await service.addDomain(credentials, 'News.Example.com.');
      expect(added).toEqual({
        domain: 'news.example.com',
        active: false,
        message: null,
        spf: 'v=spf1 a mx include:_spf.elasticemail.com ~all',
        dkim: [{ host: 'api._domainkey', value: 'k=rsa;t=s;p=MIIBKEY' }],
        mx: null,
        dmarc: 'v=DMARC1; p=none',
        ownership: null,
      });
      expect(await service.addDomain(credentials, 'news.example.com')).toEqual(added);
      expect(await service.validateDomain(credentials, 'news.example.com')).toEqual({
        active: false,
        message: 'No DMARC record.',
      });
      zone['TXT _dmarc.news.example.com'] = 'v=DMARC1; p=reject';
      expect(await service.validateDomain(credentials, 'news.example.com')).toEqual({
        active: true,
        message: null,
      });
      expect(await service.domains(credentials)).toEqual([{ ...added, active: true }]);

      const senders = ['Ann@news.example.com', 'bob@elsewhere.example.org'];
      expect(await service.checkedEmails(credentials, senders)).toEqual({
        [`${senders[0]}`]: true,
        [`${senders[1]}`]: false,
      });
      expect(await service.confirmSenders(credentials, [...senders, 'nobody'])).toEqual({
        wrong: ['nobody'],
        validated: [senders[0]],
      });

      const token = await service.shareDomain(credentials, 'news.example.com');
      const others = { ...credentials, apiKey: other.apiKey };
      expect((await service.authorizeDomain(others, 'news.example.com', token)).active).toBe(true);
      expect(await service.providers(credentials)).toEqual([
        { name: 'Elastic Email', isConnected: true, isDefault: true },
      ]);

      const emailId = crypto.randomUUID();
      const template = {
        name: 'Spring',
        fromEmail: 'ann@news.example.com',
        fromName: 'Ann',
        subject: 'Hello',
        html: '<a href="https://www.example.com/a">a</a>',
        text: 'a',
        emailId,
      };
      const recipients = [
        { id: crypto.randomUUID(), email: 'One@example.org', name: 'One', fields: { city: 'Ulm' } },
        { id: crypto.randomUUID(), email: 'two@example.org', name: '', fields: {} },
      ];
      await service.addTemplate(credentials, template);
      await service.sendTemplate(credentials, { template, recipients });
      const single = { ...template, emailId: crypto.randomUUID() };
      await service.send(credentials, { content: single, recipients: recipients.slice(0, 1) });
      expect(cloud.state.mailings).toMatchObject([
        { account: 'Acme', emailId, template, recipients, batches: [2], stopped: false },
        {
          account: 'Acme',
          emailId: single.emailId,
          template: null,
          recipients: recipients.slice(0, 1),
          html: template.html,
        },
      ]);
      expect(await service.licence(credentials)).toEqual({ dailyLimit: null, usedToday: 3 });
      await service.stop(credentials, emailId);
      expect((await failure(service.sendTemplate(credentials, { template, recipients }))).code).toBe(
        'unexpected-code',
      );
    });
  },
);

/** Every call of the client with arguments that are right. */
const calls: [
  name: string,
  isRead: boolean,
  call: (service: CesService, at: ServiceCredentials, options?: { signal: AbortSignal }) => Promise<unknown>,
][] = [
  ['account', true, (service, at, options) => service.account(at, authKey, options)],
  ['registerResponses', false, (service, at, options) => service.registerResponses(at, responses, options)],
  ['domains', true, (service, at, options) => service.domains(at, options)],
  ['addDomain', false, (service, at, options) => service.addDomain(at, 'news.example.com', options)],
  [
    'validateDomain',
    false,
    async (service, at, options) => service.validateDomain(at, 'old.example.com', options),
  ],
  ['shareDomain', false, (service, at, options) => service.shareDomain(at, 'news.example.com', options)],
  [
    'authorizeDomain',
    false,
    (service, at, options) => service.authorizeDomain(at, 'news.example.com', 'token', options),
  ],
  ['providers', true, (service, at, options) => service.providers(at, options)],
  [
    'confirmSenders',
    false,
    (service, at, options) => service.confirmSenders(at, ['ann@example.com'], options),
  ],
  ['checkedEmails', true, (service, at, options) => service.checkedEmails(at, ['ann@example.com'], options)],
  ['licence', true, (service, at, options) => service.licence(at, options)],
  ['addTemplate', false, (service, at, options) => service.addTemplate(at, emptyTemplate, options)],
  [
    'sendTemplate',
    false,
    (service, at, options) => service.sendTemplate(at, { template: emptyTemplate, recipients: [] }, options),
  ],
  [
    'send',
    false,
    (service, at, options) => service.send(at, { content: emptyTemplate, recipients: [] }, options),
  ],
  ['stop', false, (service, at, options) => service.stop(at, emptyTemplate.emailId, options)],
];
const emptyTemplate = {
  name: 'T',
  fromEmail: 'a@b.example',
  fromName: '',
  subject: '',
  html: '',
  text: '',
  emailId: 'e1',
};

test('the table below has every call there is', () => {
  const names = Object.keys(createCesService()).sort();
  expect(calls.map(([name]) => name).sort()).toEqual(names);
});

test.each([
  [-1, 'service-unreachable'],
  [101, 'key-rejected'],
  [105, 'response-domain-unreachable'],
  [109, 'response-domain-taken'],
  [110, 'auth-key-rejected'],
  [111, 'domain-list-failed'],
  [112, 'domain-add-failed'],
  [115, 'domain-of-another-account'],
  [118, 'domain-of-another-account'],
  [102, 'unexpected-code'],
  [4711, 'unexpected-code'],
] as const)('code %i is %s, whatever call it answers', async (code, meaning) => {
  const { cloud, credentials, service } = await start();
  cloud.state.faults['every-call'] = { kind: 'code', code };
  for (const [name, , call] of calls) {
    const error = await failure(call(service, credentials));
    expect([name, error.code, error.details.serviceCode]).toEqual([name, meaning, code]);
  }
});

test('the words of the service come with a code that says little, without any key', async () => {
  const { cloud, credentials, service } = await start();
  const told = async (message: string, call: Promise<unknown>) => [
    message,
    (await failure(call)).details.serviceMessage,
  ];
  const refuse = (code: number, message: string) => {
    cloud.state.faults['every-call'] = { kind: 'code', code, message };
    return message;
  };
  expect(
    await told(refuse(112, 'The name is on a list.'), service.addDomain(credentials, 'news.example.com')),
  ).toEqual(['The name is on a list.', 'The name is on a list.']);
  for (const key of [apiKey, authKey, apiKey.slice(0, 6), authKey.slice(-6)]) {
    const [, words] = await told(refuse(999, `${key} is odd`), service.account(credentials, authKey));
    expect(words).toBeUndefined();
  }
  const token = 'token-of-somebody';
  const [, words] = await told(
    refuse(999, `${token} is odd`),
    service.authorizeDomain(credentials, 'news.example.com', token),
  );
  expect(words).toBeUndefined();
});

const faults: [title: string, fault: Fault, code: string, details: object, isRepeated: boolean][] = [
  ['an HTTP error', { kind: 'http', status: 500 }, 'service-failed', { status: 500, stage: 'http' }, true],
  ['a service that is down', { kind: 'http', status: 503 }, 'service-failed', { status: 503 }, true],
  ['a path it does not have', { kind: 'http', status: 404 }, 'service-failed', { status: 404 }, false],
  [
    'too many calls',
    { kind: 'http', status: 429, retryAfter: 60 },
    'rate-limited',
    { status: 429, retryAfter: 60 },
    false,
  ],
  ['a page', { kind: 'html' }, 'answer-unreadable', {}, false],
  ['nothing', { kind: 'empty' }, 'answer-unreadable', {}, false],
  ['null', { kind: 'null' }, 'answer-unreadable', {}, false],
  ['half of the JSON', { kind: 'not-json' }, 'answer-unreadable', {}, false],
  ['more than the limit', { kind: 'huge', bytes: 200_000 }, 'answer-unreadable', {}, false],
  [
    'a redirect',
    { kind: 'redirect', location: 'https://elsewhere.example.org/' },
    'service-failed',
    { status: 302 },
    false,
  ],
  ['a closed connection', { kind: 'closed' }, 'service-unreachable', { stage: 'http' }, true],
  ['a connection closed amid the answer', { kind: 'cut' }, 'service-unreachable', { stage: 'http' }, true],
];

describe.each(faults)('an answer that is %s', (_, fault, code, details, isRepeated) => {
  test.each(calls)(`makes %s fail with ${code}`, async (name, isRead, call) => {
    const { cloud, credentials, service } = await start({}, { retries: 1, maxBytes: 100_000 });
    cloud.state.faults['every-call'] = fault;
    const error = await failure(call(service, credentials));
    expect(error.code).toBe(code);
    expect(error.details).toMatchObject(details);
    expect(cloud.log.map((entry) => entry.call)).toEqual(isRead && isRepeated ? [name, name] : [name]);
    expect(inspect(error, { depth: 10 })).not.toMatch(
      /api-key-of|auth-key-of|127\.0\.0\.1|elsewhere|Sign in|ann@/,
    );
  });
});

describe('a service that is silent', () => {
  const isSilent = async (client: CesOptions = {}) => {
    const host = await start({}, client);
    host.cloud.state.faults['every-call'] = { kind: 'slow', ms: 60_000 };
    return host;
  };

  test.each(calls)('makes %s end at the time limit', async (_name, _isRead, call) => {
    const { credentials, service } = await isSilent({ timeoutMs: 80 });
    const { code, details } = await failure(call(service, credentials));
    expect([code, details.stage]).toEqual(['service-unreachable', 'time']);
  });

  test.each(calls)('lets %s be aborted, with the reason that was given', async (_name, _isRead, call) => {
    const { credentials, service } = await isSilent();
    const reason = new Error('closed');
    const controller = new AbortController();
    setTimeout(() => controller.abort(reason), 50);
    await expect(call(service, credentials, { signal: controller.signal })).rejects.toBe(reason);
  });
});

test('a read succeeds after a failure that passes', async () => {
  const { cloud, credentials, service } = await start();
  cloud.state.faults.account = { kind: 'http', status: 503, retryAfter: 0, times: 1 };
  expect((await service.account(credentials, authKey)).active).toBe(true);
  expect(cloud.log.map(({ status }) => status)).toEqual([503, 200]);
});

const busy = (status: number, headers: Record<string, string>) => new Response('', { status, headers });
const licence = () => Response.json({ code: 0, dailyLimitCount: 5, todayUsage: 1 });

const noon = new Date('2026-11-24T12:00:00Z');

/** A read whose first try meets `first`, every other one a good answer; by a clock that stands until somebody waits. */
async function tried(first: Response) {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'], now: noon });
  try {
    const times: number[] = [];
    const service = createCesService({
      timeoutMs: 3_000,
      fetch: async () => (times.push(Date.now()) === 1 ? first : licence()),
    });
    const call = service
      .licence({ baseUrl: 'https://ces.example.com', apiKey })
      .catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(3_000);
    const [began = 0, again] = times;
    return { outcome: await call, waited: again === undefined ? null : again - began };
  } finally {
    vi.useRealTimers();
  }
}

describe('a pause the service asks for', () => {
  test.each([429, 500, 502, 503, 504, 408])('of a second is kept after HTTP status %i', async (status) => {
    const { outcome, waited } = await tried(busy(status, { 'retry-after': '1' }));
    expect(outcome).toEqual({ dailyLimit: 5, usedToday: 1 });
    expect(waited).toBe(1_000);
  });

  test.each([
    ['6', 6],
    ['0000000000007', 7],
    ['Tue, 24 Nov 2026 13:00:00 GMT', 3_600],
    ['99999999999', 86_400],
    ['9'.repeat(400), 86_400],
    ['Tue, 24 Nov 2999 08:00:00 GMT', 86_400],
    ['Sun Nov  6 08:49:37 2994', 86_400],
  ])('of %s is told to the caller at once, at most as a day', async (value, seconds) => {
    const { outcome, waited } = await tried(busy(503, { 'retry-after': value }));
    expect(waited).toBeNull();
    expect(outcome).toMatchObject({ code: 'service-failed', details: { status: 503 } });
    expect((outcome as MailError).details.retryAfter).toBe(seconds);
  });

  test.each([
    '0',
    '-1',
    '-99999',
    '1e9',
    '0x7fffffff',
    'Infinity',
    '1700000000.5',
    'soon',
    '2999-01-01',
    '',
    'Wed, 24 Nov 1999 08:00:00 GMT',
  ])('of %j is none', async (value) => {
    const { outcome, waited } = await tried(busy(503, { 'retry-after': value }));
    expect(outcome).toEqual({ dailyLimit: 5, usedToday: 1 });
    expect(waited).toBeLessThan(500);
  });

  test.each(['ratelimit-reset', 'x-ratelimit-reset', 'x-rate-limit-reset', 'x-ratelimit-retry-after'])(
    'is read from retry-after only: %s makes nobody wait',
    async (name) => {
      const { outcome, waited } = await tried(busy(429, { [name]: '3600' }));
      expect(outcome).toEqual({ dailyLimit: 5, usedToday: 1 });
      expect(waited).toBeLessThan(500);
    },
  );
});

test('a domain the service refuses to add again is given as it is', async () => {
  const { cloud, credentials, service } = await start();
  const added = await service.addDomain(credentials, 'news.example.com');
  cloud.state.faults.addDomain = { kind: 'code', code: 112 };
  expect(await service.addDomain(credentials, 'NEWS.example.com')).toEqual(added);
  expect((await failure(service.addDomain(credentials, 'new.example.com'))).code).toBe('domain-add-failed');
});

test('more recipients than a batch may have are not sent', async () => {
  const { cloud, credentials, service } = await start();
  const recipients = Array.from({ length: 20_001 }, (_, at) => ({
    id: `${at}`,
    email: `${at}@example.org`,
    name: '',
    fields: {},
  }));
  const error = await failure(service.send(credentials, { content: emptyTemplate, recipients }));
  expect([error.code, cloud.log.length]).toEqual(['too-large', 0]);
});

describe('what the cloud really checks', () => {
  test('a key nobody has is 101, another auth key is 110', async () => {
    const { credentials, service } = await start();
    expect((await failure(service.account({ ...credentials, apiKey: 'wrong' }, authKey))).code).toBe(
      'key-rejected',
    );
    const wrong = service.registerResponses(credentials, { ...responses, authKey: 'wrong' });
    expect((await failure(wrong)).code).toBe('auth-key-rejected');
    expect((await service.account(credentials, 'wrong')).authKeyValid).toBe(false);
  });

  test('a domain of another account is 109, one that does not answer 105', async () => {
    const asked: string[] = [];
    const { cloud, credentials, service } = await start({
      fetch: async (url, init) => {
        asked.push(`${init.method} ${url}`);
        return new Response(null, { status: url.includes('down.') ? 502 : 200 });
      },
    });
    await service.registerResponses(credentials, {
      ...responses,
      responseDomain: 'http://crm.example.com:8080/app/',
    });
    const theirs = { responseDomain: 'https://CRM.example.com/app', authKey: other.authKey };
    const taken = service.registerResponses({ ...credentials, apiKey: other.apiKey }, theirs);
    expect((await failure(taken)).code).toBe('response-domain-taken');
    const down = service.registerResponses(credentials, {
      responseDomain: 'https://down.example.com',
      authKey,
    });
    expect((await failure(down)).code).toBe('response-domain-unreachable');
    const path = '/0/ServiceModel/CESWebHooksService.svc/HandleWebHooks';
    expect(asked).toEqual([
      `HEAD https://crm.example.com/app${path}`,
      `HEAD https://down.example.com${path}`,
    ]);
    expect(cloud.account('Acme').isResponseDomainReachable).toBe(false);
  });

  test('a sender domain of another account is 115, a name that is none 112', async () => {
    const { credentials, service } = await start();
    await service.addDomain({ ...credentials, apiKey: other.apiKey }, 'news.example.com');
    expect((await failure(service.addDomain(credentials, 'news.example.com'))).code).toBe(
      'domain-of-another-account',
    );
    expect((await failure(service.addDomain(credentials, 'not a name'))).code).toBe('domain-add-failed');
  });

  test('an account whose service is off says so, and takes no mailing', async () => {
    const { cloud, credentials, service } = await start();
    cloud.account('Acme').active = false;
    expect((await service.account(credentials, authKey)).active).toBe(false);
    expect((await failure(service.addTemplate(credentials, emptyTemplate))).details.serviceCode).toBe(201);
  });
});

describe('the way to the service', () => {
  const service = createCesService({ retries: 0, timeoutMs: 30_000 });
  const stageAt = async (baseUrl: string, using = service) => {
    const { code, details } = await failure(using.account({ baseUrl, apiKey }, authKey));
    return [code, details.stage];
  };

  test('a port that nobody listens at is a matter of the port', async () => {
    expect(await stageAt(`https://127.0.0.1:${closedPort}`)).toEqual(['service-unreachable', 'port']);
  });

  test('a name that does not exist is a matter of the name', async () => {
    expect(await stageAt('https://no-such-host.invalid')).toEqual(['service-unreachable', 'name']);
  });

  test('a certificate of an unknown authority is a matter of TLS, and so is a server without TLS', async () => {
    const stranger = await makeCertificate();
    const port = await listen(createTlsServer(stranger, () => undefined));
    expect(await stageAt(`https://127.0.0.1:${port}`)).toEqual(['service-unreachable', 'tls']);
    const plain = await listen(createServer());
    expect(await stageAt(`https://127.0.0.1:${plain}`)).toEqual(['service-unreachable', 'tls']);
  });

  test('a service that is silent is a matter of time, at its first byte and in the middle', async () => {
    const hasty = createCesService({ retries: 0, timeoutMs: 200 });
    const silent = await listen(createServer(() => undefined));
    expect(await stageAt(`http://127.0.0.1:${silent}`, hasty)).toEqual(['service-unreachable', 'time']);
    const slow = await listen(createServer((_, answer) => void answer.writeHead(200).write('{"code"')));
    expect(await stageAt(`http://127.0.0.1:${slow}`, hasty)).toEqual(['service-unreachable', 'time']);
  });

  test('the time limit holds for all tries together', async () => {
    const port = await listen(
      createServer((_, answer) => void answer.writeHead(503, { 'retry-after': '4' }).end()),
    );
    const patient = createCesService({ retries: 5, timeoutMs: 300 });
    expect(await stageAt(`http://127.0.0.1:${port}`, patient)).toEqual(['service-unreachable', 'time']);
  });

  test('a connection URL that is none is unreachable too', async () => {
    expect(await stageAt('not a url')).toEqual(['service-unreachable', 'unknown']);
  });

  test.each([
    [{ code: 'address-refused', stage: 'refused-address' }, 'service-unreachable', 'refused-address'],
    [{ code: 'certificate-expired', stage: 'tls' }, 'service-unreachable', 'tls'],
    [{ code: 'answer-timed-out', stage: 'time' }, 'service-unreachable', 'time'],
    [{ code: 'redirect-refused', stage: 'http' }, 'service-failed', 'http'],
    [{ code: 'too-large', stage: 'http' }, 'answer-unreadable', 'http'],
    [
      new AggregateError([Object.assign(new Error('a'), { code: 'EHOSTUNREACH' })]),
      'service-unreachable',
      'port',
    ],
    [undefined, 'service-unreachable', 'unknown'],
  ])('a fetch that fails with the cause %o is %s at %s', async (cause, code, stage) => {
    const guarded = createCesService({
      fetch: () => Promise.reject(new TypeError('fetch failed', { cause })),
      retries: 0,
    });
    expect(await stageAt('https://ces.example.com', guarded)).toEqual([code, stage]);
  });
});

test.each([
  [{ code: 'connection-refused', stage: 'port' }, 3],
  [{ code: 'answer-broken', stage: 'http' }, 3],
  [{ code: 'redirect-refused', stage: 'http' }, 1],
  [{ code: 'address-refused', stage: 'refused-address' }, 1],
  [{ code: 'certificate-expired', stage: 'tls' }, 1],
])('a read that fails with the cause %o is tried %i times in all', async (cause, times) => {
  let calls = 0;
  const service = createCesService({
    fetch: async () => {
      calls++;
      throw new TypeError('fetch failed', { cause });
    },
  });
  await failure(service.licence({ baseUrl: 'https://ces.example.com', apiKey }));
  expect(calls).toBe(times);
});

test.each<[CesOptions, string]>([
  [{ timeoutMs: 0 }, 'timeoutMs'],
  [{ timeoutMs: Number.POSITIVE_INFINITY }, 'timeoutMs'],
  [{ timeoutMs: Number.NaN }, 'timeoutMs'],
  [{ timeoutMs: 2 ** 31 }, 'timeoutMs'],
  [{ maxBytes: -1 }, 'maxBytes'],
  [{ maxBytes: Number.NaN }, 'maxBytes'],
  [{ retries: -1 }, 'retries'],
  [{ retries: 1.5 }, 'retries'],
])(
  'options that make no sense, %o, are refused at once, and not taken for a service that is down',
  (options, name) => {
    expect(() => createCesService(options)).toThrow(RangeError);
    expect(() => createCesService(options)).toThrow(`${name} is a whole number`);
  },
);

describe('a compressed answer', () => {
  const answer = Buffer.from('{"code":0,"dailyLimitCount":"5","todayUsage":"1"}');
  const serve = async (body: Uint8Array, encoding: string) => {
    const port = await listen(
      createServer((_, out) => void out.writeHead(200, { 'content-encoding': encoding }).end(body)),
    );
    const service = createCesService({ retries: 0, maxBytes: 100_000 });
    return service.licence({ baseUrl: `http://127.0.0.1:${port}`, apiKey });
  };

  test.each([
    ['gzip', gzipSync(answer)],
    ['br', brotliCompressSync(answer)],
    ['deflate', deflateSync(answer)],
  ])('in %s is read', async (encoding, body) => {
    expect(await serve(body, encoding)).toEqual({ dailyLimit: 5, usedToday: 1 });
  });

  test.each([
    ['gzip', gzipSync(Buffer.alloc(20_000_000, 32))],
    ['br', brotliCompressSync(Buffer.alloc(20_000_000, 32))],
  ])('in %s is measured as it is when unpacked', async (encoding, body) => {
    expect(body.length).toBeLessThan(100_000);
    const { code, message } = await failure(serve(body, encoding));
    expect([code, message]).toEqual([
      'answer-unreadable',
      'The answer of /license/get-info is longer than the limit.',
    ]);
  });

  test.each(['gzip', 'br', 'deflate'])('in a broken %s is an answer that broke off', async (encoding) => {
    const { code, details } = await failure(serve(Buffer.from('this is not packed at all'), encoding));
    expect([code, details.stage]).toEqual(['service-unreachable', 'http']);
  });
});

test.each<[string, string, object]>([
  ['a byte order mark', '\ufeff{"code":0,"todayUsage":1}', { dailyLimit: null, usedToday: 1 }],
  [
    'numbers as text',
    '{"code":"0","dailyLimitCount":" 12 ","todayUsage":"3"}',
    { dailyLimit: 12, usedToday: 3 },
  ],
  ['only nulls', '{"code":0,"dailyLimitCount":null,"todayUsage":null}', { dailyLimit: null, usedToday: 0 }],
  ['a field nobody knows', '{"code":0,"todayUsage":1,"extra":{"a":[1]}}', { dailyLimit: null, usedToday: 1 }],
])('an answer with %s is read', async (_, body, licence) => {
  const service = createCesService({ fetch: async () => new Response(body) });
  expect(await service.licence({ baseUrl: 'https://ces.example.com', apiKey })).toEqual(licence);
});

test('whatever a server answers, a call gives a value or a MailError', async () => {
  const body = fc.oneof(
    fc.uint8Array({ maxLength: 64 }),
    fc.json(),
    fc.json().map((text) => `{"code":0,"result":${text},"domains":[${text}]}`),
  );
  const status = fc.constantFrom(200, 201, 204, 301, 304, 400, 404, 429, 500, 599);
  const headers = fc.dictionary(
    fc.constantFrom('content-type', 'retry-after', 'location', 'content-encoding'),
    fc.constantFrom('a', '-1', '1e9', 'Tue, 24 Nov 2026 08:00:00 GMT', 'gzip'),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...calls),
      body,
      status,
      headers,
      async ([, , call], content, status, headers) => {
        const hasBody = status !== 204 && status !== 304;
        const fetch = async () =>
          new Response(hasBody ? Uint8Array.from(Buffer.from(content)) : null, { status, headers });
        const service = createCesService({ fetch, retries: 0 });
        await call(service, { baseUrl: 'https://ces.example.com', apiKey }).catch((error: unknown) => {
          if (!isMailError(error)) throw error;
        });
      },
    ),
    { numRuns: 300 },
  );
});

describe('an aborted call throws the reason it was given', () => {
  test('before it began', async () => {
    const reason = new Error('closed');
    const { cloud, credentials, service } = await start();
    await expect(service.account(credentials, authKey, { signal: AbortSignal.abort(reason) })).rejects.toBe(
      reason,
    );
    expect(cloud.log).toEqual([]);
  });

  test('while the service thinks, which is then told', async () => {
    const reason = new Error('closed');
    const controller = new AbortController();
    const { cloud, credentials, service } = await start();
    let hear: (what: string) => void = () => undefined;
    const heard = new Promise((resolve) => {
      hear = resolve;
    });
    const listener = nodeListener((request) => {
      request.signal.addEventListener('abort', () => hear('aborted'));
      cloud.state.faults['every-call'] = { kind: 'slow', ms: 60_000 };
      controller.abort(reason);
      return cloud.handle(request);
    });
    const port = await listen(createServer(listener));
    const at = { ...credentials, baseUrl: `http://127.0.0.1:${port}` };
    await expect(service.registerResponses(at, responses, { signal: controller.signal })).rejects.toBe(
      reason,
    );
    expect(await heard).toBe('aborted');
  });

  test('while it looks for a domain that could not be added', async () => {
    const reason = new Error('closed');
    const controller = new AbortController();
    const { cloud, credentials, service } = await start();
    cloud.state.faults.addDomain = { kind: 'code', code: 112 };
    cloud.state.faults.domains = { kind: 'slow', ms: 60_000 };
    const call = service.addDomain(credentials, 'news.example.com', { signal: controller.signal });
    setTimeout(() => controller.abort(reason), 200);
    await expect(call).rejects.toBe(reason);
  });

  test('while it waits for another try', async () => {
    const reason = new Error('closed');
    const controller = new AbortController();
    const service = createCesService({
      fetch: async () => {
        setImmediate(() => controller.abort(reason));
        return new Response('', { status: 503, headers: { 'retry-after': '5' } });
      },
    });
    const call = service.account({ baseUrl: 'https://ces.example.com', apiKey }, authKey, {
      signal: controller.signal,
    });
    await expect(call).rejects.toBe(reason);
  });
});

test('the client works over a fetch that is the cloud itself, without any network', async () => {
  const cloud = createFakeCloud({ accounts: [acme] });
  const service = createCesService({ fetch: cloud.fetch });
  const credentials = { baseUrl: 'https://ces.example.com/', apiKey };
  expect((await service.account(credentials, authKey)).provider).toBe('Elastic Email');
  cloud.state.faults.account = { kind: 'unreachable', times: 1 };
  expect((await service.account(credentials, authKey)).provider).toBe('Elastic Email');
  cloud.state.faults.stop = { kind: 'unreachable' };
  expect((await failure(service.stop(credentials, 'e1'))).details.stage).toBe('port');
});

test('a base path of the connection URL stays in front of the calls', async () => {
  const { credentials, service } = await start({ basePath: '/api' });
  expect(
    (await service.account({ ...credentials, baseUrl: `${credentials.baseUrl}/api/` }, authKey)).active,
  ).toBe(true);
});
