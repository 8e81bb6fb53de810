import { getRequestListener } from '@hono/node-server';
import type { MailHandlers } from '@mail-settings/server-adapters';
import { mailMiddleware } from '@mail-settings/server-adapters/hono';
import { Hono } from 'hono';
import type { NodeListener } from './front.ts';
import type { Pages } from './portal.ts';

/** The portal on Hono 4: the mail handlers come before everything else, by `use`, since Hono routes HEAD as GET. */
export function onHono(handlers: MailHandlers, pages: Pages): NodeListener {
  const app = new Hono();
  app.use(mailMiddleware(handlers));
  app.all('*', (c) => pages(c.req.raw));
  return getRequestListener(app.fetch);
}
