import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createCesProvider } from '@mail-settings/client';
import { articleIds, type MailStore } from '@mail-settings/core';
import {
  createGuardedFetch,
  createMailHandlers,
  createSealer,
  type Development,
} from '@mail-settings/server-adapters';
import { createSqliteStore } from '@mail-settings/server-adapters/sqlite';
import { onExpress } from './express.ts';
import type { NodeListener } from './front.ts';
import { onHono } from './hono.ts';
import { onKoa } from './koa.ts';
import { createMailings } from './mailings.ts';
import { type HostName, Unusable } from './options.ts';
import { createPages } from './portal.ts';
import { unusableFolder } from './state.ts';
import { authorize } from './users.ts';

export type HostOptions = {
  host: HostName;
  /** 0: any free one. */
  port: number;
  dataFolder: string;
  pageFolder: string;
  masterKey: Uint8Array;
  development: Development;
  /** The clock of the portal; the system's. */
  now?: () => Date;
  /** True while the portal leaves the packets it received lying. */
  isParsingStopped?: () => boolean;
};

export type Host = { url: string; listener: NodeListener; close(): Promise<void> };

/** Starts the portal on one of the three frameworks: everything an integrator writes is in this file and in theirs. */
export async function startHost(options: HostOptions): Promise<Host> {
  const { development, now } = options;
  const mailings = createMailings();
  const store = createSqliteStore({ path: join(options.dataFolder, 'portal.sqlite') });
  await store.settings.read('default').catch(async (error) => {
    await store.close();
    throw unusableFolder(options.dataFolder, `portal.sqlite: ${error.message.replace(/\.$/, '')}`);
  });
  const handlers = createMailHandlers({
    store: stoppable(store, options.isParsingStopped),
    providers: [createCesProvider({ fetch: createGuardedFetch({ development }) })],
    sealer: createSealer({ masterKeys: [{ id: 'demo', key: options.masterKey }] }),
    authorize,
    host: {
      service: 'Creatio',
      support: { name: 'Example support', url: 'https://support.example.com/' },
      articles: Object.fromEntries(articleIds.map((id) => [id, `https://help.example.com/email/${id}`])),
    },
    mailings,
    development,
    now,
    log: (record) => {
      if (record.level === 'error') console.error(record);
    },
  });
  const pages = createPages({ mailings: mailings.overview, pageFolder: options.pageFolder });
  const listener = { express: onExpress, koa: onKoa, hono: onHono }[options.host](handlers, pages);
  const server = createServer(listener);
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(options.port, '127.0.0.1', resolve);
    });
  } catch (error) {
    await handlers.close();
    throw unusablePort(error, options.port);
  }
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    listener,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      await handlers.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function unusablePort(error: unknown, port: number): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : '';
  const remedy = 'Choose another with --port, or leave it out for a free one.';
  if (code === 'EADDRINUSE') return new Unusable(`Port ${port} is taken by another program. ${remedy}`);
  if (code === 'EACCES') return new Unusable(`Port ${port} requires more rights. ${remedy}`);
  return error;
}

/** A store whose packets wait while the switch on the fault board says so. */
function stoppable(store: MailStore, isStopped: () => boolean = () => false): MailStore {
  const { inbox } = store;
  return {
    ...store,
    inbox: { ...inbox, waitingTenants: async () => (isStopped() ? [] : inbox.waitingTenants()) },
  };
}
