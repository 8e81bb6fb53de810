import type { Fault } from '@mail-settings/client/testing';
import type { CesCallName } from '@mail-settings/core/providers/ces';

/** Where a fault can be put. */
export const faultPlaces = [
  'every-call',
  'page',
  'account',
  'registerResponses',
  'domains',
  'addDomain',
  'validateDomain',
  'checkedEmails',
  'licence',
  'addTemplate',
  'sendTemplate',
  'send',
  'stop',
] as const satisfies readonly (CesCallName | 'every-call' | 'page')[];

/** Faults by the words of the board. */
export const faultKinds: Readonly<Record<string, Fault>> = {
  unreachable: { kind: 'unreachable' },
  'connection closed': { kind: 'closed' },
  'slow (5 s)': { kind: 'slow', ms: 5_000 },
  'HTTP 500': { kind: 'http', status: 500 },
  'HTTP 503': { kind: 'http', status: 503, retryAfter: 30 },
  'HTTP 429': { kind: 'http', status: 429, retryAfter: 30 },
  'HTML page': { kind: 'html' },
  'empty body': { kind: 'empty' },
  null: { kind: 'null' },
  'cut JSON': { kind: 'not-json' },
  'answer broken off': { kind: 'cut' },
  redirect: { kind: 'redirect', location: 'https://www.example.com/' },
  'code 101 (API key)': { kind: 'code', code: 101 },
  'code 105 (domain unreachable)': { kind: 'code', code: 105 },
  'code 109 (domain taken)': { kind: 'code', code: 109 },
  'code 110 (auth key)': { kind: 'code', code: 110 },
  'code 111 (list failed)': { kind: 'code', code: 111 },
  'code 112 (adding failed)': { kind: 'code', code: 112 },
  'code 115 (domain of another account)': { kind: 'code', code: 115 },
  'code 999 (nobody knows)': { kind: 'code', code: 999 },
};

export const providers = ['UniOne', 'Elastic Email', 'SendGrid', 'Made-up Relay'];
export const spellings = ['camelCase', 'PascalCase', 'lowercase', 'UPPERCASE'] as const;
