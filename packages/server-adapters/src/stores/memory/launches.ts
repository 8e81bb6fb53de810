import type { Launch, LaunchBatch, LaunchStore, Tenant } from '@mail-settings/core';
import type { Immediate } from '../store-ports.ts';
import { lazyMap } from './lazy-map.ts';

/** `known` are the launches of a tenant by id, for the ledger. */
export function launchTable() {
  const of = lazyMap(() => ({
    launches: new Map<string, Launch>(),
    keys: new Map<string, string>(),
    batches: lazyMap(() => new Map<number, LaunchBatch>()),
  }));
  const port: Immediate<LaunchStore> = {
    create(tenant, idempotencyKey, launch) {
      const { launches, keys } = of(tenant);
      const first = launches.get(keys.get(idempotencyKey) ?? '');
      if (first !== undefined) return { created: false, launch: first };
      keys.set(idempotencyKey, launch.id);
      launches.set(launch.id, launch);
      return { created: true, launch };
    },
    read: (tenant, id) => of(tenant).launches.get(id) ?? null,
    list: (tenant, limit) =>
      [...of(tenant).launches.values()]
        .reverse()
        .sort((one, other) => other.createdAt.localeCompare(one.createdAt))
        .slice(0, limit),
    move(tenant, id, from, to, at, error) {
      const launch = of(tenant).launches.get(id);
      if (launch === undefined) return null;
      if (from.includes(launch.state)) {
        Object.assign(launch, { state: to, error: error ?? launch.error, updatedAt: at.toISOString() });
      }
      return launch;
    },
    beginBatch(tenant, id, batch) {
      const batches = of(tenant).batches(id);
      if (batches.has(batch.index)) return false;
      batches.set(batch.index, { ...batch, state: 'begun' });
      return true;
    },
    endBatch(tenant, id, index, state, at) {
      const batch = of(tenant).batches(id).get(index);
      const launch = of(tenant).launches.get(id);
      if (batch === undefined || launch === undefined || batch.state === state) return;
      // A batch whose answer was lost may turn out to be sent after all.
      if (batch.state === 'sent' || batch.state === 'unknown') launch[batch.state] -= batch.recipients;
      if (state === 'sent' || state === 'unknown') launch[state] += batch.recipients;
      batch.state = state;
      launch.updatedAt = at.toISOString();
    },
    batches: (tenant, id) =>
      [...of(tenant).batches(id).values()].sort((one, other) => one.index - other.index),
  };
  return { port, known: (tenant: Tenant): ReadonlyMap<string, Launch> => of(tenant).launches };
}
