import assert from 'node:assert/strict';
import type { DomainReport, DomainStore, Tenant } from '@mail-settings/core';
import { later, newId, newTenant, noon } from './fixtures.ts';
import type { PortCase } from './port-case.ts';

/** What every `DomainStore` must do, and the `HostEventLog` beside it. */
export const domainCases: readonly PortCase<'domains' | 'events'>[] = [
  {
    name: 'domains are listed in order of adding, each with its last report',
    async run({ domains }) {
      const [tenant, other] = [newTenant(), newTenant()];
      await put(domains, tenant, report('b.example', 'unchecked'));
      await put(domains, tenant, report('a.example', 'unchecked'));
      await put(domains, tenant, report('b.example', 'verified'));
      assert.deepEqual(await domains.list(tenant), [
        report('b.example', 'verified'),
        report('a.example', 'unchecked'),
      ]);
      assert.deepEqual(await domains.list(other), []);
    },
  },
  {
    name: 'domains are due for the watch at their time, of all tenants, the longest overdue first',
    async run({ domains }) {
      const [tenant, other] = [newTenant(), newTenant()];
      // Before all others a store that serves several cases may have.
      const at = (minute: number) => new Date(Date.UTC(1960, 0, 1, 0, minute));
      const watched = (domain: string, minute: number) =>
        ({ ...report(domain, 'pending'), watch: watch(at(minute)) }) satisfies DomainReport;
      await put(domains, tenant, watched('late.example', 30));
      await put(domains, tenant, watched('second.example', 20));
      await put(domains, other, watched('first.example', 10));
      const [first, second] = [
        { tenant: other, domain: 'first.example' },
        { tenant, domain: 'second.example' },
      ];
      assert.deepEqual(await domains.due(at(9), 10), []);
      assert.deepEqual(await domains.due(at(20), 10), [first, second]);
      assert.deepEqual(await domains.due(at(60), 1), [first]);
      await put(domains, other, watched('first.example', 40));
      assert.deepEqual(await domains.due(at(20), 10), [second]);
      for (const one of ['late.example', 'second.example']) await put(domains, tenant, watched(one, 1e9));
      await put(domains, other, watched('first.example', 1e9));
      assert.deepEqual(await domains.due(at(60), 10), []);
    },
  },
  {
    name: 'a domain nobody watched yet is due at once',
    async run({ domains }) {
      const tenant = newTenant();
      const own = async (at: Date) =>
        (await domains.due(at, 10_000)).filter((one) => one.tenant === tenant).map(({ domain }) => domain);
      await put(domains, tenant, report('a.example', 'unchecked'));
      assert.deepEqual(await own(noon), ['a.example']);
      await put(domains, tenant, { ...report('a.example', 'verified'), watch: watch(later) });
      assert.deepEqual(await own(noon), []);
      assert.deepEqual((await domains.list(tenant))[0]?.watch, watch(later));
      assert.deepEqual(await own(later), ['a.example']);
    },
  },
  {
    name: 'the last use of a domain is kept',
    async run({ domains }) {
      const [tenant, other] = [newTenant(), newTenant()];
      await domains.noteUse(tenant, 'a.example', noon);
      await domains.noteUse(tenant, 'a.example', new Date(0));
      assert.deepEqual(await domains.uses(tenant), { 'a.example': noon });
      assert.deepEqual(await domains.uses(other), {});
    },
  },
  {
    name: 'a domain is read with its revision, which every save moves on',
    async run({ domains }) {
      const [tenant, other] = [newTenant(), newTenant()];
      assert.equal(await domains.read(tenant, 'a.example'), null);
      await put(domains, tenant, report('a.example', 'unchecked'));
      await put(domains, tenant, report('b.example', 'unchecked'));
      const first = await domains.read(tenant, 'a.example');
      assert.deepEqual(first?.report, report('a.example', 'unchecked'));
      await put(domains, tenant, report('a.example', 'verified'));
      const second = await domains.read(tenant, 'a.example');
      assert.deepEqual(second?.report, report('a.example', 'verified'));
      assert.notEqual(second?.revision, first?.revision);
      assert.equal(await domains.read(other, 'a.example'), null);
    },
  },
  {
    name: 'a save from another revision changes nothing and tells nothing',
    async run({ domains, events }) {
      const [tenant, consumer] = [newTenant(), newId()];
      await events.read(consumer, 1);
      const news = { type: 'domain-verified', domain: 'a.example' } as const;
      const save = (state: DomainReport['state'], revision: string | null) =>
        domains.save(tenant, report('a.example', state), { revision, at: noon, events: [news] });
      assert.equal(await save('verified', 'made up'), false);
      assert.equal(await domains.read(tenant, 'a.example'), null);
      assert.equal(await save('unchecked', null), true);
      const { revision = '' } = (await domains.read(tenant, 'a.example')) ?? {};
      assert.equal(await save('verified', null), false);
      assert.equal(await save('verified', 'made up'), false);
      assert.equal(await save('pending', revision), true);
      assert.equal(await save('verified', revision), false);
      assert.deepEqual(await domains.list(tenant), [report('a.example', 'pending')]);
      const mine = (await events.read(consumer, 10_000)).filter((row) => row.tenant === tenant);
      assert.deepEqual(
        mine.map(({ at, event }) => [at, event]),
        [1, 2].map(() => [noon.toISOString(), news]),
      );
    },
  },
  {
    name: 'of many saves of a domain from one revision exactly one is written',
    async run({ domains }) {
      const tenant = newTenant();
      const race = async (revision: string | null) => {
        const saves = Array.from({ length: 10 }, () =>
          domains.save(tenant, report('a.example', 'pending'), { revision, at: noon, events: [] }),
        );
        return (await Promise.all(saves)).filter((isWritten) => isWritten).length;
      };
      assert.equal(await race(null), 1);
      const { revision = '' } = (await domains.read(tenant, 'a.example')) ?? {};
      assert.equal(await race(revision), 1);
    },
  },
];

/** Adds or replaces a report, whatever its revision is. */
async function put(domains: DomainStore, tenant: Tenant, changed: DomainReport): Promise<void> {
  const known = await domains.read(tenant, changed.domain);
  const change = { revision: known?.revision ?? null, at: noon, events: [] };
  assert.ok(await domains.save(tenant, changed, change));
}

const report = (domain: string, state: DomainReport['state']): DomainReport => ({
  domain,
  unicode: domain,
  zone: null,
  service: { active: false, message: null },
  state,
  records: [],
  checkedAt: null,
});

const watch = (nextCheckAt: Date): DomainReport['watch'] => ({
  ...{ standing: 'new', misses: 0, rhythm: 'pending', looks: 1 },
  nextCheckAt: nextCheckAt.toISOString(),
});
