import { type Answer, encode } from 'dns-packet';
import { readAnswer } from '../../packages/server-adapters/src/dns/message.ts';
import { normalName, type Question, readReply } from '../../packages/server-adapters/src/dns/packet.ts';
import { kinds, validName, validRecord } from './grammar.ts';
import { mostText, mutate } from './mutate.ts';
import { createRandom, type Random } from './random.ts';

/** A damaged reply to a question, made from its own seed alone. */
export type HostilePacket = { asked: Question; bytes: Buffer };

const types = ['A', 'AAAA', 'CNAME', 'MX', 'NS', 'PTR', 'SOA', 'TXT'] as const;

export function makePacket(seed: number): HostilePacket {
  const random = createRandom(seed);
  return damagedReply(
    { name: queryableName(random), type: random.pick(types), recursion: true, edns: true },
    random,
  );
}

/** A reply to this question, damaged by chance; its id is 0. */
export function damagedReply(asked: Question, random: Random): HostilePacket {
  const bytes = random.oneIn(20)
    ? random.pick(crafted)(asked, random)
    : damage(wellMade(asked, random), random);
  return { asked, bytes: bytes.length > 65_507 ? bytes.subarray(0, 65_507) : bytes };
}

/** The reader, and the reading of what it gives; throws where they do. */
export function readPacket({ asked, bytes }: HostilePacket): boolean {
  const packet = readReply(bytes, bytes.length < 2 ? 0 : bytes.readUInt16BE(0), asked);
  if (typeof packet !== 'object') return false;
  readAnswer(packet, asked.name, asked.type);
  return true;
}

function queryableName(random: Random): string {
  const name = normalName(validName(random));
  return name === undefined || random.oneIn(50) ? '' : name;
}

function wellMade(asked: Question, random: Random): Buffer {
  const { name, type } = asked;
  const answer = (owner: string): Answer =>
    answerOf(owner, random.oneIn(4) ? random.pick(types) : type, random);
  return encode({
    type: 'response',
    id: 0,
    flags: random.pick(
      [0x8400, 0x8180, 0x8403, 0x8402, 0x8405, 0x8401, 0x8600].slice(0, random.oneIn(3) ? 7 : 2) as [
        number,
        ...number[],
      ],
    ),
    questions: [{ name: name || '.', type }],
    answers: [
      answer(name || '.'),
      ...random.some(random.oneIn(12) ? 200 : 3, () => answer(random.pick([name || '.', wireName(random)]))),
    ],
    authorities: random.some(2, () =>
      answerOf(random.pick([name || '.', 'example.com', '.']), random.pick(['SOA', 'NS']), random),
    ),
    additionals: random.some(1, () => ({
      type: 'OPT' as const,
      name: '.',
      udpPayloadSize: 4_096,
      extendedRcode: random.below(3),
      ednsVersion: 0,
      flags: 0,
      flag_do: false,
      options: [],
    })),
  });
}

function answerOf(name: string, type: (typeof types)[number], random: Random): Answer {
  const common = { name, ttl: random.below(2 ** 32) };
  switch (type) {
    case 'A':
      return { ...common, type, data: '192.0.2.1' };
    case 'AAAA':
      return { ...common, type, data: '2001:db8::1' };
    case 'MX':
      return { ...common, type, data: { preference: random.below(65_536), exchange: wireName(random) } };
    case 'TXT':
      return { ...common, type, data: stringsOf(random) };
    case 'SOA':
      return {
        ...common,
        type,
        data: {
          mname: wireName(random),
          rname: wireName(random),
          serial: 1,
          refresh: 1,
          retry: 1,
          expire: 1,
          minimum: random.below(2 ** 32),
        },
      };
    default:
      return { ...common, type, data: wireName(random) };
  }
}

/** What the other library can write: no label over 63 bytes. */
function wireName(random: Random): string {
  return validName(random);
}

function stringsOf(random: Random): Buffer[] {
  const text = random.oneIn(200)
    ? 'x'.repeat(random.below(40_000))
    : mutate(validRecord(random.pick(kinds), random), validRecord('spf', random), random).slice(0, 4_000);
  const bytes = Buffer.from(text, 'latin1');
  return Array.from({ length: Math.ceil(bytes.length / 255) || 1 }, (_, at) =>
    bytes.subarray(at * 255, at * 255 + 255),
  );
}

/** Bytes flipped, counts and lengths that lie, pointers put in, cut, doubled, and noise behind the end. */
function damage(bytes: Buffer, random: Random): Buffer {
  let damaged = Buffer.from(bytes);
  for (let left = random.below(5); left > 0; left--) {
    const at =
      random.oneIn(4) || damaged.length < 14
        ? random.below(Math.max(1, damaged.length))
        : 12 + random.below(damaged.length - 12);
    switch (random.below(9)) {
      case 0:
        damaged = damaged.subarray(0, at);
        break;
      case 1:
        damaged = Buffer.concat([damaged.subarray(0, at), damaged.subarray(Math.min(at, 12))]);
        break;
      case 2:
        if (damaged.length >= 12)
          damaged.writeUInt16BE(random.pick([0, 1, 2, 255, 65_535]), 4 + 2 * random.below(4));
        break;
      case 3:
        if (at + 2 <= damaged.length)
          damaged.writeUInt16BE(
            0xc000 | (random.pick([at, 12, 0, at + 2, random.below(16_384)]) & 0x3fff),
            at,
          );
        break;
      case 4:
        if (at + 2 <= damaged.length)
          damaged.writeUInt16BE(random.pick([0, 1, 63, 64, 255, 256, 65_535]), at);
        break;
      case 5:
        damaged = Buffer.concat([damaged, Buffer.from(random.some(64, () => random.below(256)))]);
        break;
      default:
        if (at < damaged.length) damaged[at] = random.below(256);
    }
  }
  return damaged;
}

type Craft = (asked: Question, random: Random) => Buffer;

/** Packets no mutation would come upon. */
const crafted: [Craft, ...Craft[]] = [
  // One record that says more and more of the same: 64 kB of text.
  (asked) => {
    const strings = Buffer.concat(
      Array.from({ length: Math.floor(mostText / 256) }, () =>
        Buffer.concat([Buffer.of(255), Buffer.alloc(255, 0x61)]),
      ),
    );
    return packet(asked, 1, [row(16, strings)]);
  },
  (asked) => packet(asked, 1, [row(16, Buffer.alloc(mostText))]),
  // Names of 255 bytes, each a pointer to one, in as many records as fit.
  (asked) => {
    const name = Buffer.concat([...Array.from({ length: 127 }, () => Buffer.of(1, 0x61)), Buffer.of(0)]);
    const rows = Array.from({ length: 4_000 }, () =>
      row(2, Buffer.of(0xc0 | (longAt(asked) >> 8), longAt(asked) & 0xff)),
    );
    return packet(asked, 4_001, [row(2, name), ...rows]);
  },
  // Pointers to pointers to pointers, and records that all begin at their end.
  (asked, random) => {
    const start = longAt(asked);
    const hops = random.pick([10, 127, 1_000, 8_000]);
    const chain = Buffer.alloc(2 + 2 * hops);
    for (let hop = 1; hop <= hops; hop++)
      chain.writeUInt16BE(0xc000 | ((start + 2 * (hop - 1)) & 0x3fff), 2 * hop);
    const last = start + 2 * Math.min(hops, 8_000 - start);
    const rows = Array.from({ length: 3_000 }, () =>
      row(2, Buffer.of(0xc0 | ((last >> 8) & 0x3f), last & 0xff)),
    );
    return packet(asked, 3_001, [row(99, chain), ...rows]);
  },
  // Two pointers at each other, and one at itself.
  (asked) => packet(asked, 1, [row(5, Buffer.of(0xc0, longAt(asked)))]),
  (asked) =>
    packet(asked, 2, [row(5, Buffer.of(0xc0, longAt(asked) + 14)), row(5, Buffer.of(0xc0, longAt(asked)))]),
  // Counts that promise 65,535 records of nothing.
  (asked) => packet(asked, 65_535, []),
  (asked, random) =>
    packet(asked, 1, [row(random.below(300), Buffer.from(random.some(300, () => random.below(256))))]),
  (_, random) => Buffer.from(random.some(600, () => random.below(256))),
];

/** Where the value of the first record begins. */
function longAt(asked: Question): number {
  return packet(asked, 0, []).length + 12;
}

function packet(asked: Question, count: number, rows: Buffer[]): Buffer {
  const head = encode({
    type: 'response',
    id: 0,
    flags: 0x8400,
    questions: [{ name: asked.name || '.', type: asked.type }],
  });
  head.writeUInt16BE(count, 6);
  return Buffer.concat([head, ...rows]);
}

/** A record of the name asked for. */
function row(type: number, value: Buffer): Buffer {
  return Buffer.concat([
    Buffer.of(0xc0, 12, type >> 8, type & 0xff, 0, 1, 0, 0, 0, 9, value.length >> 8, value.length & 0xff),
    value,
  ]);
}
