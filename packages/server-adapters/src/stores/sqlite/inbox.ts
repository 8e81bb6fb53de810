import { MailError, type Packet, type Tenant } from '@mail-settings/core';
import type { Arrived } from './packets.ts';
import type { PacketThread } from './store.ts';
import type { Thread } from './thread.ts';

/** Packets on their way to the thread that keeps them. */
export type Inbox = {
  /** Resolves once the packet is synced. */
  accept(arrived: Arrived): Promise<void>;
  /** Takes nothing more and waits for what was taken. */
  close(): Promise<void>;
};

/** A packet whose bytes lie in a buffer beside it, where small ones share one. */
export type SentPacket = {
  tenant: Tenant;
  packet: Omit<Packet, 'body'>;
  buffer: ArrayBuffer;
  offset: number;
  length: number;
};

type Waiting = Arrived & { resolve(): void; reject(error: unknown): void };

/**
 * One message of packets at a time: those that come while it is being synced travel together in the next, and share
 * its sync. Waking the other thread costs more than a small packet does.
 */
export function createInbox(thread: Thread<PacketThread>): Inbox {
  let box: Waiting[] = [];
  let sending: Promise<void> | null = null;
  let refusal: MailError | null = null;

  const send = async () => {
    while (box.length > 0) {
      const waiting = box;
      box = [];
      await keep(thread, waiting);
    }
    sending = null;
  };
  return {
    accept: (arrived) =>
      new Promise((resolve, reject) => {
        if (refusal !== null) throw refusal;
        box.push({ ...arrived, resolve, reject });
        // What arrives in one turn of the event loop travels together.
        sending ??= new Promise<void>((done) => setImmediate(done)).then(send);
      }),
    async close() {
      refusal ??= new MailError('store-unavailable', 'The store is closed.');
      await sending;
    },
  };
}

async function keep(thread: Thread<PacketThread>, waiting: readonly Waiting[]): Promise<void> {
  const { packets, buffers } = packed(waiting);
  try {
    await thread.handOver('acceptSent', [packets], buffers);
    for (const { resolve } of waiting) resolve();
  } catch (error) {
    for (const { reject } of waiting) reject(error);
  }
}

/** Bytes from which on a body is handed over in its own buffer; below, copying is quicker. */
const ownBuffer = 16_384;

function packed(waiting: readonly Arrived[]): { packets: SentPacket[]; buffers: ArrayBuffer[] } {
  const size = waiting.reduce((sum, { packet }) => sum + (isAlone(packet.body) ? 0 : packet.body.length), 0);
  const shared = new Uint8Array(size);
  const buffers = new Set([shared.buffer]);
  let end = 0;
  const packets = waiting.map(({ tenant, packet: { body, ...packet } }) => {
    const length = body.length;
    if (isAlone(body)) {
      buffers.add(body.buffer);
      return { tenant, packet, buffer: body.buffer, offset: body.byteOffset, length };
    }
    const offset = end;
    shared.set(body, offset);
    end += length;
    return { tenant, packet, buffer: shared.buffer, offset, length };
  });
  return { packets, buffers: [...buffers] };
}

/** Only a buffer that holds this body and nothing else: a small Buffer of Node lies in one shared with strangers. */
const isAlone = (body: Uint8Array): body is Uint8Array<ArrayBuffer> =>
  body.length >= ownBuffer && body.buffer instanceof ArrayBuffer && body.buffer.byteLength === body.length;

/** The other end of `packed`. */
export const unpacked = (packets: readonly SentPacket[]): Arrived[] =>
  packets.map(({ tenant, packet, buffer, offset, length }) => ({
    tenant,
    packet: { ...packet, body: new Uint8Array(buffer, offset, length) },
  }));
