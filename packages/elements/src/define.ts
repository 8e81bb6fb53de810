import { MailDomainRecords } from './domain-records/domain-records.ts';
import { MailGeneralSettings } from './general-settings/general-settings.ts';
import { MailSettings } from './mail-settings/mail-settings.ts';
import { MailCopyButton } from './parts/copy-button.ts';
import { MailSenderDomains } from './sender-domains/sender-domains.ts';

/** Registers all tags. May be loaded more than once, also in two versions: the first one stays. */
const tags = {
  'mail-copy-button': MailCopyButton,
  'mail-domain-records': MailDomainRecords,
  'mail-general-settings': MailGeneralSettings,
  'mail-sender-domains': MailSenderDomains,
  'mail-settings': MailSettings,
} as const;

for (const [tag, element] of Object.entries(tags)) {
  if (customElements.get(tag) === undefined) customElements.define(tag, element);
}

type Tags = { [T in keyof typeof tags]: InstanceType<(typeof tags)[T]> };

declare global {
  interface HTMLElementTagNameMap extends Tags {}
}
