import type { HostEvent, HostEventLog, HostEventRow, Tenant } from '@mail-settings/core';
import type { Immediate } from '../store-ports.ts';

export type TellHost = (tenant: Tenant, at: Date, events: readonly HostEvent[]) => void;

/** `write` is `append`, for ports that tell of what they write in the same step. */
export function eventLog() {
  let rows: HostEventRow[] = [];
  let sequence = 0;
  const cursors = new Map<string, number>();
  const write: TellHost = (tenant, at, events) => {
    for (const event of events) rows.push({ sequence: ++sequence, tenant, at: at.toISOString(), event });
  };
  const port: Immediate<HostEventLog> = {
    append: write,
    read: (consumer, limit) => {
      const cursor = cursors.get(consumer) ?? 0;
      cursors.set(consumer, cursor);
      return rows.filter((row) => row.sequence > cursor).slice(0, limit);
    },
    acknowledge(consumer, until) {
      cursors.set(consumer, Math.max(until, cursors.get(consumer) ?? 0));
      const passed = Math.min(...cursors.values());
      rows = rows.filter((row) => row.sequence > passed);
    },
  };
  return { port, write };
}
