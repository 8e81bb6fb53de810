import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { rm, symlink, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCesProvider } from '@mail-settings/client';
import { createRemoteSetup } from '@mail-settings/client/remote';
import { createFakeSender, planTimeline } from '@mail-settings/client/testing';
import { createMailHandlers, createSealer } from '@mail-settings/server-adapters';
import { createSqliteStore } from '@mail-settings/server-adapters/sqlite';
import { build } from 'tsup';
import ts from 'typescript';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { startDns } from '../src/dns.ts';
import { readZone } from '../src/zone-text.ts';
import { page as pageOptions } from '../tsup.config.ts';
import { openBrowser } from './browser.ts';

const root = join(import.meta.dirname, '../../..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');

const documents = ['README.md', 'CONTRIBUTING.md', ...globSync('{apps,packages}/*/README.md', { cwd: root })];

const blocks = documents.flatMap((document) =>
  [...read(document).matchAll(/^```(\w*)\n(.*?)^```/gms)].map(([, language = '', code = '']) => ({
    document,
    language,
    code,
  })),
);

/** The client's examples, with that in a docstring. A test of that package counts and runs them, and here their types are checked. */
const isOfClient = ({ document, language }: (typeof blocks)[number]) =>
  document === 'packages/client/README.md' && language === 'ts';
const ofClient = [
  ...blocks.filter(isOfClient).map(({ code }) => code),
  /```ts\n(.*?)```/s.exec(read('packages/client/src/ces.ts'))?.[1]?.replace(/^ \* ?/gm, '') ?? '',
];

/** Those no check has asked for yet. */
const unchecked = new Set(blocks.filter((one) => !isOfClient(one)));

/** The one block of a document that has the text in it. */
function block(document: string, text: string): string {
  const [found, ...others] = blocks.filter((one) => one.document === document && one.code.includes(text));
  if (found === undefined || others.length > 0)
    throw new Error(`${document} has ${found ? 'several blocks' : 'no block'} with "${text}".`);
  unchecked.delete(found);
  return found.code;
}

const adapters = 'packages/server-adapters/README.md';
const elements = 'packages/elements/README.md';

const servers = {
  'README.md': block('README.md', 'createMailHandlers({'),
  [adapters]: block(adapters, 'app.listen(8080)'),
};
const pages = {
  'README.md': block('README.md', '<mail-settings>'),
  [elements]: block(elements, 'theme="auto"'),
};
const oneFilePage = block(elements, "from '/mail-settings.js'");
const jsx = block(elements, 'onmail-tab-change=');
const vue = block(elements, '@mail-tab-change=');
const mounts = block(adapters, '// Koa:').split(/\n\n(?=\/\/)/);
const script = {
  checksDomain: block('packages/core/README.md', 'checkDomain({'),
  checksHost: block('packages/core/README.md', 'checkHost({'),
  setsUp: block('packages/core/README.md', 'applySetup('),
  reseals: block(adapters, 'resealKeys('),
  hasTwoProviders: `${block(adapters, 'withTwo')}
    const [ces] = yours.providers;
    if (ces) console.log(typeof withTwo(yours, { ...ces, id: 'other' }).close);`,
};
const options = [
  block(adapters, 'dnsGuides:'),
  block(adapters, 'lists:'),
  ...['articles:', 'tenantOf:', 'onEvents:'].map(
    (name) => /^createMailHandlers\(\{\n {2}…,\n(.*)\}\);\n$/s.exec(block(adapters, name))?.[1] ?? '',
  ),
];
const shell = [block('README.md', 'npm test'), block('apps/demo/README.md', '--host koa')];
const picture = block('README.md', 'apps/demo, your application');

test('no code block is without a check', () => {
  expect([...unchecked]).toEqual([]);
});

test('the lines for a shell are commands, which scripts/contributing.test.ts checks one by one', () => {
  for (const line of shell.flatMap((code) => code.trimEnd().split('\n'))) expect(line).toMatch(/^npm \w+/);
});

test('the picture shows every package, and core below all others', () => {
  const names = readdirSync(join(root, 'packages'));
  for (const name of names) expect(picture).toMatch(new RegExp(`\\b${name}\\b`));
  const { dependencies: ofCore } = JSON.parse(read('packages/core/package.json'));
  const room = (name: string) => name.startsWith('@mail-settings/');
  expect(Object.keys(ofCore).filter(room)).toEqual([]);
  for (const name of names.filter((name) => name !== 'core')) {
    const { dependencies } = JSON.parse(read(`packages/${name}/package.json`));
    expect(Object.keys(dependencies).filter(room), name).toEqual(['@mail-settings/core']);
  }
});

/** What an integrator has already, and what the text around an example has said. */
const known = `
  declare global {
    const handlers: import('@mail-settings/server-adapters').MailHandlers;
    const yours: import('@mail-settings/server-adapters').MailHandlersOptions;
    const store: import('@mail-settings/core').MailStore;
    const createSealer: typeof import('@mail-settings/server-adapters').createSealer;
    const apiKey: string;
    const authKey: string;
    const yourMasterKey: Uint8Array;
    const yourSession: (request: Request) => Promise<{ customer: string; id: string; name: string } | null>;
    const newKey: Uint8Array;
    const oldKey: Uint8Array;
    const yourCustomers: string[];
    const sessionOf: import('@mail-settings/server-adapters').MailHandlersOptions['authorize'];
    const customerByHost: (name: string) => string | null;
    const crm: { record: (sequence: number, tenant: string, event: object) => Promise<void> };
    const bodyParser: () => import('koa').Middleware;
  }
  export {};`;

/** The same when it runs. Listens at a free port, whatever port an example names, and tells it. */
const knownValues = `
  import dns from 'node:dns';
  import { Server } from 'node:net';
  import { createCesProvider } from '@mail-settings/client';
  import { createFakeCloud } from '@mail-settings/client/testing';
  import { createMailHandlers, createMemoryStore, createSealer } from '@mail-settings/server-adapters';

  const { listen } = Server.prototype;
  Server.prototype.listen = function () {
    this.once('listening', () => process.send?.(this.address().port));
    return listen.call(this, 0, '127.0.0.1');
  };
  if (process.env.DNS) dns.setServers([process.env.DNS]);
  const key = (byte) => new Uint8Array(32).fill(byte);
  const account = { name: 'Acme', apiKey: 'an-api-key', authKey: 'an-auth-key', provider: 'UniOne' };
  const store = createMemoryStore();
  const yours = {
    store,
    providers: [createCesProvider({ fetch: createFakeCloud({ accounts: [account] }).fetch })],
    sealer: createSealer({ masterKeys: [{ id: '2026-11', key: key(1) }] }),
    authorize: () => null,
    host: { service: 'Your product' },
    background: false,
  };
  Object.assign(globalThis, {
    ...{ yours, store, createSealer, apiKey: account.apiKey, authKey: account.authKey },
    ...{ yourMasterKey: key(7), newKey: key(2), oldKey: key(1), yourCustomers: ['default'] },
    handlers: createMailHandlers(yours),
    yourSession: async () => ({ customer: 'default', id: 'anna', name: 'Anna' }),
    sessionOf: () => null,
    customerByHost: () => null,
    crm: { record: async () => {} },
    bodyParser: () => (_, next) => next(),
  });`;

/** What stands above an example of mounting in its host's own file, and what starts that host. */
const mountFrames: Record<string, [before: string, after: string]> = {
  Express: [
    `import express from 'express';
     import { mailMiddleware } from '@mail-settings/server-adapters/express';
     const app = express();`,
    'app.listen(8080);',
  ],
  Koa: [
    `import Koa from 'koa';
     import { mailMiddleware } from '@mail-settings/server-adapters/koa';
     const app = new Koa();`,
    'app.listen(8080);',
  ],
  Hono: [
    `import { serve } from '@hono/node-server';
     import { Hono } from 'hono';
     import { mailMiddleware } from '@mail-settings/server-adapters/hono';
     const app = new Hono();`,
    'serve({ fetch: app.fetch, port: 8080 });',
  ],
  'node:http': [
    `import { createServer } from 'node:http';
     import { createNodeListener } from '@mail-settings/server-adapters/node';`,
    '',
  ],
  anything: ["import { getRequestListener } from '@hono/node-server'; import http from 'node:http';", ''],
};
const mounted = mounts.map((code) => {
  const [, name = ''] = /^\/\/ (\w+(?::\w+)?)/.exec(code) ?? [];
  const [before, after] = mountFrames[name] ?? ['', ''];
  // what is exported is served as a platform would
  const own = code.replace('export default', 'const platform =');
  const serving = own === code ? '' : 'http.createServer(getRequestListener(platform.fetch)).listen(8080);';
  return { name, code: `${before}\n${own}\n${after}${serving}` };
});

const completed = options.map(
  (code) => `import { createMailHandlers } from '@mail-settings/server-adapters';
    const made = createMailHandlers({ ...yours, ${code} });
    console.log(typeof made.close);`,
);

/** A folder of somebody who has installed the packages. */
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'readme-'));
  await symlink(join(import.meta.dirname, '../node_modules'), join(folder, 'node_modules'));
  await writeFile(join(folder, 'package.json'), '{"type":"module"}');
  await writeFile(join(folder, 'known.d.ts'), known);
  await writeFile(join(folder, 'known-values.ts'), knownValues);
});
afterAll(() => rm(folder, { recursive: true }));

test('every example fits the types', async () => {
  const wrong =
    "import { createMailHandlers } from '@mail-settings/server-adapters'; createMailHandlers({});";
  const codes = [
    ...Object.values(servers),
    ...Object.values(script),
    ...mounted.map(({ code }) => code),
    ...completed,
    ...ofClient,
    wrong,
  ];
  const files = codes.map((_, at) => join(folder, `types-${at}.ts`));
  for (const [at, code] of codes.entries())
    await writeFile(files[at] ?? '', `${code}\n${/^\s*import /m.test(code) ? '' : 'export {};'}`);
  const program = ts.createProgram([...files, join(folder, 'known.d.ts')], {
    ...{ strict: true, noEmit: true, skipLibCheck: true, exactOptionalPropertyTypes: true },
    ...{
      allowImportingTsExtensions: true,
      customConditions: ['@mail-settings/source'],
      noUnusedLocals: true,
    },
    ...{ types: ['node'], typeRoots: [join(root, 'node_modules/@types')] },
    ...{ target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts', 'lib.dom.asynciterable.d.ts'],
  });
  const found = files.flatMap((file, at) => {
    const source = program.getSourceFile(file);
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
      ({ code, messageText }) =>
        `${codes[at] === wrong ? 'wrong' : codes[at]} ${code} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`,
    );
  });
  // What does not fit is found, and it is in none of the examples.
  expect(found).toEqual([expect.stringMatching(/^wrong 2345 /)]);
});

test.for(Object.entries(servers))(
  'the server in %s takes responses, and ends by itself on SIGTERM without losing one',
  async ([, code]) => {
    const { child, url, database } = await startServer(code);
    const setup = createRemoteSetup({ url: `${url}/mail-settings`, headers: { cookie: 'session=1' } });
    const { revisions } = await setup.readState({});
    await setup.saveSettings({ revision: revisions.general, draft: { authKey } });

    // a connection that never says anything must not keep the process alive
    const silent = connect(Number(new URL(url).port), '127.0.0.1').on('error', () => {});
    onTestFinished(() => void silent.destroy());
    await once(silent, 'connect');
    const sender = createFakeSender();
    let accepted = 0;
    const outcomes = responses(60).map(async (event) => {
      const status = await sender.post({ url: `${url}${webhookPath}`, authKey }, [event]).catch(() => 0);
      if (status === 200 && ++accepted === 10) child.kill('SIGTERM');
    });
    const [exit] = await Promise.all([once(child, 'exit'), ...outcomes]);
    expect(exit).toEqual([0, null]);
    expect(accepted).toBeGreaterThanOrEqual(10);
    expect(await countedIn(database)).toBeGreaterThanOrEqual(accepted);
  },
);

test('the page of every README appears in a browser, on the server of the README', async () => {
  const { url } = await startServer(servers['README.md']);
  const scripts = Object.values(pages).map(
    (html) => /<script type="module">(.*?)<\/script>/s.exec(html)?.[1],
  );
  expect(new Set(scripts).size).toBe(1);
  const files = await bundled(scripts[0] ?? '');
  const browser = await openBrowser();
  onTestFinished(() => browser.close());
  for (const [document, html] of Object.entries(pages)) {
    const page = await browser.newPage();
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.route('**/*', (route) => {
      const { pathname } = new URL(route.request().url());
      if (pathname === '/') {
        const body = `<!doctype html><html lang="en">${html.replace(/(<script type="module").*?(<\/script>)/s, '$1 src="/page.js">$2')}`;
        return route.fulfill({ contentType: 'text/html', body });
      }
      const file = files.get(pathname);
      return file === undefined
        ? route.continue()
        : route.fulfill({ contentType: 'text/javascript', body: file });
    });
    await page.goto(`${url}/`);
    await page.getByRole('heading', { name: 'Email settings' }).waitFor();
    const tab = /tab="domains"/.test(html) ? 'Sender domains' : 'General settings';
    await page.getByRole('tab', { name: tab, selected: true }).waitFor();
    expect(complaints, document).toEqual([]);
  }
});

test('the page without a bundler is the one that one-file.test.ts opens', () => {
  const [, code = ''] = /<script type="module">(.*?)<\/script>/s.exec(oneFilePage) ?? [];
  const lines = code.split('\n').flatMap((line) => (line.trim() === '' ? [] : [line.trim()]));
  const opened = readFileSync(join(import.meta.dirname, 'one-file.test.ts'), 'utf8');
  expect(lines.length).toBe(2);
  for (const line of lines) expect(opened).toContain(line);
});

test('the tags for React and Vue pass what the hosts of frameworks.test.ts pass', () => {
  const hostOf = (name: string) =>
    readFileSync(join(import.meta.dirname, `frameworks/${name}.ts`), 'utf8').match(
      /'mail-settings', \{(.*?)\}/,
    )?.[1] ?? '';
  const namesIn = (text: string) => [...text.matchAll(/'?([\w-]+)'?(?::|,| )/g)].map(([, name]) => name);
  const inReact = ts.transpileModule(jsx, {
    compilerOptions: { jsx: ts.JsxEmit.React, target: ts.ScriptTarget.ESNext },
    fileName: 'example.tsx',
  }).outputText;
  for (const name of ['setup', 'tab', 'onmail-tab-change']) {
    expect(inReact).toMatch(new RegExp(`"?${name}"?: `));
    expect(namesIn(hostOf('react'))).toContain(name);
  }
  expect([...vue.matchAll(/ [:@]([\w-]+)="/g)].map(([, name]) => name)).toEqual([
    'setup',
    'tab',
    'mail-tab-change',
  ]);
  for (const name of ['setup', 'tab', 'onMailTabChange']) expect(namesIn(hostOf('vue'))).toContain(name);
});

test('the check of a domain says what DNS has', async () => {
  const zone = readZone('@ TXT "v=spf1 -all"', 'example.com');
  if (!zone.ok) throw new Error(zone.problem);
  const dns = await startDns([
    { apex: 'example.com', serial: 1, records: zone.records, fault: 'none' },
    { apex: 'com', serial: 1, records: [], fault: 'none' },
  ]);
  onTestFinished(() => dns.close());
  const { output } = await run([script.checksDomain], { DNS: `127.0.0.1:${dns.port}` });
  expect(output).toMatch(/^spf mismatch \[/m);
  expect(output).toMatch(/^dkim missing \[/m);
  expect(output).toMatch(/^dmarc missing \[/m);
});

test('the other examples for servers do what they say', async () => {
  const { output, ports } = await run([
    ...[script.checksHost, script.setsUp, script.reseals, script.hasTwoProviders],
    ...completed,
  ]);
  expect(output).toContain('temperror\n');
  expect(output).toContain("cloudUrl: 'https://mail.example.net'");
  expect(output).not.toContain('an-api-key');
  expect(output.match(/^function$/gm)).toHaveLength(completed.length + 1);
  expect(ports).toEqual([]);
});

test('mounted as in the README, every host answers the service and passes on what is not ours', async () => {
  expect(mounted.map(({ name }) => name)).toEqual(Object.keys(mountFrames));
  const child = await started(mounted.map(({ code }) => code));
  const ports: number[] = [];
  child.on('message', (port) => ports.push(Number(port)));
  await expect.poll(() => ports.length).toBe(mounted.length);
  for (const port of ports) {
    const url = `http://127.0.0.1:${port}`;
    expect((await fetch(`${url}${webhookPath}`, { method: 'HEAD' })).status).toBe(200);
    expect((await fetch(`${url}/not-ours`)).status).toBe(404);
  }
});

const authKey = 'an-auth-key-for-the-example';
const webhookPath = '/0/ServiceModel/CESWebHooksService.svc/HandleWebHooks';

const { PATH = '', NODE_COMPILE_CACHE = '' } = process.env;

let number = 0;
/** A process that runs the codes one after the other. */
async function started(codes: readonly string[], env: Record<string, string> = {}): Promise<ChildProcess> {
  const files = codes.map(() => `run-${number++}.ts`);
  for (const [at, code] of codes.entries()) await writeFile(join(folder, files[at] ?? ''), code);
  const imports = ['known-values.ts', ...files].map((file) => `await import('./${file}');`);
  const main = join(folder, `main-${number++}.ts`);
  await writeFile(main, imports.join('\n'));
  const child = spawn(process.execPath, ['--conditions=@mail-settings/source', main], {
    cwd: folder,
    env: { PATH, NODE_COMPILE_CACHE, ...env },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

/** Runs codes that come to an end. */
async function run(codes: readonly string[], env?: Record<string, string>) {
  const child = await started(codes, env);
  const ports: unknown[] = [];
  child.on('message', (port) => ports.push(port));
  let output = '';
  child.stdout?.on('data', (chunk) => {
    output += chunk;
  });
  expect(await once(child, 'close')).toEqual([0, null]);
  return { output, ports };
}

/** Runs the example of a server, with a database of its own, until the test is over. */
async function startServer(code: string) {
  const database = join(folder, `${number++}.sqlite`);
  const own = code.replace(/path: '[^']+'/, `path: '${database}'`);
  const child = await started([own], { MAIL_MASTER_KEY: Buffer.alloc(32, 7).toString('base64') });
  const [port] = await once(child, 'message');
  return { child, url: `http://127.0.0.1:${port}`, database };
}

/** Responses about as many recipients. */
function responses(count: number) {
  const recipients = Array.from({ length: count }, (_, at) => ({
    ...{ id: crypto.randomUUID(), email: `open@${at}.example`, name: 'Ann', fields: {} },
  }));
  const start = new Date('2026-11-10T09:00:00Z');
  const mailing = crypto.randomUUID();
  return planTimeline({ mailing, recipients, links: [], start, provider: 'UniOne' })
    .flatMap(({ events }) => events)
    .slice(0, count);
}

/** How many responses a database has, once all packets in it are processed. */
async function countedIn(database: string): Promise<number> {
  const store = createSqliteStore({ path: database });
  const handlers = createMailHandlers({
    store,
    providers: [createCesProvider()],
    sealer: createSealer({ masterKeys: [{ id: '2026', key: new Uint8Array(32).fill(7) }] }),
    authorize: () => null,
    host: { service: 'Example' },
    background: false,
  });
  await handlers.processOnce();
  const { recipient } = await store.ledger.appliedEvents('default');
  await handlers.close();
  return recipient;
}

/** The files of a page's script, built from the sources of the workspace, by path. */
async function bundled(code: string): Promise<Map<string, string>> {
  const entry = join(folder, 'page.ts');
  const outDir = join(folder, 'page');
  await writeFile(entry, `// @ts-nocheck\n${code}`);
  await build({
    ...{ ...pageOptions, config: false, entry: { page: entry }, outDir, sourcemap: false, clean: false },
    ...{ silent: true, tsconfig: join(import.meta.dirname, '../tsconfig.json') },
    esbuildOptions(options) {
      pageOptions.esbuildOptions(options);
      options.conditions = ['@mail-settings/source'];
    },
  });
  return new Map(readdirSync(outDir).map((file) => [`/${file}`, readFileSync(join(outDir, file), 'utf8')]));
}
