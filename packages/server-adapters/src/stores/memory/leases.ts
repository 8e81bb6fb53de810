import type { LeaseStore } from '@mail-settings/core';
import type { Immediate } from '../store-ports.ts';

export function leaseTable(): Immediate<LeaseStore> {
  const leases = new Map<string, { owner: string | null; until: number; fence: number }>();
  const isHeld = (name: string, owner: string, fence: number) => {
    const lease = leases.get(name);
    return lease !== undefined && lease.owner === owner && lease.fence === fence ? lease : null;
  };
  return {
    acquire(name, owner, now, ttlMs) {
      const known = leases.get(name);
      const leftMs = known === undefined || known.owner === null ? 0 : known.until - now.getTime();
      if (leftMs > 0 && leftMs <= 2 * ttlMs) return null;
      const fence = (known?.fence ?? 0) + 1;
      leases.set(name, { owner, until: now.getTime() + ttlMs, fence });
      return { fence };
    },
    renew(name, owner, fence, now, ttlMs) {
      const lease = isHeld(name, owner, fence);
      if (lease !== null) lease.until = now.getTime() + ttlMs;
      return lease !== null;
    },
    release(name, owner, fence) {
      const lease = isHeld(name, owner, fence);
      if (lease !== null) lease.owner = null;
    },
  };
}
