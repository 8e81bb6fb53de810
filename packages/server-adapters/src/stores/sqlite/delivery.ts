import {
  type DeliveryEventKind,
  type HostEvent,
  type MailStore,
  noEvents,
  type Packet,
  type PacketOutcome,
  processPackets,
  type Tenant,
  type UnreadablePacket,
  unreadableReasons,
} from '@mail-settings/core';
import { webhookReaders } from '@mail-settings/core/wire';
import type { Immediate } from '../store-ports.ts';
import { bytes, type Database, dateOrNull, integer, type Row, text, textOrNull } from './database.ts';
import type { WriteHostEvents } from './events.ts';
import { intakeTables } from './intake.ts';
import { responseTables } from './responses.ts';
import { totalsTables } from './totals.ts';

/** What a store does with responses, cut into steps short enough to let waiting packets in between them. */
export type DeliverySteps = Omit<Immediate<MailStore['delivery']>, 'accept' | 'process'> & {
  /** Keeps packets in one lasting step. */
  accept(packets: readonly { tenant: Tenant; packet: Packet }[]): void;
  /** Processes at most `limit` packets, and stops early when `isEnough` says so. */
  process(
    tenant: Tenant,
    options: { limit: number; now: Date; isEnough: () => boolean },
  ): PacketOutcome & { left: number };
};

export function deliveryTables(db: Database, tellHost: WriteHostEvents | null): DeliverySteps {
  const intake = intakeTables(db);
  const responsesOf = responseTables(db);
  const next = db.prepare('SELECT * FROM packets WHERE tenant = ? AND id > ? ORDER BY id LIMIT 1');
  const removeUntil = db.prepare('DELETE FROM packets WHERE tenant = ? AND id <= ?');
  const countWaiting = db.prepare('UPDATE intake SET waiting = waiting + ? WHERE tenant = ?');
  const state = db.prepare('SELECT waiting, last_received_at FROM intake WHERE tenant = ?');
  const reject = db.prepare(
    `INSERT INTO unreadable_packets (tenant, id, received_at, dialect, content_type, remote_address, reason, body)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET reason = excluded.reason`,
  );
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
    `INSERT INTO packets (tenant, id, received_at, dialect, content_type, remote_address, body)
     SELECT tenant, id, received_at, dialect, content_type, remote_address, body FROM unreadable_packets
     WHERE tenant = ?`,
  );
  const removeUnreadable = db.prepare('DELETE FROM unreadable_packets WHERE tenant = ?');
  const sources = db.prepare(
    `SELECT address, sum(packets) AS packets FROM sources WHERE tenant = ? AND hour >= ?
     GROUP BY address ORDER BY packets DESC, address`,
  );
  const applied = db.prepare('SELECT kind, events FROM applied_events WHERE tenant = ?');
  const totals = totalsTables(db);

  return {
    accept(packets) {
      db.lasting(() => intake.accept(packets));
    },
    process: (tenant, { limit, now, isEnough }) =>
      // Undone by a power cut, the packets would be in the queue again.
      db.repeatable(() => {
        const responses = responsesOf(tenant);
        let last = '';
        const outcome = processPackets(
          {
            *packets() {
              for (let count = 0; count < limit; count++) {
                const row = next.get(tenant, last);
                if (row === undefined) return;
                const packet = packetOf(row);
                last = packet.id;
                yield packet;
              }
            },
            record(_packet, events) {
              const news = events.filter((event) => responses.apply(event));
              tellHost?.(
                tenant,
                now,
                news.map((event): HostEvent => ({ type: 'response', event })),
              );
              return { applied: news.length, repeated: events.length - news.length };
            },
            reject({ id, receivedAt, dialect, contentType, remoteAddress, body }, reason) {
              const at = receivedAt.getTime();
              reject.run(tenant, id, at, dialect, contentType, remoteAddress, reason, body);
            },
          },
          webhookReaders,
          { isEnough },
        );
        if (outcome.packets > 0) {
          responses.finish();
          // Everything up to the last one was read: nobody else writes during this step.
          removeUntil.run(tenant, last);
          countWaiting.run(-outcome.packets, tenant);
        }
        const left = state.get(tenant);
        return { ...outcome, left: left === undefined ? 0 : integer(left.waiting) };
      }),
    waitingTenants: () => waitingTenants.all().map((row) => text(row.tenant)),
    ...totals,
    appliedEvents(tenant) {
      const events = noEvents();
      for (const row of applied.all(tenant)) {
        const kind = text(row.kind);
        if (isKind(kind, events)) events[kind] = integer(row.events);
      }
      return events;
    },
    backlog: (tenant) =>
      db.reading(() => {
        const intakeState = state.get(tenant);
        return {
          waiting: intakeState === undefined ? 0 : integer(intakeState.waiting),
          oldestWaitingAt: dateOrNull(oldest.get(tenant)?.received_at),
          unreadable: integer(countUnreadable.get(tenant)?.packets),
          lastReceivedAt: dateOrNull(intakeState?.last_received_at),
        };
      }),
    unreadable: (tenant, limit) => unreadable.all(tenant, limit).map(unreadableOf),
    retryUnreadable: (tenant) =>
      db.lasting(() => {
        const packets = retry.run(tenant);
        removeUnreadable.run(tenant);
        countWaiting.run(packets, tenant);
        return packets;
      }),
    sources: (tenant, since) =>
      sources
        .all(tenant, Math.floor(since.getTime() / 3_600_000))
        .map((row) => ({ address: text(row.address), packets: integer(row.packets) })),
  };
}

const isKind = (kind: string, kinds: Record<DeliveryEventKind, number>): kind is DeliveryEventKind =>
  Object.hasOwn(kinds, kind);

function packetOf(row: Row): Packet {
  return {
    id: text(row.id),
    receivedAt: new Date(integer(row.received_at)),
    dialect: text(row.dialect),
    body: bytes(row.body),
    contentType: textOrNull(row.content_type),
    remoteAddress: textOrNull(row.remote_address),
  };
}

function unreadableOf(row: Row): UnreadablePacket {
  return {
    id: text(row.id),
    receivedAt: new Date(integer(row.received_at)),
    // A file of a later version may hold a reason this one does not know.
    reason: unreadableReasons.find((reason) => reason === row.reason) ?? 'bad-event',
    bytes: integer(row.size),
  };
}
