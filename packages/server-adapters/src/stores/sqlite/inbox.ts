import { MailError, type Packet } from '@mail-settings/core';
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

/**
 * Packets in columns, which travel between threads at half the cost of objects. The bytes lie in buffers beside them,
 * where small ones share one.
 */
export type SentPackets = {
  /** Tenant, id, dialect, content type and remote address of each. */
  texts: (string | null)[];
  /** Date, number of the buffer, offset and length of each. */
  numbers: Float64Array;
  buffers: ArrayBuffer[];
};

type Waiting = Arrived & { resolve(): void; reject(error: unknown): void };

/** One message that is being synced, and one that waits for the thread: with fewer, the two would wait for each other. */
const mostUnderWay = 2;

/**
 * Packets that come while messages are under way travel together in the next, and share its sync: the slower the disk,
 * the larger the groups. Waking the other thread costs more than a small packet does.
 */
export function createInbox(thread: Thread<PacketThread>): Inbox {
  let box: Waiting[] = [];
  let underWay = 0;
  let isScheduled = false;
  let refusal: MailError | null = null;
  let drained: (() => void) | null = null;

  const send = () => {
    isScheduled = false;
    if (box.length === 0 && underWay === 0) drained?.();
    if (box.length === 0 || underWay === mostUnderWay) return;
    const waiting = box;
    box = [];
    underWay += 1;
    void keep(thread, waiting).then(() => {
      underWay -= 1;
      send();
    });
  };
  return {
    accept: (arrived) =>
      new Promise((resolve, reject) => {
        if (refusal !== null) throw refusal;
        box.push({ ...arrived, resolve, reject });
        if (isScheduled) return;
        // What arrives in one turn of the event loop travels together.
        isScheduled = true;
        setImmediate(send);
      }),
    close() {
      refusal ??= new MailError('store-unavailable', 'The store is closed.');
      return new Promise((resolve) => {
        drained = resolve;
        send();
      });
    },
  };
}

async function keep(thread: Thread<PacketThread>, waiting: readonly Waiting[]): Promise<void> {
  const packets = packed(waiting);
  try {
    await thread.handOver('acceptSent', [packets], packets.buffers);
    for (const { resolve } of waiting) resolve();
  } catch (error) {
    for (const { reject } of waiting) reject(error);
  }
}

/** Bytes from which on a body is handed over in its own buffer; below, copying is quicker. */
const ownBuffer = 16_384;

function packed(waiting: readonly Arrived[]): SentPackets {
  const size = waiting.reduce((sum, { packet }) => sum + (isAlone(packet.body) ? 0 : packet.body.length), 0);
  const shared = new Uint8Array(size);
  const texts: (string | null)[] = [];
  const numbers = new Float64Array(waiting.length * 4);
  const buffers = [shared.buffer];
  let end = 0;
  for (const [index, { tenant, packet }] of waiting.entries()) {
    const { id, dialect, contentType, remoteAddress, receivedAt, body } = packet;
    texts.push(tenant, id, dialect, contentType, remoteAddress);
    const date = receivedAt.getTime();
    const place = isAlone(body) ? placeOf(body.buffer, buffers) : 0;
    numbers.set([date, place, place === 0 ? end : 0, body.length], index * 4);
    if (place > 0) continue;
    shared.set(body, end);
    end += body.length;
  }
  return { texts, numbers, buffers };
}

/** A buffer can be handed over only once, even if two packets lie in it. */
function placeOf(buffer: ArrayBuffer, buffers: ArrayBuffer[]): number {
  const known = buffers.indexOf(buffer);
  return known === -1 ? buffers.push(buffer) - 1 : known;
}

/** Only a buffer that holds this body and nothing else: a small Buffer of Node lies in one shared with strangers. */
const isAlone = (body: Uint8Array): body is Uint8Array<ArrayBuffer> =>
  body.length >= ownBuffer && body.buffer instanceof ArrayBuffer && body.buffer.byteLength === body.length;

/** The other end of `packed`. */
export function unpacked({ texts, numbers, buffers }: SentPackets): Arrived[] {
  return Array.from({ length: numbers.length / 4 }, (_, index) => {
    const [tenant, id, dialect, contentType, remoteAddress] = texts.slice(index * 5, index * 5 + 5);
    const [date, place, offset, length] = numbers.subarray(index * 4, index * 4 + 4);
    const body = new Uint8Array(buffers[place ?? 0] ?? new ArrayBuffer(0), offset, length);
    const packet: Packet = {
      id: id ?? '',
      receivedAt: new Date(date ?? 0),
      dialect: dialect ?? '',
      body,
      contentType: contentType ?? null,
      remoteAddress: remoteAddress ?? null,
    };
    return { tenant: tenant ?? '', packet };
  });
}
