import '../jitless.ts';
import * as z from 'zod/mini';
import type { ConnectionEvidence } from '../connection/status.ts';
import type { SettingsChange } from '../errors.ts';
import type { Actor, Tenant } from '../tenant.ts';
import { datedFields, generalFields, perField, previousNames, recordOf } from './settings.ts';

/** A key at rest. The text itself is sealed; nothing here gives it away. */
export const storedKey = z.object({
  /** What `Sealer.seal` gave. */
  sealed: z.string(),
  /** Origin of the connection URL the key was saved for; it is sent nowhere else. Null: saved before any URL. */
  origin: z.nullable(z.string()),
  /** The last four characters, only of keys of 16 characters and more. */
  last4: z.nullable(z.string()),
  setAt: z.string(),
});
export type StoredKey = z.infer<typeof storedKey>;

/** Time of day `HH:MM`; both ends exclusive; `from` after `to` means over midnight (CES settings Stop/StartHandleWebHookProcessAt). */
export const pauseWindow = z.object({ from: z.string(), to: z.string(), timeZone: z.string() });
export type PauseWindow = z.infer<typeof pauseWindow>;

/** The sections of the settings, each with a revision of its own. */
export const storedSections = {
  /** The fields by the table; one that an older version did not know reads as null. */
  general: z.object({
    ...perField(
      () => z._default(z.nullable(z.string()), null),
      () => z._default(z.nullable(storedKey), null),
    ),
    /** When it was last changed (UTC ISO): responses from before say nothing of it. Unknown in sections of earlier versions. */
    ...recordOf(datedFields, () => z._default(z.nullable(z.string()), null), 'SetAt'),
    /** Still accepted from incoming calls until `until`, after the key was replaced. */
    ...recordOf(previousNames, () =>
      z._default(z.nullable(z.object({ key: storedKey, until: z.string() })), null),
    ),
  }),
  responses: z.object({ access: z.enum(['endpoint', 'domain']), pause: z.nullable(pauseWindow) }),
  lists: z.object({
    allow: z.array(z.string()),
    deny: z.array(z.string()),
    serviceAddresses: z.array(z.string()),
  }),
  monitoring: z.object({ enabled: z.boolean() }),
};
export type SettingsSection = keyof typeof storedSections;
export type StoredSections = { [S in SettingsSection]: z.infer<(typeof storedSections)[S]> };

/** What a store answers for a tenant nobody has saved anything for. */
export const emptySections: StoredSections = {
  general: {
    ...recordOf(generalFields, () => null),
    ...recordOf(datedFields, () => null, 'SetAt'),
    ...recordOf(previousNames, () => null),
  },
  responses: { access: 'endpoint', pause: null },
  lists: { allow: [], deny: [], serviceAddresses: [] },
  monitoring: { enabled: false },
};

/** Everything saved for a tenant. `revisions` are opaque texts, one per section. */
export type StoredSettings = StoredSections & {
  revisions: Record<SettingsSection, string>;
  connection: ConnectionEvidence | null;
};

/** Keeps what was saved on the page. Every method is about one tenant and can never see another. */
export interface SettingsStore {
  /**
   * Answers `emptySections` for a tenant that saved nothing yet; a revision then is `'0'`. `connection` is null before
   * the first check, and again as soon as the general section has moved on from the revision it was written for.
   */
  read(tenant: Tenant): Promise<StoredSettings>;

  /**
   * Replaces one section, if its revision still is `change.revision`. In the same step the change is written down, and put as
   * `settings-saved` among the events for the host. Atomic. Answers the new settings, or who was faster. May be repeated: the second try meets a newer revision.
   */
  write<S extends SettingsSection>(
    tenant: Tenant,
    section: S,
    value: StoredSections[S],
    change: { revision: string; actor: Actor; at: Date; fields: string[] },
  ): Promise<{ state: 'written'; settings: StoredSettings } | { state: 'conflict'; last: SettingsChange }>;

  /**
   * Keeps the outcome of a check. Dropped in silence where the general section has moved on from `generalRevision`:
   * an answer to an older edit never lands.
   */
  writeConnection(tenant: Tenant, generalRevision: string, connection: ConnectionEvidence): Promise<void>;

  /** The newest changes first. */
  changes(tenant: Tenant, limit: number): Promise<SettingsChange[]>;
}

/** Reads one stored section; a missing one is empty. Throws where what is stored does not fit: that is a fault of the store. */
export function readSection<S extends SettingsSection>(section: S, stored: unknown): StoredSections[S] {
  if (stored === undefined || stored === null) return emptySections[section];
  return storedSections[section].parse(stored) as StoredSections[S];
}
