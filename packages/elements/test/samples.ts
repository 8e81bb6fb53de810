import type { LaunchView, OperationAnswer, ReadinessItem, ReadinessReport } from '@mail-settings/core';
import { todayAt } from './stub-setup.ts';

const from = { email: 'hello@example.com', name: 'Example Shop' };

/** One mailing of 12,480 recipients and one of three, two senders. */
export const mailings: OperationAnswer<'listMailings'> = {
  available: true,
  mailings: [
    { id: 'm1', name: 'November product news', subject: 'News', from, recipients: 12_480 },
    { id: 'm2', name: 'Board invitation', subject: 'Board', from, recipients: 3 },
  ],
  senders: [from, { email: 'sales@example.com', name: 'Sales' }],
};

const items: ReadinessItem[] = (
  [
    ['api-key-accepted', 'block', 'block', { provider: 'Example Relay, EU region' }],
    ['service-active', 'block', 'block', {}],
    ['from-domain-verified', 'block', 'warn', { domain: 'example.com' }],
    ['auth-key-accepted', 'block', 'none', {}],
    ['response-domain-accepted', 'block', 'none', {}],
    ['endpoint-reachable', 'block', 'none', { evidence: 'service' }],
    ['certificate-valid', 'warn', 'none', {}],
    ['daily-limit', 'warn', 'warn', {}],
    ['allow-list-declared', 'warn', 'none', {}],
    ['monitoring-on', 'advice', 'none', {}],
    ['dmarc-reports', 'advice', 'none', {}],
  ] as const
).map(([id, launch, test, params]) => ({ id, launch, test, state: 'met', params }));

/** Everything met, save what the test changes. */
export function readiness(
  changes: Partial<Record<ReadinessItem['id'], Partial<ReadinessItem>>> = {},
): ReadinessReport {
  const changed = items.map((item) => ({ ...item, ...changes[item.id] }));
  const blocks = (level: 'launch' | 'test') =>
    changed.some((item) => item[level] === 'block' && item.state !== 'met');
  return { items: changed, canTest: !blocks('test'), canLaunch: !blocks('launch') };
}

export function launchView(
  id: string,
  launch: Partial<LaunchView['launch']> = {},
  counts: Partial<LaunchView['counts']> = {},
): LaunchView {
  return {
    launch: {
      id,
      mailing: { id: 'm1', name: 'November product news' },
      from,
      test: false,
      state: 'sending',
      recipients: 12_480,
      sent: 0,
      unknown: 0,
      error: null,
      actor: { id: 'u1' },
      createdAt: todayAt(0, 0),
      updatedAt: todayAt(0, 0),
      ...launch,
    },
    counts: { delivered: 0, opened: 0, clicked: 0, failed: 0, waiting: 0, ...counts },
  };
}
