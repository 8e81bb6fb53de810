import { createServer as createPlainServer, type RequestListener } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net';
import type { ProbeReport } from '@mail-settings/core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Issuer, makeAuthority, makeLeaf, type Served } from '../../test/certificates.ts';
import { closedPort } from '../../test/closed-port.ts';
import { holdTimeLimits } from '../../test/time-limit.ts';
import { createProbe } from './probe.ts';

const name = 'erp.example.com';
const day = 86_400_000;
const problem = { 'content-type': 'application/problem+json' };
const endpoint: RequestListener = (request, response) => {
  response.writeHead(request.method === 'POST' ? 401 : 404, problem).end('{"code":"wrong-key"}');
};
const emptyPage: RequestListener = (_, response) => {
  response.end();
};

let root: Issuer;
let good: Served;
const servers: Server[] = [];

beforeAll(async () => {
  root = await makeAuthority('CN=Test Root');
  good = await makeLeaf([name], root);
});
afterEach(async () => {
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
});
afterAll(() => {
  expect(servers).toEqual([]);
});

async function listen(server: Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

const secure = (served: Served, listener: RequestListener) => listen(createSecureServer(served, listener));

/** Probes a port of this machine under the public name. */
function probeLocal(
  port: number,
  kind: 'service' | 'endpoint' = 'endpoint',
  { mayBePlain = false } = {},
): Promise<ProbeReport> {
  const development = { hosts: { [name]: '127.0.0.1' }, ports: { [`${name}:443`]: port }, ca: root.pem };
  return createProbe({ development, timeoutMs: 60_000 })(
    kind === 'service' ? { kind, url: `https://${name}` } : { kind, url: `https://${name}/hook`, mayBePlain },
  );
}

const walked = ({ stages }: ProbeReport) =>
  stages.map(({ stage, state, code }) => [stage, state, code].filter(Boolean).join(' '));

test('an endpoint that asks for the key by POST is reachable, whatever it says to GET', async () => {
  const report = await probeLocal(await secure(good, endpoint));
  expect(walked(report)).toEqual(['dns ok', 'tcp ok', 'tls ok', 'http ok']);
  expect(report).toMatchObject({ outcome: 'reachable', http: { status: 401, empty: false } });
  expect(report.certificate).toMatchObject({
    verdict: 'valid',
    names: [name],
    issuer: 'Test Root',
    chain: [name],
  });
  expect(report.stages.every(({ ms }) => ms !== undefined && ms >= 0)).toBe(true);
});

describe('the connection URL', () => {
  test('an empty page is what is expected', async () => {
    expect((await probeLocal(await secure(good, emptyPage), 'service')).outcome).toBe('reachable');
  });

  test('the page of a captive portal is not', async () => {
    const port = await secure(good, (_, response) => response.end('<!doctype html><title>Sign in</title>'));
    expect(await probeLocal(port, 'service')).toMatchObject({
      outcome: 'unexpected-page',
      advice: 'unexpected-page',
    });
  });
});

test('the redirect of a captive portal is no empty page', async () => {
  const port = await secure(good, (_, response) =>
    response.writeHead(302, { location: 'https://login.example' }).end(),
  );
  expect(await probeLocal(port, 'service')).toMatchObject({
    outcome: 'unexpected-page',
    http: { status: 302, empty: true },
  });
});

test.each([
  ['not a url', 'url-invalid'],
  [`https://${name}:8443/`, 'port-refused'],
  [`http://${name}/`, 'scheme-refused'],
  ['https://127.0.0.1/', 'address-refused'],
])('%s is a report, not an exception: %s', async (url, code) => {
  const report = await createProbe()({ kind: 'service', url });
  expect(walked(report)).toEqual([`dns failed ${code}`, 'tcp skipped', 'tls skipped', 'http skipped']);
  expect(report.advice).toBe(code);
});

describe('each stage says what is wrong with it', () => {
  test('the server hangs up in the middle of its answer', async () => {
    const port = await secure(good, (_, response) => {
      response.socket?.destroy();
    });
    expect(walked(await probeLocal(port))[3]).toBe('http failed answer-broken');
  });

  test('the server hangs up during the handshake', async () => {
    const port = await listen(createTcpServer((socket) => socket.destroy()));
    expect(walked(await probeLocal(port))[2]).toMatch(/^tls failed (connection-closed|tls-failed)$/);
  });

  test('what is not HTTP answers on 443 and then is gone', async () => {
    const server = createTcpServer((socket) => {
      server.close();
      socket.on('error', () => {}).end('220 mail ready\r\n');
    });
    const report = await probeLocal(await listen(server));
    servers.splice(0);
    expect(report).toMatchObject({ outcome: 'not-reachable', advice: 'not-tls' });
  });

  test('nobody listens', async () => {
    const report = await probeLocal(closedPort);
    expect(walked(report)).toEqual([
      'dns ok',
      'tcp failed connection-refused',
      'tls skipped',
      'http skipped',
    ]);
    expect(report).toMatchObject({ outcome: 'not-reachable', advice: 'connection-refused' });
  });

  test('the name does not exist', async () => {
    const report = await createProbe({ resolve: async () => [] })({
      kind: 'endpoint',
      url: `https://${name}/hook`,
      mayBePlain: false,
    });
    expect(walked(report)[0]).toBe('dns failed name-not-found');
  });

  test('TLS never answers', async () => {
    const limit = holdTimeLimits();
    const port = await listen(
      createTcpServer((socket) => socket.on('error', () => {}).on('data', limit.end)),
    );
    expect(walked(await probeLocal(port))[2]).toBe('tls failed tls-timed-out');
  });

  test('HTTP never answers', async () => {
    const limit = holdTimeLimits();
    const port = await secure(good, () => limit.end());
    expect(walked(await probeLocal(port))[3]).toBe('http failed answer-timed-out');
  });

  test('somebody else answers at that path', async () => {
    const port = await secure(good, (_, response) => response.writeHead(404).end('not here'));
    expect(await probeLocal(port)).toMatchObject({
      outcome: 'not-reachable',
      advice: 'endpoint-not-mounted',
    });
  });

  test('plain HTTP on 443 is a warning where the domain was typed as http', async () => {
    const report = await probeLocal(await listen(createPlainServer(endpoint)), 'endpoint', {
      mayBePlain: true,
    });
    expect(report).toMatchObject({ outcome: 'reachable', plainHttp: true, advice: 'plain-http' });
  });

  test('plain HTTP on 443 fails where the domain was typed as https', async () => {
    expect(walked(await probeLocal(await listen(createPlainServer(endpoint))))[2]).toBe('tls failed not-tls');
  });

  test('plain HTTP on 443 fails the service', async () => {
    expect(walked(await probeLocal(await listen(createPlainServer(emptyPage)), 'service'))[2]).toBe(
      'tls failed not-tls',
    );
  });

  test('from inside a private network nothing can be said of our own endpoint', async () => {
    const probe = createProbe({ resolve: async () => ['10.1.2.3'] });
    expect((await probe({ kind: 'endpoint', url: `https://${name}/hook`, mayBePlain: false })).outcome).toBe(
      'unknown',
    );
    expect((await probe({ kind: 'service', url: `https://${name}` })).outcome).toBe('not-reachable');
  });
});

describe('certificates', () => {
  test.each<[string, () => Promise<Served>]>([
    [
      'expired',
      () =>
        makeLeaf([name], root, {
          notBefore: new Date(Date.now() - 9 * day),
          notAfter: new Date(Date.now() - day),
        }),
    ],
    ['not-yet-valid', () => makeLeaf([name], root, { notBefore: new Date(Date.now() + day) })],
    ['self-signed', () => makeLeaf([name])],
    [
      'untrusted',
      async () => {
        const stranger = await makeAuthority('CN=Somebody');
        const leaf = await makeLeaf([name], stranger);
        return { ...leaf, cert: leaf.cert + stranger.pem };
      },
    ],
    ['wrong-host', () => makeLeaf(['other.example.com'], root)],
    ['incomplete-chain', async () => makeLeaf([name], await makeAuthority('CN=Missing', root))],
  ])('%s fails the TLS stage and is shown', async (verdict, make) => {
    const report = await probeLocal(await secure(await make(), endpoint));
    expect(walked(report).slice(2)).toEqual([`tls failed certificate-${verdict}`, 'http skipped']);
    expect(report.certificate?.verdict).toBe(verdict);
  });

  test('one that ends within three weeks passes and is named', async () => {
    const port = await secure(
      await makeLeaf([name], root, { notAfter: new Date(Date.now() + 20 * day) }),
      endpoint,
    );
    expect(await probeLocal(port)).toMatchObject({
      outcome: 'reachable',
      certificate: { verdict: 'expiring-soon' },
    });
  });

  test('the chain is what was served, without the roots of this machine', async () => {
    const intermediate = await makeAuthority('CN=Test Intermediate', root);
    const leaf = await makeLeaf([name], intermediate);
    const report = await probeLocal(
      await secure({ cert: leaf.cert + intermediate.pem, key: leaf.key }, endpoint),
    );
    expect(report.certificate?.chain).toEqual([name, 'Test Intermediate']);
  });
});

test('an abort of the caller rejects with its reason', async () => {
  const port = await secure(good, () => {});
  const controller = new AbortController();
  const development = { hosts: { [name]: '127.0.0.1' }, ports: { [`${name}:443`]: port }, ca: root.pem };
  const looking = createProbe({ development })(
    { kind: 'endpoint', url: `https://${name}/x`, mayBePlain: false },
    { signal: controller.signal },
  );
  controller.abort(new Error('gone'));
  await expect(looking).rejects.toThrow('gone');
});
