import type { MailSetupPorts } from '../ports.ts';
import type { Tenant } from '../tenant.ts';
import { isKey, originOf, sealKey } from './keys.ts';
import {
  type GeneralChange,
  isDated,
  isOverlapping,
  keyFields,
  previousName,
  textFields,
} from './settings.ts';
import type { StoredSections } from './settings-store.ts';

/** The section as it is after a change; typed keys are sealed for the origin of the connection URL. */
export async function applyChange(
  ports: MailSetupPorts,
  tenant: Tenant,
  general: StoredSections['general'],
  change: GeneralChange,
): Promise<StoredSections['general']> {
  const now = ports.now();
  const next = { ...general };
  for (const field of textFields) {
    const value = change[field];
    if (value === undefined || value === general[field]) continue;
    next[field] = value;
    if (isDated(field)) next[`${field}SetAt`] = now.toISOString();
  }
  const origin = originOf(next.cloudUrl);
  for (const field of keyFields) {
    const text = change[field];
    if (text === null) {
      next[field] = null;
      if (isOverlapping(field)) next[previousName(field)] = null;
    } else if (text !== undefined) {
      // Typed again, as a new URL requires it, the present key replaces none: the one before it keeps its time.
      if (isOverlapping(field) && !(await isKey(ports.sealer, tenant, field, general[field], text))) {
        const until = new Date(now.getTime() + ports.authKeyOverlapMs).toISOString();
        const replaced = general[field];
        next[previousName(field)] = replaced && { key: replaced, until };
      }
      next[field] = await sealKey(ports.sealer, tenant, field, text, origin, now);
    }
  }
  return next;
}
