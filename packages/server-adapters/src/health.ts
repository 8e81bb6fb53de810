import { MailError, type MailStore } from '@mail-settings/core';
import { jsonAnswer, problemAnswer } from './http/answer.ts';
import type { Endpoint } from './http/endpoint.ts';

/** For load balancers: 200 while what comes in would be stored, 503 otherwise. Tells nothing else and needs no key. */
export function createHealth(store: Pick<MailStore, 'healthy'>): Endpoint {
  return async ({ request, requestId }) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      const error = new MailError('method-not-allowed', 'GET or HEAD.');
      return problemAnswer(error, requestId, { allow: 'GET, HEAD' });
    }
    const isHealthy = await store.healthy().catch(() => false);
    if (isHealthy) return jsonAnswer('{"status":"ok"}', requestId);
    return problemAnswer(new MailError('store-unavailable', 'The store takes nothing now.'), requestId);
  };
}
