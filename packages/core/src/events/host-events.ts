import type { DeliveryEvent } from '../delivery/event.ts';
import type { Tenant } from '../tenant.ts';

/** What a host may want to be told. One channel for all: responses, domains, reachability, launches. */
export type HostEvent =
  | { type: 'response'; event: DeliveryEvent }
  | { type: 'domain-verified' | 'domain-broken' | 'domain-recovered'; domain: string }
  | { type: 'launch-changed'; launch: string; state: string }
  | { type: 'settings-saved'; section: string; actor: { id: string }; fields: string[] };

/** A host event in its place of the one sequence. `at` is a UTC ISO time. */
export type HostEventRow = { sequence: number; tenant: Tenant; at: string; event: HostEvent };

/**
 * Durable log behind `onEvents`. Events of responses and of saves are written in the same step that applies them, so none is
 * lost; those of responses are written at all only where the store was made with `hostEvents: true`.
 */
export interface HostEventLog {
  append(tenant: Tenant, at: Date, events: HostEvent[]): Promise<void>;
  /** Rows behind the cursor of the consumer, in order. */
  read(consumer: string, limit: number): Promise<HostEventRow[]>;
  /** Moves the cursor; rows every consumer has passed may be removed. */
  acknowledge(consumer: string, sequence: number): Promise<void>;
}
