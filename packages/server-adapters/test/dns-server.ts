import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import {
  type Answer,
  AUTHORITATIVE_ANSWER,
  type DecodedPacket,
  decode,
  encode,
  type Question,
} from 'dns-packet';

/** A question as it came, with whom it came from. */
export type Heard = { packet: DecodedPacket; question: Question; way: 'udp' | 'tcp'; port: number };

/** What goes back: packets in order, or nothing at all. */
export type Answerer = (heard: Heard) => Said | Promise<Said>;
type Said = Buffer[] | Buffer | undefined;

/** A real DNS server on loopback, the same port for UDP and TCP. `answer` may be exchanged while it runs. */
export async function startDns(answer: Answerer, { isTcpClosed = false } = {}) {
  let isClosed = false;
  const sockets = new Set<Socket>();
  const tcp = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('data', async (bytes) => {
      for (const packet of await packetsFor(bytes.subarray(2), 'tcp', socket.remotePort ?? 0)) {
        socket.write(Buffer.concat([Buffer.from([packet.length >> 8, packet.length & 0xff]), packet]));
      }
    });
  });
  const heard: Heard[] = [];
  const packetsFor = async (bytes: Buffer, way: 'udp' | 'tcp', from: number): Promise<Buffer[]> => {
    const packet = decode(bytes);
    const [question] = packet.questions ?? [];
    if (!question) return [];
    const one = { packet, question, way, port: from };
    heard.push(one);
    return [(await server.answer(one)) ?? []].flat();
  };
  const udp = await bindBoth(isTcpClosed ? undefined : tcp);
  const { port } = udp.address();
  udp.on('message', async (bytes, { port: from, address }) => {
    for (const packet of await packetsFor(bytes, 'udp', from)) if (!isClosed) udp.send(packet, from, address);
  });
  const server = {
    answer,
    heard,
    port,
    address: `127.0.0.1:${port}`,
    close() {
      isClosed = true;
      udp.close();
      tcp.close();
      for (const socket of sockets) socket.destroy();
    },
  };
  return server;
}

/** Takes ports until one is free for UDP and TCP alike. */
async function bindBoth(tcp: Server | undefined): Promise<UdpSocket> {
  for (;;) {
    const udp = createSocket('udp4').bind(0, '127.0.0.1');
    await once(udp, 'listening');
    if (!tcp) return udp;
    try {
      await once(tcp.listen(udp.address().port, '127.0.0.1'), 'listening');
      return udp;
    } catch {
      udp.close();
    }
  }
}

type Sections = {
  answers?: Answer[];
  authorities?: Answer[];
  additionals?: Answer[];
  rcode?: number;
  flags?: number;
  id?: number;
  questions?: Question[];
};

/** The reply to a question with these sections, authoritative unless `flags` says otherwise. */
export function say(
  { packet }: Heard,
  { rcode = 0, flags = AUTHORITATIVE_ANSWER, ...said }: Sections,
): Buffer {
  return encode({
    type: 'response',
    id: packet.id ?? 0,
    flags: flags | rcode,
    questions: packet.questions ?? [],
    ...said,
  });
}

/** Serves zones: apex → rows. Aliases are followed inside the zones; absences carry the SOA of their zone. */
export function zonesOf(zones: Record<string, Answer[]>, { isAuthoritative = true } = {}): Answerer {
  const rows = Object.values(zones).flat();
  return (heard) => {
    const answers: Answer[] = [];
    let owner = heard.question.name.toLowerCase();
    for (let steps = 0; steps < 30; steps++) {
      const alias = rows.find((row) => row.name === owner && row.type === 'CNAME');
      if (alias?.type !== 'CNAME' || heard.question.type === 'CNAME') break;
      answers.push(alias);
      owner = alias.data.toLowerCase();
    }
    answers.push(...rows.filter((row) => row.name === owner && row.type === heard.question.type));
    const exists = rows.some((row) => row.name === owner || row.name.endsWith(`.${owner}`));
    const apex = Object.keys(zones)
      .filter((zone) => owner === zone || owner.endsWith(`.${zone}`))
      .sort((a, b) => b.length - a.length)[0];
    if (apex === undefined && answers.length === 0) return say(heard, { rcode: 5, flags: 0 });
    return say(heard, {
      answers,
      authorities: answers.some((row) => row.type === heard.question.type) || !apex ? [] : [soa(apex)],
      rcode: exists ? 0 : 3,
      flags: isAuthoritative ? AUTHORITATIVE_ANSWER : 0,
    });
  };
}

export function soa(apex: string, { ttl = 3_600, minimum = 300 } = {}): Answer {
  const data = {
    mname: `ns1.${apex}`,
    rname: `admin.${apex}`,
    serial: 7,
    refresh: 1,
    retry: 1,
    expire: 1,
    minimum,
  };
  return { type: 'SOA', name: apex, ttl, data };
}
