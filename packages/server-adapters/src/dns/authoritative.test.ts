import type { Answer } from 'dns-packet';
import { afterEach, expect, test } from 'vitest';
import { type Answerer, say, soa, startDns, zonesOf } from '../../test/dns-server.ts';
import { createDnsResolver } from './resolver.ts';

const closing: { close(): void }[] = [];

afterEach(() => {
  for (const each of closing.splice(0)) each.close();
});

async function serve(answer: Answerer) {
  const server = await startDns(answer);
  closing.push(server);
  return server;
}

const a = (name: string, data: string): Answer => ({ type: 'A', name, ttl: 60, data });
const ns = (name: string, data: string): Answer => ({ type: 'NS', name, ttl: 60, data });
const txt = (name: string, data: string): Answer => ({ type: 'TXT', name, ttl: 60, data });
const cname = (name: string, data: string): Answer => ({ type: 'CNAME', name, ttl: 60, data });

const common = (apex: string) => [soa(apex), ns(apex, `ns.${apex}`), a(`ns.${apex}`, '127.0.0.1')];

/** What caches believe: an old record, and an absence. */
const cached = zonesOf(
  {
    'example.com': [
      ...common('example.com'),
      txt('example.com', 'old'),
      cname('alias.example.com', 'target.example.net'),
      cname('inside.example.com', 'new.example.com'),
    ],
    'example.net': [...common('example.net'), txt('target.example.net', 'old')],
  },
  { isAuthoritative: false },
);

/** What the zones' own servers say. */
const published = {
  'example.com': [
    ...common('example.com'),
    txt('example.com', 'now'),
    txt('new.example.com', 'just made'),
    cname('alias.example.com', 'target.example.net'),
    txt('target.example.net', 'not ours to say'),
    cname('inside.example.com', 'new.example.com'),
  ],
  'example.net': [...common('example.net'), txt('target.example.net', 'now')],
};

/** A resolver whose recursive server is one and whose zones are at others, all on loopback. */
async function setUp(own: Record<string, Answerer>, timeoutMs = 1_000) {
  const recursive = await serve(cached);
  const hosts: Record<string, string> = {};
  const ports: Record<string, number> = {};
  const zones: Record<string, Awaited<ReturnType<typeof serve>>> = {};
  for (const [apex, answer] of Object.entries(own)) {
    const server = await serve(answer);
    zones[apex] = server;
    hosts[`ns.${apex}`] = '127.0.0.1';
    ports[`ns.${apex}:53`] = server.port;
  }
  const made = createDnsResolver({ servers: [recursive.address], timeoutMs, development: { hosts, ports } });
  closing.push(made);
  return { ...made, recursive, zones };
}

const both = {
  'example.com': zonesOf({ 'example.com': published['example.com'] }),
  'example.net': zonesOf({ 'example.net': published['example.net'] }),
};

test('the zone itself is asked, without recursion, where caches still hold the old record', async () => {
  const { resolve, authoritative, zones } = await setUp(both);
  expect(await resolve('example.com', 'TXT')).toMatchObject({
    rows: [{ strings: ['old'] }],
    authoritative: false,
  });
  expect(await authoritative('example.com', 'TXT')).toMatchObject({
    rows: [{ strings: ['now'] }],
    authoritative: true,
  });
  expect(zones['example.com']?.heard.map(({ packet }) => packet.flag_rd)).toEqual([false]);
});

test('a record that caches hold to be absent is found', async () => {
  const { resolve, authoritative } = await setUp(both);
  expect(await resolve('new.example.com', 'TXT')).toMatchObject({ rcode: 'NXDOMAIN' });
  expect(await authoritative('new.example.com', 'TXT')).toMatchObject({ rows: [{ strings: ['just made'] }] });
});

test('an absence comes with its negative TTL', async () => {
  const { authoritative } = await setUp(both);
  expect(await authoritative('none.example.com', 'TXT')).toMatchObject({
    rcode: 'NXDOMAIN',
    rows: [],
    soaOwner: 'example.com',
    negativeTtl: 300,
    authoritative: true,
  });
});

test('an alias inside the zone is followed there, one that leads out is asked at its own zone', async () => {
  const { authoritative } = await setUp(both);
  expect(await authoritative('inside.example.com', 'TXT')).toMatchObject({
    chain: ['new.example.com'],
    rows: [{ strings: ['just made'] }],
    authoritative: true,
  });
  expect(await authoritative('alias.example.com', 'TXT')).toMatchObject({
    chain: ['target.example.net'],
    rows: [{ name: 'target.example.net', strings: ['now'] }],
    authoritative: true,
  });
  expect(await authoritative('alias.example.com', 'CNAME')).toMatchObject({
    chain: [],
    rows: [{ type: 'CNAME', target: 'target.example.net' }],
    authoritative: true,
  });
});

test('an alias that circles through zones is a loop', async () => {
  const circle = (from: string, to: string): Answerer =>
    zonesOf({ [from]: [soa(from), cname(`a.${from}`, `a.${to}`)] });
  const { authoritative, recursive } = await setUp({
    'example.com': circle('example.com', 'example.net'),
    'example.net': circle('example.net', 'example.com'),
  });
  recursive.answer = cached;
  expect(await authoritative('a.example.com', 'A')).toEqual({ state: 'failed', reason: 'loop' });
});

test.each<[string, Answerer]>([
  [
    'a server that does not speak for the zone',
    (heard) => say(heard, { flags: 0, answers: [txt('example.com', 'lame')] }),
  ],
  ['a server that refuses', (heard) => say(heard, { rcode: 5 })],
  ['a silent server, as behind a closed port 53', () => undefined],
])('with %s it falls back and says so', async (_title, answer) => {
  const { authoritative } = await setUp({ 'example.com': answer }, 300);
  expect(await authoritative('example.com', 'TXT')).toMatchObject({
    state: 'answer',
    rows: [{ strings: ['old'] }],
    authoritative: false,
  });
});

test('once three looks met silence, the next ones do not wait', async () => {
  const { authoritative, zones } = await setUp({ 'example.com': () => undefined }, 200);
  for (let looks = 0; looks < 6; looks++) await authoritative('example.com', 'TXT');
  const ids = zones['example.com']?.heard.map(({ packet }) => packet.id) ?? [];
  expect(ids.length).toBeGreaterThan(0);
  expect(ids.length).toBeLessThanOrEqual(9);
});

test('a zone that is down keeps no other from being asked', async () => {
  const { authoritative } = await setUp({ ...both, 'example.com': () => undefined }, 200);
  for (let looks = 0; looks < 4; looks++) await authoritative('example.com', 'TXT');
  expect(await authoritative('target.example.net', 'TXT')).toMatchObject({
    rows: [{ strings: ['now'] }],
    authoritative: true,
  });
});

test('once three zones in a row met silence, no zone is waited for', async () => {
  const silent: Answerer = () => undefined;
  const { authoritative, recursive, zones } = await setUp(
    { ...both, 'one.example': silent, 'two.example': silent, 'three.example': silent },
    200,
  );
  recursive.answer = zonesOf(
    {
      'one.example': common('one.example'),
      'two.example': common('two.example'),
      'three.example': common('three.example'),
      'example.net': [...common('example.net'), txt('target.example.net', 'old')],
    },
    { isAuthoritative: false },
  );
  for (const name of ['one.example', 'two.example', 'three.example']) await authoritative(name, 'TXT');
  expect(await authoritative('target.example.net', 'TXT')).toMatchObject({ authoritative: false });
  expect(zones['example.net']?.heard).toEqual([]);
});

test('looks at one zone at the same time find its servers once', async () => {
  const { authoritative, recursive } = await setUp(both);
  await Promise.all(
    ['example.com', 'new.example.com', 'none.example.com', 'example.com'].map((name) =>
      authoritative(name, 'TXT'),
    ),
  );
  const asked = recursive.heard.map(({ question: { type, name } }) => `${type} ${name}`);
  expect(new Set(asked).size).toBe(asked.length);
  expect(asked.filter((question) => question.startsWith('NS'))).toEqual(['NS example.com']);
});

test('of a zone with very many servers and addresses only some are asked', async () => {
  const many = Array.from({ length: 40 }, (_, at) => `ns${at}.example.com`);
  const recursive = await serve(
    zonesOf(
      {
        'example.com': [
          soa('example.com'),
          ...many.flatMap((name) => [ns('example.com', name), a(name, '192.0.2.1'), a(name, '192.0.2.2')]),
          txt('example.com', 'old'),
        ],
      },
      { isAuthoritative: false },
    ),
  );
  const { authoritative, close } = createDnsResolver({ servers: [recursive.address], timeoutMs: 200 });
  closing.push({ close });
  expect(await authoritative('example.com', 'TXT')).toMatchObject({ rows: [{ strings: ['old'] }] });
  expect(recursive.heard.filter(({ question }) => question.type === 'A').length).toBeLessThanOrEqual(4);
});

test('a name server at a private address is not asked', async () => {
  const inside = await serve(both['example.com']);
  const recursive = await serve(cached);
  const { authoritative, close } = createDnsResolver({
    servers: [recursive.address],
    timeoutMs: 500,
    development: { ports: { 'ns.example.com:53': inside.port } },
  });
  closing.push({ close });
  expect(await authoritative('example.com', 'TXT')).toMatchObject({
    rows: [{ strings: ['old'] }],
    authoritative: false,
  });
  expect(inside.heard).toEqual([]);
});

test('with one DNS port of development every zone is there', async () => {
  const server = await serve(zonesOf(published));
  const { authoritative, close } = createDnsResolver({ development: { ports: { 'dns:53': server.port } } });
  closing.push({ close });
  expect(await authoritative('example.com', 'TXT')).toMatchObject({
    rows: [{ strings: ['now'] }],
    authoritative: true,
  });
});

test('a zone is looked up once for several questions', async () => {
  const { authoritative, recursive } = await setUp(both);
  await authoritative('example.com', 'TXT');
  await authoritative('example.com', 'MX');
  expect(recursive.heard.map(({ question }) => question.type)).toEqual(['SOA', 'NS']);
});

test('an abort rejects with its own reason', async () => {
  const { authoritative } = await setUp({ 'example.com': () => undefined }, 10_000);
  const stop = new AbortController();
  const asked = authoritative('example.com', 'TXT', { signal: stop.signal });
  stop.abort(new Error('enough'));
  await expect(asked).rejects.toThrow('enough');
  await expect(authoritative('example.com', 'TXT', { signal: stop.signal })).rejects.toThrow('enough');
});

test('a name that cannot be asked is malformed', async () => {
  const { authoritative } = await setUp(both);
  expect(await authoritative('a..b', 'TXT')).toEqual({ state: 'failed', reason: 'malformed' });
});
