import { type Answer, decode, encode } from 'dns-packet';
import { expect, test } from 'vitest';
import { normalName, type Question, readReply, writeQuestion } from './packet.ts';

const asked: Question = { name: 'example.com', type: 'TXT', recursion: true, edns: true };

function reply(answers: Answer[], question: Partial<Question> = {}): Buffer {
  const { name, type } = { ...asked, ...question };
  const opt = {
    type: 'OPT',
    name: '.',
    udpPayloadSize: 4_096,
    extendedRcode: 1,
    ednsVersion: 0,
    flags: 0,
  } as const;
  return encode({
    type: 'response',
    id: 7,
    questions: [{ name, type }],
    answers,
    authorities: [{ type: 'NS', name: 'com', data: 'ns.example' }],
    additionals: [{ ...opt, flag_do: false, options: [] }],
  });
}

test('a question reads the same to another library', () => {
  for (const type of ['A', 'AAAA', 'CNAME', 'MX', 'NS', 'PTR', 'SOA', 'TXT'] as const) {
    const packet = decode(writeQuestion(0xabcd, { ...asked, type }));
    expect(packet).toMatchObject({
      id: 0xabcd,
      flag_qr: false,
      flag_rd: true,
      questions: [{ name: 'example.com', type, class: 'IN' }],
      additionals: [{ type: 'OPT', udpPayloadSize: 1_232, ednsVersion: 0, flag_do: false, options: [] }],
    });
  }
  expect(decode(writeQuestion(1, { ...asked, recursion: false, edns: false }))).toMatchObject({
    flag_rd: false,
    additionals: [],
  });
});

test('a reply of every type is read, and what is of no use is passed over', () => {
  const packet = readReply(
    reply([
      { type: 'A', name: 'a.example.com', ttl: 1, data: '192.0.2.1' },
      { type: 'AAAA', name: 'a.example.com', ttl: 2, data: '2001:db8:0:0:1::1' },
      { type: 'CAA', name: 'a.example.com', ttl: 2, data: { tag: 'issue', value: 'x' } },
      { type: 'SRV', name: 'a.example.com', ttl: 2, data: { port: 1, target: 'example.com' } },
      { type: 'A', class: 'CH', name: 'a.example.com', ttl: 1, data: '192.0.2.1' },
      { type: 'MX', name: 'EXAMPLE.com', ttl: 3, data: { preference: 0, exchange: '.' } },
      { type: 'TXT', name: 'example.com', ttl: 4, data: ['v=spf1', Buffer.alloc(255, 0xe9)] },
    ]),
    7,
    asked,
  );
  expect(packet).toEqual({
    rcode: 16,
    isAuthoritative: false,
    isCut: false,
    answers: [
      { type: 'A', name: 'a.example.com', ttl: 1, address: '192.0.2.1' },
      { type: 'AAAA', name: 'a.example.com', ttl: 2, address: '2001:db8::1:0:0:1' },
      { type: 'MX', name: 'example.com', ttl: 3, priority: 0, exchange: '' },
      { type: 'TXT', name: 'example.com', ttl: 4, strings: ['v=spf1', '\xe9'.repeat(255)] },
    ],
    authorities: [{ type: 'NS', name: 'com', ttl: 0, target: 'ns.example' }],
  });
});

test('a dot inside a label is written \\. and goes back as it came', () => {
  const name = normalName('Post\\.Master.example.com');
  expect(name).toBe('post\\.master.example.com');
  const question = writeQuestion(7, { ...asked, name: name ?? '' });
  expect(question.subarray(12, 25).toString('latin1')).toBe('\x0bpost.master\x07');
  const echo = Buffer.from(question);
  echo[2] = 0x80;
  expect(readReply(echo, 7, { ...asked, name: name ?? '' })).toBeDefined();
});

test('bytes beyond ASCII are no letters, and stay as they are', () => {
  expect(normalName('\xc4X.example')).toBe('\xc4x.example');
  expect(normalName('\u0401.example')).toBeUndefined();
});

/** A reply with one record of this type and these bytes as its value. */
function withValue(type: number, value: Buffer, length = value.length): Buffer {
  const head = Buffer.from(writeQuestion(7, { ...asked, edns: false }));
  head[2] = 0x80;
  head[7] = 1;
  const row = Buffer.from([0xc0, 12, 0, type, 0, 1, 0, 0, 0, 9, length >> 8, length & 0xff]);
  return Buffer.concat([head, row, value]);
}

test.each<[string, number, Buffer, number?]>([
  ['an address of three bytes', 1, Buffer.from([1, 2, 3])],
  ['an address of five bytes', 1, Buffer.from([1, 2, 3, 4, 5])],
  ['an IPv6 address of four bytes', 28, Buffer.from([1, 2, 3, 4])],
  ['a length past the end', 16, Buffer.from([1, 65]), 20],
  ['a string longer than its record', 16, Buffer.from([9, 65, 65])],
  ['a target that ends early', 5, Buffer.from([1, 65, 0, 0])],
  ['a target longer than its record', 5, Buffer.from([1, 65, 0]), 2],
  ['a pointer to itself', 5, Buffer.from([0xc0, 41])],
  ['a pointer ahead', 5, Buffer.from([0xc0, 200])],
  ['a pointer past the end', 5, Buffer.from([0xff, 0xff])],
  ['half a pointer', 5, Buffer.from([0xc0])],
  ['a label of a reserved kind', 5, Buffer.from([0x40, 0])],
  ['an exchange without a priority', 15, Buffer.from([0])],
  ['an SOA without its numbers', 6, Buffer.from([0, 0])],
  [
    'a name of 256 bytes',
    5,
    Buffer.concat([...Array.from({ length: 128 }, () => Buffer.from([1, 65])), Buffer.from([0])]),
  ],
])('%s makes the whole packet unreadable', (_title, type, value, length) => {
  expect(readReply(withValue(type, value, length), 7, asked)).toBe('damaged');
});

test('a circle of pointers ends', () => {
  const bytes = withValue(5, Buffer.from([1, 65, 0xc0, 43]));
  bytes.writeUInt16BE(0xc000 | 43, 43);
  expect(readReply(bytes, 7, asked)).toBe('damaged');
});

test('a name may lead through as many pointers as it could have labels, and no more', () => {
  const through = (pointers: number) => {
    const bytes = withValue(99, Buffer.alloc(2 + 2 * pointers));
    for (let at = 1; at <= pointers; at++) bytes.writeUInt16BE(0xc000 | (39 + 2 * at), 41 + 2 * at);
    bytes.writeUInt16BE(2, 6);
    const last = 41 + 2 * pointers;
    const row = Buffer.from([0xc0 | (last >> 8), last & 0xff, 0, 1, 0, 1, 0, 0, 0, 9, 0, 4, 192, 0, 2, 1]);
    return readReply(Buffer.concat([bytes, row]), 7, asked);
  };
  expect(through(126)).toMatchObject({ answers: [{ type: 'A', name: '', ttl: 9, address: '192.0.2.1' }] });
  expect(through(127)).toBe('damaged');
});

test('damaged packets give a packet or none, never an exception', () => {
  const good = reply([
    { type: 'MX', name: 'example.com', ttl: 3, data: { preference: 1, exchange: 'mail.example.com' } },
    { type: 'TXT', name: 'example.com', ttl: 4, data: ['v=spf1 -all', 'x'.repeat(200)] },
    { type: 'CNAME', name: 'www.example.com', ttl: 4, data: 'example.com' },
  ]);
  let seed = 1;
  const next = (below: number) => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
    return (seed >> 8) % below;
  };
  let readable = 0;
  for (let round = 0; round < 20_000; round++) {
    const bytes = Buffer.from(good.subarray(0, next(5) === 0 ? next(good.length) : good.length));
    for (let changes = next(4); changes >= 0 && bytes.length > 12; changes--)
      bytes[12 + next(bytes.length - 12)] = next(256);
    if (typeof readReply(bytes, 7, asked) === 'object') readable++;
  }
  expect(readable).toBeGreaterThan(100);
  expect(readable).toBeLessThan(19_000);
});

test('a packet full of pointers and records is read within its own size', () => {
  const row = Buffer.from([0xc0, 12, 0, 2, 0, 1, 0, 0, 0, 9, 0, 2, 0xc0, 12]);
  const count = 4_600;
  const head = withValue(2, Buffer.alloc(0)).subarray(0, 29);
  head.writeUInt16BE(count, 6);
  const bytes = Buffer.concat([head, ...Array.from({ length: count }, () => row)]);
  expect(readReply(bytes, 7, asked)).toMatchObject({ answers: { length: count } });
});
