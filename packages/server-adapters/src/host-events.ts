import { randomUUID } from 'node:crypto';
import type { HostEventRow, MailStore } from '@mail-settings/core';
import type { Log } from './log.ts';

/**
 * Takes a batch of what happened, in order. When it rejects, the same rows come again; they may also come twice after
 * a crash: at least once, never lost. `sequence` tells repeats apart.
 */
export type OnEvents = (rows: HostEventRow[]) => void | Promise<void>;

export type HostEventPump = { kick(): void; close(): Promise<void> };

const consumer = 'on-events';
const batch = 500;
const pollMs = 2_000;
const leaseMs = 60_000;
const longestBackoffMs = 30_000;

/** Hands the durable log of host events over; of several processes one at a time does, by lease. */
export function createHostEventPump(
  store: Pick<MailStore, 'events' | 'leases'>,
  onEvents: OnEvents,
  { now, log }: { now: () => Date; log: Log },
): HostEventPump {
  const owner = randomUUID();
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let isKicked = false;
  let isClosed = false;
  let failures = 0;

  const schedule = (ms: number) => {
    clearTimeout(timer);
    timer = isClosed ? undefined : setTimeout(run, ms).unref();
  };
  const run = () => {
    isKicked = false;
    running ??= handOver()
      .then(
        () => {
          failures = 0;
        },
        (error: unknown) => {
          failures += 1;
          log({ level: 'error', event: 'host-events-failed', error });
        },
      )
      .finally(() => {
        running = undefined;
        const backoff = Math.min(500 * 2 ** (failures - 1), longestBackoffMs);
        schedule(failures > 0 ? backoff : isKicked ? 0 : pollMs);
      });
  };
  const handOver = async () => {
    const lease = await store.leases.acquire(consumer, owner, now(), leaseMs);
    if (lease === null) return;
    try {
      while (!isClosed) {
        const rows = await store.events.read(consumer, batch);
        const last = rows.at(-1);
        if (last === undefined) return;
        await onEvents(rows);
        await store.events.acknowledge(consumer, last.sequence);
        if (!(await store.leases.renew(consumer, owner, lease.fence, now(), leaseMs))) return;
      }
    } finally {
      await store.leases.release(consumer, owner, lease.fence);
    }
  };

  schedule(0);
  return {
    kick() {
      if (isKicked) return;
      isKicked = true;
      if (running === undefined && failures === 0) schedule(0);
    },
    async close() {
      isClosed = true;
      clearTimeout(timer);
      await running;
    },
  };
}
