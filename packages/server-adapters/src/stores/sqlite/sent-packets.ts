import type { Packet, Tenant } from '@mail-settings/core';

export type Arrived = { tenant: Tenant; packet: Packet };

/**
 * Packets in columns, which travel between threads at half the cost of objects. The bytes lie in buffers beside them,
 * where small ones share one.
 */
export type SentPackets = {
  /** Tenant, id, provider, content type and remote address of each. */
  texts: (string | null)[];
  /** Date, number of the buffer, offset and length of each. */
  numbers: Float64Array;
  buffers: ArrayBuffer[];
};

/** Bytes from which on a body travels in its own buffer; below, copying is quicker. */
const ownBuffer = 16_384;

export function packed(waiting: readonly Arrived[]): SentPackets {
  const size = waiting.reduce((sum, { packet }) => sum + (isAlone(packet.body) ? 0 : packet.body.length), 0);
  const shared = new Uint8Array(size);
  const texts: (string | null)[] = [];
  const numbers = new Float64Array(waiting.length * 4);
  const buffers = [shared.buffer];
  let end = 0;
  for (const [index, { tenant, packet }] of waiting.entries()) {
    const { id, provider, contentType, remoteAddress, receivedAt, body } = packet;
    texts.push(tenant, id, provider, contentType, remoteAddress);
    const date = receivedAt.getTime();
    const place = isAlone(body) ? placeOf(body.buffer, buffers) : 0;
    numbers.set([date, place, place === 0 ? end : 0, body.length], index * 4);
    if (place > 0) continue;
    shared.set(body, end);
    end += body.length;
  }
  return { texts, numbers, buffers };
}

/** A buffer can be transferred only once, even if two packets lie in it. */
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
    const [tenant, id, provider, contentType, remoteAddress] = texts.slice(index * 5, index * 5 + 5);
    const [date, place, offset, length] = numbers.subarray(index * 4, index * 4 + 4);
    const body = new Uint8Array(buffers[place ?? 0] ?? new ArrayBuffer(0), offset, length);
    const packet: Packet = {
      id: id ?? '',
      receivedAt: new Date(date ?? 0),
      provider: provider ?? '',
      body,
      contentType: contentType ?? null,
      remoteAddress: remoteAddress ?? null,
    };
    return { tenant: tenant ?? '', packet };
  });
}
