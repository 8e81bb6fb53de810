import type { PacketReader, PacketReaders } from '@mail-settings/core';

/** Which packets a thread of a store reads: by the modules of their providers, save those that the host reads itself. */
export type Reading = { modules: Readonly<Record<string, string>>; readByHost: readonly string[] };

export type LoadedReaders = {
  /** Loads those that are not loaded; answers what is wrong with each that cannot be. */
  load(modules: Reading['modules']): Promise<Record<string, string>>;
  /** Null while one of them is not loaded. */
  of(modules: Reading['modules']): PacketReaders | null;
};

/** Readers of providers in this thread, each loaded once. */
export function loadedReaders(): LoadedReaders {
  const loaded = new Map<string, PacketReader>();
  const loadOne = async (url: string): Promise<string | null> => {
    try {
      const { read }: { read?: unknown } = await import(url);
      if (!isReader(read)) return 'The module exports no function "read".';
      loaded.set(url, read);
      return null;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  };
  return {
    async load(modules) {
      const faults: Record<string, string> = {};
      for (const [provider, url] of Object.entries(modules)) {
        const fault = loaded.has(url) ? null : await loadOne(url);
        if (fault !== null) faults[provider] = fault;
      }
      return faults;
    },
    of(modules) {
      const readers: Record<string, PacketReaders[string]> = {};
      for (const [provider, url] of Object.entries(modules)) {
        const read = loaded.get(url);
        if (read === undefined) return null;
        readers[provider] = { read, module: url };
      }
      return readers;
    },
  };
}

const isReader = (value: unknown): value is PacketReader => typeof value === 'function';
