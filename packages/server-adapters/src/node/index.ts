import type { IncomingMessage, ServerResponse } from 'node:http';
import type { MailHandlers } from '../handlers.ts';
import { type MailPaths, pathnameOf } from '../paths.ts';
import { runHandler, writeAnswer } from './request.ts';

/**
 * Mail handlers for a bare `node:http` server, and for every host whose middleware is `(request, response, next)`.
 * Other paths go to `next`; without one they are answered 404.
 *
 *     createServer(createNodeListener(handlers)).listen(8080);
 */
export function createNodeListener(handlers: MailHandlers, paths?: Partial<MailPaths>) {
  const handlerFor = handlers.router(paths);
  return (incoming: IncomingMessage, outgoing: ServerResponse, next?: () => void): void => {
    const url = incoming.url ?? '/';
    const handler = handlerFor(pathnameOf(url));
    if (handler === undefined) {
      if (next) next();
      else outgoing.writeHead(404).end();
      return;
    }
    const { remoteAddress } = incoming.socket;
    const deliver = (response: Response) => writeAnswer(response, outgoing);
    runHandler(handler, { incoming, outgoing, url, remoteAddress, deliver }).catch(() => outgoing.destroy());
  };
}
