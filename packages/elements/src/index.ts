// Classes, events and types. Importing this registers nothing; `@mail-settings/elements/define` does.
export * from './events.ts';
export { MailGeneralSettings } from './general-settings/general-settings.ts';
export { MailSettings } from './mail-settings/mail-settings.ts';
export { MailCopyButton } from './parts/copy-button.ts';
export type { Plural, Text, TextKey, TextValue } from './text/text.ts';
