import { MailSettings } from './mail-settings/mail-settings.ts';
import { register } from './tabs/register.ts';
import type { TabTags } from './tabs/tab-loader.ts';

/** Registers the tag. May be loaded more than once, also in two versions: the first one stays. */
register({ 'mail-settings': MailSettings });

declare global {
  interface HTMLElementTagNameMap extends TabTags {
    'mail-settings': MailSettings;
  }
}
