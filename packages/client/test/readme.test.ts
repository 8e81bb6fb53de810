import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync } from 'node:fs';
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Fault } from '../src/testing/index.ts';

const packageFolder = fileURLToPath(new URL('..', import.meta.url));
const examples = [
  ...readFileSync(join(packageFolder, 'README.md'), 'utf8').matchAll(/```ts\n(.*?)```/gs),
].map(([, code = '']) => code);
/** The example in the docstring of `createCesService`. */
const docExample =
  /```ts\n(.*?)```/s
    .exec(readFileSync(join(packageFolder, 'src/ces.ts'), 'utf8'))?.[1]
    ?.replace(/^ \* ?/gm, '') ?? '';

/** An app of its own that has the packages installed. */
let app: string;
let child: ChildProcess;
beforeAll(async () => {
  app = mkdtempSync(join(tmpdir(), 'readme-'));
  await mkdir(join(app, 'node_modules/@mail-settings'), { recursive: true });
  for (const name of ['client', 'core'])
    await symlink(join(packageFolder, '..', name), join(app, 'node_modules/@mail-settings', name));
  await writeFile(join(app, 'package.json'), '{"type":"module"}');
  await writeFile(join(app, 'runner.ts'), runner);
  child = spawn(process.execPath, ['--conditions=@mail-settings/source', join(app, 'runner.ts')], {
    cwd: app,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
});
afterAll(async () => {
  child.kill('SIGKILL');
  await rm(app, { recursive: true });
});

/**
 * Runs one example after the other, as it is told to, and answers what each prints or why it fails. Where the Internet would be,
 * there is the simulated service, and the host of the page.
 */
const runner = `
  import { format, inspect } from 'node:util';
  import { createFakeCloud } from '@mail-settings/client/testing';
  process.on('message', async ({ file, apiKey, fault }) => {
    const cloud = createFakeCloud({
      accounts: [{ name: 'Acme', apiKey: 'right', authKey: 'right', provider: 'UniOne' }],
    });
    if (fault) cloud.state.faults['every-call'] = fault;
    globalThis.fetch = async (url, init) =>
      url === '/mail-settings/read-state' && new Headers(init.headers).get('x-csrf-token') === 'from-your-page'
        ? Response.json({ connection: { sending: { state: 'active' } } })
        : cloud.fetch(url, init);
    Object.assign(process.env, { CES_API_KEY: apiKey, CES_AUTH_KEY: 'right' });
    let printed = '';
    console.log = (...given) => { printed += format(...given) + '\\n'; };
    const failure = await import(file).then(() => null, inspect);
    process.send({ printed, failure });
  });`;

async function output(code: string, apiKey = 'right', fault?: Fault): Promise<string> {
  const file = join(app, `example-${crypto.randomUUID()}.ts`);
  await writeFile(file, code);
  child.send({ file, apiKey, fault });
  const [{ printed, failure }] = await once(child, 'message');
  if (failure !== null) throw new Error(failure);
  return printed;
}

test('the README has four examples', () => {
  expect(examples).toHaveLength(4);
});

test('the example of a server asks the service, and says why it is refused', async () => {
  const [asks = ''] = examples;
  expect(await output(asks)).toBe('UniOne true\n');
  expect(await output(asks, 'wrong')).toBe('key-rejected \n');
});

test('the example of time and repetition adds a domain, and says what to do where it cannot', async () => {
  const [, adds = ''] = examples;
  expect(await output(adds)).toMatch(/^v=spf1 .*DMARC1/s);
  expect(await output(adds, 'right', { kind: 'code', code: 115 })).toBe('its owner has to share it\n');
  expect(await output(adds, 'right', { kind: 'http', status: 503, retryAfter: 60 })).toBe('later 60\n');
  expect(await output(adds, 'right', { kind: 'closed' })).toBe('later \n');
  await expect(output(adds, 'wrong')).rejects.toThrow('key-rejected');
});

test('the example beside the code does as well', async () => {
  expect(await output(docExample)).toBe('UniOne true true false\n');
});

test('the example of a page asks its host', async () => {
  expect(await output(examples[2] ?? '')).toBe('active\n');
});

test('the example of a test has the service in memory', async () => {
  const lines = (await output(examples[3] ?? '')).split('\n');
  expect(lines[0]).toBe('UniOne');
  expect(lines.join()).toContain("call: 'account'");
  expect(lines.join()).not.toContain('made-up-api-key');
});

test('nothing of an example keeps its process alive', async () => {
  const exit = once(child, 'exit');
  child.disconnect();
  expect(await exit).toEqual([0, null]);
});
