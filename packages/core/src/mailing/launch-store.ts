import '../jitless.ts';
import * as z from 'zod/mini';
import type { Tenant } from '../tenant.ts';

export const launchState = z.enum([
  'preparing',
  'sending',
  'queued',
  'completed',
  'stopped',
  'expired',
  'failed',
]);
export type LaunchState = z.infer<typeof launchState>;

/** A launch or a test send. `id` is the GUID the service knows it by (`email_id`). */
export const launch = z.object({
  id: z.string(),
  /** The host's mailing; null for a built-in test text. */
  mailing: z.nullable(z.object({ id: z.string(), name: z.string() })),
  from: z.object({ email: z.string(), name: z.string() }),
  test: z.boolean(),
  state: launchState,
  /** Recipients of the mailing as counted at the start. */
  recipients: z.number(),
  /** Recipients in batches the service has taken. */
  sent: z.number(),
  /** Recipients in batches whose answer was lost. */
  unknown: z.number(),
  /** Code of what ended it, for `failed`. */
  error: z.nullable(z.string()),
  actor: z.object({ id: z.string(), name: z.optional(z.string()) }),
  createdAt: z.string(),
  updatedAt: z.string(),
});
export type Launch = z.infer<typeof launch>;

/** A batch of a launch: written down before its call and after it. `cursor` is the host's, after the batch. */
export type LaunchBatch = {
  index: number;
  recipients: number;
  cursor: string;
  state: 'begun' | 'sent' | 'unknown' | 'refused';
};

/** Keeps launches. Atomic per call, safe among processes. */
export interface LaunchStore {
  /** Creates a launch once per idempotency key; another call with the key gets the first one and `created: false`. */
  create(
    tenant: Tenant,
    idempotencyKey: string,
    launch: Launch,
  ): Promise<{ created: boolean; launch: Launch }>;
  read(tenant: Tenant, id: string): Promise<Launch | null>;
  /** Newest first; tests are included. */
  list(tenant: Tenant, limit: number): Promise<Launch[]>;
  /** Moves to `to` if the state is one of `from`; answers the launch as it is afterwards. */
  move(
    tenant: Tenant,
    id: string,
    from: readonly LaunchState[],
    to: LaunchState,
    at: Date,
    error?: string,
  ): Promise<Launch | null>;
  /** Writes a batch down before its call. False where that index was begun before: then it must not be sent. */
  beginBatch(tenant: Tenant, id: string, batch: Omit<LaunchBatch, 'state'>): Promise<boolean>;
  /** Writes down what became of a begun batch and adds it to the launch's counts. */
  endBatch(
    tenant: Tenant,
    id: string,
    index: number,
    state: 'sent' | 'unknown' | 'refused',
    at: Date,
  ): Promise<void>;
  /** In order of their index. */
  // No caller yet: a launch that was interrupted will go on from it.
  batches(tenant: Tenant, id: string): Promise<LaunchBatch[]>;
}
