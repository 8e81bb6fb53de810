import assert from 'node:assert/strict';
import { newId, noon } from './fixtures.ts';
import type { PortCase } from './port-case.ts';

/** What every `LeaseStore` must do. */
export const leaseCases: readonly PortCase<'leases'>[] = [
  {
    name: 'a lease belongs to one owner until its time is over',
    async run({ leases }) {
      const name = newId();
      const first = await leases.acquire(name, 'a', noon, 1000);
      assert.ok(first);
      assert.equal(await leases.acquire(name, 'b', new Date(noon.getTime() + 999), 1000), null);
      const second = await leases.acquire(name, 'b', new Date(noon.getTime() + 1000), 1000);
      assert.ok(second !== null && second.fence > first.fence);
      assert.equal(await leases.renew(name, 'a', first.fence, noon, 1000), false);
      await leases.release(name, 'a', first.fence);
      assert.equal(await leases.acquire(name, 'a', new Date(noon.getTime() + 1500), 1000), null);
      assert.ok(await leases.acquire(newId(), 'a', noon, 1000));
    },
  },
  {
    name: 'a lease taken under a clock that was ahead does not outlast the mistake',
    async run({ leases }) {
      const name = newId();
      const ahead = (ms: number) => new Date(noon.getTime() + ms);
      await leases.acquire(name, 'a', ahead(1001), 1000);
      assert.ok(await leases.acquire(name, 'b', noon, 1000));
      const prolonged = newId();
      await leases.acquire(prolonged, 'a', ahead(1000), 1000);
      assert.equal(await leases.acquire(prolonged, 'b', noon, 1000), null);
    },
  },
  {
    name: 'a lease can be prolonged and given back',
    async run({ leases }) {
      const name = newId();
      const first = await leases.acquire(name, 'a', noon, 1000);
      assert.ok(first);
      assert.equal(await leases.renew(name, 'a', first.fence, noon, 5000), true);
      assert.equal(await leases.acquire(name, 'b', new Date(noon.getTime() + 4000), 1000), null);
      await leases.release(name, 'a', first.fence);
      const second = await leases.acquire(name, 'b', noon, 1000);
      assert.ok(second !== null && second.fence > first.fence);
      assert.equal(await leases.renew(name, 'a', first.fence, noon, 1000), false);
    },
  },
  {
    name: 'of many that want a lease exactly one gets it',
    async run({ leases }) {
      const name = newId();
      const owners = Array.from({ length: 10 }, (_, index) => `owner ${index}`);
      const got = await Promise.all(owners.map((owner) => leases.acquire(name, owner, noon, 1000)));
      assert.equal(got.filter((lease) => lease !== null).length, 1);
    },
  },
];
