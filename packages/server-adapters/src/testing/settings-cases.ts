import assert from 'node:assert/strict';
import type { ConnectionEvidence } from '@mail-settings/core';
import { emptySections } from '@mail-settings/core/server';
import { newTenant, noon } from './fixtures.ts';
import type { PortCase } from './port-case.ts';

/** What every `SettingsStore` must do, and the `HostEventLog` beside it. */
export const settingsCases: readonly PortCase<'settings' | 'events'>[] = [
  {
    name: 'settings are empty before the first save',
    async run({ settings }) {
      const read = await settings.read(newTenant());
      assert.deepEqual(read, {
        ...emptySections,
        revisions: { general: '0', responses: '0', lists: '0', monitoring: '0' },
        connection: null,
      });
    },
  },
  {
    name: 'a saved section is read back, and its revision alone moves on',
    async run({ settings }) {
      const tenant = newTenant();
      const lists = { allow: ['10.0.0.0/8'], deny: [], serviceAddresses: ['192.0.2.1'] };
      const first = await settings.read(tenant);
      const outcome = await settings.write(tenant, 'lists', lists, change(first.revisions.lists));
      const read = await settings.read(tenant);
      assert.deepEqual(outcome, { state: 'written', settings: read });
      assert.deepEqual(read.lists, lists);
      assert.notEqual(read.revisions.lists, first.revisions.lists);
      assert.equal(read.revisions.general, first.revisions.general);
    },
  },
  {
    name: 'a save from an older revision changes nothing and says who was faster',
    async run({ settings }) {
      const tenant = newTenant();
      const { revisions } = await settings.read(tenant);
      await settings.write(tenant, 'monitoring', { enabled: true }, change(revisions.monitoring, 'first'));
      const late = await settings.write(
        tenant,
        'monitoring',
        { enabled: false },
        change(revisions.monitoring, 'late'),
      );
      assert.deepEqual(late, {
        state: 'conflict',
        last: {
          section: 'monitoring',
          actor: { id: 'first', name: 'A' },
          at: noon.toISOString(),
          fields: ['enabled'],
        },
      });
      assert.equal((await settings.read(tenant)).monitoring.enabled, true);
    },
  },
  {
    name: 'of many saves from one revision exactly one is written',
    async run({ settings }) {
      const tenant = newTenant();
      const saves = Array.from({ length: 10 }, (_, index) =>
        settings.write(tenant, 'monitoring', { enabled: true }, change('0', `actor ${index}`)),
      );
      const states = (await Promise.all(saves)).map(({ state }) => state);
      assert.equal(states.filter((state) => state === 'written').length, 1);
      assert.equal((await settings.changes(tenant, 100)).length, 1);
    },
  },
  {
    name: 'changes are listed newest first, up to the limit',
    async run({ settings }) {
      const tenant = newTenant();
      await settings.write(tenant, 'monitoring', { enabled: true }, change('0', 'one'));
      await settings.write(tenant, 'responses', { access: 'domain', pause: null }, change('0', 'two'));
      const { revisions } = await settings.read(tenant);
      await settings.write(tenant, 'monitoring', { enabled: false }, change(revisions.monitoring, 'three'));
      const actors = (await settings.changes(tenant, 2)).map(({ actor, section }) => [actor.id, section]);
      assert.deepEqual(actors, [
        ['three', 'monitoring'],
        ['two', 'responses'],
      ]);
    },
  },
  {
    name: 'the outcome of a check is kept for the revision it was made for, and dropped for any other',
    async run({ settings }) {
      const tenant = newTenant();
      await settings.writeConnection(tenant, 'made up', evidence);
      assert.equal((await settings.read(tenant)).connection, null);
      await settings.writeConnection(tenant, '0', evidence);
      assert.deepEqual((await settings.read(tenant)).connection, evidence);
      await settings.write(tenant, 'monitoring', { enabled: true }, change('0'));
      assert.deepEqual((await settings.read(tenant)).connection, evidence);
      await settings.write(
        tenant,
        'general',
        { ...emptySections.general, responseDomain: 'https://a.example' },
        change('0'),
      );
      assert.equal((await settings.read(tenant)).connection, null);
      await settings.writeConnection(tenant, '0', evidence);
      assert.equal((await settings.read(tenant)).connection, null);
    },
  },
  {
    name: 'the default sender address is kept, and what the service said of it until the address changes',
    async run({ settings }) {
      const tenant = newTenant();
      assert.equal((await settings.read(tenant)).general.senderEmail, null);
      const general = { ...emptySections.general, senderEmail: 'Ann@a.example' };
      await settings.write(tenant, 'general', general, change('0'));
      const { revisions } = await settings.read(tenant);
      const checked: ConnectionEvidence = {
        ...evidence,
        sender: { state: 'failed', reason: 'sender-not-checked' },
      };
      await settings.writeConnection(tenant, revisions.general, checked);
      const read = await settings.read(tenant);
      assert.equal(read.general.senderEmail, 'Ann@a.example');
      assert.deepEqual(read.connection, checked);
      const cleared = { ...general, senderEmail: null };
      await settings.write(tenant, 'general', cleared, change(revisions.general));
      assert.equal((await settings.read(tenant)).connection, null);
    },
  },
  {
    name: 'a save tells the host in the same step, and a conflict tells nothing',
    async run({ settings, events }) {
      const [tenant, consumer] = [newTenant(), newTenant()];
      await events.read(consumer, 1);
      await settings.write(tenant, 'monitoring', { enabled: true }, change('0', 'one'));
      await settings.write(tenant, 'monitoring', { enabled: false }, change('0', 'late'));
      const mine = (await events.read(consumer, 10_000)).filter((row) => row.tenant === tenant);
      assert.deepEqual(
        mine.map(({ event }) => event),
        [{ type: 'settings-saved', section: 'monitoring', actor: { id: 'one' }, fields: change('0').fields }],
      );
    },
  },
  {
    name: "settings of one tenant are nobody else's",
    async run({ settings }) {
      const [tenant, other] = [newTenant(), newTenant()];
      await settings.write(tenant, 'monitoring', { enabled: true }, change('0'));
      await settings.writeConnection(tenant, '0', evidence);
      const read = await settings.read(other);
      assert.equal(read.monitoring.enabled, false);
      assert.equal(read.connection, null);
      assert.equal(read.revisions.monitoring, '0');
      assert.deepEqual(await settings.changes(other, 10), []);
    },
  },
  {
    name: 'what was read is a copy',
    async run({ settings }) {
      const tenant = newTenant();
      const read = await settings.read(tenant);
      read.lists.allow.push('192.0.2.1');
      read.monitoring.enabled = true;
      assert.deepEqual((await settings.read(tenant)).lists.allow, []);
      assert.equal((await settings.read(tenant)).monitoring.enabled, false);
    },
  },
];

const change = (revision: string, actor = 'actor') => ({
  revision,
  actor: { id: actor, name: 'A' },
  at: noon,
  fields: ['enabled'],
});

const evidence: ConnectionEvidence = {
  sending: { state: 'failed', reason: 'key-rejected', serviceCode: 101 },
  responses: { state: 'unchecked', reason: 'needs-api-key' },
  provider: null,
  checkedAt: noon.toISOString(),
  outgoing: null,
  endpoint: null,
};
