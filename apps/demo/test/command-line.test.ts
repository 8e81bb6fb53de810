import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, expect, test } from 'vitest';
import { readOptions, Unusable } from '../src/options.ts';
import { openState } from '../src/state.ts';

const children: ChildProcess[] = [];
const folders: string[] = [];

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

test('the portal answers on the host that is chosen, and SIGTERM ends everything', async () => {
  const demo = await started(['--host', 'koa', '--data', await folder()]);
  expect((await fetch(`${demo.portal}`)).status).toBe(200);
  expect((await fetch(`${demo.board}`)).status).toBe(200);
  demo.child.kill('SIGTERM');
  expect(await ended(demo.child)).toEqual({ code: 0 });
  await expect(fetch(demo.portal)).rejects.toThrow();
  await expect(fetch(demo.board)).rejects.toThrow();
});

test('what was set up is there again after a restart', async () => {
  const data = await folder();
  const first = await started(['--data', data]);
  const keys = keysOn(await (await fetch(first.board)).text());
  expect(keys).toHaveLength(2);
  await fetch(`${first.board}zone`, {
    method: 'POST',
    body: new URLSearchParams({ apex: 'example.org', text: 'kept TXT "over a restart"', fault: 'slow' }),
  });
  const authority = await (await fetch(`${first.board}authority.pem`)).text();
  first.child.kill('SIGINT');
  expect(await ended(first.child)).toEqual({ code: 0 });

  const second = await started(['--data', data]);
  const page = await (await fetch(second.board)).text();
  expect(keysOn(page)).toEqual(keys);
  expect(page).toContain('kept 300 TXT &#34;over a restart&#34;');
  expect(page).toContain('<option value="slow" selected>');
  expect(await (await fetch(`${second.board}authority.pem`)).text()).toBe(authority);
});

test('nobody else can read what the data folder keeps, and no other demo can use it', async () => {
  const data = join(await folder(), 'made');
  await started(['--data', data]);
  for (const path of [data, join(data, 'demo.sqlite'), join(data, 'portal.sqlite')]) {
    expect([path, (await stat(path)).mode & 0o077]).toEqual([path, 0]);
  }
  const { code, output } = await refused(['--data', data]);
  expect(output).toBe(`${unusable(data, 'another demo is running with it')}\n`);
  expect(code).toBe(1);
});

test('a port that is taken is one line', async () => {
  const other: Server = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const { code, output } = await refused(['--port', String(port), '--data', await folder()]);
  other.close();
  expect(output).toBe(
    `Port ${port} is taken by another program. Choose another with --port, or leave it out for a free one.\n`,
  );
  expect(code).toBe(1);
});

test.for([
  ['a file', 'file', 'it is a file'],
  ['below a file', 'file/in/it', 'a part of the path is a file'],
  ['a link to nothing', 'dangling', 'nothing can be made there'],
  ['a folder with a name that is too long', 'x'.repeat(300), 'a name in the path is too long'],
  ['a folder whose database is a folder', 'odd', 'demo.sqlite is a folder'],
  ['a folder whose database is none', 'damaged', 'demo.sqlite: file is not a database'],
  ['a folder with a database of others', 'foreign', 'demo.sqlite: no such column: json'],
] as const)('a data folder that is %s is one line, and nothing is made', async ([, name, reason]) => {
  const parent = await folder();
  await writeFile(join(parent, 'file'), '');
  await symlink(join(parent, 'nowhere'), join(parent, 'dangling'));
  await mkdir(join(parent, 'odd/demo.sqlite'), { recursive: true });
  await mkdir(join(parent, 'damaged'));
  await writeFile(join(parent, 'damaged/demo.sqlite'), noDatabase);
  await mkdir(join(parent, 'foreign'));
  const foreign = new DatabaseSync(join(parent, 'foreign/demo.sqlite'));
  foreign.exec('CREATE TABLE state (other TEXT)');
  foreign.close();
  const before = await readdir(parent, { recursive: true });
  const path = join(parent, name);
  expect(() => openState(path)).toThrow(new Unusable(unusable(path, reason)));
  expect(await readdir(parent, { recursive: true })).toEqual(before);
});

// Node 26 tries for ever to make a folder there in one go.
test.runIf(process.platform === 'linux').for([
  ['/proc/mail-settings', 'nothing can be made there'],
  ['/proc/mail-settings/in/it', 'nothing can be made there'],
  ['/proc', 'nothing can be made there'],
] as const)('the data folder %s is one line', async ([path, reason]) => {
  expect(await refused(['--data', path])).toEqual({ code: 1, output: `${unusable(path, reason)}\n` });
});

// Not by permissions of a folder, which root does not feel; kernels differ in why they refuse.
test.runIf(process.platform === 'linux')('a data folder where nobody may write is one line', async () => {
  const { code, output } = await refused(['--data', '/sys/mail-settings']);
  expect([
    unusable('/sys/mail-settings', 'no permission to write there'),
    unusable('/sys/mail-settings', 'it is on a read-only file system'),
  ]).toContain(output.trimEnd());
  expect(code).toBe(1);
});

test("a data folder whose portal's database is none is one line", async () => {
  const data = await folder();
  await writeFile(join(data, 'portal.sqlite'), noDatabase);
  const { code, output } = await refused(['--data', data]);
  expect(output).toBe(`${unusable(data, 'portal.sqlite: The file is not a database')}\n`);
  expect(code).toBe(1);
});

test.for([
  [['--host', 'fastify'], '--host must be express, koa or hono, not "fastify".'],
  [['--host', ''], '--host must be express, koa or hono, not "".'],
  [['--host', 'toString'], '--host must be express, koa or hono, not "toString".'],
  [['--host'], '--host requires a value. Try --help.'],
  [['--port', 'abc'], '--port must be a whole number from 0 to 65535, not "abc".'],
  [['--port', '70000'], '--port must be a whole number from 0 to 65535, not "70000".'],
  [['--port', '1.5'], '--port must be a whole number from 0 to 65535, not "1.5".'],
  [['--port=-1'], '--port must be a whole number from 0 to 65535, not "-1".'],
  [['--port', ''], '--port must be a whole number from 0 to 65535, not "".'],
  [['--port', '--host', 'koa'], '--port requires a value. Try --help.'],
  [['--data', ''], '--data must name a folder, not "".'],
  [['--data='], '--data must name a folder, not "".'],
  [['--data'], '--data requires a value. Try --help.'],
  [['--data', '--port', '0'], '--data requires a value. Try --help.'],
  [['--colour'], "Unknown option '--colour'. Try --help."],
  [['-x'], "Unknown option '-x'. Try --help."],
  [['--help=yes'], "Option '-h, --help' does not take an argument. Try --help."],
  [['koa'], "Unexpected argument 'koa'. Try --help."],
] as const)('%j is one line', ([args, line]) => {
  expect(() => readOptions([...args])).toThrow(new Unusable(line));
});

test('an option that cannot be used ends the demo', async () => {
  const output = '--port must be a whole number from 0 to 65535, not "70000".\n';
  expect(await refused(['--port', '70000'])).toEqual({ code: 1, output });
});

test('--help tells of every option', async () => {
  const { code, output } = await refused(['--help']);
  expect(code).toBe(0);
  for (const option of ['--host', '--port', '--data']) expect(output).toContain(`  ${option} `);
});

test('the end of its parent ends the demo', async () => {
  const data = await folder();
  const script = `require('node:child_process').spawn(process.execPath, ${JSON.stringify(main(['--data', data]))}, { stdio: 'inherit' })`;
  const parent = launched(['--eval', script]);
  const { portal } = await addresses(parent);
  parent.kill('SIGKILL');
  await expect
    .poll(() =>
      fetch(portal).then(
        () => 'there',
        () => 'gone',
      ),
    )
    .toBe('gone');
});

const noDatabase = 'this is no database, and it is longer than a header of one would be '.repeat(9);

const unusable = (data: string, reason: string) =>
  `The data folder ${data} cannot be used: ${reason}. Choose another with --data.`;

const main = (args: string[]) => [
  '--conditions=@mail-settings/source',
  join(import.meta.dirname, '../src/main.ts'),
  ...args,
];

function launched(args: string[]): ChildProcess {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  return child;
}

async function started(args: string[]) {
  const child = launched(main(args));
  return { child, ...(await addresses(child)) };
}

/** Reads what the demo prints until it has told where it is. */
async function addresses(child: ChildProcess): Promise<{ portal: string; board: string }> {
  let output = '';
  child.stderr?.on('data', (chunk) => {
    output += chunk;
  });
  for await (const chunk of child.stdout ?? []) {
    output += chunk;
    const [, portal] = /^Portal +(\S+)/m.exec(output) ?? [];
    const [, board] = /^Fault board +(\S+)/m.exec(output) ?? [];
    if (portal && board && output.includes('Ctrl-C')) return { portal, board };
  }
  throw new Error(`The demo did not start:\n${output}`);
}

async function refused(args: string[]): Promise<{ code: number | null; output: string }> {
  const child = launched(main(args));
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk) => {
      output += chunk;
    });
  }
  const [code] = await once(child, 'close');
  return { code, output };
}

async function ended(child: ChildProcess): Promise<{ code: number | null }> {
  const [code] = child.exitCode === null ? await once(child, 'exit') : [child.exitCode];
  return { code };
}

async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'demo-data-'));
  folders.push(made);
  return made;
}

const keysOn = (page: string) =>
  [...page.matchAll(/<code>((?:api|auth)-[0-9a-f]{40})<\/code>/g)].map(([, key]) => key);
