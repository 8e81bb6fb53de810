import { type HostFacts, MailError, type MailStore, type Provider } from '@mail-settings/core';
import { measureIndicators } from '@mail-settings/core/server';
import { refuseKey } from '../access/keys.ts';
import { type AccessOf, logRefusal, wrongKey } from '../access/tenant-access.ts';
import { echoedOrigin, emptyAnswer, jsonAnswer, problemAnswer } from '../http/answer.ts';
import type { BodyBudget } from '../http/body-budget.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { readBody } from '../http/read-body.ts';
import { readJson } from '../http/read-json.ts';
import { monitoringBodyLimit } from '../limits.ts';
import type { Log } from '../log.ts';

export type MonitoringParts = {
  store: MailStore;
  accessOf: AccessOf;
  /** Of the host: a preflight says no tenant, so it is told the headers of all. */
  providers: readonly Provider[];
  host: HostFacts;
  budget: BodyBudget;
  now: () => Date;
  log: Log;
};

/**
 * Lets support read the state of mailings: counts and nothing else. Any origin may ask (`ces-contract.md` §3), since
 * the key is all that counts and no cookie is read. Switched off, or for a tenant nobody knows, it is 403
 * `monitoring-off`, whatever the key.
 */
export function createMonitoring(parts: MonitoringParts): Endpoint {
  const { store, accessOf, host, budget, now, log } = parts;
  const preflight = preflightOf(parts.providers);
  return async ({ request, context, requestId }) => {
    const { method, headers } = request;
    if (!host.features.monitoring) throw new MailError('feature-off', 'Monitoring is not available.');
    if (method === 'OPTIONS') return emptyAnswer(204, requestId, preflight);
    if (method !== 'POST') {
      const error = new MailError('method-not-allowed', 'POST or OPTIONS.');
      return problemAnswer(error, requestId, { ...echoedOrigin(request), allow: 'POST, OPTIONS' });
    }
    const { tenant, provider, keys, monitoring } = await accessOf(request);
    const refusal = refuseKey(headers.get(provider.monitoring.header), keys);
    if (!monitoring) throw new MailError('monitoring-off', 'Monitoring is switched off.');
    if (tenant === null || refusal !== null) {
      logRefusal(log, 'monitoring', requestId, tenant, refusal);
      return problemAnswer(wrongKey(), requestId, echoedOrigin(request), 403);
    }
    const share = budget.share();
    try {
      const body = await readBody(request, context, { limit: monitoringBodyLimit, share });
      const filter = provider.monitoring.readRequest(body.byteLength === 0 ? {} : readJson(body));
      const { indicators } = await measureIndicators(store, tenant, {
        cohort: host.cohort,
        now: now(),
        filter,
      });
      const answer = provider.monitoring.writeAnswer(indicators);
      return jsonAnswer(answer, requestId, { headers: echoedOrigin(request) });
    } finally {
      share.release();
    }
  };
}

const preflightOf = (providers: readonly Provider[]) => ({
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'POST',
  'access-control-allow-headers': [
    ...['Origin', 'Content-Type', 'Accept'],
    ...new Set(providers.map(({ monitoring }) => monitoring.header)),
  ].join(', '),
});
