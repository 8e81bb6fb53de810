import type { MailHandlers } from '@mail-settings/server-adapters';
import { mailMiddleware } from '@mail-settings/server-adapters/koa';
import Koa from 'koa';
import type { NodeListener } from './front.ts';
import type { Pages } from './portal.ts';

/** The portal on Koa 3: the mail handlers come before everything else. */
export function onKoa(handlers: MailHandlers, pages: Pages): NodeListener {
  const app = new Koa();
  app.use(mailMiddleware(handlers));
  app.use(async (ctx) => {
    const { method, headersDistinct } = ctx.req;
    const headers = Object.entries(headersDistinct).flatMap(([name, values = []]) =>
      values.map((value): [string, string] => [name, value]),
    );
    const page = await pages(new Request(ctx.href, { method: method ?? 'GET', headers }));
    ctx.status = page.status;
    ctx.set(Object.fromEntries(page.headers));
    ctx.body = Buffer.from(await page.arrayBuffer());
  });
  return app.callback();
}
