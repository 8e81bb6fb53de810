import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { fileURLToPath } from 'node:url';
import { defaultPaths } from '../src/paths.ts';
import { authKey } from './parts.ts';

export const mailing = '6f1e2f60-8c0e-4b7e-9a2f-0d6c7c3f5a11';

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

function sendPacket(agent: Agent, port: number, packet: TestPacket): Promise<string | null> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        agent,
        port,
        host: '127.0.0.1',
        method: 'POST',
        path: defaultPaths.webhook,
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
