import { Worker } from 'node:worker_threads';
import { MailError, type MailErrorCode, type MailStore, type Packet, type Tenant } from '@mail-settings/core';
import type { FromWorker, SentError, SentPacket, ToWorker, WorkerOptions } from './sqlite-messages.ts';
import { portsThrough } from './store-ports.ts';

export type SqliteStoreOptions = {
  /** The database file; made if it is not there, in a folder that is. Several processes of a machine may share it. */
  path: string;
  /** Writes every applied response into the log for the host as well. False by default. */
  hostEvents?: boolean;
};

/**
 * A store in one SQLite file, for one machine. A thread of its own does the work, so that neither syncs nor the
 * reading of packets hold the host up. A packet is accepted once it is synced; packets that wait together share one
 * sync. Nothing is opened here: a file that cannot be used makes every call reject with `store-unavailable`, whose
 * message says why, and `healthy` false. Needs Node 24.
 *
 * `accept` takes the bytes of a large packet over instead of copying them: leave `packet.body` alone afterwards.
 *
 * ```ts
 * const store = createSqliteStore({ path: 'mail-settings.db' });
 * const { revisions } = await store.settings.read('default');
 * await store.close();
 * ```
 */
export function createSqliteStore({ path, hostEvents = false }: SqliteStoreOptions): MailStore {
  const workerData: WorkerOptions = { path, hostEvents };
  const worker = new Worker(new URL('./sqlite-worker.ts', import.meta.url), { workerData });
  const calls = new Map<number, Waiting>();
  /** In the order they were sent, which is the order they are answered in. */
  const packets: Waiting[] = [];
  let outbox: { tenant: Tenant; packet: Packet }[] = [];
  let callNo = 0;
  let end: MailError | null = null;

  // A store nobody waits for keeps no process alive.
  worker.unref();
  const wait = (start: (waiting: Waiting) => void): Promise<unknown> =>
    new Promise((resolve, reject) => {
      if (end !== null) throw end;
      if (packets.length + calls.size === 0) worker.ref();
      start({ resolve, reject });
    });
  const letGo = () => {
    if (packets.length + calls.size === 0) worker.unref();
  };
  const send = (message: ToWorker, transfer: ArrayBuffer[] = []) => worker.postMessage(message, transfer);
  const call = (message: (no: number) => ToWorker): Promise<unknown> =>
    wait((waiting) => {
      const no = ++callNo;
      // Packets go first: they were given first.
      sendOutbox();
      calls.set(no, waiting);
      send(message(no));
    });
  const sendOutbox = () => {
    if (outbox.length === 0 || end !== null) return;
    const { sent, transfer } = packed(outbox);
    outbox = [];
    send({ kind: 'accept', packets: sent }, transfer);
  };

  worker.on('message', (message: FromWorker) => {
    switch (message.kind) {
      case 'accepted':
        for (const { resolve, reject } of packets.splice(0, message.count)) {
          if (message.error === null) resolve(undefined);
          else reject(received(message.error));
        }
        break;
      case 'answer':
        calls.get(message.no)?.resolve(message.answer);
        calls.delete(message.no);
        break;
      case 'failed':
        calls.get(message.no)?.reject(received(message.error));
        calls.delete(message.no);
    }
    letGo();
  });
  const stop = (cause: unknown) => {
    end ??= new MailError('store-unavailable', 'The thread of the store has ended.', { cause });
    for (const { reject } of [...packets.splice(0), ...calls.values()]) reject(end);
    calls.clear();
    outbox = [];
  };
  worker.on('error', stop);
  worker.on('exit', stop);

  const ports = portsThrough((port, method, args) =>
    call((no) => ({ kind: 'call', no, port, method, args })),
  );
  return {
    ...ports,
    delivery: {
      ...ports.delivery,
      async accept(tenant, packet) {
        await wait((waiting) => {
          packets.push(waiting);
          outbox.push({ tenant, packet });
          // What arrives in one turn of the event loop travels as one message.
          if (outbox.length === 1) setImmediate(sendOutbox);
        });
      },
    },
    async healthy() {
      try {
        return (await call((no) => ({ kind: 'healthy', no }))) === true;
      } catch {
        return false;
      }
    },
    async close() {
      if (end !== null) return;
      const closed = call((no) => ({ kind: 'close', no }));
      end = new MailError('store-unavailable', 'The store is closed.');
      await closed.catch(() => {});
      await worker.terminate();
    },
  };
}

type Waiting = { resolve(answer: unknown): void; reject(error: unknown): void };

/** Bytes from which on a body is handed over in its own buffer; below, copying is quicker. */
const ownBuffer = 65_536;

/** The bodies of many small packets in one buffer: handing over a buffer costs more than copying a small body. */
function packed(packets: readonly { tenant: Tenant; packet: Packet }[]): {
  sent: SentPacket[];
  transfer: ArrayBuffer[];
} {
  const size = packets.reduce(
    (sum, { packet }) => sum + (isHandedOver(packet.body) ? 0 : packet.body.length),
    0,
  );
  const shared = new Uint8Array(size);
  const transfer = new Set([shared.buffer]);
  let end = 0;
  const sent = packets.map(({ tenant, packet: { body, ...packet } }) => {
    const length = body.length;
    if (isHandedOver(body)) {
      transfer.add(body.buffer);
      return { tenant, packet, buffer: body.buffer, offset: body.byteOffset, length };
    }
    const offset = end;
    shared.set(body, offset);
    end += length;
    return { tenant, packet, buffer: shared.buffer, offset, length };
  });
  return { sent, transfer: [...transfer] };
}

/** Only a buffer that holds this body and nothing else: a small Buffer of Node lies in one shared with strangers. */
const isHandedOver = (body: Uint8Array): body is Uint8Array<ArrayBuffer> =>
  body.length >= ownBuffer && body.buffer instanceof ArrayBuffer && body.buffer.byteLength === body.length;

function received({ code, message, cause }: SentError): Error {
  if (code !== null) return new MailError(code satisfies MailErrorCode, message);
  return new Error(message, { cause });
}
