import assert from 'node:assert/strict';
import type { DomainReport } from '@mail-settings/core';
import { later, newTenant, noon } from './fixtures.ts';
import type { PortCase } from './port-case.ts';

/** What every `DomainStore` must do. */
export const domainCases: readonly PortCase<'domains'>[] = [
  {
    name: 'domains are listed in order of adding, each with its last report',
    async run({ domains }) {
      const [tenant, other] = [newTenant(), newTenant()];
      await domains.save(tenant, report('b.example', 'unchecked'));
      await domains.save(tenant, report('a.example', 'unchecked'));
      await domains.save(tenant, report('b.example', 'verified'));
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
      await domains.save(tenant, watched('late.example', 30));
      await domains.save(tenant, watched('second.example', 20));
      await domains.save(other, watched('first.example', 10));
      const [first, second] = [
        { tenant: other, domain: 'first.example' },
        { tenant, domain: 'second.example' },
      ];
      assert.deepEqual(await domains.due(at(9), 10), []);
      assert.deepEqual(await domains.due(at(20), 10), [first, second]);
      assert.deepEqual(await domains.due(at(60), 1), [first]);
      await domains.save(other, watched('first.example', 40));
      assert.deepEqual(await domains.due(at(20), 10), [second]);
      for (const one of ['late.example', 'second.example']) await domains.save(tenant, watched(one, 1e9));
      await domains.save(other, watched('first.example', 1e9));
      assert.deepEqual(await domains.due(at(60), 10), []);
    },
  },
  {
    name: 'a domain nobody watched yet is due at once',
    async run({ domains }) {
      const tenant = newTenant();
      const own = async (at: Date) =>
        (await domains.due(at, 10_000)).filter((one) => one.tenant === tenant).map(({ domain }) => domain);
      await domains.save(tenant, report('a.example', 'unchecked'));
      assert.deepEqual(await own(noon), ['a.example']);
      await domains.save(tenant, { ...report('a.example', 'verified'), watch: watch(later) });
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
];

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
