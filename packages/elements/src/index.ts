// Classes, events and types. Importing this registers nothing; `@mail-settings/elements/define` does.
export { MailDomainRecords } from './domain-records/domain-records.ts';
export * from './events.ts';
export { MailGeneralSettings } from './general-settings/general-settings.ts';
export { MailSettings } from './mail-settings/mail-settings.ts';
export { MailCopyButton } from './parts/copy-button.ts';
export { MailSenderDomains } from './sender-domains/sender-domains.ts';
export type { Plural, Text, TextKey, TextValue } from './text/text.ts';
