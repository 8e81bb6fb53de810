import type { DeliveryEvent } from '@mail-settings/core';
import { formContentType, signatureHeader, writeCesPacket } from '@mail-settings/core/providers/ces';

/** A webhook call, ready to be posted. Without `authKey` it carries the right one, with null none. */
export type FakePacket = {
  body: string | Uint8Array<ArrayBuffer>;
  headers: Record<string, string>;
  authKey?: string | null;
};

/** The packet a service would send for these events. */
export const packetOf = (events: readonly DeliveryEvent[]): FakePacket => ({
  body: writeCesPacket(events),
  headers: { 'content-type': formContentType },
});

/** The same events with an earlier date and other content: a host must not take them over newer ones. */
export function latePacket(events: readonly DeliveryEvent[], earlierMs = 3_600_000): FakePacket {
  return packetOf(
    events.map((event) => ({ ...event, at: event.at - earlierMs, ...('code' in event ? { code: 6 } : {}) })),
  );
}

/** Events of several kinds in one packet, taken in turns. */
export function mixedPacket(...groups: readonly DeliveryEvent[][]): FakePacket {
  const longest = Math.max(0, ...groups.map(({ length }) => length));
  return packetOf(
    Array.from({ length: longest }, (_, at) => groups.flatMap((group) => group.slice(at, at + 1))).flat(),
  );
}

/** The packet compressed, with `content-encoding: gzip`. */
export async function gzippedPacket({ body, headers }: FakePacket): Promise<FakePacket> {
  const zipped = new Response(new Blob([body]).stream().pipeThrough(new CompressionStream('gzip')));
  return {
    body: new Uint8Array(await zipped.arrayBuffer()),
    headers: { ...headers, 'content-encoding': 'gzip' },
  };
}

/**
 * Packets that are wrong in one way each. `refused` must get no 2xx and leave nothing behind; `kept` are authenticated
 * but cannot be read, wholly or in part: 200, and counted.
 */
export function damagedPackets(
  events: readonly DeliveryEvent[],
): { name: string; expect: 'refused' | 'kept'; packet: FakePacket }[] {
  const good = packetOf(events);
  const text = decodeURIComponent(/webhooks=([^&]*)/.exec(String(good.body))?.[1] ?? '');
  const form = (json: string): FakePacket => ({ ...good, body: `webhooks=${encodeURIComponent(json)}` });
  return [
    { name: 'no key', expect: 'refused', packet: { ...good, authKey: null } },
    { name: 'empty key', expect: 'refused', packet: { ...good, authKey: '' } },
    { name: 'wrong key', expect: 'refused', packet: { ...good, authKey: 'not-the-key' } },
    {
      name: 'gzip that is none',
      expect: 'refused',
      packet: { ...good, headers: { ...good.headers, 'content-encoding': 'gzip' } },
    },
    {
      name: 'unknown encoding',
      expect: 'refused',
      packet: { ...good, headers: { ...good.headers, 'content-encoding': 'x-unknown' } },
    },
    { name: 'no field', expect: 'kept', packet: { ...good, body: 'type=2' } },
    { name: 'empty field', expect: 'kept', packet: { ...good, body: 'webhooks=' } },
    { name: 'empty body', expect: 'kept', packet: { ...good, body: '' } },
    { name: 'cut JSON', expect: 'kept', packet: form(text.slice(0, -3)) },
    { name: 'no array', expect: 'kept', packet: form('{"Type":1}') },
    { name: 'no event', expect: 'kept', packet: form('[null,5,"x"]') },
    {
      name: 'unknown kind',
      expect: 'kept',
      packet: form('[{"Type":99,"EventDate":"2026-01-01T00:00:00Z"}]'),
    },
    { name: 'bad date', expect: 'kept', packet: form('[{"Type":1,"EventDate":"soon"}]') },
    {
      name: 'no UTF-8',
      expect: 'kept',
      packet: { ...good, body: new Uint8Array([...bytesOf('webhooks=['), 0xff, 0xfe]) },
    },
  ];
}

/** Headers of a call with the key it is to carry. */
export function headersOf(packet: FakePacket, authKey: string): Record<string, string> {
  const shown = packet.authKey === undefined ? authKey : packet.authKey;
  return shown === null ? packet.headers : { ...packet.headers, [signatureHeader]: shown };
}

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
