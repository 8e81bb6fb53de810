import type * as z from 'zod/mini';
import type { ServiceAccount, ServiceLicence } from '../../connection/mail-service.ts';
import { anyCase, defineCall, type Fields, flag, listOf, maybe, number, text } from './call.ts';

/** The service of an account that sends mailings, among others it may have. */
const mailingService = 'CloudEmailService';

const accountFields = anyCase({
  accountName: text,
  webHookAppDomain: text,
  integrationStatus: maybe(anyCase({ isValidAuthKey: flag, isValidWebHookAppDomain: flag })),
  services: listOf(
    anyCase({ serviceName: text, isActive: flag, settings: maybe(anyCase({ provider: text })) }),
  ),
});

export const accountCall = defineCall('account', {
  isRead: true,
  request: {
    fields: anyCase({ authKey: text }),
    write: (input: { authKey: string }): Fields => input,
    read: ({ authKey }) => ({ authKey: authKey ?? '' }),
  },
  answer: accountAnswer(),
});

export const registerResponsesCall = defineCall('registerResponses', {
  request: {
    fields: anyCase({ webHookAppDomain: text, authKey: text }),
    write: (input: { responseDomain: string; authKey: string }): Fields => ({
      webHookAppDomain: input.responseDomain,
      authKey: input.authKey,
    }),
    read: (fields) => ({ responseDomain: fields.webHookAppDomain ?? '', authKey: fields.authKey ?? '' }),
  },
  answer: accountAnswer(),
});

export const licenceCall = defineCall('licence', {
  isRead: true,
  request: { fields: anyCase({}), write: (_: null): Fields => ({}), read: () => null },
  answer: {
    fields: anyCase({ dailyLimitCount: number, todayUsage: number }),
    write: ({ dailyLimit, usedToday }: ServiceLicence): Fields => ({
      dailyLimitCount: dailyLimit ?? -1,
      todayUsage: usedToday,
    }),
    // Any negative limit is none; a missing one as well: an email too many is better than none at all.
    read: ({ dailyLimitCount, todayUsage }): ServiceLicence => ({
      dailyLimit: dailyLimitCount === null || dailyLimitCount < 0 ? null : dailyLimitCount,
      usedToday: Math.max(0, todayUsage ?? 0),
    }),
  },
});

/** One provider of an account that has several. */
export type ServiceProvider = { name: string; isConnected: boolean; isDefault: boolean };

export const providersCall = defineCall('providers', {
  isRead: true,
  request: { fields: anyCase({}), write: (_: null): Fields => ({}), read: () => null },
  answer: {
    fields: anyCase({
      availableProviders: listOf(anyCase({ providerName: text, isConnected: flag, isDefault: flag })),
    }),
    write: (providers: ServiceProvider[]): Fields => ({
      availableProviders: providers.map(({ name, ...rest }) => ({ providerName: name, ...rest })),
    }),
    read: ({ availableProviders }): ServiceProvider[] =>
      availableProviders.flatMap(({ providerName, ...rest }) =>
        providerName ? [{ name: providerName, ...rest }] : [],
      ),
  },
});

export const checkedEmailsCall = defineCall('checkedEmails', {
  isRead: true,
  request: {
    fields: anyCase({ emails: listOf(text) }),
    write: (emails: string[]): Fields => ({ emails }),
    read: ({ emails }) => emails.filter((email) => email !== null),
  },
  answer: {
    fields: anyCase({ result: listOf(anyCase({ email: text, is_checked: flag })) }),
    write: (checked: Record<string, boolean>): Fields => ({
      result: Object.entries(checked).map(([email, isChecked]) => ({ email, is_checked: isChecked })),
    }),
    /** By address in lower case. */
    read: ({ result }): Record<string, boolean> =>
      Object.fromEntries(
        result.flatMap((row) => (row.email ? [[row.email.toLowerCase(), row.is_checked]] : [])),
      ),
  },
});

/** What became of asking for the confirmation of senders; those in neither list got a letter. */
export type SenderConfirmation = { wrong: string[]; validated: string[] };

export const confirmSendersCall = defineCall('confirmSenders', {
  request: {
    fields: anyCase({ emailList: listOf(text), providerName: text }),
    write: (input: { emails: string[]; provider: string | null }): Fields => ({
      emailList: input.emails,
      ...(input.provider === null ? {} : { providerName: input.provider }),
    }),
    read: ({ emailList, providerName }) => ({
      emails: emailList.filter((email) => email !== null),
      provider: providerName,
    }),
  },
  answer: {
    fields: anyCase({ WrongEmailsList: listOf(text), ValidatedEmailsList: listOf(text) }),
    write: ({ wrong, validated }: SenderConfirmation): Fields => ({
      wrongEmailsList: wrong,
      validatedEmailsList: validated,
    }),
    read: ({ WrongEmailsList, ValidatedEmailsList }): SenderConfirmation => ({
      wrong: WrongEmailsList.filter((email) => email !== null),
      validated: ValidatedEmailsList.filter((email) => email !== null),
    }),
  },
});

function accountAnswer() {
  return {
    fields: accountFields,
    write: (account: ServiceAccount): Fields => ({
      accountName: account.accountName,
      webHookAppDomain: account.responseDomain,
      integrationStatus: {
        isValidAuthKey: account.authKeyValid,
        isValidWebHookAppDomain: account.responseDomainValid,
      },
      services: [
        {
          serviceName: mailingService,
          isActive: account.active,
          settings: { provider: account.provider },
          userSettings: { webhooks: null },
        },
      ],
    }),
    read({
      accountName,
      webHookAppDomain,
      integrationStatus,
      services,
    }: z.infer<typeof accountFields>): ServiceAccount {
      const service = services.find(
        ({ serviceName }) => serviceName?.toLowerCase() === mailingService.toLowerCase(),
      );
      return {
        accountName,
        responseDomain: webHookAppDomain || null,
        provider: service?.settings?.provider || null,
        active: service?.isActive ?? false,
        authKeyValid: integrationStatus?.isValidAuthKey ?? false,
        responseDomainValid: integrationStatus?.isValidWebHookAppDomain ?? false,
      };
    },
  };
}
