import { type Inbox, MailError, type Packet } from '@mail-settings/core';
import { type KeyRefusal, refuseKey, refuseSignature } from '../access/keys.ts';
import {
  type AccessOf,
  logRefusal,
  storeFault,
  type TenantAccess,
  wrongKey,
} from '../access/tenant-access.ts';
import { echoedOrigin, emptyAnswer, problemAnswer } from '../http/answer.ts';
import type { BodyBudget } from '../http/body-budget.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { readBody } from '../http/read-body.ts';
import type { Log } from '../log.ts';

export type WebhookParts = {
  inbox: Pick<Inbox, 'accept'>;
  accessOf: AccessOf;
  budget: BodyBudget;
  bodyLimit: number;
  now: () => Date;
  /** A packet has been stored. */
  accepted: () => void;
  log: Log;
};

/**
 * Takes responses of a service: HEAD probe, key, bounded read, signature, durable store, answer. What is inside is looked at
 * later; after key or signature only size, a broken body or the store give anything but 200.
 */
export function createWebhook(parts: WebhookParts): Endpoint {
  const { inbox, accessOf, budget, bodyLimit, now, accepted, log } = parts;
  return async ({ request, context, requestId }) => {
    const { method, headers } = request;
    if (method === 'HEAD') return emptyAnswer(200, requestId, echoedOrigin(request));
    if (method !== 'POST') {
      return problemAnswer(new MailError('method-not-allowed', 'POST or HEAD.'), requestId, {
        allow: 'POST, HEAD',
      });
    }
    const access = await accessOf(request);
    const { tenant, provider } = access;
    const refused = (refusal: KeyRefusal | null) => {
      logRefusal(log, 'webhook', requestId, tenant, refusal);
      return problemAnswer(wrongKey(), requestId);
    };
    const early = refusalBeforeBody(access, headers);
    if (early !== null) return refused(early);
    const share = budget.share();
    try {
      const { authentication } = provider.webhook;
      const limit =
        authentication.when === 'after-body' ? Math.min(authentication.bodyLimit, bodyLimit) : bodyLimit;
      const body = await readBody(request, context, { limit, share });
      const late = refusalAfterBody(access, headers, body);
      if (late !== null || tenant === null) return refused(late);
      const packet: Packet = {
        id: requestId,
        receivedAt: now(),
        provider: provider.id,
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

/** A key is compared before anything of the body is read; of a signature only that there is one. */
function refusalBeforeBody({ provider, keys }: TenantAccess, headers: Headers): KeyRefusal | null {
  const { when, header } = provider.webhook.authentication;
  const presented = headers.get(header);
  return when === 'before-body' || !presented ? refuseKey(presented, keys) : null;
}

function refusalAfterBody(
  { provider, keys }: TenantAccess,
  headers: Headers,
  body: Uint8Array,
): KeyRefusal | null {
  const { authentication } = provider.webhook;
  if (authentication.when === 'before-body') return null;
  return refuseSignature(headers.get(authentication.header), keys, (key, signature) =>
    authentication.isSigned(key, { signature, body, headers }),
  );
}
