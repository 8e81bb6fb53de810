import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { createDnsResolver } from '@mail-settings/server-adapters';
import { decode, encode, type Question } from 'dns-packet';
import { inLanes } from '../domains/turns.ts';
import { damagedReply, type HostilePacket, makePacket } from './packets.ts';
import { createRandom, seedOf } from './random.ts';

/**
 * The same kind of packets over real sockets: a server that answers each question first with a damaged packet and then with
 * a good one, by UDP and, where the damaged one says that it was cut, by TCP, where it may also lie about the length or hang.
 * Says how many damaged packets went out; throws where the resolver does or gives what is no answer.
 */
export async function askHostileServer(count: number, seed: number): Promise<number> {
  const server = await startServer(seed);
  const { resolve, close } = createDnsResolver({ servers: [`127.0.0.1:${server.port}`], timeoutMs: 400 });
  try {
    await inLanes(
      Array.from({ length: count }, (_, at) => at),
      async (at) => {
        const { asked } = makePacket(seedOf(seed, at));
        const answer = await resolve(asked.name, asked.type);
        if (answer.state !== 'answer' && answer.state !== 'failed')
          throw new Error(`${asked.name} has no state`);
      },
    );
  } finally {
    close();
    server.close();
  }
  return server.sent();
}

async function startServer(seed: number) {
  const random = createRandom(seed);
  let sent = 0;
  const damaged = (bytes: Buffer): { bad: Buffer; good: Buffer } | undefined => {
    const { id = 0, questions: [question] = [] } = decode(bytes);
    if (!question) return undefined;
    sent++;
    const { bytes: bad }: HostilePacket = damagedReply(questionOf(question), random);
    if (bad.length > 1) bad.writeUInt16BE(id, 0);
    return { bad, good: encode({ type: 'response', id, flags: 0x8400, questions: [question] }) };
  };
  const sockets = new Set<Socket>();
  const tcp = createServer((socket) => {
    sockets.add(socket.on('close', () => sockets.delete(socket)).on('error', () => {}));
    socket.on('data', (bytes) => {
      const said = bytes.length > 14 && random.below(50) > 0 ? damaged(bytes.subarray(2)) : undefined;
      if (!said) return;
      const lie = random.oneIn(8) ? random.below(65_536) : said.bad.length;
      socket.end(Buffer.concat([Buffer.of(lie >> 8, lie & 0xff), said.bad]));
    });
  });
  const udp: UdpSocket = createSocket('udp4');
  udp.on('message', (bytes, { port, address }) => {
    const said = damaged(bytes);
    for (const packet of said ? [said.bad, said.good] : []) udp.send(packet, port, address, () => {});
  });
  await once(tcp.listen(0, '127.0.0.1'), 'listening');
  const address = tcp.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  await once(udp.bind(port, '127.0.0.1'), 'listening');
  return {
    port,
    sent: () => sent,
    close() {
      udp.close();
      tcp.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

function questionOf({ name, type }: Question): HostilePacket['asked'] {
  const known = (['A', 'AAAA', 'CNAME', 'MX', 'NS', 'PTR', 'SOA', 'TXT'] as const).find(
    (one) => one === type,
  );
  return { name: name === '.' ? '' : name, type: known ?? 'TXT', recursion: true, edns: true };
}
