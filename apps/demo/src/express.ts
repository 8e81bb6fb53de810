import { getRequestListener } from '@hono/node-server';
import type { MailHandlers } from '@mail-settings/server-adapters';
import { mailMiddleware } from '@mail-settings/server-adapters/express';
import express from 'express';
import type { NodeListener } from './front.ts';
import type { Pages } from './portal.ts';

/** The portal on Express 5: the mail handlers come before everything else. */
export function onExpress(handlers: MailHandlers, pages: Pages): NodeListener {
  const app = express();
  app.use(mailMiddleware(handlers));
  app.use(getRequestListener(pages));
  return app;
}
