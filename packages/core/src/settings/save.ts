import { checkConnection } from '../connection/check-connection.ts';
import { MailError } from '../errors.ts';
import type { MailSetupPorts } from '../ports.ts';
import type { Actor, Caller, Tenant } from '../tenant.ts';
import { applyChange } from './apply-change.ts';
import { checkGeneralDraft, type GeneralDraft, generalFields } from './settings.ts';
import type { SettingsSection, StoredSections, StoredSettings } from './settings-store.ts';

/**
 * Stores a draft that is well formed in every field, then asks the service; a refusal never undoes the save. A draft that
 * changes nothing is not written; a key that was typed counts as changed, since keys are not compared.
 * Throws `invalid` with the fields, or `revision-conflict` with who was faster; then nothing is stored.
 */
export async function saveGeneral(
  ports: MailSetupPorts,
  { tenant, actor }: Caller,
  revision: string,
  draft: GeneralDraft,
): Promise<StoredSettings> {
  const { change, issues } = checkGeneralDraft(draft, { allowHosts: ports.allowHosts });
  if (issues.length > 0)
    throw new MailError('invalid', 'Some fields are not well formed.', { fields: issues });
  const stored = await ports.store.settings.read(tenant);
  const general = await applyChange(ports, tenant, stored.general, change);
  const fields = generalFields.filter(
    (field) => change[field] !== undefined && general[field] !== stored.general[field],
  );
  const written =
    fields.length === 0
      ? stored
      : await saveSection(ports, tenant, 'general', general, { revision, actor, fields });
  return checkConnection(ports, tenant, written);
}

/** Writes one section, or throws `revision-conflict`. */
export async function saveSection<S extends SettingsSection>(
  ports: MailSetupPorts,
  tenant: Tenant,
  section: S,
  value: StoredSections[S],
  change: { revision: string; actor: Actor; fields: string[] },
): Promise<StoredSettings> {
  const outcome = await ports.store.settings.write(tenant, section, value, { ...change, at: ports.now() });
  if (outcome.state === 'conflict') {
    throw new MailError('revision-conflict', 'Somebody else saved in between. Read the settings again.', {
      conflict: outcome.last,
    });
  }
  return outcome.settings;
}
