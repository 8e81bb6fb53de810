import type { Sealer } from './sealer.ts';
import type { SettingsStore, StoredKey, StoredSections, Tenant } from './settings-store.ts';

export type KeyField = 'apiKey' | 'authKey';

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

/** What incoming calls are measured against. */
export type Access = {
  /** Accepted auth keys, the present one first; empty where none is set: then no call gets in. */
  authKeys: string[];
  monitoring: boolean;
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
  };
}

async function openKey(sealer: Sealer, tenant: Tenant, field: KeyField, key: StoredKey): Promise<UsableKey> {
  const opened = await sealer.open(key.sealed, { tenant, field, origin: key.origin });
  return opened.state === 'open' ? { state: 'set', text: opened.text } : opened;
}
