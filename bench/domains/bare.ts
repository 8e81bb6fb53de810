import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { type DecodedPacket, decode, encode } from 'dns-packet';
import { inLanes, serveTurns } from './turns.ts';
import { questionsAt } from './zone.ts';

/**
 * The same questions sent bare: each is encoded by `dns-packet` with a random id and each answer decoded by it, and nothing
 * else: no time limit, no second try, no check whether the answer is one to the question. As many sockets as the resolver
 * keeps to one server.
 *
 * Told `unread`, it does less than ask: packets made before the clock runs, an id counted up, the reply known by its id alone
 * and not read. That is what the sockets alone cost.
 */
const isUnread = process.argv[3] === 'unread';

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
  const send = (id: number, packet: Buffer): Promise<Buffer> =>
    new Promise((resolve) => {
      waiting[id] = resolve;
      sockets[id % sockets.length]?.send(packet);
    });
  const ask = async (question: Question): Promise<DecodedPacket> => {
    let id = randomInt(65_536);
    while (waiting[id]) id = randomInt(65_536);
    const reply = await send(id, packetFor(question, id));
    waiting[id] = undefined;
    return decode(reply);
  };
  let sent = 0;
  const askUnread = (packet: Buffer): Promise<Buffer> => {
    const id = sent++ & 0xffff;
    packet.writeUInt16BE(id, 0);
    return send(id, packet);
  };
  return (from, to) => {
    const questions = Array.from({ length: to - from }, (_, at) => questionsAt(from + at)).flat();
    if (!isUnread) return () => inLanes(questions, ask);
    const packets = questions.map((question) => packetFor(question, 0));
    return () => inLanes(packets, askUnread);
  };
});

type Question = ReturnType<typeof questionsAt>[number];

function packetFor(question: Question, id: number): Buffer {
  return encode({
    type: 'query',
    id,
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
