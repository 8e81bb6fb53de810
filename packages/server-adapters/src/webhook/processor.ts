import type { Inbox, PauseWindow, ProcessReport, ProcessWaiting, Tenant } from '@mail-settings/core';
import { isPaused } from '@mail-settings/core/server';
import type { Log } from '../log.ts';
import type { TtlCache } from '../ttl-cache.ts';

export type Processor = {
  /** Packets have come: processing starts within `lingerMs`. Costs next to nothing. */
  kick(): void;
  /** Processes what is waiting and not paused, and answers what was done. For platforms without a background. */
  once(): Promise<ProcessReport>;
  /** Ends after the batch that is running; what still waits stays in the store. */
  close(): Promise<void>;
};

export type ProcessorParts = {
  inbox: Pick<Inbox, 'waitingTenants'>;
  process: ProcessWaiting;
  /** The pause window of a tenant, as saved on the page. */
  pause: TtlCache<PauseWindow | null>;
  now: () => Date;
  /** Events have been applied. */
  applied: () => void;
  log: Log;
  /** False: only `once` processes. */
  background: boolean;
};

/** Packets per call of `process`; a tenant with many waits for the others after each. */
const batch = 2_000;
/** Packets that come within this time are processed together: few large batches cost less than many small ones. */
const lingerMs = 100;
/** Looks for packets by itself: left by a crash, by another process, or by a pause that has ended. */
const pollMs = 2_000;
const longestBackoffMs = 30_000;

/** Runs the processing beside the handlers: one run at a time, tenants in turn, slower after failures. */
export function createProcessor(parts: ProcessorParts): Processor {
  const { inbox, process, pause, now, applied, log, background } = parts;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<ProcessReport> | undefined;
  let isKicked = false;
  let isClosed = false;
  let failures = 0;

  const schedule = (ms: number) => {
    clearTimeout(timer);
    timer = isClosed || !background ? undefined : setTimeout(run, ms).unref();
  };
  const run = () => {
    isKicked = false;
    running ??= round().finally(() => {
      running = undefined;
      const backoff = Math.min(500 * 2 ** (failures - 1), longestBackoffMs);
      schedule(failures > 0 ? backoff : isKicked ? lingerMs : pollMs);
    });
    return running;
  };
  const round = async (): Promise<ProcessReport> => {
    const sum: ProcessReport = { packets: 0, applied: 0, repeated: 0, rejected: 0, left: 0 };
    const failed = new Set<Tenant>();
    try {
      for (let isMore = true; isMore && !isClosed; ) {
        isMore = false;
        sum.left = 0;
        for (const tenant of await inbox.waitingTenants()) {
          if (isClosed) break;
          if (failed.has(tenant)) continue;
          const report = await processTenant(tenant, failed);
          addTo(sum, report);
          // Fewer than that were all: those that came meanwhile, or are held by another process, wait for the next run.
          if (report.packets >= batch && report.left > 0) isMore = true;
        }
      }
      failures = failed.size > 0 ? failures + 1 : 0;
    } catch (error) {
      failures += 1;
      log({ level: 'error', event: 'processing-failed', error });
    }
    return sum;
  };
  const processTenant = async (tenant: Tenant, failed: Set<Tenant>): Promise<ProcessReport> => {
    try {
      if (isPaused(await pause.get(tenant), now())) return nothingDone;
      const report = await process(tenant, { limit: batch, now: now() });
      if (report.rejected > 0) {
        log({ level: 'warn', event: 'packets-unreadable', tenant, count: report.rejected });
      }
      if (report.applied > 0) applied();
      return report;
    } catch (error) {
      failed.add(tenant);
      log({ level: 'error', event: 'processing-failed', tenant, error });
      return nothingDone;
    }
  };

  schedule(0);
  return {
    kick() {
      if (isKicked) return;
      isKicked = true;
      if (running === undefined && failures === 0) schedule(lingerMs);
    },
    async once() {
      await running;
      return run();
    },
    async close() {
      isClosed = true;
      clearTimeout(timer);
      await running;
    },
  };
}

const nothingDone: ProcessReport = { packets: 0, applied: 0, repeated: 0, rejected: 0, left: 0 };

function addTo(sum: ProcessReport, report: ProcessReport): void {
  sum.packets += report.packets;
  sum.applied += report.applied;
  sum.repeated += report.repeated;
  sum.rejected += report.rejected;
  sum.left += report.left;
}
