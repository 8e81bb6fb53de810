import { createServer, request as httpRequest, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import express from 'express';
import { Hono } from 'hono';
import Koa from 'koa';
import { mailMiddleware as expressMiddleware } from '../src/express.ts';
import type { MailHandlers } from '../src/handlers.ts';
import { mailMiddleware as honoMiddleware } from '../src/hono.ts';
import { mailMiddleware as koaMiddleware } from '../src/koa.ts';
import { createNodeListener } from '../src/node/index.ts';

export type HostOptions = {
  /** Place the middleware is mounted at. */
  mount?: string;
  /** A layer before ours reads every body. */
  readsBodies?: boolean;
};

/** A host application with our middleware; whatever is not ours it answers itself. */
type Host = (handlers: MailHandlers, options: HostOptions) => Server;

export const ownAnswer = "the host's own";

export const hosts: Record<'node:http' | 'Express 5' | 'Koa 3' | 'Hono 4', Host> = {
  'node:http': (handlers, { mount = '', readsBodies }) => {
    const listener = createNodeListener(handlers);
    return createServer(async (incoming, outgoing) => {
      if (readsBodies) for await (const _ of incoming);
      const next = () => outgoing.end(ownAnswer);
      if (!incoming.url?.startsWith(mount)) return next();
      incoming.url = incoming.url.slice(mount.length);
      listener(incoming, outgoing, next);
    });
  },
  'Express 5': (handlers, { mount = '/', readsBodies }) => {
    const app = express();
    if (readsBodies) app.use(express.text({ type: () => true }));
    app.use(mount, expressMiddleware(handlers));
    app.use((_, res) => {
      res.send(ownAnswer);
    });
    return createServer(app);
  },
  'Koa 3': (handlers, { mount = '', readsBodies }) => {
    const app = new Koa();
    app.silent = true;
    if (readsBodies) {
      app.use(async (ctx, next) => {
        for await (const _ of ctx.req);
        await next();
      });
    }
    const middleware = koaMiddleware(handlers);
    app.use((ctx, next) => {
      if (!ctx.path.startsWith(mount)) return next();
      const path = ctx.path;
      ctx.path = path.slice(mount.length); // as koa-mount does
      return middleware(ctx, async () => {
        ctx.path = path;
        await next();
      });
    });
    app.use((ctx) => {
      ctx.body = ownAnswer;
    });
    return createServer(app.callback());
  },
  'Hono 4': (handlers, { mount = '', readsBodies }) => {
    const app = new Hono();
    if (readsBodies) {
      app.use(async (c, next) => {
        await c.req.text();
        await next();
      });
    }
    app.use(`${mount}/*`, honoMiddleware(handlers));
    app.all('*', (c) => c.text(ownAnswer));
    const server = createAdaptorServer({ fetch: app.fetch });
    if (!('requestTimeout' in server)) throw new Error('Expected an HTTP/1 server.');
    return server as Server;
  },
};

export async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

export async function stop(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

export type Call = {
  method?: string;
  path: string;
  headers?: Record<string, string>;
  body?: Uint8Array | string | undefined;
};
export type Answer = { status: number; headers: IncomingHttpHeaders; body: string };

/** A request written by node:http alone: `fetch` would hide what is on the wire. */
export function call(port: number, { method = 'POST', path, headers, body }: Call): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(
      { host: '127.0.0.1', port, method, path, headers, agent: false },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('end', () =>
          resolve({
            status: incoming.statusCode ?? 0,
            headers: incoming.headers,
            body: Buffer.concat(chunks).toString(),
          }),
        );
        incoming.on('error', reject);
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
