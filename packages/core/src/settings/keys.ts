import { MailError } from '../errors.ts';
import type { Tenant } from '../tenant.ts';
import type { Sealer } from './sealer.ts';
import type { KeyField } from './settings.ts';
import type { SettingsStore, StoredKey, StoredSections } from './settings-store.ts';

/** A stored key ready to be used, or why it is not. */
export type UsableKey =
  | { state: 'set'; text: string }
  | { state: 'not-set' | 'key-for-another-url' | 'wrong-master-key' };

/** Origin that keys sent to this URL are bound to. */
export const originOf = (cloudUrl: string | null): string | null =>
  cloudUrl === null ? null : new URL(cloudUrl).origin;

/** Opens a key for a call to the connection URL. A key saved for another origin is not given out. */
export async function outgoingKey(
  sealer: Sealer,
  tenant: Tenant,
  field: KeyField,
  general: StoredSections['general'],
): Promise<UsableKey> {
  const key = general[field];
  if (key === null) return { state: 'not-set' };
  if (key.origin !== originOf(general.cloudUrl)) return { state: 'key-for-another-url' };
  return openKey(sealer, tenant, field, key);
}

/** Seals a typed key for the origin it will be sent to. */
export async function sealKey(
  sealer: Sealer,
  tenant: Tenant,
  field: KeyField,
  text: string,
  origin: string | null,
  now: Date,
): Promise<StoredKey> {
  const sealed = await sealer.seal(text, { tenant, field, origin });
  return { sealed, origin, last4: text.length >= 16 ? text.slice(-4) : null, setAt: now.toISOString() };
}

/** Whether a stored key is this one, whatever URL it was saved for; false where it cannot be opened. */
export async function isKey(
  sealer: Sealer,
  tenant: Tenant,
  field: KeyField,
  key: StoredKey | null,
  text: string,
): Promise<boolean> {
  const opened = key === null ? null : await openKey(sealer, tenant, field, key);
  return opened?.state === 'set' && opened.text === text;
}

/** What incoming calls are measured against. */
export type Access = {
  /** Accepted auth keys, the present one first; empty where none is set: then no call gets in. */
  authKeys: string[];
  monitoring: boolean;
  /** Auth keys that are set but that no master key of this process opens: calls with them are refused, and somebody must hear of it. */
  unreadable?: number | undefined;
};

/**
 * Reads what the two endpoints need to know. A replaced auth key counts until its time is over; whatever URL a key
 * was saved for, it goes on authenticating incoming calls.
 */
export async function readAccess(
  settings: SettingsStore,
  sealer: Sealer,
  tenant: Tenant,
  now: Date,
): Promise<Access> {
  const { general, monitoring } = await settings.read(tenant);
  const previous = general.previousAuthKey;
  const accepted = [
    general.authKey,
    previous !== null && now < new Date(previous.until) ? previous.key : null,
  ];
  const opened = await Promise.all(
    accepted.map((key) => (key === null ? null : openKey(sealer, tenant, 'authKey', key))),
  );
  return {
    authKeys: opened.flatMap((key) => (key?.state === 'set' ? [key.text] : [])),
    monitoring: monitoring.enabled,
    unreadable: opened.filter((key) => key?.state === 'wrong-master-key').length,
  };
}

/**
 * Seals every key of a tenant anew, after a new master key was put in front of the old one; afterwards the old one can
 * be taken away. Answers how many keys it could not open: those have to be typed again. May be repeated.
 * Throws `revision-conflict` where somebody saved in the same moment.
 */
export async function resealKeys(
  settings: SettingsStore,
  sealer: Sealer,
  tenant: Tenant,
  now: Date,
): Promise<{ resealed: number; unreadable: number }> {
  const { general, revisions, connection } = await settings.read(tenant);
  let resealed = 0;
  let unreadable = 0;
  const again = async (field: KeyField, key: StoredKey | null): Promise<StoredKey | null> => {
    if (key === null) return null;
    const opened = await openKey(sealer, tenant, field, key);
    if (opened.state !== 'set') {
      unreadable += 1;
      return key;
    }
    resealed += 1;
    return { ...key, sealed: await sealer.seal(opened.text, { tenant, field, origin: key.origin }) };
  };
  const previous = general.previousAuthKey;
  const previousKey = await again('authKey', previous?.key ?? null);
  const value = {
    ...general,
    apiKey: await again('apiKey', general.apiKey),
    authKey: await again('authKey', general.authKey),
    previousAuthKey: previous === null || previousKey === null ? null : { ...previous, key: previousKey },
  };
  if (resealed === 0) return { resealed, unreadable };
  const change = { revision: revisions.general, actor: { id: 'master-key' }, at: now, fields: [] };
  const outcome = await settings.write(tenant, 'general', value, change);
  if (outcome.state === 'conflict') {
    throw new MailError('revision-conflict', 'Somebody saved in the same moment. Seal again.', {
      conflict: outcome.last,
    });
  }
  if (connection !== null)
    await settings.writeConnection(tenant, outcome.settings.revisions.general, connection);
  return { resealed, unreadable };
}

async function openKey(sealer: Sealer, tenant: Tenant, field: KeyField, key: StoredKey): Promise<UsableKey> {
  const opened = await sealer.open(key.sealed, { tenant, field, origin: key.origin });
  return opened.state === 'open' ? { state: 'set', text: opened.text } : opened;
}
