import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import {
  checkDomain,
  handoffRows,
  joinStrings,
  planDomain,
  type ServiceDomain,
  toBytes,
  toZoneFile,
} from '@mail-settings/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDnsResolver, type DnsResolver } from './resolver.ts';

const named = program('named');
const checkZone = program('named-checkzone');

const key = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey;
const service: ServiceDomain = {
  domain: 'mail.example.org',
  active: false,
  message: null,
  spf: 'v=spf1 include:_spf.service.example ~all',
  dkim: [
    {
      host: 'us._domainkey',
      value: `v=DKIM1; k=rsa; p=${key.export({ type: 'spki', format: 'der' }).toString('base64')}`,
    },
  ],
  mx: '10 mx.service.example',
  dmarc: 'v=DMARC1; p=none; rua=mailto:d@mail.example.org',
  ownership: '"quoted"; half-quoted"; back\\slash \\; (brackets) $ORIGIN @ für имя',
  records: [
    { host: 'track', type: 'CNAME', value: 'track.service.example', purpose: 'tracking', active: false },
  ],
};
const zone = 'mail.example.org';
const plan = { ...planDomain({ domain: zone, service }, zone), checkedAt: '2026-11-24T10:00:00Z' };
/** As if the owner had agreed to all of it: what needs consent is a comment in the file. */
const rows = handoffRows(plan).map((row) => ({ ...row, needsConsent: false }));
const head = '$TTL 300\n@ SOA ns admin 1 3600 600 86400 60\n@ NS ns\nns A 127.0.0.1\n';
/** The lines of the handoff as they are, below what any zone needs; and the zone of the service. */
const zones = {
  [zone]: `${head}${toZoneFile(rows)}`,
  'service.example': `${head}_spf TXT "v=spf1 ip4:127.0.0.1 ~all"\nmx A 127.0.0.1\ntrack A 127.0.0.1\n`,
};

describe.skipIf(!named || !checkZone)('BIND (skipped where named or named-checkzone is absent)', () => {
  let folder: string;
  let server: ChildProcess | undefined;
  let resolver: DnsResolver;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mail-settings-bind-'));
    for (const [name, text] of Object.entries(zones)) await writeFile(join(folder, name), text);
    const port = await freePort();
    await writeFile(join(folder, 'named.conf'), configuration(folder, port));
    server = await startNamed(folder);
    resolver = createDnsResolver({ servers: [`127.0.0.1:${port}`] });
  }, 30_000);
  afterAll(async () => {
    resolver?.close();
    if (server?.exitCode === null && server.kill()) await once(server, 'exit');
    await rm(folder, { recursive: true, force: true });
  });

  test('named-checkzone accepts the lines of the handoff', async () => {
    const { stdout } = await promisify(execFile)(checkZone, [zone, join(folder, zone)]);
    expect(stdout).toMatch(/\nOK\n$/);
  });

  test('a domain that named serves from these lines is in order', async () => {
    const { records } = await checkDomain({
      domain: zone,
      service,
      resolve: resolver.resolve,
      now: new Date(),
    });
    expect(records.map(({ record, state, findings }) => [record.id, state, findings])).toEqual(
      ['mx', 'spf', 'dkim:us', 'dmarc', 'ownership', 'tracking:track'].map((id) => [id, 'ok', []]),
    );
  });

  test.each(rows)('named answers $type $fqdn byte for byte', async ({ type, fqdn, value, priority, ttl }) => {
    const answer = await resolver.resolve(fqdn, type);
    if (answer.state === 'failed') throw new Error(answer.reason);
    const found = answer.rows.map((row) => {
      if (row.type === 'TXT') return joinStrings(row.strings);
      return row.type === 'MX' ? [row.priority, row.exchange] : 'target' in row && row.target;
    });
    const wanted = { TXT: toBytes(value ?? ''), MX: [priority, value], CNAME: value }[type];
    expect(found).toContainEqual(wanted);
    expect(answer.rows.every((row) => row.ttl === ttl)).toBe(true);
    expect(answer.authoritative).toBe(true);
  });

  test('the key is longer than one string, and its strings are filled', async () => {
    const answer = await resolver.resolve(`us._domainkey.${zone}`, 'TXT');
    const [row] = answer.state === 'answer' ? answer.rows : [];
    expect(row?.type === 'TXT' && row.strings.map(({ length }) => length)).toEqual([255, 155]);
  });
});

function program(name: string): string {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path)) ?? '';
}

/** Serves the zones and nothing else, writes nothing, and has no control channel. */
function configuration(folder: string, port: number): string {
  return `options {
  directory "${folder}"; pid-file none; session-keyfile none;
  listen-on port ${port} { 127.0.0.1; }; listen-on-v6 { none; };
  recursion no; notify no; allow-transfer { none; }; dnssec-validation no;
};
controls { };
${Object.keys(zones)
  .map((name) => `zone "${name}" { type primary; file "${name}"; };`)
  .join('\n')}
`;
}

/** In the foreground, so that it ends with its process id. */
async function startNamed(folder: string): Promise<ChildProcess> {
  const child = spawn(named, ['-g', '-n', '1', '-c', join(folder, 'named.conf')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const log: string[] = [];
  for await (const line of createInterface({ input: child.stderr })) {
    log.push(line);
    if (!line.endsWith(' running')) continue;
    child.stderr.resume();
    return child;
  }
  throw new Error(`named ended: ${log.slice(-20).join('\n')}`);
}

/** Free for UDP and TCP at this moment. */
async function freePort(): Promise<number> {
  for (;;) {
    const udp = createSocket('udp4').bind(0, '127.0.0.1');
    await once(udp, 'listening');
    const { port } = udp.address();
    const tcp = createServer().listen(port, '127.0.0.1');
    const isFree = await once(tcp, 'listening').then(
      () => true,
      () => false,
    );
    udp.close();
    tcp.close();
    if (isFree) return port;
  }
}
