import type { RequestHandler } from 'express';
import type { MailHandlers } from './handlers.ts';
import { runHandler, writeAnswer } from './node/request.ts';
import { type MailPaths, pathnameOf } from './paths.ts';

/**
 * Mail handlers for Express 5. Mount it before any body parser. The address kept with each packet is `req.ip`, which
 * follows Express's setting `trust proxy`.
 *
 *     app.use(mailMiddleware(handlers));
 */
export function mailMiddleware(handlers: MailHandlers, paths?: Partial<MailPaths>): RequestHandler {
  const handlerFor = handlers.router(paths);
  return (req, res, next) => {
    const { originalUrl, baseUrl } = req;
    const handler = handlerFor(pathnameOf(originalUrl.slice(baseUrl.length)));
    if (handler === undefined) return next();
    const deliver = (response: Response) => writeAnswer(response, res);
    const call = { incoming: req, outgoing: res, url: originalUrl, remoteAddress: req.ip, deliver };
    runHandler(handler, call).catch(next);
  };
}
