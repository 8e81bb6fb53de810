import { MailGeneralSettings } from '../general-settings/general-settings.ts';

/** The elements of this tab. */
export const tags = {
  'mail-general-settings': MailGeneralSettings,
} as const;
