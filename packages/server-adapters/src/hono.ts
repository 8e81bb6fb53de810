import { IncomingMessage } from 'node:http';
import type { Context, MiddlewareHandler } from 'hono';
import type { MailHandlers } from './handlers.ts';
import type { HandlerContext } from './http/handler.ts';
import { bodyOf } from './node/request.ts';
import type { MailPaths } from './paths.ts';

/**
 * Mail handlers for Hono 4. Mount it with `use`, since Hono routes HEAD as GET, and before whatever reads the body.
 * On Node the address kept with each packet is that of the socket; elsewhere none is known.
 *
 *     app.use(mailMiddleware(handlers));
 */
export function mailMiddleware(handlers: MailHandlers, paths?: Partial<MailPaths>): MiddlewareHandler {
  const handlerFor = handlers.router(paths);
  return async (c, next) => {
    const handler = handlerFor(belowMount(c));
    return handler === undefined ? next() : handler(c.req.raw, contextOf(c));
  };
}

/** The path behind the route the middleware was mounted with: `/portal/*` at `/portal/x` leaves `/x`. */
function belowMount(c: Context): string {
  const { path, routePath } = c.req;
  if (!routePath.endsWith('/*')) return path;
  const depth = routePath.split('/').length - 2;
  return depth === 0
    ? path
    : `/${path
        .split('/')
        .slice(depth + 1)
        .join('/')}`;
}

function contextOf(c: Context): HandlerContext {
  const incoming = c.env?.incoming;
  if (!(incoming instanceof IncomingMessage)) return {};
  const { remoteAddress } = incoming.socket;
  // Where somebody has begun with the stream or the request, only the request knows whether the bytes are whole.
  const isUntouched = incoming.readableFlowing === null && !incoming.readableDidRead && !c.req.raw.bodyUsed;
  return isUntouched ? { remoteAddress, body: bodyOf(incoming) } : { remoteAddress };
}
