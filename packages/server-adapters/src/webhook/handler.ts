import { type Inbox, MailError, type Packet, type Tenant } from '@mail-settings/core';
import { signatureHeader } from '@mail-settings/core/providers/ces';
import { echoedOrigin, emptyAnswer, problemAnswer } from '../http/answer.ts';
import type { BodyBudget } from '../http/body-budget.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { readBody } from '../http/read-body.ts';
import type { Log } from '../log.ts';
import type { TtlCache } from '../ttl-cache.ts';
import { type KeyRing, refuseKey } from './authenticate.ts';

/** What an incoming call is measured against. */
export type TenantAccess = { keys: KeyRing; monitoring: boolean };

/** Null: no such tenant; answered exactly as a wrong key is. */
export type TenantOf = (request: Request) => string | null | Promise<string | null>;

export type WebhookParts = {
  inbox: Pick<Inbox, 'accept'>;
  access: TtlCache<TenantAccess>;
  tenantOf: TenantOf;
  budget: BodyBudget;
  bodyLimit: number;
  now: () => Date;
  /** A packet has been stored. */
  accepted: () => void;
  log: Log;
};

/**
 * Takes responses of the service: HEAD probe, key, bounded read, durable store, answer. What is inside is looked at
 * later; after the key only size, a broken body or the store give anything but 200.
 */
export function createWebhook(parts: WebhookParts): Endpoint {
  const { inbox, access, tenantOf, budget, bodyLimit, now, accepted, log } = parts;
  return async ({ request, context, requestId }) => {
    const { method, headers } = request;
    if (method === 'HEAD') return emptyAnswer(200, requestId, echoedOrigin(request));
    if (method !== 'POST') {
      return problemAnswer(new MailError('method-not-allowed', 'POST or HEAD.'), requestId, {
        allow: 'POST, HEAD',
      });
    }
    const presented = headers.get(signatureHeader);
    const tenant = await tenantOf(request);
    const { keys } = tenant === null ? nobody : await knownAccess(access, tenant);
    const refusal = refuseKey(presented, keys);
    if (refusal !== null || tenant === null) {
      logRefusal(log, 'webhook', requestId, tenant, refusal);
      return problemAnswer(wrongKey(), requestId);
    }
    const share = budget.share();
    try {
      const body = await readBody(request, context, { limit: bodyLimit, share });
      const packet: Packet = {
        id: requestId,
        receivedAt: now(),
        dialect: 'ces',
        body,
        contentType: headers.get('content-type'),
        remoteAddress: context?.remoteAddress ?? null,
      };
      await inbox.accept(tenant, packet).catch(storeFault);
    } finally {
      share.release();
    }
    accepted();
    return emptyAnswer(200, requestId);
  };
}

/** Settings that cannot be read say nothing about the key: the sender should come again. */
export async function knownAccess(access: TtlCache<TenantAccess>, tenant: Tenant): Promise<TenantAccess> {
  try {
    return await access.get(tenant);
  } catch (error) {
    return storeFault(error);
  }
}

function storeFault(error: unknown): never {
  throw new MailError('store-unavailable', 'The store did not answer.', { cause: error, retryAfter: 5 });
}

export const nobody: TenantAccess = { keys: [], monitoring: false };

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
