import { MailMonitoringAccess } from '../monitoring-access/monitoring-access.ts';

/** The elements of this tab. */
export const tags = {
  'mail-monitoring-access': MailMonitoringAccess,
} as const;
