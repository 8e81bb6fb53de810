import {
  isMailError,
  normalName,
  parseResponseDomain,
  publicUrl,
  type ResolveDns,
  readDomainName,
} from '@mail-settings/core';
import {
  type CesCall,
  type CesCallName,
  type CesSending,
  cesCalls,
  codeOfAnswer,
  type Fields,
  respell,
  webhookPath,
  writeFailure,
} from '@mail-settings/core/wire';
import { cesBatchLimit } from '../ces.ts';
import type { Fetch } from '../failure.ts';
import {
  accountOf,
  type FakeAccount,
  type FakeAccountSeed,
  type FakeCloudState,
  type FakeMailing,
} from './cloud-state.ts';
import { domainListOf, missingRecord, newRsaKey, withKey } from './dns-profile.ts';
import { answerOfFault } from './faults.ts';

export type FakeCloudOptions = {
  /** Accounts of a new cloud. */
  accounts?: FakeAccountSeed[];
  /** What another cloud was; wins over `accounts`, which only fill up what it does not know by name. */
  state?: FakeCloudState;
  /** Path the calls lie below, such as `/api`. Default: none. */
  basePath?: string;
  /** How the cloud reaches hosts: registering a response domain then really asks it. Default: every domain counts as reachable. */
  fetch?: Fetch;
  /** Names accepted as response domains although they look private. */
  allowHosts?: readonly string[];
  /** How the cloud asks DNS when it validates a domain. Default: domains become verified only by hand. */
  resolveDns?: ResolveDns;
  /** Makes DKIM keys. Default: real RSA keys of 2,048 bits. */
  newDkimKey?: () => Promise<string>;
  now?: () => Date;
  /** Called after every call that may have changed the state. */
  onChange?: () => void;
  /** Called with the mailing when a batch was taken, for example to play its responses. */
  onSent?: (mailing: FakeMailing, account: FakeAccount) => void;
};

/** A call as a test may look at it: no keys, no addresses. */
export type ReceivedCall = {
  at: string;
  /** `page`: somebody opened the connection URL. */
  call: CesCallName | 'page' | 'unknown';
  account: string | null;
  status: number;
  /** Null where the answer had none. */
  code: number | null;
  domain?: string;
  emailId?: string;
  recipients?: number;
};

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
 * Codes of this simulation for refusals whose real codes nobody outside knows. Clients read them as `unexpected-code`.
 */
export const fakeCodes = {
  badRequest: 200,
  inactive: 201,
  unknownTemplate: 202,
  tooManyRecipients: 203,
  stopped: 204,
  unknownDomain: 205,
  wrongToken: 206,
} as const;

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
  const { basePath = '', now = () => new Date(), newDkimKey = newRsaKey } = options;
  const state: FakeCloudState = structuredClone(
    options.state ?? { accounts: [], mailings: [], faults: {}, spelling: 'camelCase' },
  );
  const known = new Set(state.accounts.map(({ name }) => name));
  state.accounts.push(...(options.accounts ?? []).filter(({ name }) => !known.has(name)).map(accountOf));
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
    const body = await fieldsOf(entry.call, await jsonOf(request), entry);
    entry.code = codeOfAnswer(body);
    return Response.json(state.spelling === 'camelCase' ? body : respell(body, state.spelling));
  }

  async function fieldsOf(call: CesCallName, body: unknown, entry: ReceivedCall): Promise<Fields> {
    try {
      return await work[call](body, entry);
    } catch (error) {
      if (error instanceof Refusal) return writeFailure(error.code, error.message);
      if (isMailError(error, 'bad-request')) return writeFailure(fakeCodes.badRequest, 'Fields are missing.');
      throw error;
    }
  }

  /** Reads the request, finds the account by its key, and writes what `run` answers. */
  function worker<Input, Answer, Written>(
    call: CesCall<Input, Answer, Written>,
    run: (account: FakeAccount, input: Input, entry: ReceivedCall) => Written | Promise<Written>,
  ) {
    return async (body: unknown, entry: ReceivedCall): Promise<Fields> => {
      const { key, input } = call.readRequest(body);
      const account = state.accounts.find(({ apiKey }) => apiKey === key.trim());
      if (!account) throw new Refusal(101, 'The API key is not valid.');
      entry.account = account.name;
      return call.writeAnswer(await run(account, input, entry));
    };
  }

  const work: Record<CesCallName, (body: unknown, entry: ReceivedCall) => Promise<Fields>> = {
    account: worker(cesCalls.account, (account, { authKey }) => accountView(account, authKey)),

    registerResponses: worker(cesCalls.registerResponses, async (account, { responseDomain, authKey }) => {
      if (authKey !== account.authKey) throw new Refusal(110, 'The auth key is not valid.');
      account.isResponseDomainReachable = false;
      account.responseDomain = null;
      const key = domainKey(responseDomain);
      if (key === null) throw new Refusal(105, 'The address is not valid.');
      const isTaken = state.accounts.some(
        (other) => other !== account && domainKey(other.responseDomain ?? '') === key,
      );
      if (isTaken) throw new Refusal(109, 'The domain belongs to another account.');
      if (!(await isReachable(responseDomain))) throw new Refusal(105, 'The domain did not answer.');
      account.responseDomain = responseDomain;
      account.isResponseDomainReachable = true;
      return accountView(account, authKey);
    }),

    domains: worker(cesCalls.domains, (account) => domainListOf(account)),

    addDomain: worker(cesCalls.addDomain, async (account, input, entry) => {
      const name = readDomainName(input.domain);
      if (!name.ok) throw new Refusal(112, 'The domain name is not valid.');
      entry.domain = name.domain;
      if (account.domains.some(({ domain }) => domain === name.domain)) return domainListOf(account);
      if (ownerOf(name.domain, account)) throw new Refusal(115, 'The domain belongs to another account.');
      const domain = { domain: name.domain, active: false, message: null, dkimKey: null, shareToken: null };
      await withKey(account, domain, newDkimKey);
      account.domains.push(domain);
      return domainListOf(account);
    }),

    validateDomain: worker(cesCalls.validateDomain, async (account, input, entry) => {
      const domain = domainOf(account, input.domain);
      entry.domain = domain.domain;
      if (options.resolveDns) {
        await withKey(account, domain, newDkimKey);
        domain.message = await missingRecord(account, domain, options.resolveDns);
        domain.active = domain.message === null;
      }
      return { active: domain.active, message: domain.message };
    }),

    shareDomain: worker(cesCalls.shareDomain, (account, input, entry) => {
      const domain = domainOf(account, input.domain);
      entry.domain = domain.domain;
      domain.shareToken ??= crypto.randomUUID();
      return domain.shareToken;
    }),

    authorizeDomain: worker(cesCalls.authorizeDomain, (account, input, entry) => {
      const name = normalName(input.domain);
      entry.domain = name;
      const shared = ownerOf(name, account)?.domains.find(({ domain }) => domain === name);
      if (!shared?.shareToken || shared.shareToken !== input.token)
        throw new Refusal(fakeCodes.wrongToken, 'The token is not valid.');
      if (!account.domains.some(({ domain }) => domain === name))
        account.domains.push({ ...shared, shareToken: null });
      return domainListOf(account);
    }),

    providers: worker(cesCalls.providers, ({ provider }) => [
      { name: provider, isConnected: true, isDefault: true },
    ]),

    checkedEmails: worker(cesCalls.checkedEmails, (account, emails) =>
      Object.fromEntries(emails.map((email) => [email, isChecked(account, email)])),
    ),

    confirmSenders: worker(cesCalls.confirmSenders, (account, { emails }) => ({
      wrong: emails.filter((email) => !/^[^@\s]+@[^@\s]+$/.test(email)),
      validated: emails.filter((email) => isChecked(account, email)),
    })),

    licence: worker(cesCalls.licence, (account) => ({
      dailyLimit: account.dailyLimit,
      usedToday: account.usage.day === today() ? account.usage.emails : 0,
    })),

    addTemplate: worker(cesCalls.addTemplate, (account, template, entry) => {
      needsActive(account);
      entry.emailId = template.emailId;
      const mailing = mailingOf(account, template.emailId, template.subject, template.html);
      mailing.template = template;
      return null;
    }),

    sendTemplate: worker(cesCalls.sendTemplate, (account, { templateName, ...sending }, entry) => {
      const mailing = mailings(account).find(({ emailId }) => emailId === sending.emailId);
      if (mailing?.template?.name !== templateName) {
        throw new Refusal(fakeCodes.unknownTemplate, 'There is no such template.');
      }
      return take(account, mailing, sending, entry);
    }),

    send: worker(cesCalls.send, (account, sending, entry) => {
      const { subject, html } = sending.message;
      return take(account, mailingOf(account, sending.emailId, subject, html), sending, entry);
    }),

    stop: worker(cesCalls.stop, (account, { emailId }, entry) => {
      entry.emailId = emailId;
      const mailing = mailings(account).find((one) => one.emailId === emailId);
      if (mailing) mailing.stopped = true;
      return null;
    }),
  };

  function accountView(account: FakeAccount, authKey: string) {
    return {
      accountName: account.name,
      responseDomain: account.responseDomain,
      provider: account.provider,
      active: account.active,
      authKeyValid: authKey === account.authKey,
      responseDomainValid: account.responseDomain !== null && account.isResponseDomainReachable,
    };
  }

  /** What makes two response domains the same one. */
  function domainKey(responseDomain: string): string | null {
    const address = parseResponseDomain(responseDomain, { allowHosts: options.allowHosts ?? [] });
    return address.ok ? `${address.value.host}${address.value.basePath}` : null;
  }

  async function isReachable(responseDomain: string): Promise<boolean> {
    const address = parseResponseDomain(responseDomain, { allowHosts: options.allowHosts ?? [] });
    if (!address.ok) return false;
    if (!options.fetch) return true;
    const url = publicUrl(address.value, webhookPath);
    const answer = options.fetch(url, {
      method: 'HEAD',
      redirect: 'manual',
      signal: AbortSignal.timeout(probeMs),
    });
    return answer.then(
      ({ ok }) => ok,
      () => false,
    );
  }

  function take(
    account: FakeAccount,
    mailing: FakeMailing,
    { message }: CesSending,
    entry: ReceivedCall,
  ): null {
    needsActive(account);
    entry.emailId = mailing.emailId;
    entry.recipients = message.recipients.length;
    if (mailing.stopped) throw new Refusal(fakeCodes.stopped, 'The mailing was stopped.');
    if (message.recipients.length > cesBatchLimit) {
      throw new Refusal(fakeCodes.tooManyRecipients, 'The batch is too large.');
    }
    for (const recipient of message.recipients) mailing.recipients.push(recipient);
    mailing.batches.push(message.recipients.length);
    mailing.finished = false;
    const emails = account.usage.day === today() ? account.usage.emails : 0;
    account.usage = { day: today(), emails: emails + message.recipients.length };
    options.onSent?.(mailing, account);
    return null;
  }

  function mailingOf(account: FakeAccount, emailId: string, subject: string, html: string): FakeMailing {
    const found = mailings(account).find((mailing) => mailing.emailId === emailId);
    if (found) return Object.assign(found, { subject, html });
    const mailing: FakeMailing = {
      account: account.name,
      emailId,
      template: null,
      subject,
      html,
      recipients: [],
      batches: [],
      stopped: false,
      answered: 0,
      finished: false,
    };
    state.mailings.push(mailing);
    return mailing;
  }

  const mailings = (account: FakeAccount) =>
    state.mailings.filter((mailing) => mailing.account === account.name);
  const today = () => now().toISOString().slice(0, 10);
  const ownerOf = (name: string, besides: FakeAccount) =>
    state.accounts.find((other) => other !== besides && other.domains.some(({ domain }) => domain === name));

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
const probeMs = 10_000;

/** A refusal with a code: HTTP status 200, as the service does it. */
class Refusal extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

function needsActive(account: FakeAccount): void {
  if (!account.active) throw new Refusal(fakeCodes.inactive, 'The service is not active.');
}

function domainOf(account: FakeAccount, name: string) {
  const domain = account.domains.find((one) => one.domain === normalName(name));
  if (!domain) throw new Refusal(fakeCodes.unknownDomain, 'The account has no such domain.');
  return domain;
}

/** A sender is confirmed by its domain or by name. */
function isChecked(account: FakeAccount, email: string): boolean {
  const address = email.toLowerCase();
  const host = address.slice(address.lastIndexOf('@') + 1);
  const isOfDomain = account.domains.some(({ domain, active }) => active && domain === host);
  return isOfDomain || account.confirmedSenders.some((sender) => sender.toLowerCase() === address);
}

async function jsonOf(request: Request): Promise<unknown> {
  try {
    return await request.json();
  } catch {
    return null;
  }
}
