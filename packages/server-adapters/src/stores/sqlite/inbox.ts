import type { Backlog, Inbox, PacketGroup, Tenant, WaitingPacket } from '@mail-settings/core';
import { unreadableReasons } from '@mail-settings/core/store';
import type { Immediate } from '../store-ports.ts';
import { bytes, type Database, dateOrNull, integer, integerOrNull, text, textOrNull } from './database.ts';
import type { Arrived } from './sent-packets.ts';

/**
 * The inbox, in a file of its own: the sender of a packet never waits for the processing of others. Packets come many at
 * a time, in one durable step.
 */
export type InboxTables = Omit<Immediate<Inbox>, 'accept'> & { acceptAll(packets: readonly Arrived[]): void };

const hour = 3_600_000;

export function inboxTables(db: Database): InboxTables {
  const insert = db.prepare(
    `INSERT INTO packets (tenant, id, received_at, provider, content_type, remote_address, body)
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
  const setAside = db.prepare(
    `INSERT INTO unreadable_packets (tenant, id, received_at, provider, content_type, remote_address, reason, body)
     SELECT tenant, id, received_at, provider, content_type, remote_address, ?3, body FROM packets
       WHERE tenant = ?1 AND id = ?2
     ON CONFLICT DO UPDATE SET reason = excluded.reason`,
  );
  const remove = db.prepare('DELETE FROM packets WHERE tenant = ? AND id = ?');
  const countWaiting = db.prepare('UPDATE intake SET waiting = waiting + ? WHERE tenant = ?');
  const intake = db.prepare('SELECT waiting, last_received_at FROM intake WHERE tenant = ?');
  const waitingTenants = db.prepare(
    `SELECT tenant FROM intake WHERE waiting > 0
     ORDER BY (SELECT received_at FROM packets WHERE packets.tenant = intake.tenant ORDER BY id LIMIT 1)`,
  );
  const oldest = db.prepare('SELECT received_at FROM packets WHERE tenant = ? ORDER BY id LIMIT 1');
  const countUnreadable = db.prepare('SELECT count(*) AS packets FROM unreadable_packets WHERE tenant = ?');
  const unreadable = db.prepare(
    `SELECT id, received_at, reason, length(body) AS size FROM unreadable_packets WHERE tenant = ?
     ORDER BY received_at DESC, id DESC LIMIT ?`,
  );
  const retry = db.prepare(
    `INSERT INTO packets (tenant, id, received_at, provider, content_type, remote_address, body)
     SELECT tenant, id, received_at, provider, content_type, remote_address, body FROM unreadable_packets
       WHERE tenant = ?`,
  );
  const removeUnreadable = db.prepare('DELETE FROM unreadable_packets WHERE tenant = ?');
  const sources = db.prepare(
    `SELECT address, sum(packets) AS packets FROM sources WHERE tenant = ? AND hour >= ?
     GROUP BY address ORDER BY packets DESC, address`,
  );

  /** Writes packets; answers what is to be counted of them. */
  const insertAll = (packets: readonly Arrived[]) => {
    const tenants = new Map<Tenant, { waiting: number; last: number; sources: Map<string, number> }>();
    for (const { tenant, packet } of packets) {
      const { id, provider, contentType, remoteAddress, body } = packet;
      const receivedAt = packet.receivedAt.getTime();
      if (insert.run(tenant, id, receivedAt, provider, contentType, remoteAddress, body) === 0) continue;
      const seen = tenants.get(tenant) ?? { waiting: 0, last: 0, sources: new Map() };
      tenants.set(tenant, seen);
      seen.waiting++;
      seen.last = Math.max(seen.last, receivedAt);
      if (remoteAddress === null) continue;
      const source = `${Math.floor(receivedAt / hour)} ${remoteAddress}`;
      seen.sources.set(source, (seen.sources.get(source) ?? 0) + 1);
    }
    return tenants;
  };

  return {
    acceptAll(packets) {
      db.durable(() => {
        for (const [tenant, seen] of insertAll(packets)) {
          count.run(tenant, seen.waiting, seen.last);
          for (const [source, times] of seen.sources) {
            const blank = source.indexOf(' ');
            countSource.run(tenant, Number(source.slice(0, blank)), source.slice(blank + 1), times);
          }
        }
      });
    },
    read: waitingPackets(db),
    settle: (tenant, { packets, unreadable }) =>
      // Undone by a power cut, the packets would be in the queue again, and their events repeated.
      db.relaxed(() => {
        for (const { id, reason } of unreadable) setAside.run(tenant, id, reason);
        // By their ids: one that came late may have an earlier id than the last that was processed.
        const settled = packets.reduce((sum, id) => sum + remove.run(tenant, id), 0);
        countWaiting.run(-settled, tenant);
        return { settled, left: integerOrNull(intake.get(tenant)?.waiting) ?? 0 };
      }),
    waitingTenants: () => waitingTenants.all().map((row) => text(row.tenant)),
    backlog: (tenant) =>
      db.reading((): Backlog => {
        const state = intake.get(tenant);
        return {
          waiting: integerOrNull(state?.waiting) ?? 0,
          oldestWaitingAt: dateOrNull(oldest.get(tenant)?.received_at),
          unreadable: integer(countUnreadable.get(tenant)?.packets),
          lastReceivedAt: dateOrNull(state?.last_received_at),
        };
      }),
    unreadable: (tenant, limit) =>
      unreadable.all(tenant, limit).map((row) => ({
        id: text(row.id),
        receivedAt: new Date(integer(row.received_at)),
        // A file of a later version may hold a reason this one does not know.
        reason: unreadableReasons.find((reason) => reason === row.reason) ?? 'bad-event',
        bytes: integer(row.size),
      })),
    retryUnreadable: (tenant) =>
      db.durable(() => {
        const packets = retry.run(tenant);
        removeUnreadable.run(tenant);
        countWaiting.run(packets, tenant);
        return packets;
      }),
    sources: (tenant, since) =>
      sources
        .all(tenant, Math.floor(since.getTime() / hour))
        .map((row) => ({ address: text(row.address), packets: integer(row.packets) })),
  };
}

/** Bytes of packets that are read at a time. More at once cost less each, since many responses lie in one page. */
const bytesAtOnce = 8_000_000;

/** Packets are read whole before anything is done with them: a reader keeps the log of the file from being folded. */
export function waitingPackets(db: Database): (tenant: Tenant, limit: number) => PacketGroup {
  const waiting = db.prepare(
    'SELECT id, provider, content_type, body FROM packets WHERE tenant = ? ORDER BY id LIMIT ?',
  );
  return (tenant, limit) => {
    const packets: WaitingPacket[] = [];
    let size = 0;
    for (const row of waiting.iterate(tenant, limit)) {
      const body = bytes(row.body);
      size += body.length;
      packets.push({
        id: text(row.id),
        provider: text(row.provider),
        contentType: textOrNull(row.content_type),
        body,
      });
      if (size >= bytesAtOnce) return { packets, isCut: true };
    }
    return { packets, isCut: false };
  };
}
