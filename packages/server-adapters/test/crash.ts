import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { fileURLToPath } from 'node:url';
import { webhookPath } from '@mail-settings/core/providers/ces';
import { createSqliteStore } from '../src/stores/sqlite.ts';
import { authKey, handlersForTest } from './parts.ts';

const mailing = '6f1e2f60-8c0e-4b7e-9a2f-0d6c7c3f5a11';

/** A webhook whose recipients nobody else has. */
export type TestPacket = { recipients: string[]; body: string };

/** Packets numbered from `first`, each with one to nine events. */
export function makePackets(first: number, count: number): TestPacket[] {
  return Array.from({ length: count }, (_, index) => {
    const number = first + index;
    const recipients = Array.from({ length: 1 + (number % 9) }, (_, place) => recipient(number * 10 + place));
    const events = recipients.map((RecipientUId) => ({
      Type: 2,
      EventDate: '2026-03-01T10:00:00Z',
      EmailId: mailing,
      RecipientUId,
      ResponseCode: '2',
    }));
    return { recipients, body: `webhooks=${encodeURIComponent(JSON.stringify(events))}` };
  });
}

/** Spread over the whole range, as true ids are. */
const recipient = (number: number) =>
  `${((number * 2654435761) % 2 ** 32).toString(16).padStart(8, '0')}-52a8-4bd0-8d65-${number.toString(16).padStart(12, '0')}`;

export type CrashHost = { child: ChildProcess; port: number; ended: Promise<number | null> };

/** Starts `crash-host.ts` over a database, with `before` in front of the command (a tracer). */
export async function startCrashHost(database: string, before: string[] = []): Promise<CrashHost> {
  const script = fileURLToPath(new URL('./crash-host.ts', import.meta.url));
  const [command = '', ...args] = [
    ...before,
    process.execPath,
    '--conditions=@mail-settings/source',
    script,
    database,
  ];
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'exit').then(([code]) => code);
  const [said] = await Promise.race([
    once(child.stdout, 'data'),
    ended.then((code) => Promise.reject(new Error(`The host ended with ${code} before it listened.`))),
  ]);
  return { child, port: Number(String(said)), ended };
}

export type Load = {
  /** Packets answered 200, with the name the answer gave them. */
  acknowledged: Map<TestPacket, string>;
  /** Packets whose fate is unknown or that were refused: a true sender would send them again. */
  lost: TestPacket[];
};

/** Posts packets over `width` connections until they are all answered or the host is gone. */
export async function sendAll(
  port: number,
  packets: readonly TestPacket[],
  {
    width = 16,
    onAcknowledged = () => {},
  }: { width?: number; onAcknowledged?: (count: number) => void } = {},
): Promise<Load> {
  const agent = new Agent({ keepAlive: true, maxSockets: width });
  const load: Load = { acknowledged: new Map(), lost: [] };
  const queue = [...packets];
  const sender = async () => {
    for (let packet = queue.shift(); packet !== undefined; packet = queue.shift()) {
      const id = await sendPacket(agent, port, packet).catch(() => null);
      // After the first loss the rest is not tried: the host is going or gone.
      if (id === null) load.lost.push(packet, ...queue.splice(0));
      else {
        load.acknowledged.set(packet, id);
        onAcknowledged(load.acknowledged.size);
      }
    }
  };
  await Promise.all(Array.from({ length: width }, sender));
  agent.destroy();
  return load;
}

/** What was acknowledged, and what a database that is opened afterwards has counted of it; in events. */
export type Counted = { acknowledged: number; events: number; recipients: number; delivered: number };

/**
 * Kills a host again and again under load, each time at another place, and repeats what was not acknowledged as a sender
 * does; then opens the database once more and counts. `opened` is told of each host, so that its owner can end it.
 */
export async function killUnderLoad(
  database: string,
  kills: number,
  opened: (host: CrashHost) => void = () => {},
): Promise<Counted> {
  const acknowledged = new Set<TestPacket>();
  let again: TestPacket[] = [];
  let number = 0;
  for (let round = 0; round < kills; round++) {
    const host = await startCrashHost(database);
    opened(host);
    const fresh = makePackets(number, 250);
    number += fresh.length;
    const killAt = 20 + ((round * 67) % 170);
    const load = await sendAll(host.port, [...again, ...fresh], {
      onAcknowledged: (count) => {
        if (count === killAt) host.child.kill('SIGKILL');
      },
    });
    await host.ended;
    for (const packet of load.acknowledged.keys()) acknowledged.add(packet);
    again = load.lost;
  }
  // Some of what was not acknowledged had been stored all the same.
  const host = await startCrashHost(database);
  opened(host);
  const last = await sendAll(host.port, again);
  for (const packet of last.acknowledged.keys()) acknowledged.add(packet);
  host.child.kill('SIGKILL');
  await host.ended;
  return { acknowledged: eventsIn(acknowledged), ...(await countedIn(database)) };
}

/** Opens a database once more, processes what waits, and counts what was applied. */
export async function countedIn(database: string): Promise<Omit<Counted, 'acknowledged'>> {
  const { handlers, store } = handlersForTest({ store: createSqliteStore({ path: database }) });
  await handlers.processOnce();
  const { waiting, unreadable } = await store.inbox.backlog('default');
  const totals = await store.ledger.mailing('default', mailing);
  const { recipient: events } = await store.ledger.appliedEvents('default');
  await handlers.close();
  if (waiting + unreadable > 0) throw new Error(`${waiting} packets wait, ${unreadable} cannot be read.`);
  return { events, recipients: totals?.recipients ?? 0, delivered: totals?.byOutcome.delivered ?? 0 };
}

export const eventsIn = (packets: Iterable<TestPacket>): number =>
  [...packets].reduce((sum, { recipients }) => sum + recipients.length, 0);

function sendPacket(agent: Agent, port: number, packet: TestPacket): Promise<string | null> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        agent,
        port,
        host: '127.0.0.1',
        method: 'POST',
        path: webhookPath,
        headers: {
          'bpmonline-signature': authKey,
          'content-type': 'application/x-www-form-urlencoded',
          'content-length': Buffer.byteLength(packet.body),
        },
      },
      (incoming) => {
        incoming.on('error', reject).resume();
        incoming.on('end', () =>
          resolve(incoming.statusCode === 200 ? String(incoming.headers['x-request-id']) : null),
        );
      },
    );
    outgoing.on('error', reject);
    outgoing.end(packet.body);
  });
}
