import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { getRequestListener } from '@hono/node-server';
import { createGuardedFetch } from '@mail-settings/server-adapters';
import { createBoard } from './board.ts';
import { supportView } from './support.ts';
import type { World } from './world.ts';

export type Tools = { url: string; close(): Promise<void> };

/** The demo's own two pages, on a free port: the fault board at `/`, the support view at `/support`. */
export async function startTools(world: World): Promise<Tools> {
  const board = createBoard(world);
  const fetch = createGuardedFetch({ development: world.development });
  const answer = async (request: Request): Promise<Response> => {
    const { pathname } = new URL(request.url);
    if (!isOurs(request)) return new Response('Not from here.\n', { status: 403 });
    if (pathname === '/support') return supportView({ fetch, customer: () => world.cloud.account });
    if (pathname === '/authority.pem') {
      return new Response(world.development.ca, { headers: { 'content-type': 'application/x-pem-file' } });
    }
    const file = files[pathname];
    if (file !== undefined) {
      const bytes = await readFile(join(import.meta.dirname, 'page', file.name));
      return new Response(bytes, {
        headers: { 'content-type': file.type, 'x-content-type-options': 'nosniff' },
      });
    }
    return pathname === '/' || request.method === 'POST'
      ? board(request)
      : new Response('There is no such page.\n', { status: 404 });
  };
  const server = createServer(getRequestListener(answer));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const files: Readonly<Record<string, { name: string; type: string }>> = {
  '/tools.css': { name: 'tools.css', type: 'text/css; charset=utf-8' },
  '/tools.js': { name: 'tools.js', type: 'text/javascript; charset=utf-8' },
  '/icon.svg': { name: 'icon.svg', type: 'image/svg+xml' },
};

/** No page of somebody else may press these buttons, nor read them under another name for this address. */
function isOurs({ headers, method, url }: Request): boolean {
  const { host, hostname } = new URL(url);
  if (hostname !== '127.0.0.1' && hostname !== 'localhost') return false;
  const origin = headers.get('origin');
  return method === 'GET' || origin === null || URL.parse(origin)?.host === host;
}
