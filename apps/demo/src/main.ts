import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { startDemo } from './demo.ts';
import { type HostName, hostNames, UnusablePort } from './host.ts';
import { UnusableFolder } from './state.ts';

const usage = `npm start -- [--host express|koa|hono] [--port N] [--data DIR]

  --host   framework the portal runs on; express
  --port   port of the portal; a free one
  --data   folder in which everything is kept; .data/demo`;

/** A line for the person at the command line. */
class Unusable extends Error {}

try {
  await run(readOptions(process.argv.slice(2)));
} catch (error) {
  const isForPeople = [Unusable, UnusableFolder, UnusablePort].some((known) => error instanceof known);
  if (!isForPeople || !(error instanceof Error)) throw error;
  console.error(error.message);
  process.exit(1);
}

type Options = { host: HostName; port: number; data: string };

function readOptions(args: string[]): Options {
  const { host, port, data, help } = parsed(args);
  if (help) {
    console.log(usage);
    process.exit(0);
  }
  const known = hostNames.find((name) => name === host);
  if (known === undefined) throw new Unusable(`--host is express, koa or hono, not "${host}".`);
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535)
    throw new Unusable(`--port is a number up to 65535, not "${port}".`);
  // npm runs scripts in the project's folder, but people mean the one they are in.
  return {
    host: known,
    port: Number(port),
    data: data === undefined ? defaultData : resolve(process.env.INIT_CWD ?? '', data),
  };
}

const defaultData = join(import.meta.dirname, '../../../.data/demo');

function parsed(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        host: { type: 'string', default: 'express' },
        port: { type: 'string', default: '0' },
        data: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (error) {
    const [line] = error instanceof Error ? error.message.split(/\. |\n/) : [];
    throw new Unusable(`${line}. Try --help.`);
  }
}

async function run(options: Options): Promise<void> {
  const parent = process.ppid;
  const demo = await startDemo(options);
  let isEnding = false;
  const end = () => {
    if (isEnding) process.exit(1);
    isEnding = true;
    // Whatever is still under way has a second; nothing that was acknowledged depends on it.
    setTimeout(() => process.exit(0), 1000);
    demo.close().then(
      () => process.exit(0),
      (error) => {
        console.error(error);
        process.exit(1);
      },
    );
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end);
  // Without its parent nobody could end the demo any more.
  setInterval(() => {
    if (process.ppid !== parent) end();
  }, 500).unref();
  console.log(`
Portal        ${demo.portal}/email    on ${options.host}, data in ${options.data}
Fault board   ${demo.board}/    with the values to paste into the settings
Support view  ${demo.support}
Service       ${demo.service}    in a browser: ${demo.serviceInBrowser}

Ctrl-C ends everything.`);
}
