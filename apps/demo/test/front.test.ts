import { request } from 'node:https';
import { createGuardedFetch } from '@mail-settings/server-adapters';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { certificateKinds } from '../src/authority.ts';
import { type OpenDemo, openDemo } from './set-up.ts';

let demo: OpenDemo;
let ca: string;
let port: number;
beforeAll(async () => {
  demo = await openDemo();
  ca = await (await fetch(`${demo.board}/authority.pem`)).text();
  port = Number(new URL(demo.serviceInBrowser).port);
});
afterAll(() => demo.close());

test('the connection URL opens an empty page', async () => {
  expect(await get('mail-service.localhost')).toEqual({ status: 200, body: '' });
});

test('the portal is behind the other name, whole', async () => {
  const { status, body } = await get('portal.localhost', '/email');
  expect(status).toBe(200);
  expect(body).toContain('<title>Email</title>');
});

test('a name that was not shown in the handshake is not served', async () => {
  expect(await get('mail-service.localhost', '/', 'portal.localhost')).toEqual({ status: 421, body: '' });
});

test('no other name gets a connection', async () => {
  await expect(get('other.localhost')).rejects.toThrow();
});

const words: Record<(typeof certificateKinds)[number], string> = {
  valid: 'reached',
  'expiring-soon': 'reached',
  expired: 'certificate-expired',
  'wrong-host': 'certificate-wrong-host',
  'self-signed': 'certificate-self-signed',
  'incomplete-chain': 'certificate-incomplete-chain',
};

test.for(certificateKinds)('a certificate of the kind "%s" is what a client takes it for', async (kind) => {
  await demo.press('/ways', { 'service-certificate': kind });
  const fetch = createGuardedFetch({
    development: {
      hosts: { 'mail-service.localhost': '127.0.0.1' },
      ports: { 'mail-service.localhost:443': port },
      ca,
    },
  });
  const outcome = await fetch('https://mail-service.localhost/').then(
    () => 'reached',
    (error) => error.cause.code,
  );
  await demo.press('/ways');
  expect(outcome).toBe(words[kind]);
});

test('a blocked name ends every connection', async () => {
  await demo.press('/ways', { 'portal-blocked': 'on' });
  await expect(get('portal.localhost')).rejects.toThrow();
  expect((await get('mail-service.localhost')).status).toBe(200);
  await demo.press('/ways');
  expect((await get('portal.localhost', '/email')).status).toBe(200);
});

test('a page of somebody else can neither read the board nor press its buttons', async () => {
  const board = new URL(demo.board);
  const foreign = await fetch(`${demo.board}/account`, {
    method: 'POST',
    headers: { origin: 'https://evil.example' },
    body: '',
  });
  expect(foreign.status).toBe(403);
  expect(await plainGet(Number(board.port), 'evil.example')).toBe(403);
});

function get(name: string, path = '/', host = name): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port, servername: name, ca, path, headers: { host }, agent: false };
    request(options, async (response) => {
      let body = '';
      for await (const chunk of response) body += chunk;
      resolve({ status: response.statusCode ?? 0, body });
    })
      .on('error', reject)
      .end();
  });
}

async function plainGet(boardPort: number, host: string): Promise<number> {
  const { get: plain } = await import('node:http');
  return new Promise((resolve, reject) => {
    plain({ host: '127.0.0.1', port: boardPort, headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    }).on('error', reject);
  });
}
