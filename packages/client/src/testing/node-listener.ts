import type { IncomingMessage, ServerResponse } from 'node:http';

/**
 * Serves a fake cloud with `node:http` or `node:https`. Where the cloud gives no answer, or breaks one off, the
 * connection is closed, as a client of a real service would see it.
 *
 * ```ts
 * import { createServer } from 'node:http';
 * import { createFakeCloud, nodeListener } from '@mail-settings/client/testing';
 *
 * const cloud = createFakeCloud();
 * const server = createServer(nodeListener(cloud.handle)).listen(0, '127.0.0.1');
 * server.close();
 * ```
 */
export function nodeListener(handle: (request: Request) => Promise<Response>) {
  return (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    answer(incoming, outgoing, handle).catch(() => outgoing.destroy());
  };
}

async function answer(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  handle: (request: Request) => Promise<Response>,
): Promise<void> {
  const gone = new AbortController();
  outgoing.on('close', () => gone.abort());
  const { method = 'GET', url = '/', headers } = incoming;
  const body: string[] = [];
  incoming.setEncoding('utf8');
  for await (const chunk of incoming) body.push(String(chunk));
  const response = await handle(
    new Request(new URL(url, `http://${headers.host ?? 'localhost'}`), {
      method,
      headers: { 'content-type': headers['content-type'] ?? '' },
      signal: gone.signal,
      ...(method !== 'GET' && method !== 'HEAD' && { body: body.join('') }),
    }),
  );
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  outgoing.flushHeaders();
  const reader = response.body?.getReader();
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read())
    outgoing.write(part.value);
  outgoing.end();
}
