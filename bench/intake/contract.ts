/** What the bench and its servers agree on. */
export const authKey = 'bench-auth-key-0123456789';
export const connections = 32;
export const sizes = [1, 10, 100] as const;
export type Size = (typeof sizes)[number];

/**
 * What a server process tells: its port when it listens; after each turn, once everything it acknowledged is counted,
 * how many recipients there are in all and how many microseconds of processor time it has used.
 */
export type Answer = { port: number } | { counted: number; cpu: number };
