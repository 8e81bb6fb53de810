import type { Middleware } from 'koa';
import type { MailHandlers } from './handlers.ts';
import { runHandler } from './node/request.ts';
import type { MailPaths } from './paths.ts';

/**
 * Mail handlers for Koa 3. Mount it before any body parser. The address kept with each packet is `ctx.ip`, which
 * follows Koa's setting `proxy`.
 *
 *     app.use(mailMiddleware(handlers));
 */
export function mailMiddleware(handlers: MailHandlers, paths?: Partial<MailPaths>): Middleware {
  const handlerFor = handlers.router(paths);
  return async (ctx, next) => {
    const handler = handlerFor(ctx.path);
    if (handler === undefined) return next();
    const deliver = async (response: Response) => {
      const body = Buffer.from(await response.arrayBuffer());
      ctx.status = response.status;
      ctx.set(Object.fromEntries(response.headers));
      // Koa would make an empty body a 204.
      ctx.body = body.length > 0 ? body : null;
      ctx.status = response.status;
    };
    const { req: incoming, res: outgoing, originalUrl: url, ip: remoteAddress } = ctx;
    await runHandler(handler, { incoming, outgoing, url, remoteAddress, deliver });
  };
}
