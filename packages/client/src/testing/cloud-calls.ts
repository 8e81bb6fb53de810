import {
  addressKey,
  isMailError,
  normalName,
  parseResponseDomain,
  publicUrl,
  readDomainName,
} from '@mail-settings/core';
import {
  batchRecipients,
  type CesCall,
  type CesCallName,
  type CesSending,
  cesCalls,
  type Fields,
  webhookPath,
  writeFailure,
} from '@mail-settings/core/providers/ces';
import type { FakeCloudOptions } from './cloud-options.ts';
import type { FakeAccount, FakeCloudState, FakeMailing, ReceivedCall } from './cloud-state.ts';
import { domainListOf, missingRecord, newRsaKey, withKey } from './dns-profile.ts';

/** Carries a call out: reads its body, checks and changes the state, writes the answer; notes in `entry` what it was about. */
export type AnswerCall = (call: CesCallName, body: unknown, entry: ReceivedCall) => Promise<Fields>;

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

/** Answers every call on this state. Business refusals are answers with a code, as the service gives them. */
export function createAnswers(state: FakeCloudState, options: FakeCloudOptions): AnswerCall {
  const { now = () => new Date(), newDkimKey = newRsaKey, allowHosts = [] } = options;

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
    const address = parseResponseDomain(responseDomain, { allowHosts });
    return address.ok ? `${address.value.host}${address.value.basePath}` : null;
  }

  async function isReachable(responseDomain: string): Promise<boolean> {
    const address = parseResponseDomain(responseDomain, { allowHosts });
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
    if (message.recipients.length > batchRecipients) {
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

  return async (call, body, entry) => {
    try {
      return await work[call](body, entry);
    } catch (error) {
      if (error instanceof Refusal) return writeFailure(error.code, error.message);
      if (isMailError(error, 'bad-request')) return writeFailure(fakeCodes.badRequest, 'Fields are missing.');
      throw error;
    }
  };
}

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
  const address = addressKey(email);
  const host = address.slice(address.lastIndexOf('@') + 1);
  const isOfDomain = account.domains.some(({ domain, active }) => active && domain === host);
  return isOfDomain || account.confirmedSenders.some((sender) => addressKey(sender) === address);
}
