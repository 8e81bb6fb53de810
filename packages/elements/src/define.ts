import { MailDomainRecords } from './domain-records/domain-records.ts';
import { MailGeneralSettings } from './general-settings/general-settings.ts';
import { MailLaunch } from './launch/launch.ts';
import { MailSettings } from './mail-settings/mail-settings.ts';
import { MailMonitoringAccess } from './monitoring-access/monitoring-access.ts';
import { MailReadiness } from './readiness/readiness.ts';
import { MailResponseAccess } from './response-access/response-access.ts';
import { MailSenderDomains } from './sender-domains/sender-domains.ts';
import { MailTestSend } from './test-send/test-send.ts';

/** Registers all tags. May be loaded more than once, also in two versions: the first one stays. */
const tags = {
  'mail-domain-records': MailDomainRecords,
  'mail-general-settings': MailGeneralSettings,
  'mail-launch': MailLaunch,
  'mail-monitoring-access': MailMonitoringAccess,
  'mail-readiness': MailReadiness,
  'mail-response-access': MailResponseAccess,
  'mail-sender-domains': MailSenderDomains,
  'mail-settings': MailSettings,
  'mail-test-send': MailTestSend,
} as const;

for (const [tag, element] of Object.entries(tags)) {
  if (customElements.get(tag) === undefined) customElements.define(tag, element);
}

type Tags = { [T in keyof typeof tags]: InstanceType<(typeof tags)[T]> };

declare global {
  interface HTMLElementTagNameMap extends Tags {}
}
