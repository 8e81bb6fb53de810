import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { encode } from 'dns-packet';
import { inLanes, serveTurns } from './turns.ts';
import { questionsAt } from './zone.ts';

/**
 * The same questions sent bare: packets made before the clock runs, an id counted up, the reply known by its id alone and
 * not read. As many sockets as the resolver keeps to one server.
 */
serveTurns(async (port) => {
  const waiting: (((reply: Buffer) => void) | undefined)[] = [];
  const sockets = await Promise.all(
    Array.from({ length: 4 }, async () => {
      const socket = createSocket('udp4');
      socket.on('message', (reply) => waiting[reply.readUInt16BE(0)]?.(reply));
      socket.connect(port, '127.0.0.1');
      await once(socket, 'connect');
      return socket;
    }),
  );
  return (from, to) => {
    const packets: Buffer[] = [];
    for (let at = from; at < to; at++) packets.push(...questionsAt(at).map(packetFor));
    let sent = 0;
    const ask = (packet: Buffer): Promise<Buffer> =>
      new Promise((resolve) => {
        const id = sent++ & 0xffff;
        waiting[id] = resolve;
        packet.writeUInt16BE(id, 0);
        sockets[id % sockets.length]?.send(packet);
      });
    return () => inLanes(packets, ask);
  };
});

function packetFor(question: ReturnType<typeof questionsAt>[number]): Buffer {
  return encode({
    type: 'query',
    flags: 0x0100,
    questions: [question],
    additionals: [
      {
        type: 'OPT',
        name: '.',
        udpPayloadSize: 1_232,
        extendedRcode: 0,
        ednsVersion: 0,
        flags: 0,
        flag_do: false,
        options: [],
      },
    ],
  });
}
