import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect } from 'node:net';
import { type DecodedPacket, decode, encode, type Question, RECURSION_DESIRED } from 'dns-packet';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type DnsServer, startDns, type Zone } from '../src/dns.ts';
import { readZone, writeZone } from '../src/zone-text.ts';

const long = `v=DKIM1; k=rsa; p=${'A'.repeat(600)}`;
const text = `
$TTL 1h
@ NS ns1
ns1 A 127.0.0.1
@ 300 IN TXT "v=spf1 -all" ; nothing is sent from here
@ MX 10 mail
alias CNAME target.shop
target.shop TXT "found"
away CNAME elsewhere.example.net.
out CNAME target.example.com.
loop1 CNAME loop2
loop2 CNAME loop1
*.wild TXT "any"
there.wild A 192.0.2.1
key TXT ( "${long.slice(0, 255)}"
          "${long.slice(255)}" )
big TXT ${[...'uvwxyz'].map((letter) => `"${letter.repeat(255)}"`).join(' ')}
`;

const zones: Zone[] = [zone('example.org', text), zone('example.net', 'elsewhere TXT "over there"')];
let server: DnsServer;
beforeAll(async () => {
  server = await startDns(zones);
});
afterAll(() => server.close());

test.for([
  ['a record of the apex', 'TXT', 'example.org', 'NOERROR', ['TXT v=spf1 -all'], []],
  ['letter case does not matter', 'TXT', 'EXAMPLE.org', 'NOERROR', ['TXT v=spf1 -all'], []],
  ['the SOA of the zone', 'SOA', 'example.org', 'NOERROR', ['SOA ns1.example.org'], []],
  ['the name servers of the zone', 'NS', 'example.org', 'NOERROR', ['NS ns1.example.org'], []],
  ['a mail exchange', 'MX', 'example.org', 'NOERROR', ['MX 10 mail.example.org'], []],
  ['another type of a name that exists', 'A', 'example.org', 'NOERROR', [], ['example.org']],
  ['a name between others exists', 'TXT', 'shop.example.org', 'NOERROR', [], ['example.org']],
  ['a name that does not exist', 'TXT', 'no.example.org', 'NXDOMAIN', [], ['example.org']],
  ['an alias', 'TXT', 'alias.example.org', 'NOERROR', ['CNAME target.shop.example.org', 'TXT found'], []],
  ['an alias itself', 'CNAME', 'alias.example.org', 'NOERROR', ['CNAME target.shop.example.org'], []],
  [
    'an alias to a type that is not there',
    'MX',
    'alias.example.org',
    'NOERROR',
    ['CNAME target.shop.example.org'],
    ['example.org'],
  ],
  [
    'an alias into another zone',
    'TXT',
    'away.example.org',
    'NOERROR',
    ['CNAME elsewhere.example.net', 'TXT over there'],
    [],
  ],
  ['an alias that leads away', 'TXT', 'out.example.org', 'NOERROR', ['CNAME target.example.com'], []],
  [
    'aliases in a circle',
    'TXT',
    'loop1.example.org',
    'NOERROR',
    ['CNAME loop2.example.org', 'CNAME loop1.example.org'],
    [],
  ],
  ['a name below a wildcard', 'TXT', 'a.b.wild.example.org', 'NOERROR', ['TXT any'], []],
  [
    'a wildcard does not cover a name that exists',
    'TXT',
    'there.wild.example.org',
    'NOERROR',
    [],
    ['example.org'],
  ],
  [
    'a wildcard does not cover what is below such a name',
    'TXT',
    'x.there.wild.example.org',
    'NXDOMAIN',
    [],
    ['example.org'],
  ],
  ['a long key in several strings', 'TXT', 'key.example.org', 'NOERROR', [`TXT ${long}`], []],
] as const)('%s', async ([, type, name, rcode, answers, authority]) => {
  const reply = await ask({ type, name });
  expect(reply.rcode).toBe(rcode);
  expect(reply.flag_aa).toBe(true);
  expect(reply.answers?.map(shown)).toEqual(answers);
  expect(reply.authorities?.map((row) => row.name)).toEqual(authority);
  expect(reply.authorities?.every((row) => row.type === 'SOA')).toBe(true);
});

test('a name outside the zones is refused', async () => {
  expect((await ask({ type: 'TXT', name: 'example.com' })).rcode).toBe('REFUSED');
});

test('an answer that does not fit is cut over UDP and whole over TCP', async () => {
  const question = { type: 'TXT', name: 'big.example.org' } as const;
  const cut = await ask(question);
  expect([cut.flag_tc, cut.answers]).toEqual([true, []]);
  expect((await ask(question, { edns: 4096 })).flag_tc).toBe(true);
  const whole = await askTcp([question, { type: 'NS', name: 'example.org' }]);
  expect(whole.map(({ answers }) => answers?.length)).toEqual([1, 1]);
});

test('a larger datagram is used where the client says it takes one', async () => {
  const question = { type: 'TXT', name: 'key.example.org' } as const;
  expect((await ask(question, { edns: false })).flag_tc).toBe(true);
  expect((await ask(question, { edns: 1232 })).flag_tc).toBe(false);
});

test('garbage, two questions and another opcode are answered by a code, a response not at all', async () => {
  expect((await exchange(Buffer.from('0123010000010000000000003f', 'hex'))).rcode).toBe('FORMERR');
  const question: Question = { type: 'A', name: 'example.org' };
  expect((await exchange(encode({ type: 'query', id: 9, questions: [question, question] }))).rcode).toBe(
    'FORMERR',
  );
  const notify = encode({ type: 'query', id: 9, flags: 4 << 11, questions: [question] });
  expect((await exchange(notify)).rcode).toBe('NOTIMP');
  // the response is sent first: were it answered, that would be what comes back
  expect(
    (
      await exchange(
        encode({ type: 'response', id: 8 }),
        encode({ type: 'query', id: 9, questions: [question] }),
      )
    ).id,
  ).toBe(9);
});

test('a zone that fails says so and names no record', async () => {
  const [broken] = zones;
  if (broken === undefined) throw new Error('no zone');
  broken.fault = 'servfail';
  const reply = await ask({ type: 'TXT', name: 'example.org' });
  broken.fault = 'none';
  expect([reply.rcode, reply.answers]).toEqual(['SERVFAIL', []]);
});

test('a zone that times out leaves the question open while others are answered', async () => {
  const [silent] = zones;
  if (silent === undefined) throw new Error('no zone');
  silent.fault = 'timeout';
  const query = (id: number, name: string) =>
    encode({ type: 'query', id, questions: [{ type: 'TXT', name }] });
  const reply = await exchange(query(1, 'example.org'), query(2, 'elsewhere.example.net'));
  silent.fault = 'none';
  expect(reply.id).toBe(2);
});

test.for([
  ['a name outside the zone', 'a.example.com. A 192.0.2.1', 1, 'a.example.com is not in this zone'],
  ['an address that is none', '\na A 192.0.2.300', 2, '192.0.2.300 is no address for A'],
  ['a type that is not served', '@ SRV 1 2 3 x', 1, 'records of type SRV are not served here'],
  ['a record without a type', 'name', 1, 'there is no record type'],
  ['an empty label', 'a..b A 192.0.2.1', 1, '"a..b" is no name'],
  [
    'a CNAME beside other data',
    'a CNAME b\na TXT "x"',
    0,
    'a.example.org has a CNAME and other records (RFC 1034 §3.6.2)',
  ],
] as const)('%s is told with its line', ([, wrong, line, problem]) => {
  expect(readZone(wrong, 'example.org')).toEqual({ ok: false, line, problem });
});

test('a zone written out reads back as it was', () => {
  const { records } = zone('example.org', `${text}\nesc TXT "a \\"quote\\" \\; \\\\ é" plain\\;text`);
  expect(readZone(writeZone(records, 'example.org'), 'example.org')).toEqual({ ok: true, records });
});

function zone(apex: string, zoneText: string): Zone {
  const read = readZone(zoneText, apex);
  if (!read.ok) throw new Error(`line ${read.line}: ${read.problem}`);
  return { apex, serial: 1, records: read.records, fault: 'none' };
}

function ask(
  question: Question,
  { edns = 1232 }: { edns?: number | false } = {},
): Promise<DecodedPacket & { rcode: string }> {
  return exchange(
    encode({
      type: 'query',
      id: 7,
      flags: RECURSION_DESIRED,
      questions: [question],
      additionals:
        edns === false
          ? []
          : [
              {
                type: 'OPT',
                name: '.',
                udpPayloadSize: edns,
                extendedRcode: 0,
                ednsVersion: 0,
                flags: 0,
                flag_do: false,
                options: [],
              },
            ],
    }),
  );
}

/** Sends the packets in order and answers what comes back first. */
async function exchange(...packets: Buffer[]): Promise<DecodedPacket & { rcode: string }> {
  const socket = createSocket('udp4');
  const first = once(socket, 'message');
  for (const packet of packets) socket.send(packet, server.port, '127.0.0.1');
  const [bytes] = await first;
  socket.close();
  return decoded(bytes);
}

async function askTcp(questions: Question[]): Promise<DecodedPacket[]> {
  const socket = connect(server.port, '127.0.0.1');
  for (const question of questions) {
    const query = encode({ type: 'query', id: 7, questions: [question] });
    socket.write(Buffer.from([query.length >> 8, query.length & 255]));
    socket.write(query);
  }
  const packets: DecodedPacket[] = [];
  let rest = Buffer.alloc(0);
  for await (const chunk of socket) {
    rest = Buffer.concat([rest, chunk]);
    while (rest.length >= 2 && rest.length >= 2 + rest.readUInt16BE(0)) {
      packets.push(decode(rest.subarray(2, 2 + rest.readUInt16BE(0))));
      rest = rest.subarray(2 + rest.readUInt16BE(0));
    }
    if (packets.length === questions.length) break;
  }
  return packets;
}

const decoded = (bytes: Buffer) => decode(bytes) as DecodedPacket & { rcode: string };

function shown(row: NonNullable<DecodedPacket['answers']>[number]): string {
  if (row.type === 'TXT') return `TXT ${[row.data].flat().map(String).join('')}`;
  if (row.type === 'MX') return `MX ${row.data.preference} ${row.data.exchange}`;
  if (row.type === 'SOA') return `SOA ${row.data.mname}`;
  return `${row.type} ${'data' in row ? String(row.data) : ''}`;
}
