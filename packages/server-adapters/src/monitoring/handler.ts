import { type HostFacts, MailError, type MailStore } from '@mail-settings/core';
import {
  readMonitoringRequest,
  signatureHeader,
  writeMonitoringAnswer,
} from '@mail-settings/core/providers/ces';
import { measureIndicators } from '@mail-settings/core/server';
import { echoedOrigin, emptyAnswer, jsonAnswer, problemAnswer } from '../http/answer.ts';
import type { BodyBudget } from '../http/body-budget.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { readBody } from '../http/read-body.ts';
import { readJson } from '../http/read-json.ts';
import type { Log } from '../log.ts';
import type { TtlCache } from '../ttl-cache.ts';
import { refuseKey } from '../webhook/authenticate.ts';
import {
  knownAccess,
  logRefusal,
  nobody,
  type TenantAccess,
  type TenantOf,
  wrongKey,
} from '../webhook/handler.ts';

export type MonitoringParts = {
  store: MailStore;
  access: TtlCache<TenantAccess>;
  tenantOf: TenantOf;
  host: HostFacts;
  budget: BodyBudget;
  now: () => Date;
  log: Log;
};

const bodyLimit = 100_000;

/**
 * Lets support read the state of mailings: counts and nothing else. Any origin may ask (`ces-contract.md` §3), since
 * the key is all that counts and no cookie is read. Switched off, or for a tenant nobody knows, it is 403
 * `monitoring-off`, whatever the key.
 */
export function createMonitoring(parts: MonitoringParts): Endpoint {
  const { store, access, tenantOf, host, budget, now, log } = parts;
  return async ({ request, context, requestId }) => {
    const { method, headers } = request;
    if (!host.features.monitoring) throw new MailError('feature-off', 'Monitoring is not available.');
    if (method === 'OPTIONS') return emptyAnswer(204, requestId, preflight);
    if (method !== 'POST') {
      const error = new MailError('method-not-allowed', 'POST or OPTIONS.');
      return problemAnswer(error, requestId, { ...echoedOrigin(request), allow: 'POST, OPTIONS' });
    }
    const presented = headers.get(signatureHeader);
    const tenant = await tenantOf(request);
    const { keys, monitoring } = tenant === null ? nobody : await knownAccess(access, tenant);
    const refusal = refuseKey(presented, keys);
    if (!monitoring) throw new MailError('monitoring-off', 'Monitoring is switched off.');
    if (tenant === null || refusal !== null) {
      logRefusal(log, 'monitoring', requestId, tenant, refusal);
      return problemAnswer(wrongKey(), requestId, echoedOrigin(request), 403);
    }
    const share = budget.share();
    try {
      const body = await readBody(request, context, { limit: bodyLimit, share });
      const filter = readMonitoringRequest(body.byteLength === 0 ? {} : readJson(body));
      const { indicators } = await measureIndicators(store, tenant, {
        cohort: host.cohort,
        now: now(),
        filter,
      });
      return jsonAnswer(writeMonitoringAnswer(indicators), requestId, { headers: echoedOrigin(request) });
    } finally {
      share.release();
    }
  };
}

const preflight = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'POST',
  'access-control-allow-headers': 'Origin, Content-Type, Accept, Bpmonline-Signature',
};
