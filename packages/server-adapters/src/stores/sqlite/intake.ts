import type { Packet, Tenant } from '@mail-settings/core';
import type { Database } from './database.ts';

/** The queue of packets: what is received, before anybody looks inside. */
export type Intake = {
  /** Keeps packets within a step that somebody else has begun. */
  accept(packets: readonly { tenant: Tenant; packet: Packet }[]): void;
};

const hour = 3_600_000;

export function intakeTables(db: Database): Intake {
  const insert = db.prepare(
    `INSERT INTO packets (tenant, id, received_at, dialect, content_type, remote_address, body)
     SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7
       WHERE NOT EXISTS (SELECT 1 FROM unreadable_packets WHERE tenant = ?1 AND id = ?2)
     ON CONFLICT DO NOTHING`,
  );
  const count = db.prepare(
    `INSERT INTO intake (tenant, waiting, last_received_at) VALUES (?, ?, ?)
     ON CONFLICT DO UPDATE SET waiting = waiting + excluded.waiting,
       last_received_at = max(last_received_at, excluded.last_received_at)`,
  );
  const countSource = db.prepare(
    `INSERT INTO sources (tenant, hour, address, packets) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET packets = packets + excluded.packets`,
  );

  return {
    accept(packets) {
      const tenants = new Map<Tenant, { waiting: number; last: number; sources: Map<string, number> }>();
      for (const { tenant, packet } of packets) {
        const { id, dialect, contentType, remoteAddress, body } = packet;
        const receivedAt = packet.receivedAt.getTime();
        if (insert.run(tenant, id, receivedAt, dialect, contentType, remoteAddress, body) === 0) continue;
        let seen = tenants.get(tenant);
        if (seen === undefined) {
          seen = { waiting: 0, last: 0, sources: new Map() };
          tenants.set(tenant, seen);
        }
        seen.waiting++;
        seen.last = Math.max(seen.last, receivedAt);
        if (remoteAddress !== null) {
          const source = `${Math.floor(receivedAt / hour)} ${remoteAddress}`;
          seen.sources.set(source, (seen.sources.get(source) ?? 0) + 1);
        }
      }
      for (const [tenant, { waiting, last, sources }] of tenants) {
        count.run(tenant, waiting, last);
        for (const [source, times] of sources) {
          const blank = source.indexOf(' ');
          countSource.run(tenant, Number(source.slice(0, blank)), source.slice(blank + 1), times);
        }
      }
    },
  };
}
