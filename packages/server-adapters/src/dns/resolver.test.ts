import { spawn, spawnSync } from 'node:child_process';
import { createSocket, Socket } from 'node:dgram';
import dns from 'node:dns';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { type Answer, encode, TRUNCATED_RESPONSE } from 'dns-packet';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { closedPort } from '../../test/closed-port.ts';
import { type Answerer, say, soa, startDns, zonesOf } from '../../test/dns-server.ts';
import { until } from '../../test/until.ts';
import { createDnsResolver, type DnsResolverOptions } from './resolver.ts';

const closing: { close(): void }[] = [];

afterEach(() => {
  for (const each of closing.splice(0)) each.close();
});

async function serve(answer: Answerer, options?: { isTcpClosed?: boolean }) {
  const server = await startDns(answer, options);
  closing.push(server);
  return server;
}

function resolver(options: DnsResolverOptions) {
  const made = createDnsResolver({ timeoutMs: 2_000, ...options });
  closing.push(made);
  return made;
}

const a = (name: string, data = '192.0.2.1', ttl = 60): Answer => ({ type: 'A', name, ttl, data });
const cname = (name: string, data: string): Answer => ({ type: 'CNAME', name, ttl: 60, data });
const txt = (name: string, ...data: (string | Buffer)[]): Answer => ({ type: 'TXT', name, ttl: 60, data });

/** Asks one question of one server that says this. */
async function ask(
  answer: Answerer,
  name = 'example.com',
  type: Parameters<typeof query>[1] = 'A',
  timeoutMs = 2_000,
) {
  const server = await serve(answer);
  return query(resolver({ servers: [server.address], timeoutMs }), type, name);
}
const query = (
  { resolve }: ReturnType<typeof createDnsResolver>,
  type: Parameters<typeof resolve>[1],
  name: string,
) => resolve(name, type);

const zone = zonesOf({
  'example.com': [
    soa('example.com'),
    a('example.com'),
    { type: 'AAAA', name: 'example.com', ttl: 1, data: '2001:db8::1' },
    { type: 'MX', name: 'example.com', ttl: 2, data: { preference: 10, exchange: 'Mail.Example.COM' } },
    { type: 'NS', name: 'example.com', ttl: 3, data: 'ns1.example.com' },
    { type: 'PTR', name: 'ptr.example.com', ttl: 3, data: 'Host.example.com' },
    txt('example.com', 'v=spf1 ', Buffer.from([0xff, 0x00]), ''),
    cname('www.example.com', 'web.example.com'),
    cname('web.example.com', 'Example.com'),
    cname('gone.example.com', 'nothing.example.com'),
  ],
});

test.each([
  ['A', [{ name: 'example.com', ttl: 60, type: 'A', address: '192.0.2.1' }]],
  ['AAAA', [{ name: 'example.com', ttl: 1, type: 'AAAA', address: '2001:db8::1' }]],
  ['MX', [{ name: 'example.com', ttl: 2, type: 'MX', priority: 10, exchange: 'mail.example.com' }]],
  ['NS', [{ name: 'example.com', ttl: 3, type: 'NS', target: 'ns1.example.com' }]],
  ['TXT', [{ name: 'example.com', ttl: 60, type: 'TXT', strings: ['v=spf1 ', '\xff\0', ''] }]],
] as const)('rows of type %s are read', async (type, rows) => {
  expect(await ask(zone, 'Example.COM.', type)).toEqual({
    state: 'answer',
    rcode: 'NOERROR',
    rows,
    chain: [],
    authoritative: true,
  });
});

test('a PTR and an SOA are read', async () => {
  expect(await ask(zone, 'ptr.example.com', 'PTR')).toMatchObject({ rows: [{ target: 'host.example.com' }] });
  expect(await ask(zone, 'example.com', 'SOA')).toMatchObject({
    rows: [
      { type: 'SOA', primary: 'ns1.example.com', mailbox: 'admin.example.com', serial: 7, minimum: 300 },
    ],
    soaOwner: 'example.com',
  });
});

test('a name that does not exist and one without this type are told apart, both with apex and negative TTL', async () => {
  const absence = {
    state: 'answer',
    rows: [],
    chain: [],
    soaOwner: 'example.com',
    negativeTtl: 300,
    authoritative: true,
  };
  expect(await ask(zone, 'none.example.com')).toEqual({ ...absence, rcode: 'NXDOMAIN' });
  expect(await ask(zone, 'ptr.example.com')).toEqual({ ...absence, rcode: 'NOERROR' });
});

test('the negative TTL is the lesser of the SOA and its minimum (RFC 2308 §5)', async () => {
  const server = await serve((heard) =>
    say(heard, { rcode: 3, authorities: [soa('com', { ttl: 20, minimum: 900 })] }),
  );
  const { resolve } = resolver({ servers: [server.address] });
  expect(await resolve('example.com', 'A')).toMatchObject({ negativeTtl: 20, soaOwner: 'com' });
});

test('the SOA of a zone that does not hold the name says nothing', async () => {
  const answer = await ask((heard) => say(heard, { rcode: 3, authorities: [soa('example.net')] }));
  expect(answer).toEqual({ state: 'answer', rcode: 'NXDOMAIN', rows: [], chain: [], authoritative: true });
});

test('a lifetime with its top bit set is none (RFC 2181 §8)', async () => {
  expect(
    await ask((heard) => say(heard, { answers: [a('example.com', '192.0.2.1', 0x80000000)] })),
  ).toMatchObject({
    rows: [{ ttl: 0 }],
  });
});

test('aliases are followed and listed, but not where the alias itself is asked for', async () => {
  expect(await ask(zone, 'www.example.com')).toMatchObject({
    rcode: 'NOERROR',
    rows: [{ name: 'example.com', address: '192.0.2.1' }],
    chain: ['web.example.com', 'example.com'],
  });
  expect(await ask(zone, 'www.example.com', 'CNAME')).toMatchObject({
    rows: [{ type: 'CNAME', name: 'www.example.com', target: 'web.example.com' }],
    chain: [],
  });
  expect(await ask(zone, 'gone.example.com')).toMatchObject({
    rcode: 'NXDOMAIN',
    rows: [],
    chain: ['nothing.example.com'],
    soaOwner: 'example.com',
  });
});

test('a server that gives only the alias is asked for its target', async () => {
  const answer = await ask((heard) => {
    const { name } = heard.question;
    return say(heard, {
      answers: name === 'example.com' ? [cname(name, 'target.example.net')] : [a(name)],
      flags: 0,
    });
  });
  expect(answer).toMatchObject({
    rows: [{ name: 'target.example.net' }],
    chain: ['target.example.net'],
    authoritative: false,
  });
});

test('rows that do not belong to the chain are ignored, in whatever order they come', async () => {
  const answer = await ask((heard) =>
    say(heard, {
      answers: [
        a('evil.example'),
        a('two.example.com'),
        cname('one.example.com', 'two.example.com'),
        cname('example.com', 'one.example.com'),
      ],
    }),
  );
  expect(answer).toMatchObject({
    rows: [{ name: 'two.example.com' }],
    chain: ['one.example.com', 'two.example.com'],
  });
});

test.each<[string, Answerer]>([
  ['to itself', (heard) => say(heard, { answers: [cname('example.com', 'example.com')] })],
  [
    'in a circle inside one packet',
    (heard) =>
      say(heard, { answers: [cname('example.com', 'b.example'), cname('b.example', 'example.com')] }),
  ],
  [
    'in a circle over several packets',
    (heard) => {
      const { name } = heard.question;
      return say(heard, { answers: [cname(name, name === 'example.com' ? 'b.example' : 'example.com')] });
    },
  ],
  [
    'without end',
    (heard) => say(heard, { answers: [cname(heard.question.name, `x${heard.question.name}`)] }),
  ],
])('an alias %s is a loop', async (_title, answer) => {
  expect(await ask(answer)).toEqual({ state: 'failed', reason: 'loop' });
});

test('a cut answer is asked for again by TCP', async () => {
  const long = 'x'.repeat(255);
  const server = await serve((heard) =>
    heard.way === 'udp'
      ? say(heard, { flags: TRUNCATED_RESPONSE, answers: [txt('example.com', 'cut')] })
      : say(heard, { answers: [txt('example.com', ...Array.from({ length: 200 }, () => long))] }),
  );
  const answer = await resolver({ servers: [server.address] }).resolve('example.com', 'TXT');
  expect(answer).toMatchObject({ rows: [{ strings: { length: 200 } }] });
  expect(server.heard.map(({ way }) => way)).toEqual(['udp', 'tcp']);
});

test('an answer that is cut by TCP as well is no absence', async () => {
  const answer = await ask((heard) => say(heard, { flags: TRUNCATED_RESPONSE, answers: [a('example.com')] }));
  expect(answer).toEqual({ state: 'failed', reason: 'malformed' });
});

test('a server that only names others to ask says nothing of the name', async () => {
  const referring = await serve((heard) =>
    say(heard, { flags: 0, authorities: [{ type: 'NS', name: 'com', ttl: 9, data: 'a.gtld.example' }] }),
  );
  const good = await serve(zone);
  const { resolve } = resolver({ servers: [referring.address, good.address] });
  expect(await resolve('example.com', 'A')).toMatchObject({ rows: [{ address: '192.0.2.1' }] });
  const alone = resolver({ servers: [referring.address] });
  expect(await alone.resolve('example.com', 'A')).toEqual({ state: 'failed', reason: 'refused' });
});

test('an absence without any SOA is one', async () => {
  expect(await ask((heard) => say(heard, { flags: 0 }))).toEqual({
    state: 'answer',
    rcode: 'NOERROR',
    rows: [],
    chain: [],
    authoritative: false,
  });
});

test('a cut answer is not taken where TCP is closed', async () => {
  const server = await serve(
    (heard) => say(heard, { flags: TRUNCATED_RESPONSE, answers: [a('example.com')] }),
    {
      isTcpClosed: true,
    },
  );
  const answer = await resolver({ servers: [server.address] }).resolve('example.com', 'A');
  expect(answer).toEqual({ state: 'failed', reason: 'unreachable' });
});

test('a question carries EDNS with 1,232 bytes, and none for a server that does not know it', async () => {
  const server = await serve((heard) => {
    const hasEdns = heard.packet.additionals?.some(
      (row) => row.type === 'OPT' && row.udpPayloadSize === 1_232,
    );
    return hasEdns ? say(heard, { rcode: 1, questions: [] }) : say(heard, { answers: [a('example.com')] });
  });
  const answer = await resolver({ servers: [server.address] }).resolve('example.com', 'A');
  expect(answer).toMatchObject({ rows: [{ address: '192.0.2.1' }] });
  expect(server.heard).toHaveLength(2);
});

/** What is no response to the question is waited past; a response that cannot be read is remembered as the reason. */
const bad: [title: string, wrong: Answerer, reason: 'timeout' | 'malformed'][] = [
  [
    'another id',
    (heard) => say(heard, { id: (heard.packet.id ?? 0) ^ 1, answers: [a('example.com', '203.0.113.9')] }),
    'timeout',
  ],
  [
    'another name',
    (heard) => say(heard, { questions: [{ type: 'A', name: 'example.net' }], answers: [a('example.net')] }),
    'timeout',
  ],
  ['another type', (heard) => say(heard, { questions: [{ type: 'TXT', name: 'example.com' }] }), 'timeout'],
  [
    'a question instead of an answer',
    (heard) => encode({ ...heard.packet, type: 'query', additionals: [] }),
    'timeout',
  ],
  ['nothing but an id', (heard) => say(heard, {}).subarray(0, 2), 'timeout'],
  ['no bytes', () => Buffer.alloc(0), 'timeout'],
  [
    'no question',
    (heard) => say(heard, { questions: [], answers: [a('example.com', '203.0.113.9')] }),
    'malformed',
  ],
  [
    'two questions',
    (heard) => say(heard, { questions: [heard.question, { type: 'A', name: 'example.net' }] }),
    'malformed',
  ],
  ['half a packet', (heard) => say(heard, { answers: [a('example.com')] }).subarray(0, -3), 'malformed'],
  ['a name that points at itself', (heard) => selfPointing(heard.packet.id ?? 0), 'malformed'],
  [
    'noise under the right id',
    (heard) => Buffer.concat([say(heard, {}).subarray(0, 4), Buffer.alloc(600, 0xc1)]),
    'malformed',
  ],
];

function selfPointing(id: number): Buffer {
  return Buffer.from([id >> 8, id & 0xff, 0x84, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0xc0, 12, 0, 1, 0, 1]);
}

test.each(bad)('%s before the answer is not heard', async (_title, wrong) => {
  const answer = await ask(async (heard) =>
    [(await wrong(heard)) ?? [], say(heard, { answers: [a('example.com')] })].flat(),
  );
  expect(answer).toMatchObject({ rows: [{ address: '192.0.2.1' }] });
});

test.each(bad)('%s alone is a failure', async (_title, wrong, reason) => {
  expect(await ask(wrong, 'example.com', 'A', 200)).toEqual({ state: 'failed', reason });
});

/** By UDP every answer is cut, by TCP it is what `answer` says. */
const overTcp =
  (answer: Answerer): Answerer =>
  (heard) =>
    heard.way === 'udp' ? say(heard, { flags: TRUNCATED_RESPONSE }) : answer(heard);

test.each(bad.filter(([, , reason]) => reason === 'timeout'))(
  '%s before the answer is waited past by TCP as well',
  async (_title, wrong) => {
    const answer = await ask(
      overTcp(async (heard) =>
        [(await wrong(heard)) ?? [], say(heard, { answers: [a('example.com')] })].flat(),
      ),
    );
    expect(answer).toMatchObject({ rows: [{ address: '192.0.2.1' }] });
  },
);

test.each(bad)('%s alone is a failure by TCP as well', async (_title, wrong, reason) => {
  expect(await ask(overTcp(wrong), 'example.com', 'A', 200)).toEqual({ state: 'failed', reason });
});

const isolate = 'ip link set lo up && echo 50000 50001 > /proc/sys/net/ipv4/ip_local_port_range && exec "$@"';
const canIsolate = spawnSync('unshare', ['-rn', 'sh', '-c', isolate, 'sh', 'true']).status === 0;

test.skipIf(!canIsolate)('a closed port that connects to itself is unreachable', () => {
  const node = [process.execPath, '--conditions=@mail-settings/source'];
  const child = join(import.meta.dirname, '../../test/self-connect-child.ts');
  const { stdout } = spawnSync('unshare', ['-rn', 'sh', '-c', isolate, 'sh', ...node, child], {
    encoding: 'utf8',
  });
  expect(JSON.parse(stdout)).toEqual({ connectsToItself: true, reply: { reason: 'unreachable' } });
});

test('a datagram from another port is not heard', async () => {
  const forger = createSocket('udp4');
  closing.push(forger);
  const server = await serve((heard) => {
    if (server.heard.length > 1) return say(heard, { answers: [a('example.com')] });
    forger.send(say(heard, { answers: [a('example.com', '203.0.113.9')] }), heard.port, '127.0.0.1');
    return undefined;
  });
  const { resolve } = resolver({ servers: [server.address], timeoutMs: 600 });
  expect(await resolve('example.com', 'A')).toMatchObject({ rows: [{ address: '192.0.2.1' }] });
});

test('a late answer does not land on a later question', async () => {
  let first: Buffer | undefined;
  const server = await serve((heard) => {
    first ??= say(heard, { answers: [a('example.com', '203.0.113.9')] });
    return undefined;
  });
  const { resolve } = resolver({ servers: [server.address], timeoutMs: 100 });
  expect(await resolve('example.com', 'A')).toEqual({ state: 'failed', reason: 'timeout' });
  server.answer = (heard) => [first ?? [], say(heard, { answers: [a('example.com')] })].flat();
  expect(await resolve('example.com', 'A')).toMatchObject({ rows: [{ address: '192.0.2.1' }] });
});

test.each([
  [2, 'servfail'],
  [5, 'refused'],
  [4, 'servfail'],
])('rcode %d is %s once every server said so, and no server is asked twice', async (rcode, reason) => {
  const [one, two] = [
    await serve((heard) => say(heard, { rcode })),
    await serve((heard) => say(heard, { rcode })),
  ];
  const { resolve } = resolver({ servers: [one.address, two.address] });
  expect(await resolve('example.com', 'A')).toEqual({ state: 'failed', reason });
  expect(new Set([...one.heard, ...two.heard].map(({ packet }) => packet.id)).size).toBe(rcode === 4 ? 4 : 2);
});

test('the next server is asked where one is silent, closed or out of order, and kept', async () => {
  const silent = await serve(() => undefined);
  const broken = await serve((heard) => say(heard, { rcode: 2 }));
  const good = await serve((heard) => say(heard, { answers: [a(heard.question.name)] }));
  const { resolve } = resolver({
    servers: [silent.address, `127.0.0.1:${closedPort}`, broken.address, good.address],
    timeoutMs: 800,
  });
  expect(await resolve('one.example', 'A')).toMatchObject({ rows: [{ name: 'one.example' }] });
  expect(silent.heard).toHaveLength(1);

  const two = resolver({ servers: [silent.address, good.address], timeoutMs: 400 });
  await two.resolve('two.example', 'A');
  await two.resolve('three.example', 'A');
  expect(silent.heard.map(({ question }) => question.name)).toEqual(['one.example', 'two.example']);
});

test('a lost datagram is asked for again', async () => {
  let questions = 0;
  const answer = await ask(
    (heard) => (++questions === 1 ? undefined : say(heard, { answers: [a('example.com')] })),
    'example.com',
    'A',
    600,
  );
  expect(answer).toMatchObject({ rows: [{ address: '192.0.2.1' }] });
});

test('where UDP stays silent TCP is tried', async () => {
  const answer = await ask(
    (heard) => (heard.way === 'tcp' ? say(heard, { answers: [a('example.com')] }) : undefined),
    'example.com',
    'A',
    600,
  );
  expect(answer).toMatchObject({ rows: [{ address: '192.0.2.1' }] });
});

test.each([2, 5])('where UDP stays silent at all of %d servers TCP is tried in time', async (count) => {
  const answer: Answerer = (heard) =>
    heard.way === 'tcp' ? say(heard, { answers: [a('example.com')] }) : undefined;
  const servers = await Promise.all(Array.from({ length: count }, () => serve(answer)));
  const { resolve } = resolver({ servers: servers.map(({ address }) => address), timeoutMs: 1_600 });
  expect(await resolve('example.com', 'A')).toMatchObject({ rows: [{ address: '192.0.2.1' }] });
});

test('a closed port is unreachable, a silent server a timeout within the limit', async () => {
  expect(await resolver({ servers: [`127.0.0.1:${closedPort}`] }).resolve('example.com', 'A')).toEqual({
    state: 'failed',
    reason: 'unreachable',
  });
  const silent = await serve(() => undefined);
  expect(await resolver({ servers: [silent.address], timeoutMs: 200 }).resolve('example.com', 'A')).toEqual({
    state: 'failed',
    reason: 'timeout',
  });
});

test('questions sent together to a closed port are all told that it is', async () => {
  const names = Array.from({ length: 40 }, (_, index) => `n${index}.example`);
  for (let round = 0; round < 5; round++) {
    const { resolve } = resolver({ servers: [`127.0.0.1:${closedPort}`], timeoutMs: 9_000 });
    const answers = await Promise.all(names.map((name) => resolve(name, 'A')));
    expect(answers).toEqual(names.map(() => ({ state: 'failed', reason: 'unreachable' })));
  }
});

test('a server that cuts its answers slowly and then hangs keeps nobody longer than the time limit', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  closing.push({ close: vi.useRealTimers });
  const server = await serve(async (heard) => {
    if (heard.way === 'tcp') return undefined;
    const ms = server.heard.length === 1 ? 400 : 1_160;
    await new Promise((resolve) => setTimeout(resolve, ms));
    return say(heard, { flags: TRUNCATED_RESPONSE });
  });
  let answer: unknown;
  const { resolve } = resolver({ servers: [server.address], timeoutMs: 3_600 });
  void resolve('example.com', 'A').then((given) => {
    answer = given;
  });
  for (let ms = 0; ms < 3_700; ms += 20) {
    await vi.advanceTimersByTimeAsync(20);
    // packets travel by the real clock
    for (let turn = 0; turn < 5; turn++) await setImmediate();
  }
  expect(answer).toMatchObject({ state: 'failed' });
});

test('an answer that came while the process was busy is heard, however long it was busy', async () => {
  const server = new Worker(
    `const { parentPort } = require('node:worker_threads');
     const udp = require('node:dgram').createSocket('udp4').bind(0, '127.0.0.1', () =>
       parentPort.postMessage(udp.address().port));
     udp.on('message', (bytes, { port, address }) => {
       parentPort.postMessage('received');
       setTimeout(() => {
         bytes[2] |= 0x84;
         bytes[3] = 3;
         udp.send(bytes, port, address);
       }, 60);
     });`,
    { eval: true },
  );
  closing.push({ close: () => void server.terminate() });
  const [port] = await once(server, 'message');
  const { resolve } = resolver({ servers: [`127.0.0.1:${port}`], timeoutMs: 600 });
  const asked = resolve('example.com', 'A');
  await once(server, 'message');
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 800);
  expect(await asked).toMatchObject({ state: 'answer', rcode: 'NXDOMAIN' });
});

test('an abort rejects with its own reason, whether waiting in line or for an answer', async () => {
  const server = await serve(() => undefined);
  const { resolve } = resolver({ servers: [server.address], concurrency: 1, timeoutMs: 10_000 });
  const stop = new AbortController();
  const both = [
    resolve('a.example', 'A', { signal: stop.signal }),
    resolve('b.example', 'A', { signal: stop.signal }),
  ];
  stop.abort(new Error('enough'));
  for (const each of both) await expect(each).rejects.toThrow('enough');
  await expect(resolve('c.example', 'A', { signal: stop.signal })).rejects.toThrow('enough');
  expect(server.heard.length).toBeLessThanOrEqual(1);
});

test('who waits in line behind a silent server can stop waiting at once, and the line goes on', async () => {
  const server = await serve((heard) =>
    heard.question.name === 'slow.example' ? undefined : say(heard, { answers: [a(heard.question.name)] }),
  );
  const { resolve } = resolver({ servers: [server.address], concurrency: 1, timeoutMs: 800 });
  const stop = new AbortController();
  let isSlowDone = false;
  const slow = resolve('slow.example', 'A').finally(() => {
    isSlowDone = true;
  });
  const inLine = resolve('inline.example', 'A', { signal: stop.signal });
  const behind = resolve('behind.example', 'A');
  stop.abort(new Error('enough'));
  await expect(inLine).rejects.toThrow('enough');
  expect(isSlowDone).toBe(false);
  expect(await slow).toMatchObject({ reason: 'timeout' });
  expect(await behind).toMatchObject({ rows: [{ name: 'behind.example' }] });
  expect(server.heard.map(({ question }) => question.name)).not.toContain('inline.example');
});

test.each([
  'a..b',
  '.a',
  `${'x'.repeat(64)}.example`,
  `${'x.'.repeat(127)}example`,
  'a b.example',
  'a\n.example',
])('the name %j is not sent', async (name) => {
  const server = await serve(zone);
  const answer = await resolver({ servers: [server.address] }).resolve(name, 'A');
  expect(answer).toEqual({ state: 'failed', reason: 'malformed' });
  expect(server.heard).toEqual([]);
});

test('a name of 253 bytes and the root can be asked', async () => {
  const name = `${`${'x'.repeat(60)}.`.repeat(4)}example1.`.slice(0, -1).padEnd(253, 'y').slice(0, 253);
  const server = await serve((heard) => say(heard, { rcode: 3 }));
  const { resolve } = resolver({ servers: [server.address] });
  expect(await resolve(name, 'A')).toMatchObject({ rcode: 'NXDOMAIN' });
  expect(await resolve('.', 'NS')).toMatchObject({ rcode: 'NXDOMAIN' });
  expect(server.heard.map(({ question }) => question.name)).toEqual([name, '.']);
});

test('no more questions than allowed are under way at once, and all are answered', async () => {
  let underWay = 0;
  let most = 0;
  const server = await serve(async (heard) => {
    most = Math.max(most, ++underWay);
    for (let turns = 0; turns < 20; turns++) await setImmediate();
    underWay--;
    return say(heard, { answers: [a(heard.question.name)] });
  });
  const { resolve } = resolver({ servers: [server.address], concurrency: 3 });
  const names = Array.from({ length: 20 }, (_, index) => `n${index}.example`);
  const answers = await Promise.all(names.map((name) => resolve(name, 'A')));
  expect(answers.map((answer) => answer.state === 'answer' && answer.rows[0]?.name)).toEqual(names);
  expect(most).toBe(3);
});

test('ids and ports vary, and a socket is not kept for ever', async () => {
  const server = await serve((heard) => say(heard, { rcode: 3 }));
  const { resolve } = resolver({ servers: [server.address], concurrency: 20 });
  await Promise.all(Array.from({ length: 6_000 }, (_, index) => resolve(`n${index}.example`, 'A')));
  const ports = new Set(server.heard.map(({ port }) => port));
  const ids = new Set(server.heard.map(({ packet }) => packet.id));
  expect(ports.size).toBeGreaterThan(4);
  expect(ports.size).toBeLessThan(60);
  expect(ids.size).toBeGreaterThan(5_000);
});

test('sockets that grew old while nobody asked are closed', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  closing.push({ close: vi.useRealTimers });
  const server = await serve((heard) => say(heard, { rcode: 3 }));
  const { resolve } = resolver({ servers: [server.address] });
  // Not found out by binding them: another program may have one by then.
  const closed = new Set<number>();
  const { close } = Socket.prototype;
  const spy = vi.spyOn(Socket.prototype, 'close').mockImplementation(function (this: Socket, ...given) {
    closed.add(this.address().port);
    return close.apply(this, given);
  });
  onTestFinished(() => spy.mockRestore());
  const ask = (round: number) =>
    Promise.all(Array.from({ length: 40 }, (_, index) => resolve(`n${index}.r${round}.example`, 'A')));
  await ask(1);
  const old = new Set(server.heard.map(({ port }) => port));
  vi.advanceTimersByTime(11_000);
  await ask(2);
  await until(() => expect([...old].filter((port) => !closed.has(port))).toEqual([]));
});

test('after close nothing is asked, and what waited fails', async () => {
  const server = await serve(() => undefined);
  const { resolve, close } = resolver({ servers: [server.address], timeoutMs: 10_000 });
  const asked = resolve('example.com', 'A');
  close();
  expect(await asked).toEqual({ state: 'failed', reason: 'unreachable' });
  expect(await resolve('example.com', 'A')).toEqual({ state: 'failed', reason: 'unreachable' });
});

test('a server may be given with and without port, and must be an address', () => {
  for (const server of ['127.0.0.1', '127.0.0.1:5353', '::1', '[::1]', '[::1]:5353'])
    resolver({ servers: [server] });
  for (const server of ['localhost', 'dns.example:53', '', '127.0.0.1:x', '127.0.0.1:0', '127.0.0.1:65536']) {
    expect(() => createDnsResolver({ servers: [server] })).toThrow(TypeError);
  }
});

const bind = 'mount --bind "$0" /etc/resolv.conf && exec "$@"';
const canBind = spawnSync('unshare', ['-m', 'sh', '-c', bind, '/etc/hosts', 'true']).status === 0;

test.skipIf(!canBind)('the servers of the system are those it has now, not those at the start', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'mail-settings-'));
  const file = join(folder, 'resolv.conf');
  const answering = (address: string) =>
    serve((heard) => say(heard, { answers: [a(heard.question.name, address)] }));
  const [before, after] = [await answering('192.0.2.1'), await answering('192.0.2.2')];
  const use = ({ address }: { address: string }) => writeFile(file, `nameserver ${address}\n`);
  await use(before);
  const node = [process.execPath, '--conditions=@mail-settings/source'];
  const child = spawn(
    'unshare',
    ['-m', 'sh', '-c', bind, file, ...node, join(import.meta.dirname, '../../test/dns-child.ts')],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  closing.push({ close: () => void child.kill('SIGKILL') });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const ask = async () => {
    child.stdin.write('example.com\n');
    return JSON.parse(`${(await lines.next()).value}`);
  };
  expect(await ask()).toMatchObject([{ address: '192.0.2.1' }]);
  await use(after);
  expect(await ask()).toMatchObject([{ address: '192.0.2.2' }]);
  await rm(folder, { recursive: true });
});

test('servers the host sets for Node count as the system\u2019s', async () => {
  const server = await serve(zone);
  const before = dns.getServers();
  closing.push({ close: () => dns.setServers(before) });
  vi.useFakeTimers({ toFake: ['performance'] });
  closing.push({ close: vi.useRealTimers });
  const { resolve } = resolver({});
  dns.setServers([server.address]);
  vi.advanceTimersByTime(10_001);
  expect(await resolve('example.com', 'A')).toMatchObject({ rows: [{ address: '192.0.2.1' }] });
});

test('development sends every question to loopback', async () => {
  const server = await serve(zone);
  const { resolve } = resolver({ development: { ports: { 'dns:53': server.port } } });
  expect(await resolve('example.com', 'A')).toMatchObject({ rows: [{ address: '192.0.2.1' }] });
});
