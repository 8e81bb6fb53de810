import { afterEach, beforeEach, expect, test } from 'vitest';
import { launch, type OpenDemo, openDemo, setUp } from './set-up.ts';

let demo: OpenDemo;
beforeEach(async () => {
  demo = await openDemo();
});
afterEach(() => demo.close());

test('before anything is set up support has nobody to ask', async () => {
  expect(await demo.readSupport()).toContain('The customer has no response domain registered');
});

test('support is told when monitoring is off, and when the portal no longer knows its key', async () => {
  await setUp(demo);
  const { revisions } = await demo.setup.readState({});
  await demo.setup.saveMonitoring({ revision: revisions.monitoring, enabled: false });
  expect(await demo.readSupport()).toContain('The customer has not turned monitoring on.');
  const { revisions: next } = await demo.setup.readState({});
  await demo.setup.saveMonitoring({ revision: next.monitoring, enabled: true });
  await demo.setup.saveSettings({ revision: next.general, draft: { authKey: null } });
  expect(await demo.readSupport()).toContain('The portal does not accept the auth key');
});

test('support cannot get through a closed firewall, and is told so', async () => {
  await setUp(demo);
  await demo.press('/ways', { 'portal-blocked': 'on' });
  expect(await demo.readSupport()).toContain('The portal cannot be reached.');
});

test('a launch that went well shows nothing wrong, and numbers', async () => {
  await setUp(demo);
  await launch(demo, 'webinar-invitation', 'events@example.com');
  await expect.poll(() => demo.readSupport()).toMatch(/Recipients with a response \(recipients\) OK 40/);
  expect(await demo.readSupport()).toContain('Nothing is wrong.');
});

test('a wave of hard bounces is named from the numbers alone', async () => {
  await setUp(demo);
  await demo.press('/automatic');
  const mailing = await launch(demo, 'autumn-catalogue');
  await demo.press('/bounces', { mailing });
  await expect.poll(() => demo.readSupport()).toMatch(/What is wrong.*Hard-bounce wave/);
  expect(await demo.readSupport()).toContain(`mailings ${mailing}`);
});

test('a mailing that stays queued is named', async () => {
  await setUp(demo);
  await demo.press('/automatic');
  await launch(demo, 'autumn-catalogue');
  expect(await demo.readSupport()).toContain('Nothing is wrong.');
  await demo.press('/portal', { hours: '2' });
  expect(await demo.readSupport()).toMatch(/What is wrong.*Queue stuck/);
});

test('a portal that no longer parses responses is named', async () => {
  await setUp(demo);
  await demo.press('/automatic');
  await launch(demo, 'webinar-invitation', 'events@example.com');
  await demo.press('/portal', { hours: '0', stopped: 'on' });
  await demo.press('/responses');
  expect(await demo.readSupport()).toContain('Nothing is wrong.');
  await demo.press('/portal', { hours: '2', stopped: 'on' });
  expect(await demo.readSupport()).toMatch(/What is wrong.*Parsing stopped/);
});

test('a packet nobody can read is named', async () => {
  await setUp(demo);
  await demo.press('/unreadable');
  await expect.poll(() => demo.readSupport()).toMatch(/What is wrong.*Unreadable packets/);
});

test('nothing support sees names a recipient, a sender or a subject', async () => {
  await setUp(demo);
  await launch(demo, 'autumn-catalogue');
  await expect.poll(() => demo.readSupport()).toMatch(/Recipients with a response \(recipients\) OK 1200/);
  const seen = await demo.readSupport();
  for (const planted of ['@', 'customers.example', 'Anna', 'catalogue', demo.values.authKey.slice(5, 12)]) {
    expect(seen).not.toContain(planted);
  }
});
