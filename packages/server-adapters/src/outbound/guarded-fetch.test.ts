import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import { createServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { type Issuer, makeAuthority, makeLeaf, type Served } from '../../test/certificates.ts';
import { closedPort } from '../../test/closed-port.ts';
import { holdTimeLimits } from '../../test/time-limit.ts';
import { createGuardedFetch, type GuardedFetchOptions } from './guarded-fetch.ts';

const name = 'service.example.com';
let root: Issuer;
let good: Served;
const open: Server[] = [];

beforeAll(async () => {
  root = await makeAuthority('CN=Test root');
  good = await makeLeaf([name, 'other.example.com'], root);
});

afterEach(() => {
  for (const server of open.splice(0)) server.close();
});

async function listen(server: Server): Promise<number> {
  open.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

const serve = (answer: RequestListener, served = good) => listen(createServer(served, answer));

/** A guarded fetch for which `name` is the server on this port. */
function guarded(port: number, options: GuardedFetchOptions = {}) {
  const development = { hosts: { [name]: '127.0.0.1' }, ports: { [`${name}:443`]: port }, ca: root.pem };
  return createGuardedFetch({ development, ...options });
}

/** What ended the call, as the client's transport reads it. */
async function fault(call: Promise<Response>): Promise<unknown> {
  try {
    await call;
  } catch (error) {
    return error instanceof TypeError ? error.cause : error;
  }
  return 'no fault';
}

test('a call reaches the named server with its method, headers and body, and Host without the mapped port', async () => {
  const port = await serve(async (request, response) => {
    const body = Buffer.concat(await request.toArray()).toString();
    const { host, accept, cookie } = request.headers;
    response.setHeader('set-cookie', 'a=b').setHeader('x-two', ['1', '2']);
    response.end(JSON.stringify({ method: request.method, url: request.url, host, accept, cookie, body }));
  });
  const response = await guarded(port)(`https://${name}/a%20b?c=d`, {
    method: 'POST',
    headers: { accept: 'text/plain', cookie: 'session=1', host: 'evil.example' },
    body: 'hello',
  });
  expect(await response.json()).toEqual({
    method: 'POST',
    url: '/a%20b?c=d',
    host: name,
    accept: 'text/plain',
    body: 'hello',
  });
  expect(response.headers.get('x-two')).toBe('1, 2');
  expect(response.headers.has('set-cookie')).toBe(false);
});

test('an error status is an answer, not a fault', async () => {
  const port = await serve((_request, response) => response.writeHead(500).end('broken'));
  const response = await guarded(port)(new Request(`https://${name}/`));
  expect([response.status, await response.text()]).toEqual([500, 'broken']);
});

test('an answer without a body is passed on', async () => {
  const port = await serve((_request, response) => response.writeHead(204).end());
  expect((await guarded(port)(`https://${name}`)).status).toBe(204);
});

test.each([
  ['http://service.example.com/', 'scheme-refused'],
  ['ftp://service.example.com/', 'scheme-refused'],
  ['file:///etc/passwd', 'scheme-refused'],
  ['https://service.example.com:8443/', 'port-refused'],
  ['https://service.example.com:22/', 'port-refused'],
  ['https://user:secret@service.example.com/', 'user-info-refused'],
  ['https://user@service.example.com/', 'user-info-refused'],
  ['not a url', 'url-invalid'],
  ['https://127.0.0.1/', 'address-refused'],
  ['https://0x7f.1/', 'address-refused'],
  ['https://2130706433/', 'address-refused'],
  ['https://[::1]/', 'address-refused'],
  ['https://[::ffff:10.0.0.1]/', 'address-refused'],
  ['https://localhost/', 'address-refused'],
  ['https://localhost./', 'address-refused'],
])('%s is refused: %s', async (url, code) => {
  expect(await fault(createGuardedFetch()(url))).toEqual({ stage: 'refused-address', code });
});

test('no error says anything of the address, the name or the credentials', async () => {
  for (const url of [
    'https://user:secret@host.example/',
    'https://secret host/',
    'https://127.0.0.1/secret',
  ]) {
    const error = await createGuardedFetch()(url).catch((error: Error) => error);
    expect(`${error} ${JSON.stringify(error)} ${(error as Error).stack}`).not.toMatch(
      /secret|host\.example|127\.0/,
    );
  }
});

test('one private address among public ones refuses the name', async () => {
  const resolve = async () => ['1.1.1.1', '2606:4700::1111', '10.0.0.1'];
  expect(await fault(createGuardedFetch({ resolve })(`https://${name}/`))).toEqual({
    stage: 'refused-address',
    code: 'address-refused',
  });
});

test('a name that answers public first and private later is looked up once and never reached inside', async () => {
  let connections = 0;
  const port = await listen(createTcpServer(() => connections++));
  let lookups = 0;
  const call = createGuardedFetch({
    // A public address that nobody answers at.
    resolve: async () => (lookups++ === 0 ? ['192.0.1.1'] : ['127.0.0.1']),
    development: { ports: { [`${name}:443`]: port } },
    timeoutMs: 300,
  })(`https://${name}/`);
  expect(await fault(call)).toMatchObject({ stage: expect.stringMatching(/^(port|time)$/) });
  expect({ lookups, connections }).toEqual({ lookups: 1, connections: 0 });
});

test('a name development does not list is checked as ever', async () => {
  const port = await serve((_request, response) => response.end());
  const call = guarded(port, {
    development: { hosts: { 'else.example': '127.0.0.1' }, ports: { [`${name}:443`]: port }, ca: root.pem },
    resolve: async () => ['127.0.0.1'],
  })(`https://${name}/`);
  expect(await fault(call)).toEqual({ stage: 'refused-address', code: 'address-refused' });
});

test.each([
  ['ENOTFOUND', 'name-not-found'],
  ['ENODATA', 'name-not-found'],
  ['EAI_AGAIN', 'name-unresolved'],
])('a lookup that ends with %s is %s', async (systemCode, code) => {
  const resolve = () => Promise.reject(Object.assign(new Error('lookup'), { code: systemCode }));
  expect(await fault(createGuardedFetch({ resolve })(`https://${name}/`))).toEqual({ stage: 'name', code });
});

test('a name without addresses is not found', async () => {
  const resolve = async () => [];
  expect(await fault(createGuardedFetch({ resolve })(`https://${name}/`))).toEqual({
    stage: 'name',
    code: 'name-not-found',
  });
});

test('a closed port is told apart', async () => {
  expect(await fault(guarded(closedPort)(`https://${name}/`))).toEqual({
    stage: 'port',
    code: 'connection-refused',
  });
});

test('a server that hangs up during the handshake fails the TLS stage', async () => {
  const port = await listen(createTcpServer((socket) => socket.destroy()));
  expect(await fault(guarded(port)(`https://${name}/`))).toMatchObject({ stage: 'tls' });
});

test('a server that speaks plain HTTP is not-tls', async () => {
  const port = await listen(createTcpServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')));
  expect(await fault(guarded(port)(`https://${name}/`))).toEqual({ stage: 'tls', code: 'not-tls' });
});

const day = 86_400_000;
test.each([
  ['certificate-untrusted', async () => unknownChain()],
  ['certificate-self-signed', () => makeLeaf([name])],
  ['certificate-incomplete-chain', async () => makeLeaf([name], await makeAuthority('CN=Middle', root))],
  ['certificate-wrong-host', () => makeLeaf(['elsewhere.example.com'], root)],
  [
    'certificate-expired',
    () => makeLeaf([name], root, { notBefore: new Date(0), notAfter: new Date(Date.now() - day) }),
  ],
  ['certificate-not-yet-valid', () => makeLeaf([name], root, { notBefore: new Date(Date.now() + day) })],
])('%s is a fault of TLS', async (code, make) => {
  const port = await serve((_request, response) => response.end(), await make());
  expect(await fault(guarded(port)(`https://${name}/`))).toEqual({ stage: 'tls', code });
});

async function unknownChain(): Promise<Served> {
  const other = await makeAuthority('CN=Somebody');
  const leaf = await makeLeaf([name], other);
  return { ...leaf, cert: leaf.cert + other.pem };
}

test('NODE_TLS_REJECT_UNAUTHORIZED opens nothing', async () => {
  const port = await serve((_request, response) => response.end(), await makeLeaf([name]));
  process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
  try {
    expect(await fault(guarded(port)(`https://${name}/`))).toMatchObject({ stage: 'tls' });
  } finally {
    delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
  }
});

test.each([301, 302, 303, 304, 307, 308])('a %s is refused and not followed', async (status) => {
  let requests = 0;
  const port = await serve((_request, response) => {
    requests++;
    response.writeHead(status, { location: `https://${name}/next` }).end();
  });
  const call = guarded(port)(`https://${name}/`, { redirect: 'follow' });
  expect(await fault(call)).toEqual({ stage: 'http', code: 'redirect-refused' });
  expect(requests).toBe(1);
});

test('an answer that announces too much is refused', async () => {
  const port = await serve((_request, response) => response.setHeader('content-length', 1_001).write('x'));
  expect(await fault(guarded(port, { maxBytes: 1_000 })(`https://${name}/`))).toEqual({
    stage: 'http',
    code: 'too-large',
  });
});

test('an answer that grows too large is cut, one of exactly the limit passes', async () => {
  const port = await serve((request, response) => {
    response.write('x'.repeat(1_000));
    response.end(request.url === '/more' ? 'x' : '');
  });
  const call = guarded(port, { maxBytes: 1_000 });
  expect(await fault(call(`https://${name}/more`))).toEqual({ stage: 'http', code: 'too-large' });
  expect((await (await call(`https://${name}/`)).text()).length).toBe(1_000);
});

test('an endless header is too large', async () => {
  const port = await serve((_request, response) => response.setHeader('x-long', 'x'.repeat(100_000)).end());
  expect(await fault(guarded(port)(`https://${name}/`))).toEqual({ stage: 'http', code: 'too-large' });
});

test('a compressed answer is refused, since its size is not what it seems', async () => {
  const port = await serve((_request, response) => response.setHeader('content-encoding', 'gzip').end('x'));
  expect(await fault(guarded(port)(`https://${name}/`))).toEqual({ stage: 'http', code: 'encoding-refused' });
});

test('an answer that breaks off is broken', async () => {
  const port = await serve((_request, response) => {
    response.setHeader('content-length', 100).write('x', () => response.destroy());
  });
  expect(await fault(guarded(port)(`https://${name}/`))).toEqual({ stage: 'http', code: 'answer-broken' });
});

test('the time limit holds for the lookup', async () => {
  const call = createGuardedFetch({ resolve: () => new Promise(() => {}), timeoutMs: 50 })(
    `https://${name}/`,
  );
  expect(await fault(call)).toEqual({ stage: 'time', code: 'name-timed-out' });
});

test('the time limit holds for the handshake', async () => {
  const limit = holdTimeLimits();
  const port = await listen(createTcpServer((socket) => socket.on('error', () => {}).on('data', limit.end)));
  expect(await fault(guarded(port)(`https://${name}/`))).toEqual({
    stage: 'time',
    code: 'tls-timed-out',
  });
});

test('the time limit holds for slow headers and for a body that drips', async () => {
  const limit = holdTimeLimits();
  const port = await serve((request, response) => {
    if (request.url !== '/body') return limit.end();
    let drops = 0;
    const drip = () => (++drops < 20 ? response.write('x', () => setImmediate(drip)) : limit.end());
    drip();
  });
  const call = guarded(port);
  const late = { stage: 'time', code: 'answer-timed-out' };
  expect(await fault(call(`https://${name}/head`))).toEqual(late);
  expect(await fault(call(`https://${name}/body`))).toEqual(late);
});

test('an abort is passed on with its own reason, and the connection ends', async () => {
  const stop = new AbortController();
  const reason = new Error('enough');
  let closed = () => {};
  const ended = new Promise<void>((resolve) => {
    closed = resolve;
  });
  const port = await serve((request) => {
    request.on('close', closed);
    stop.abort(reason);
  });
  expect(await fault(guarded(port)(`https://${name}/`, { signal: stop.signal }))).toBe(reason);
  await ended;
});

test('a call that was aborted before it began asks nobody', async () => {
  let lookups = 0;
  const resolve = async () => [String(lookups++)];
  const call = createGuardedFetch({ resolve })(`https://${name}/`, { signal: AbortSignal.abort('no') });
  expect(await fault(call)).toBe('no');
  expect(lookups).toBe(0);
});
