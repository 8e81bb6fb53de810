import type { DeliveryEvent, Tenant } from '@mail-settings/core';
import { processPackets } from '@mail-settings/core/server';
import { webhookReaders } from '@mail-settings/core/wire';
import type { Database } from './database.ts';
import type { WriteHostEvents } from './events.ts';
import type { PacketReader, Rejected } from './packets.ts';
import { responseTables } from './responses.ts';

/** What one step of processing has done; the packets are still in the queue. */
export type Processed = {
  packets: string[];
  rejected: Rejected[];
  applied: number;
  repeated: number;
  /** Not all were read that could have been. */
  isCut: boolean;
};

/**
 * Applies the events of at most `limit` waiting packets in one lasting step. The packets have to be taken off the
 * queue afterwards; if that is lost, their events count as repeated the next time.
 */
export function processing(
  db: Database,
  waiting: PacketReader,
  tellHost: WriteHostEvents | null,
): (tenant: Tenant, limit: number, now: Date) => Processed {
  const apply = responseTables(db);
  return (tenant, limit, now) =>
    // Begun before anything is read: two processes never work on the same packets at one time.
    db.lasting(() => {
      const { packets, isCut } = waiting(tenant, limit);
      const found: DeliveryEvent[] = [];
      const rejected: Rejected[] = [];
      processPackets(
        {
          packets: () => packets,
          record(events) {
            for (const event of events) found.push(event);
          },
          reject({ id }, reason) {
            rejected.push({ id, reason });
          },
        },
        webhookReaders,
      );
      const news = apply(tenant, found);
      tellHost?.(
        tenant,
        now,
        news.map((event) => ({ type: 'response', event })),
      );
      return {
        packets: packets.map(({ id }) => id),
        rejected,
        applied: news.length,
        repeated: found.length - news.length,
        isCut,
      };
    });
}
