/** Names one customer of a portal. A host with one customer uses `'default'`. */
export type Tenant = string;

/** Who acts. */
export type Actor = { id: string; name?: string | undefined };

/** What a caller may do, as the host's `authorize` says it. */
export const rights = ['view', 'send', 'manage', 'monitoring'] as const;
export type Right = (typeof rights)[number];

/** Who calls an operation, as the host's `authorize` said. */
export type Caller = { tenant: Tenant; actor: Actor; may: readonly Right[] };
