import { MailGeneralSettings } from './general-settings/general-settings.ts';
import { MailSettings } from './mail-settings/mail-settings.ts';
import { MailCopyButton } from './parts/copy-button.ts';

/** Registers all tags. May be loaded more than once, also in two versions: the first one stays. */
const tags = {
  'mail-copy-button': MailCopyButton,
  'mail-general-settings': MailGeneralSettings,
  'mail-settings': MailSettings,
} as const;

for (const [tag, element] of Object.entries(tags)) {
  if (customElements.get(tag) === undefined) customElements.define(tag, element);
}

type Tags = { [T in keyof typeof tags]: InstanceType<(typeof tags)[T]> };

declare global {
  interface HTMLElementTagNameMap extends Tags {}
}
