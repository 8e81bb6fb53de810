import {
  type DomainReport,
  type HostEvent,
  type HostEventRow,
  type Launch,
  type LaunchBatch,
  type Ledger,
  MailError,
  type MailingTotals,
  type MailStore,
  type Packet,
  type SettingsChange,
  type StoredSettings,
  type Tenant,
  type UnreadableReason,
} from '@mail-settings/core';
import {
  applyEvent,
  emptyLedger,
  emptySections,
  processPackets,
  selectMailings,
} from '@mail-settings/core/server';
import { webhookReaders } from '@mail-settings/core/wire';
import { callPort, type Immediate, type ImmediatePorts, noChange, portsThrough } from './store-ports.ts';

/**
 * A store in memory: the reference for others, for tests and for trying things out. Nothing survives the process, so
 * a host that promises not to lose responses needs another one.
 */
export function createMemoryStore(options: { hostEvents?: boolean } = {}): MailStore {
  const events = eventLog();
  const launches = launchTable();
  const ports: ImmediatePorts = {
    settings: settingsTable(events.write),
    delivery: deliveryTable(launches.known, options.hostEvents === true ? events.write : () => {}),
    domains: domainTable(),
    launches: launches.port,
    leases: leaseTable(),
    events: events.port,
  };
  let isOpen = true;
  return {
    // What goes in and out is copied: nobody changes what is stored by changing what they hold.
    ...portsThrough(async (port, method, args) => {
      if (!isOpen) throw new MailError('store-unavailable', 'The store is closed.');
      return structuredClone(callPort(ports, port, method, structuredClone(args)));
    }),
    healthy: async () => isOpen,
    close: async () => {
      isOpen = false;
    },
  };
}

/** A map that makes what it is asked for. */
function made<Value>(make: () => Value): (key: string) => Value {
  const values = new Map<string, Value>();
  return (key) => {
    const found = values.get(key) ?? make();
    values.set(key, found);
    return found;
  };
}

function settingsTable(tellHost: TellHost): Immediate<StoredSettingsPort> {
  const of = made(() => ({
    settings: structuredClone<StoredSettings>({
      ...emptySections,
      revisions: { general: '0', responses: '0', lists: '0', monitoring: '0' },
      connection: null,
    }),
    changes: [] as SettingsChange[],
  }));
  return {
    read: (tenant) => of(tenant).settings,
    write(tenant, section, value, { revision, actor, at, fields }) {
      const { settings, changes } = of(tenant);
      if (settings.revisions[section] !== revision) {
        return {
          state: 'conflict',
          last: changes.find((change) => change.section === section) ?? noChange(section),
        };
      }
      Object.assign(settings, { [section]: value });
      settings.revisions[section] = String(Number(revision) + 1);
      if (section === 'general') settings.connection = null;
      changes.unshift({ section, actor, at: at.toISOString(), fields });
      tellHost(tenant, at, [{ type: 'settings-saved', section, actor: { id: actor.id }, fields }]);
      return { state: 'written', settings };
    },
    writeConnection(tenant, generalRevision, connection) {
      const { settings } = of(tenant);
      if (settings.revisions.general === generalRevision) settings.connection = connection;
    },
    changes: (tenant, limit) => of(tenant).changes.slice(0, limit),
  };
}
type StoredSettingsPort = MailStore['settings'];

type TellHost = (tenant: Tenant, at: Date, events: HostEvent[]) => void;

type Rejected = { packet: Packet; reason: UnreadableReason };

function deliveryTable(
  launchesOf: (tenant: Tenant) => ReadonlyMap<string, Launch>,
  tellHost: TellHost,
): Immediate<MailStore['delivery']> {
  const tenants = new Set<Tenant>();
  const of = made(() => ({
    ledger: emptyLedger(),
    waiting: new Map<string, Packet>(),
    unreadable: new Map<string, Rejected>(),
    /** Packets by hour and address. */
    sources: new Map<string, number>(),
    lastReceivedAt: null as Date | null,
  }));
  const inOrder = (waiting: Map<string, Packet>) =>
    [...waiting.values()].sort((one, other) => (one.id < other.id ? -1 : 1));
  const allMailings = (tenant: Tenant) => mailingTotals(of(tenant).ledger, launchesOf(tenant));

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
    process(tenant, { limit, now }) {
      const { waiting, unreadable, ledger } = of(tenant);
      const packets = inOrder(waiting).slice(0, limit);
      let applied = 0;
      let repeated = 0;
      const outcome = processPackets(
        {
          packets: () => packets,
          record(events) {
            const news = events.filter((event) => applyEvent(ledger, event) === 'applied');
            applied += news.length;
            repeated += events.length - news.length;
            tellHost(
              tenant,
              now,
              news.map((event) => ({ type: 'response', event })),
            );
          },
          reject({ id }, reason) {
            const packet = waiting.get(id);
            if (packet !== undefined) unreadable.set(id, { packet, reason });
          },
        },
        webhookReaders,
      );
      for (const { id } of packets) waiting.delete(id);
      return { ...outcome, applied, repeated, left: waiting.size };
    },
    waitingTenants() {
      const oldest = (tenant: Tenant) => Number(inOrder(of(tenant).waiting)[0]?.receivedAt ?? 0);
      const waiting = [...tenants].filter((tenant) => of(tenant).waiting.size > 0);
      return waiting.sort((one, other) => oldest(one) - oldest(other));
    },
    totals: (tenant, filter) =>
      selectMailings(
        allMailings(tenant).filter(({ mailing }) => launchesOf(tenant).get(mailing)?.test !== true),
        filter,
      ),
    mailing: (tenant, mailing) => allMailings(tenant).find((totals) => totals.mailing === mailing) ?? null,
    appliedEvents: (tenant) => of(tenant).ledger.applied,
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

function mailingTotals(ledger: Ledger, launches: ReadonlyMap<string, Launch>): MailingTotals[] {
  const ids = new Set([...launches.keys(), ...ledger.mailings.keys()]);
  return [...ids].map((mailing) => {
    const counts = ledger.mailings.get(mailing);
    const launch = launches.get(mailing);
    const date = (at: number | null | undefined) => (at === null || at === undefined ? null : new Date(at));
    return {
      mailing,
      launchedAt: launch === undefined ? null : new Date(launch.createdAt),
      recipients: launch?.recipients ?? counts?.recipients ?? 0,
      byCode: Object.fromEntries(Object.entries(counts?.byCode ?? {}).filter(([, count]) => count > 0)),
      opens: counts?.opens ?? 0,
      clicks: counts?.clicks ?? 0,
      unsubscribed: counts?.unsubscribed ?? 0,
      reported: counts?.reported ?? null,
      stateId: counts?.stateId ?? null,
      firstEventAt: date(counts?.firstEventAt),
      lastEventAt: date(counts?.lastEventAt),
    };
  });
}

function domainTable(): Immediate<MailStore['domains']> {
  const tenants = new Set<Tenant>();
  const of = made(() => ({ reports: new Map<string, DomainReport>(), uses: new Map<string, Date>() }));
  const dueAt = ({ watch }: DomainReport) => (watch === undefined ? 0 : Date.parse(watch.nextCheckAt));
  return {
    list: (tenant) => [...of(tenant).reports.values()],
    save(tenant, report) {
      tenants.add(tenant);
      of(tenant).reports.set(report.domain, report);
    },
    due: (now, limit) =>
      [...tenants]
        .flatMap((tenant) => [...of(tenant).reports.values()].map((report) => ({ tenant, report })))
        .filter(({ report }) => dueAt(report) <= now.getTime())
        .sort((one, other) => dueAt(one.report) - dueAt(other.report))
        .slice(0, limit)
        .map(({ tenant, report }) => ({ tenant, domain: report.domain })),
    noteUse(tenant, domain, at) {
      const last = of(tenant).uses.get(domain);
      if (last === undefined || last < at) of(tenant).uses.set(domain, at);
    },
    uses: (tenant) => Object.fromEntries(of(tenant).uses),
  };
}

function launchTable() {
  const of = made(() => ({
    launches: new Map<string, Launch>(),
    keys: new Map<string, string>(),
    batches: made(() => new Map<number, LaunchBatch>()),
  }));
  const port: Immediate<MailStore['launches']> = {
    create(tenant, idempotencyKey, launch) {
      const { launches, keys } = of(tenant);
      const first = launches.get(keys.get(idempotencyKey) ?? '');
      if (first !== undefined) return { created: false, launch: first };
      keys.set(idempotencyKey, launch.id);
      launches.set(launch.id, launch);
      return { created: true, launch };
    },
    read: (tenant, id) => of(tenant).launches.get(id) ?? null,
    list: (tenant, limit) =>
      [...of(tenant).launches.values()]
        .reverse()
        .sort((one, other) => other.createdAt.localeCompare(one.createdAt))
        .slice(0, limit),
    move(tenant, id, from, to, at, error) {
      const launch = of(tenant).launches.get(id);
      if (launch === undefined) return null;
      if (from.includes(launch.state)) {
        Object.assign(launch, { state: to, error: error ?? launch.error, updatedAt: at.toISOString() });
      }
      return launch;
    },
    beginBatch(tenant, id, batch) {
      const batches = of(tenant).batches(id);
      if (batches.has(batch.index)) return false;
      batches.set(batch.index, { ...batch, state: 'begun' });
      return true;
    },
    endBatch(tenant, id, index, state, at) {
      const batch = of(tenant).batches(id).get(index);
      const launch = of(tenant).launches.get(id);
      if (batch === undefined || launch === undefined || batch.state === state) return;
      // A batch whose answer was lost may turn out to be sent after all.
      if (batch.state === 'sent' || batch.state === 'unknown') launch[batch.state] -= batch.recipients;
      if (state === 'sent' || state === 'unknown') launch[state] += batch.recipients;
      batch.state = state;
      launch.updatedAt = at.toISOString();
    },
    batches: (tenant, id) =>
      [...of(tenant).batches(id).values()].sort((one, other) => one.index - other.index),
  };
  return { port, known: (tenant: Tenant): ReadonlyMap<string, Launch> => of(tenant).launches };
}

function leaseTable(): Immediate<MailStore['leases']> {
  const leases = new Map<string, { owner: string | null; until: number; fence: number }>();
  const isHeld = (name: string, owner: string, fence: number) => {
    const lease = leases.get(name);
    return lease !== undefined && lease.owner === owner && lease.fence === fence ? lease : null;
  };
  return {
    acquire(name, owner, now, ttlMs) {
      const known = leases.get(name);
      const leftMs = known === undefined || known.owner === null ? 0 : known.until - now.getTime();
      if (leftMs > 0 && leftMs <= 2 * ttlMs) return null;
      const fence = (known?.fence ?? 0) + 1;
      leases.set(name, { owner, until: now.getTime() + ttlMs, fence });
      return { fence };
    },
    renew(name, owner, fence, now, ttlMs) {
      const lease = isHeld(name, owner, fence);
      if (lease !== null) lease.until = now.getTime() + ttlMs;
      return lease !== null;
    },
    release(name, owner, fence) {
      const lease = isHeld(name, owner, fence);
      if (lease !== null) lease.owner = null;
    },
  };
}

function eventLog() {
  let rows: HostEventRow[] = [];
  let sequence = 0;
  const cursors = new Map<string, number>();
  const write: TellHost = (tenant, at, events) => {
    for (const event of events) rows.push({ sequence: ++sequence, tenant, at: at.toISOString(), event });
  };
  const port: Immediate<MailStore['events']> = {
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
