import type { SettingsChange, SettingsStore, StoredSettings } from '@mail-settings/core';
import { emptySections } from '@mail-settings/core/store';
import { type Immediate, noChange } from '../store-ports.ts';
import type { TellHost } from './events.ts';
import { lazyMap } from './lazy-map.ts';

export function settingsTable(tellHost: TellHost): Immediate<SettingsStore> {
  const of = lazyMap(() => ({
    settings: structuredClone<StoredSettings>({
      ...emptySections,
      revisions: { general: '0', responses: '0', lists: '0', monitoring: '0' },
      connection: null,
    }),
    changes: [] as SettingsChange[],
  }));
  return {
    read: (tenant) => of(tenant).settings,
    write(tenant, section, value, { revision, actor, at, fields }) {
      const { settings, changes } = of(tenant);
      if (settings.revisions[section] !== revision) {
        return {
          state: 'conflict',
          last: changes.find((change) => change.section === section) ?? noChange(section),
        };
      }
      Object.assign(settings, { [section]: value });
      settings.revisions[section] = String(Number(revision) + 1);
      if (section === 'general') settings.connection = null;
      changes.unshift({ section, actor, at: at.toISOString(), fields });
      tellHost(tenant, at, [{ type: 'settings-saved', section, actor: { id: actor.id }, fields }]);
      return { state: 'written', settings };
    },
    writeConnection(tenant, generalRevision, connection) {
      const { settings } = of(tenant);
      if (settings.revisions.general === generalRevision) settings.connection = connection;
    },
    changes: (tenant, limit) => of(tenant).changes.slice(0, limit),
  };
}
