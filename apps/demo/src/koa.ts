import { getRequestListener } from '@hono/node-server';
import type { MailHandlers } from '@mail-settings/server-adapters';
import { mailMiddleware } from '@mail-settings/server-adapters/koa';
import Koa from 'koa';
import type { NodeListener } from './front.ts';
import type { Pages } from './portal.ts';

/** The portal on Koa 3: the mail handlers come before everything else. */
export function onKoa(handlers: MailHandlers, pages: Pages): NodeListener {
  const app = new Koa();
  app.use(mailMiddleware(handlers));
  const listener = getRequestListener(pages);
  app.use((ctx) => {
    ctx.respond = false;
    return listener(ctx.req, ctx.res);
  });
  return app.callback();
}
