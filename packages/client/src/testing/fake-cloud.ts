import { cesCalls, codeOfAnswer, respell } from '@mail-settings/core/providers/ces';
import type { Fetch } from '../failure.ts';
import { createAnswers } from './cloud-calls.ts';
import type { FakeCloudOptions } from './cloud-options.ts';
import { accountOf, type FakeAccount, type FakeCloudState, type ReceivedCall } from './cloud-state.ts';
import { answerOfFault } from './faults.ts';

export interface FakeCloud {
  /** Answers a request as the service would. Rejects only by the faults `unreachable` and `closed`. */
  handle(request: Request): Promise<Response>;
  /** The same as a `fetch`, for `createCesService({ fetch: cloud.fetch })`. */
  fetch: Fetch;
  /** All it knows, alive: set `cloud.state.faults.account = { kind: 'html' }`, or keep it as JSON. */
  state: FakeCloudState;
  /** The account of that name; throws where there is none. */
  account(name: string): FakeAccount;
  /** Calls as they came, newest last; the last 10,000. */
  log: ReceivedCall[];
}

/**
 * Cloud Email Service in memory, for tests and demos: several accounts, every call with a known request, every code,
 * and a switch for each fault. What a call needs to be right is really checked.
 *
 * ```ts
 * import { createCesService } from '@mail-settings/client';
 * import { createFakeCloud } from '@mail-settings/client/testing';
 *
 * const cloud = createFakeCloud({
 *   accounts: [{ name: 'Acme', apiKey: 'api-key-of-acme', authKey: 'auth-key-of-acme', provider: 'UniOne' }],
 * });
 * const service = createCesService({ fetch: cloud.fetch });
 * const credentials = { baseUrl: 'https://ces.example.com', apiKey: 'api-key-of-acme' };
 *
 * console.log((await service.account(credentials, 'auth-key-of-acme')).provider); // UniOne
 *
 * cloud.state.faults.account = { kind: 'code', code: 101 };
 * await service.account(credentials, 'auth-key-of-acme').catch((error) => console.log(error.code)); // key-rejected
 * ```
 */
export function createFakeCloud(options: FakeCloudOptions = {}): FakeCloud {
  const { basePath = '', now = () => new Date() } = options;
  const state: FakeCloudState = structuredClone(
    options.state ?? { accounts: [], mailings: [], faults: {}, spelling: 'camelCase' },
  );
  const known = new Set(state.accounts.map(({ name }) => name));
  state.accounts.push(...(options.accounts ?? []).filter(({ name }) => !known.has(name)).map(accountOf));
  const answerCall = createAnswers(state, options);
  const log: ReceivedCall[] = [];

  async function handle(request: Request): Promise<Response> {
    const entry: ReceivedCall = {
      at: now().toISOString(),
      call: 'unknown',
      account: null,
      status: 0,
      code: null,
    };
    const path = new URL(request.url).pathname.toLowerCase();
    const call = Object.values(cesCalls).find((one) => (basePath + one.path).toLowerCase() === path);
    if (call) entry.call = call.name;
    else if (request.method === 'GET') entry.call = 'page';
    try {
      const response = (await faultFor(entry.call, request.signal)) ?? (await answer(request, entry));
      entry.status = response.status;
      return response;
    } finally {
      log.push(entry);
      if (log.length > longestLog) log.shift();
      options.onChange?.();
    }
  }

  async function faultFor(call: ReceivedCall['call'], signal: AbortSignal): Promise<Response | null> {
    if (call === 'unknown') return null;
    for (const target of ['every-call', call] as const) {
      const fault = state.faults[target];
      if (!fault) continue;
      if (fault.times !== undefined && --fault.times <= 0) delete state.faults[target];
      const response = await answerOfFault(fault, signal);
      if (response) return response;
    }
    return null;
  }

  async function answer(request: Request, entry: ReceivedCall): Promise<Response> {
    // Opened in a browser, the connection URL shows an empty page.
    if (entry.call === 'page') return new Response('', { headers: { 'content-type': 'text/html' } });
    if (entry.call === 'unknown') return new Response('', { status: 404 });
    if (request.method !== 'POST') return new Response('', { status: 405, headers: { allow: 'POST' } });
    const body = await answerCall(entry.call, await jsonOf(request), entry);
    entry.code = codeOfAnswer(body);
    return Response.json(state.spelling === 'camelCase' ? body : respell(body, state.spelling));
  }

  return {
    handle,
    fetch: (url, init) => handle(new Request(url, init)),
    state,
    log,
    account(name) {
      const account = state.accounts.find((one) => one.name === name);
      if (!account) throw new Error(`The fake cloud has no account "${name}".`);
      return account;
    },
  };
}

const longestLog = 10_000;

async function jsonOf(request: Request): Promise<unknown> {
  try {
    return await request.json();
  } catch {
    return null;
  }
}
