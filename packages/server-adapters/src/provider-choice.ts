import type { PacketReaders, Provider, Tenant } from '@mail-settings/core';

/**
 * The id of a tenant's provider; null for a tenant that is not known. Throws what the host cannot tell now: the caller is then
 * asked to come again.
 */
export type ProviderOf = (tenant: Tenant) => string | null | Promise<string | null>;

export type ProviderChoice = {
  providers: readonly Provider[];
  /** Whatever an unknown tenant is measured by. */
  first: Provider;
  /** Null for a tenant the host does not know. Throws a TypeError for an id it does not list. */
  of(tenant: Tenant): Promise<Provider | null>;
  readers: PacketReaders;
};

/** The providers a host lists, and whose is which. Throws a TypeError where they cannot be told apart. */
export function createProviderChoice(
  providers: readonly Provider[],
  providerOf: ProviderOf | undefined,
): ProviderChoice {
  const [first] = providers;
  if (first === undefined) throw new TypeError('providers: list at least one, such as createCesProvider().');
  const byId = new Map<string, Provider>();
  for (const provider of providers) {
    const { id } = provider;
    if (!/^[a-z0-9][a-z0-9-]*$/.test(id)) {
      throw new TypeError('providers: an id consists of lower-case letters, digits and hyphens.');
    }
    if (byId.has(id)) throw new TypeError(`providers: two of them have the id "${id}".`);
    byId.set(id, provider);
  }
  if (providerOf === undefined && providers.length > 1) {
    throw new TypeError('providers: there are several, so providerOf has to tell which one a tenant uses.');
  }
  return {
    providers,
    first,
    async of(tenant) {
      if (providerOf === undefined) return first;
      const id = await providerOf(tenant);
      if (id === null) return null;
      const provider = byId.get(id);
      if (provider !== undefined) return provider;
      throw new TypeError(`providerOf answered "${id}"; listed are ${[...byId.keys()].join(', ')}.`);
    },
    readers: Object.fromEntries(
      providers.map(({ id, webhook }) => [id, { read: webhook.read, module: webhook.readerModule }]),
    ),
  };
}
