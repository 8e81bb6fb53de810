import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRemoteSetup } from '@mail-settings/client/remote';
import type { MailSetup } from '@mail-settings/core';
import { type Demo, startDemo } from '../src/demo.ts';
import type { HostName } from '../src/options.ts';

export type OpenDemo = Demo & {
  /** The page's way to the portal, without a page. */
  setup: MailSetup;
  /** What the fault board offers to paste. */
  values: { cloudUrl: string; apiKey: string; responseDomain: string; authKey: string };
  /** Presses a button of the fault board and gives the status. */
  press(action: string, form?: Record<string, string>): Promise<number>;
  /** The support view as a person reads it. */
  readSupport(): Promise<string>;
};

/** A demo in this process with a data folder of its own, both gone after `close`. */
export async function openDemo({
  host = 'express',
  pageFolder,
}: {
  host?: HostName;
  pageFolder?: string;
} = {}): Promise<OpenDemo> {
  const data = await mkdtemp(join(tmpdir(), 'demo-data-'));
  const demo = await startDemo({
    host,
    port: 0,
    data,
    paceMs: 0,
    ...(pageFolder === undefined ? {} : { pageFolder }),
  });
  const [cloudUrl = '', apiKey = '', responseDomain = '', authKey = ''] = [
    ...(await (await fetch(demo.board)).text()).matchAll(/data-copy="([^"]+)"/g),
  ].map(([, value]) => value);
  return {
    ...demo,
    setup: createRemoteSetup({ url: `${demo.portal}/mail-settings` }),
    values: { cloudUrl, apiKey, responseDomain, authKey },
    async press(action, form = {}) {
      const response = await fetch(`${demo.board}${action}`, {
        method: 'POST',
        body: new URLSearchParams(form),
        redirect: 'manual',
      });
      return response.status;
    },
    async readSupport() {
      const page = await (await fetch(demo.support)).text();
      return page.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
    },
    async close() {
      await demo.close();
      await rm(data, { recursive: true });
    },
  };
}

/** Everything a launch needs, without a page: settings, a verified domain, monitoring. */
export async function setUp(
  { setup, values, press }: Pick<OpenDemo, 'setup' | 'values' | 'press'>,
  domain = 'example.com',
): Promise<void> {
  const { revisions } = await setup.readState({});
  await setup.saveSettings({ revision: revisions.general, draft: values });
  await setup.addDomain({ domain });
  await press('/publish', { domain });
  await setup.checkDomain({ domain });
  await setup.saveMonitoring({ revision: revisions.monitoring, enabled: true });
}

/** Launches a mailing and answers its id, once the service has all of it. */
export async function launch(
  { setup }: OpenDemo,
  mailing: string,
  from = 'news@example.com',
): Promise<string> {
  const { items } = await setup.readReadiness({ mailing, from });
  const acknowledged = items
    .filter((item) => item.launch === 'warn' && item.state !== 'met')
    .map(({ id }) => id);
  const { launch } = await setup.launch({
    mailing,
    from: { email: from, name: 'Example Trading' },
    idempotencyKey: crypto.randomUUID(),
    acknowledged,
  });
  for (;;) {
    const { launches } = await setup.listLaunches({});
    const state = launches.find((view) => view.launch.id === launch.id)?.launch.state;
    if (state !== 'preparing' && state !== 'sending') return launch.id;
  }
}
