import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import {
  type Answer,
  AUTHORITATIVE_ANSWER,
  decode,
  encode,
  type Packet,
  type Question,
  TRUNCATED_RESPONSE,
} from 'dns-packet';
import type { ZoneRecord } from './zone-text.ts';

/** What goes wrong at the servers of a zone: `timeout` answers nothing, `slow` answers after three seconds. */
export const dnsFaults = ['none', 'servfail', 'timeout', 'slow'] as const;
export type DnsFault = (typeof dnsFaults)[number];

/** A zone this server is authoritative for; may be changed at any time. */
export type Zone = { apex: string; serial: number; records: ZoneRecord[]; fault: DnsFault };

export type DnsServer = {
  /** The same for UDP and TCP. */
  port: number;
  close(): Promise<void>;
};

/**
 * An authoritative server (RFC 1034 §4.3.2, RFC 2308, RFC 6891) on a free port of the loopback address, over UDP and
 * TCP. Follows aliases among its zones, knows wildcards (RFC 4592), tells an absent name from an absent type, sets TC
 * where an answer does not fit into a datagram, and refuses names that are not its own.
 */
export async function startDns(zones: readonly Zone[]): Promise<DnsServer> {
  const { udp, tcp } = await bind();
  const { port } = udp.address();
  const waiting = new Set<NodeJS.Timeout>();
  const sockets = new Set<Socket>();
  const serve = (bytes: Buffer, limit: number | undefined, send: (answer: Buffer) => void) => {
    const { reply, fault } = replyTo(bytes, zones, limit);
    if (reply === undefined || fault === 'timeout') return;
    if (fault !== 'slow') return send(reply);
    const timer = setTimeout(() => {
      waiting.delete(timer);
      send(reply);
    }, 3000);
    waiting.add(timer);
  };
  udp.on('message', (bytes, from) =>
    serve(bytes, 512, (answer) => udp.send(answer, from.port, from.address)),
  );
  tcp.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.setTimeout(10_000, () => socket.destroy());
    readFrames(socket, (bytes) =>
      serve(bytes, undefined, (answer) => {
        if (socket.writable) socket.write(Buffer.concat([lengthOf(answer), answer]));
      }),
    );
  });
  return {
    port,
    async close() {
      for (const timer of waiting) clearTimeout(timer);
      for (const socket of sockets) socket.destroy();
      await Promise.all([
        new Promise<void>((resolve) => udp.close(() => resolve())),
        new Promise<void>((resolve) => tcp.close(() => resolve())),
      ]);
    },
  };
}

/** UDP takes any free port; where TCP cannot have the same one, another is tried. */
async function bind(): Promise<{ udp: UdpSocket; tcp: Server }> {
  for (let attempt = 0; ; attempt += 1) {
    const udp = createSocket('udp4');
    const tcp = createServer();
    try {
      await new Promise<void>((resolve, reject) => {
        udp.once('error', reject);
        udp.bind(0, '127.0.0.1', resolve);
      });
      await new Promise<void>((resolve, reject) => {
        tcp.once('error', reject);
        tcp.listen((udp.address() as AddressInfo).port, '127.0.0.1', resolve);
      });
      // A client that has gone away is no reason to stop.
      udp.on('error', () => {});
      return { udp, tcp };
    } catch (error) {
      udp.close();
      if (attempt === 20) throw error;
    }
  }
}

function readFrames(socket: Socket, onFrame: (bytes: Buffer) => void): void {
  let rest = Buffer.alloc(0);
  socket.on('data', (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    while (rest.length >= 2 && rest.length >= 2 + rest.readUInt16BE(0)) {
      const end = 2 + rest.readUInt16BE(0);
      onFrame(rest.subarray(2, end));
      rest = rest.subarray(end);
    }
  });
}

function lengthOf(bytes: Buffer): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(bytes.length);
  return length;
}

type Reply = { reply: Buffer | undefined; fault: DnsFault };

const maxDatagram = 1232;
const rcodes = { NOERROR: 0, FORMERR: 1, SERVFAIL: 2, NXDOMAIN: 3, NOTIMP: 4, REFUSED: 5 } as const;

function replyTo(bytes: Buffer, zones: readonly Zone[], udpLimit: number | undefined): Reply {
  if (bytes.length < 12 || (bytes.readUInt16BE(2) & 0x8000) !== 0) return { reply: undefined, fault: 'none' };
  const id = bytes.readUInt16BE(0);
  const query = read(bytes);
  const questions = query?.questions ?? [];
  const [question] = questions;
  const refuse = (rcode: number): Reply => ({
    reply: encode({ type: 'response', id, flags: rcode, questions }),
    fault: 'none',
  });
  if (query === undefined || question === undefined || questions.length > 1) return refuse(rcodes.FORMERR);
  if (((bytes.readUInt16BE(2) >> 11) & 15) !== 0) return refuse(rcodes.NOTIMP);
  const zone = zoneOf(question.name.toLowerCase(), zones);
  if (zone === undefined || (question.class ?? 'IN') !== 'IN') return refuse(rcodes.REFUSED);
  const edns = query.additionals?.find((row) => row.type === 'OPT');
  const found = zone.fault === 'servfail' ? failed : answer(question, zones);
  const recursionDesired = (query.flags ?? 0) & 0x0100;
  const packet: Packet = {
    type: 'response',
    id,
    flags: found.rcode | recursionDesired | (found.authoritative ? AUTHORITATIVE_ANSWER : 0),
    questions,
    answers: found.answers,
    authorities: found.authorities,
    additionals: edns ? [optRow] : [],
  };
  const limit = udpLimit && Math.min(Math.max(udpLimit, edns?.udpPayloadSize ?? 0), maxDatagram);
  const whole = encode(packet);
  if (limit === undefined || whole.length <= limit) return { reply: whole, fault: zone.fault };
  const cut = { ...packet, flags: (packet.flags ?? 0) | TRUNCATED_RESPONSE, answers: [], authorities: [] };
  return { reply: encode(cut), fault: zone.fault };
}

const optRow: Answer = {
  type: 'OPT',
  name: '.',
  udpPayloadSize: maxDatagram,
  extendedRcode: 0,
  ednsVersion: 0,
  flags: 0,
  flag_do: false,
  options: [],
};

function read(bytes: Buffer) {
  try {
    return decode(bytes);
  } catch {
    return undefined;
  }
}

/** The zone with the longest apex the name lies in. */
function zoneOf(name: string, zones: readonly Zone[]): Zone | undefined {
  return zones
    .filter(({ apex }) => name === apex || name.endsWith(`.${apex}`))
    .toSorted((one, other) => other.apex.length - one.apex.length)[0];
}

type Found = { rcode: number; authoritative: boolean; answers: Answer[]; authorities: Answer[] };

const failed: Found = { rcode: rcodes.SERVFAIL, authoritative: false, answers: [], authorities: [] };

/** Walks along aliases as long as they stay in our zones; a loop ends where it began (RFC 1034 §3.6.2). */
function answer({ name: asked, type }: Question, zones: readonly Zone[]): Found {
  const answers: Answer[] = [];
  const seen = new Set<string>();
  let name = asked.toLowerCase();
  let owner = asked;
  for (;;) {
    const zone = zoneOf(name, zones);
    if (zone === undefined || seen.has(name))
      return { rcode: rcodes.NOERROR, authoritative: true, answers, authorities: [] };
    seen.add(name);
    const here = type === 'SOA' && name === zone.apex ? [] : recordsAt(name, zone);
    if (type === 'SOA' && name === zone.apex) answers.push(soa(zone, owner));
    if (here === undefined)
      return { rcode: rcodes.NXDOMAIN, authoritative: true, answers, authorities: [soa(zone)] };
    const alias = type === 'CNAME' ? undefined : here.find(isAlias);
    const rows = alias === undefined ? here.filter((record) => record.type === type) : [alias];
    answers.push(...rows.map((record) => row(record, owner)));
    if (alias === undefined) {
      const isAbsent = rows.length === 0 && !(type === 'SOA' && name === zone.apex);
      return {
        rcode: rcodes.NOERROR,
        authoritative: true,
        answers,
        authorities: isAbsent ? [soa(zone)] : [],
      };
    }
    name = alias.value;
    owner = alias.value;
  }
}

const isAlias = (record: ZoneRecord) => record.type === 'CNAME';

/** Records of a name, or of the wildcard that covers it (RFC 4592 §3.3.1); undefined where the name does not exist. */
function recordsAt(name: string, { apex, records }: Zone): ZoneRecord[] | undefined {
  const exists = (wanted: string) =>
    wanted === apex || records.some((record) => record.name === wanted || record.name.endsWith(`.${wanted}`));
  if (exists(name)) return records.filter((record) => record.name === name);
  let encloser = name;
  while (!exists(encloser)) encloser = encloser.slice(encloser.indexOf('.') + 1);
  const covering = records.filter((record) => record.name === `*.${encloser}`);
  return covering.length > 0 ? covering : undefined;
}

function soa({ apex, serial, records }: Zone, owner = apex): Answer {
  const primary = records.find((record) => record.name === apex && record.type === 'NS');
  return {
    type: 'SOA',
    name: owner,
    ttl: 300,
    data: {
      mname: primary?.type === 'NS' ? primary.value : `ns.${apex}`,
      rname: `hostmaster.${apex}`,
      serial,
      refresh: 3600,
      retry: 600,
      expire: 604_800,
      minimum: 60,
    },
  };
}

function row(record: ZoneRecord, owner: string): Answer {
  const { ttl } = record;
  switch (record.type) {
    case 'TXT':
      return {
        type: 'TXT',
        name: owner,
        ttl,
        data: record.strings.map((string) => Buffer.from(string, 'latin1')),
      };
    case 'MX':
      return { type: 'MX', name: owner, ttl, data: { preference: record.priority, exchange: record.value } };
    default:
      return { type: record.type, name: owner, ttl, data: record.value };
  }
}
