import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createCesProvider } from '@mail-settings/client';
import { createMailHandlers, createMemoryStore, createSealer } from '@mail-settings/server-adapters';
import { createNodeListener } from '@mail-settings/server-adapters/node';

/** The smallest host: the handlers, and files by path, under a strict policy. Nobody has set anything up yet. */
export async function openSmallHost(files: Record<string, [type: string, text: string]>) {
  const handlers = createMailHandlers({
    store: createMemoryStore(),
    providers: [createCesProvider()],
    sealer: createSealer({ masterKeys: [{ id: 'test', key: new Uint8Array(32) }] }),
    authorize: () => ({ tenant: 'default', actor: { id: 'anna' }, may: ['view', 'manage'] }),
    host: { service: 'Small host' },
    background: false,
  });
  const asked: string[] = [];
  const rest = createNodeListener(handlers);
  const server = createServer((request, response) => {
    const known = files[request.url ?? ''];
    asked.push(`${request.method} ${request.url}`);
    if (known === undefined) return rest(request, response);
    const [type, text] = known;
    response.writeHead(200, {
      'content-type': `${type}; charset=utf-8`,
      'content-security-policy':
        "default-src 'self'; require-trusted-types-for 'script'; trusted-types lit-html vue",
    });
    response.end(text);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    /** Method and path of every request so far. */
    asked,
    async close() {
      server.closeAllConnections();
      server.close();
      await handlers.close();
    },
  };
}
