// Every sheet by way of this one file, so that a bundle has them side by side: what they share then lies within
// the window of gzip, which makes a page 1 kB lighter.
import { records } from '../domain-records/domain-records.styles.ts';
import { shell } from '../mail-settings/mail-settings.styles.ts';
import { monitoring } from '../monitoring-access/monitoring-access.styles.ts';
import { sending } from '../readiness/readiness.styles.ts';
import { access } from '../response-access/response-access.styles.ts';
import { domains } from '../sender-domains/sender-domains.styles.ts';
import { base } from './base.styles.ts';
import { buttons, cards, fields, notes, statuses } from './controls.styles.ts';
import { tokens } from './tokens.styles.ts';

/** What every part of the page wears. */
export const shared = [tokens, base, buttons, statuses, notes, fields, cards];
export { access, domains, monitoring, records, sending, shell };
