import { MailError, type Provider, type Tenant } from '@mail-settings/core';
import type { Log } from '../log.ts';
import type { TtlCache } from '../ttl-cache.ts';
import type { KeyRing } from './keys.ts';

/** What an incoming call is measured against. */
export type TenantAccess = { provider: Provider; keys: KeyRing; monitoring: boolean };

/** Null: no such tenant; answered exactly as a wrong key is. */
export type TenantOf = (request: Request) => string | null | Promise<string | null>;

/** Whose call it is, and what it is measured against. An unknown tenant has no key, and the host's first provider. */
export type AccessOf = (request: Request) => Promise<TenantAccess & { tenant: Tenant | null }>;

export const createAccessOf =
  (tenantOf: TenantOf, access: TtlCache<TenantAccess>, first: Provider): AccessOf =>
  async (request) => {
    const tenant = await tenantOf(request);
    return tenant === null ? { tenant, ...noAccess(first) } : { tenant, ...(await known(access, tenant)) };
  };

export const noAccess = (provider: Provider): TenantAccess => ({ provider, keys: [], monitoring: false });

/** Settings that cannot be read say nothing about the key: the sender should come again. */
async function known(access: TtlCache<TenantAccess>, tenant: Tenant): Promise<TenantAccess> {
  try {
    return await access.get(tenant);
  } catch (error) {
    return storeFault(error);
  }
}

export function storeFault(error: unknown): never {
  throw new MailError('store-unavailable', 'The store did not answer.', { cause: error, retryAfter: 5 });
}

export const wrongKey = () => new MailError('wrong-key', 'The key is not accepted.');

export function logRefusal(
  log: Log,
  at: string,
  requestId: string,
  tenant: Tenant | null,
  refusal: string | null,
): void {
  log({
    level: 'warn',
    event: 'call-refused',
    at,
    requestId,
    tenant: tenant ?? undefined,
    reason: refusal ?? 'unknown-tenant',
  });
}
