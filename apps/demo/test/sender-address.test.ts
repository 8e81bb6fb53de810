import { afterAll, beforeAll, expect, test } from 'vitest';
import { type OpenDemo, openDemo } from './set-up.ts';

let demo: OpenDemo;
beforeAll(async () => {
  demo = await openDemo();
});
afterAll(() => demo.close());

test('the default sender address is confirmed once its domain is, over HTTP and TLS', async () => {
  const { setup, values, press } = demo;
  const { revisions, host } = await setup.readState({});
  const saved = await setup.saveSettings({
    revision: revisions.general,
    draft: { ...values, senderEmail: 'News@Example.com' },
  });
  expect([saved.general.senderEmail, saved.sender]).toEqual([
    'News@example.com',
    { state: 'failed', reason: 'sender-not-checked' },
  ]);
  expect(host.articles.cloud).toMatch(/^https:/);
  await setup.addDomain({ domain: 'example.com' });
  await press('/publish', { domain: 'example.com' });
  await setup.checkDomain({ domain: 'example.com' });
  expect((await setup.checkSettings({})).sender).toEqual({ state: 'active' });
});
