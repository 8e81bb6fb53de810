// Classes, events and types. Importing this registers nothing; `@mail-settings/elements/define` does.
export { MailChanges } from './changes/changes.ts';
export { MailDomainRecords } from './domain-records/domain-records.ts';
export * from './events.ts';
export { MailGeneralSettings } from './general-settings/general-settings.ts';
export { MailLaunch } from './launch/launch.ts';
export { MailSettings } from './mail-settings/mail-settings.ts';
export { MailMonitoringAccess } from './monitoring-access/monitoring-access.ts';
export type { Given } from './parts/mail-part.ts';
export { MailReadiness } from './readiness/readiness.ts';
export { MailResponseAccess } from './response-access/response-access.ts';
export { MailSenderDomains } from './sender-domains/sender-domains.ts';
export { MailTestSend } from './test-send/test-send.ts';
export type { Text, TextKey } from './text/keys.ts';
export type { Plural, TextValue } from './text/tree.ts';
