import { join } from 'node:path';
import type { HostName } from './options.ts';
import { openState } from './state.ts';

export type DemoOptions = {
  host: HostName;
  port: number;
  /** Data folder, made if it is not there. */
  data: string;
  /** Where the page of the portal was built to. */
  pageFolder?: string;
  /** Milliseconds between two packets of responses. */
  paceMs?: number;
};

export type Demo = {
  portal: string;
  board: string;
  support: string;
  /** The connection URL. */
  service: string;
  /** Where a browser finds the service. */
  serviceInBrowser: string;
  close(): Promise<void>;
};

/** The whole demo in this process. Throws Unusable. */
export async function startDemo(options: DemoOptions): Promise<Demo> {
  const { host, port, data, pageFolder = join(import.meta.dirname, '../dist/page'), paceMs } = options;
  const started: (() => Promise<void> | void)[] = [];
  const close = async () => {
    for (const end of started.splice(0).reverse()) await end();
  };
  try {
    const state = openState(data);
    started.push(() => state.close());
    // Only now: anyone who mistyped an option or a folder need not wait for all of the demo to load.
    const { startHost } = await import('./host.ts');
    const { startTools } = await import('./tools.ts');
    const { serviceName, startWorld } = await import('./world.ts');
    const world = await startWorld(state, paceMs === undefined ? {} : { paceMs });
    started.push(() => world.close());
    const portal = await startHost({
      host,
      port,
      pageFolder,
      dataFolder: data,
      masterKey: world.masterKey,
      development: world.development,
      now: () => new Date(Date.now() + world.clock.aheadMs),
      isParsingStopped: () => world.parsing.isStopped,
    });
    world.portal.listener = portal.listener;
    started.push(() => portal.close());
    const tools = await startTools(world);
    started.push(() => tools.close());
    return {
      portal: portal.url,
      board: tools.url,
      support: `${tools.url}/support`,
      service: `https://${serviceName}`,
      serviceInBrowser: `https://${serviceName}:${world.frontPort}/`,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
