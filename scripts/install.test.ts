import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { root } from './children.ts';

// What npm gives a host that installs the packed tarballs into an empty folder: plain npm, install scripts allowed.

type Manifest = {
  name: string;
  version: string;
  private?: boolean;
  engines: { node: string };
  exports: Record<string, unknown>;
  dependencies?: Record<string, string>;
  scripts?: Record<string, string>;
};
type Tarball = { name: string; filename: string; files: { path: string }[] };

const run = promisify(execFile);
const packages = ['core', 'client', 'elements', 'server-adapters'];
const manifests = packages.map((name) => manifestIn(join(root, 'packages', name)));

/** The lowest versions our ranges take: what a host has that is slow to update. */
const hosts = Object.fromEntries(
  manifests
    .flatMap(({ dependencies = {} }) => Object.entries(dependencies))
    .filter(([name]) => !name.startsWith('@mail-settings/'))
    .map(([name, range]) => [name, range.replace('^', '')]),
);

let folder: string;
let tarballs: Tarball[];
let installed: { path: string; name: string; manifest: Manifest; hasInstallScript?: boolean }[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mail-settings-install-'));
  const pack = ['-r', '--filter', './packages/*', 'pack', '--json', '--pack-destination', folder];
  tarballs = JSON.parse((await run('pnpm', pack, { cwd: root, maxBuffer: 2 ** 26 })).stdout);
  const ours = tarballs.map(({ name, filename }) => [name, `file:${filename}`]);
  await writeFile(
    join(folder, 'package.json'),
    JSON.stringify({
      private: true,
      type: 'module',
      dependencies: { ...hosts, ...Object.fromEntries(ours) },
    }),
  );
  await run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund'], {
    cwd: folder,
    env: ownEnv(),
  });
  installed = await readInstalled();
}, 300_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the tarballs', () => {
  test.for(packages)('%s has what its exports name, and no test', (name) => {
    const manifest = manifestIn(join(folder, 'node_modules/@mail-settings', name));
    const files = tarballs.find((one) => one.name === manifest.name)?.files.map(({ path }) => path) ?? [];
    const targets = Object.values(manifest.exports).flatMap((one) =>
      typeof one === 'string' ? [one] : sources(one),
    );
    for (const target of targets) expect(files).toContain(target.replace('./', ''));
    expect(files).toContain('README.md');
    expect(
      files.filter(
        (path) => !/^(?:dist\/|src\/|README\.md$|package\.json$|LICENSE|custom-elements\.json$)/.test(path),
      ),
    ).toEqual([]);
    expect(files.filter((path) => /\.test\.|\/tests?\//.test(path))).toEqual([]);
  });
});

describe('npm install', () => {
  test('brings the four packages, each with its home on the web', () => {
    const ours = installed.filter(({ name }) => name.startsWith('@mail-settings/'));
    expect(ours.map(({ name }) => name).sort()).toEqual(manifests.map(({ name }) => name).sort());
    for (const { name, manifest } of ours) {
      const directory = `packages/${name.split('/')[1]}`;
      expect(manifest).toMatchObject({
        repository: { type: 'git', url: 'git+https://github.com/mail-settings/mail-settings.git', directory },
        homepage: expect.stringContaining(directory),
        bugs: expect.stringContaining('/issues'),
        keywords: expect.arrayContaining(['email']),
        license: 'MIT',
      });
      expect(manifest).not.toHaveProperty('author');
    }
  });

  test('runs no script: no dependency has one, at whatever depth', () => {
    expect(installed.length).toBeGreaterThan(10);
    const scripted = installed.filter(
      ({ path, manifest: { scripts = {} }, hasInstallScript }) =>
        hasInstallScript ||
        existsSync(join(path, 'binding.gyp')) ||
        ['preinstall', 'install', 'postinstall'].some((name) => name in scripts),
    );
    expect(scripted.map(({ name }) => name)).toEqual([]);
  });

  test('brings no second copy of what the host has in the oldest version that our ranges take', () => {
    expect(Object.keys(hosts).length).toBeGreaterThan(5);
    for (const [name, version] of Object.entries(hosts)) {
      const copies = installed.filter((one) => one.name === name);
      expect(copies.map(({ manifest }) => `${name} ${manifest.version}`)).toEqual([`${name} ${version}`]);
    }
    for (const { dependencies = {} } of manifests) {
      for (const range of Object.values(dependencies)) expect(range).toMatch(/^(\^|workspace:\*$)/);
    }
  });
});

const nodes = { 22: npmNode(22), 24: npmNode(24), 26: join(root, 'node_modules/.bin/node') };

for (const [major, node] of Object.entries(nodes)) {
  const isThere = existsSync(node);
  test.skipIf(!isThere)(
    `Node ${major}${isThere ? '' : ` (npm has none for ${process.platform} ${process.arch})`} imports every export`,
    async () => {
      const { version, imported } = await importAll(node);
      expect(version).toMatch(new RegExp(`^${major}\\.`));
      expect(imported).toEqual(Object.fromEntries(specifiers().map((specifier) => [specifier, 'imported'])));
    },
  );
}

test('the oldest Node that is tried is the oldest one that is promised', () => {
  const { optionalDependencies } = JSON.parse(readFileSync(join(root, 'scripts/nodes/package.json'), 'utf8'));
  const oldest = /@(22\.\d+)/.exec(optionalDependencies['node-22-linux-x64'])?.[1];
  for (const { name, engines } of manifests) expect(engines.node, name).toBe(`>=${oldest}`);
});

const old = await olderNode();
test.skipIf(old === undefined)(
  `an older Node ${old === undefined ? '(this machine has none) ' : ''}is told in one sentence what it lacks`,
  async () => {
    const { version, imported } = await importAll(old ?? '');
    expect(imported['@mail-settings/server-adapters']).toBe(
      `@mail-settings/server-adapters needs Node 22.18 or newer, and this is Node ${version}.`,
    );
  },
);

/** Imports everything that the packages export under the given Node; each is `imported`, or what was thrown. */
async function importAll(node: string): Promise<{ version: string; imported: Record<string, string> }> {
  const script = `
    const imported = {};
    for (const name of ${JSON.stringify(specifiers())}) {
      imported[name] = await import(name).then(() => 'imported', (error) => error.message);
    }
    console.log(JSON.stringify({ version: process.versions.node, imported }));`;
  const { stdout } = await run(node, ['--input-type=module', '--eval', script], {
    cwd: folder,
    env: ownEnv(),
  });
  return JSON.parse(stdout);
}

function specifiers(): string[] {
  return manifests.flatMap(({ name, exports }) =>
    Object.keys(exports)
      .filter((path) => !path.endsWith('.json'))
      .map((path) => join(name, path)),
  );
}

async function readInstalled(): Promise<typeof installed> {
  const lock = JSON.parse(await readFile(join(folder, 'node_modules/.package-lock.json'), 'utf8'));
  return Object.entries<{ hasInstallScript?: boolean }>(lock.packages).map(([place, entry]) => {
    const path = join(folder, place);
    const manifest = manifestIn(path);
    return { path, name: manifest.name, manifest, ...entry };
  });
}

/** All paths of an entry of `exports` that are for more than our own repository. */
function sources(entry: unknown): string[] {
  const { types: _, ...rest } = entry as Record<string, string>; // declarations are built for publishing alone
  return Object.values(rest);
}

function manifestIn(path: string): Manifest {
  return JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'));
}

function npmNode(major: number): string {
  return join(root, `scripts/nodes/node_modules/node-${major}-${process.platform}-${process.arch}/bin/node`);
}

/** A Node on the PATH that came before the oldest one that is promised. */
async function olderNode(): Promise<string | undefined> {
  const places = (process.env.PATH ?? '').split(delimiter).filter((place) => !place.includes('node_modules'));
  for (const node of places.map((place) => join(place, 'node')).filter(existsSync)) {
    const { stdout } = await run(node, ['--print', 'process.versions.node']);
    if (Number.parseFloat(stdout) < 22.18) return node;
  }
  return undefined;
}

/** The environment without what npm, vitest or turbo tell their own children. */
function ownEnv(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _, NODE_ENV: __, ...env } = process.env;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^npm_(?:lifecycle|package)/.test(name)));
}
