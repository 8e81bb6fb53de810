import { MailLaunch } from '../launch/launch.ts';
import { MailReadiness } from '../readiness/readiness.ts';
import { MailTestSend } from '../test-send/test-send.ts';

/** The elements of this tab. */
export const tags = {
  'mail-launch': MailLaunch,
  'mail-readiness': MailReadiness,
  'mail-test-send': MailTestSend,
} as const;
