// Runs under any Node from 20 on, before anything is installed: hence plain JavaScript without dependencies.
//
//   node scripts/launch.mjs                       installs what is missing
//   node scripts/launch.mjs scripts/test.ts core  and then runs the file under the Node of the lockfile

import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const bin = join(root, 'node_modules/.bin');
const stamp = join(root, 'node_modules/.installed');

try {
  install();
  const [file, ...args] = process.argv.slice(2);
  if (file !== undefined) run(join(root, file), args);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}

function install() {
  const wanted = fingerprint();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted && workspaces().every(isLinked)) return;
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  console.error('Installing packages …');
  rmSync(stamp, { force: true });
  const { status, error, stdout, stderr } = spawnSync(
    'npx',
    // without a terminal pnpm asks nothing and stops where it would have to replace an older node_modules
    [
      '--yes',
      packageManager,
      'install',
      '--frozen-lockfile',
      '--prefer-offline',
      '--config.confirmModulesPurge=false',
    ],
    { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 26, env: { ...process.env, NODE_ENV: 'development' } },
  );
  if (status !== 0) {
    throw new Error(
      `${stdout ?? ''}${stderr ?? ''}The packages could not be installed. ${error?.message ?? ''}`.trim(),
    );
  }
  writeFileSync(stamp, wanted);
}

function fingerprint() {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch} ${root}\n`);
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml']) hash.update(readFileSync(join(root, file)));
  return hash.digest('hex');
}

function workspaces() {
  const grouped = ['packages', 'apps'].flatMap((group) =>
    readdirSync(join(root, group)).map((name) => join(root, group, name)),
  );
  return [...grouped, join(root, 'bench')].filter((folder) => existsSync(join(folder, 'package.json')));
}

function isLinked(folder) {
  const { dependencies = {}, devDependencies = {} } = JSON.parse(
    readFileSync(join(folder, 'package.json'), 'utf8'),
  );
  return Object.keys({ ...dependencies, ...devDependencies }).every((name) =>
    existsSync(join(folder, 'node_modules', name)),
  );
}

// A group of its own keeps the child from hearing a Ctrl-C twice: the terminal tells this process, and so does npm.
// The channel tells the child that this process is gone, however it ended.
function run(file, args) {
  const child = spawn(node(), [file, ...args], {
    detached: true,
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}`, TURBO_TELEMETRY_DISABLED: '1' },
  });
  let told = 0;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      if (Date.now() - told > 500) child.kill(signal);
      told = Date.now();
    });
  }
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    child.kill('SIGTERM'); // npm was killed without a chance to tell
  }, 500);
  child.on('error', (error) => {
    clearInterval(watch);
    console.error(error.message);
    process.exitCode = 1;
  });
  child.on('exit', (code, signal) => {
    clearInterval(watch);
    process.exit(code ?? 128 + (constants.signals[signal] ?? 0));
  });
}

// It is an optional dependency, one package per platform, so its absence stops no installation.
function node() {
  const pinned = join(bin, 'node');
  if (existsSync(pinned)) return pinned;
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 24 || (major === 24 && minor >= 2)) return process.execPath;
  throw new Error(
    `Node ${process.versions.node} is too old for the tools, and no newer one could be installed for ` +
      `${process.platform} ${process.arch}: please run this under Node 26.`,
  );
}
