import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { access, chmod, constants, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = join(import.meta.dirname, '..');

/** What playwright-core and puppeteer-core both take as launch options. */
export interface BrowserLaunch {
  executablePath: string;
  args: string[];
  env: Record<string, string>;
}

/**
 * A Chromium that runs on this machine: `CHROME_PATH`, else one on the PATH, else the macOS application,
 * else (Linux x64) the one inside the npm package, unpacked once below node_modules.
 * The browser gets a temporary folder of its own that goes with this process.
 *
 * @example const browser = await chromium.launch(await findBrowser());
 */
export async function findBrowser(): Promise<BrowserLaunch> {
  const { executablePath, env } = (await installedBrowser()) ?? (await packagedBrowser());
  const temporary = temporaryFolder();
  return { executablePath, args: [...flags], env: { ...definedEnv(), ...env, TMPDIR: temporary } };
}

const flags = [
  '--no-sandbox', // it refuses to run as root otherwise
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

// A test runner may end a worker without letting it tidy up, so each start removes what dead processes left.
function temporaryFolder(): string {
  const prefix = 'mail-settings-browser-';
  for (const name of readdirSync(tmpdir()).filter((one) => one.startsWith(prefix))) {
    if (isAlive(Number(name.slice(prefix.length)))) continue;
    try {
      rmSync(join(tmpdir(), name), { recursive: true, force: true });
    } catch {} // another user's
  }
  const folder = join(tmpdir(), `${prefix}${process.pid}`);
  mkdirSync(folder, { recursive: true });
  process.once('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  return folder;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

interface Found {
  executablePath: string;
  env: Record<string, string>;
}

async function installedBrowser(): Promise<Found | undefined> {
  const named = process.env.CHROME_PATH;
  if (named) {
    if (await runs(named)) return { executablePath: named, env: {} };
    throw new Error(`CHROME_PATH is ${named}, which cannot be run as a browser.`);
  }
  const names = ['google-chrome', 'google-chrome-stable', 'chromium', 'chromium-browser'];
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const candidates = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  if (process.platform === 'darwin') {
    candidates.push('/Applications/Google Chrome.app/Contents/MacOS/Google Chrome');
    candidates.push('/Applications/Chromium.app/Contents/MacOS/Chromium');
  }
  for (const candidate of candidates) {
    if (existsSync(candidate) && (await runs(candidate))) return { executablePath: candidate, env: {} };
  }
  return undefined;
}

// A file of that name may be a mere notice ("install the snap"), so it has to answer.
async function runs(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    const { stdout } = await run(path, ['--version'], { timeout: 20_000 });
    return /chrom/i.test(stdout);
  } catch {
    return false;
  }
}

async function packagedBrowser(): Promise<Found> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error('No browser was found: install Google Chrome or Chromium, or name one in CHROME_PATH.');
  }
  const entry = createRequire(import.meta.url).resolve('@sparticuz/chromium');
  const { version } = JSON.parse(readFileSync(join(dirname(entry), '../package.json'), 'utf8'));
  const folder = join(root, 'node_modules/.cache', `chromium-${version}`);
  if (!existsSync(folder)) await unpack(entry, folder);
  return {
    executablePath: join(folder, 'chromium'),
    env: { LD_LIBRARY_PATH: join(folder, 'al2023/lib'), FONTCONFIG_FILE: join(folder, 'fonts.conf') },
  };
}

// The package unpacks into TMPDIR and changes the environment of the process that asks, hence the child;
// and it takes any file already there for a whole one, hence the rename.
async function unpack(entry: string, folder: string): Promise<void> {
  await mkdir(dirname(folder), { recursive: true });
  const fresh = await mkdtemp(`${folder}-unpacking-`);
  try {
    await chmod(fresh, 0o755);
    const script = `const { default: chromium } = await import(${JSON.stringify(entry)}); await chromium.executablePath();`;
    await run(process.execPath, ['--input-type=module', '--eval', script], {
      env: {
        ...definedEnv(),
        NODE_OPTIONS: '',
        TMPDIR: fresh,
        AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
        AWS_LAMBDA_JS_RUNTIME: 'nodejs24.x',
      },
    });
    await chmod(join(fresh, 'chromium'), 0o755);
    await writeFile(join(fresh, 'fonts.conf'), fontsConf(join(folder, 'fonts')));
    await rename(fresh, folder);
  } catch (error) {
    await rm(fresh, { recursive: true, force: true });
    if (!existsSync(folder)) throw error; // else another process was quicker
  }
}

const fontsConf = (folder: string) => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${folder}</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>${folder}-cache</cachedir>
</fontconfig>
`;

function definedEnv(): Record<string, string> {
  const entries = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return Object.fromEntries(entries);
}
