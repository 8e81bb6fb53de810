import type { Inbox, Packet, Tenant, UnreadableReason } from '@mail-settings/core';
import type { Immediate } from '../store-ports.ts';
import { lazyMap } from './lazy-map.ts';

type Rejected = { packet: Packet; reason: UnreadableReason };

export function inboxTable(): Immediate<Inbox> {
  const tenants = new Set<Tenant>();
  const of = lazyMap(() => ({
    waiting: new Map<string, Packet>(),
    unreadable: new Map<string, Rejected>(),
    /** Packets by hour and address. */
    sources: new Map<string, number>(),
    lastReceivedAt: null as Date | null,
  }));
  const inOrder = (waiting: Map<string, Packet>) =>
    [...waiting.values()].sort((one, other) => (one.id < other.id ? -1 : 1));

  return {
    accept(tenant, packet) {
      const { waiting, unreadable, sources } = of(tenant);
      tenants.add(tenant);
      if (waiting.has(packet.id) || unreadable.has(packet.id)) return;
      waiting.set(packet.id, packet);
      if (packet.remoteAddress !== null) {
        const source = `${hourOf(packet.receivedAt)} ${packet.remoteAddress}`;
        sources.set(source, (sources.get(source) ?? 0) + 1);
      }
      const last = of(tenant).lastReceivedAt;
      if (last === null || last < packet.receivedAt) of(tenant).lastReceivedAt = packet.receivedAt;
    },
    waitingTenants() {
      const oldest = (tenant: Tenant) => Number(inOrder(of(tenant).waiting)[0]?.receivedAt ?? 0);
      const waiting = [...tenants].filter((tenant) => of(tenant).waiting.size > 0);
      return waiting.sort((one, other) => oldest(one) - oldest(other));
    },
    read: (tenant, limit) => ({ packets: inOrder(of(tenant).waiting).slice(0, limit), isCut: false }),
    settle(tenant, outcome) {
      const { waiting, unreadable } = of(tenant);
      for (const { id, reason } of outcome.unreadable) {
        const packet = waiting.get(id);
        if (packet !== undefined) unreadable.set(id, { packet, reason });
      }
      const settled = outcome.packets.filter((id) => waiting.delete(id)).length;
      return { settled, left: waiting.size };
    },
    backlog(tenant) {
      const { waiting, unreadable, lastReceivedAt } = of(tenant);
      const oldestWaitingAt = inOrder(waiting)[0]?.receivedAt ?? null;
      return { waiting: waiting.size, oldestWaitingAt, unreadable: unreadable.size, lastReceivedAt };
    },
    unreadable: (tenant, limit) =>
      [...of(tenant).unreadable.values()]
        .map(({ packet, reason }) => ({
          id: packet.id,
          receivedAt: packet.receivedAt,
          reason,
          bytes: packet.body.length,
        }))
        .sort((one, other) => Number(other.receivedAt) - Number(one.receivedAt))
        .slice(0, limit),
    retryUnreadable(tenant) {
      const { waiting, unreadable } = of(tenant);
      const count = unreadable.size;
      for (const { packet } of unreadable.values()) waiting.set(packet.id, packet);
      unreadable.clear();
      return count;
    },
    sources(tenant, since) {
      const counts = new Map<string, number>();
      for (const [source, packets] of of(tenant).sources) {
        const [hour = '', address = ''] = source.split(' ');
        if (Number(hour) >= hourOf(since)) counts.set(address, (counts.get(address) ?? 0) + packets);
      }
      return [...counts]
        .map(([address, packets]) => ({ address, packets }))
        .sort((one, other) => other.packets - one.packets);
    },
  };
}

const hourOf = (date: Date): number => Math.floor(date.getTime() / 3_600_000);
