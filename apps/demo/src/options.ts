import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

export const hostNames = ['express', 'koa', 'hono'] as const;
export type HostName = (typeof hostNames)[number];

export type Options = {
  host: HostName;
  /** 0: any free one. */
  port: number;
  /** Absolute path of the data folder. */
  data: string;
};

/** The demo cannot start as it was asked to; the message is the one line to print. */
export class Unusable extends Error {}

export const usage = `npm start -- [--host express|koa|hono] [--port N] [--data DIR]

  --host   framework the portal runs on; express
  --port   port of the portal; a free one
  --data   folder in which everything is kept; .data/demo`;

/** What the command line says; null: it asks for `usage`. Throws Unusable. */
export function readOptions(args: string[]): Options | null {
  const { host, port, data, help } = parsed(args);
  if (help) return null;
  const known = hostNames.find((name) => name === host);
  if (known === undefined) throw new Unusable(`--host must be express, koa or hono, not "${host}".`);
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535)
    throw new Unusable(`--port must be a whole number from 0 to 65535, not "${port}".`);
  if (data === '') throw new Unusable('--data must name a folder, not "".');
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
    const [line = ''] = error instanceof Error ? error.message.split(/\.(?=\s)|\n/) : [];
    const [, option] = /^Option '(?:-\w, )?(--\w+).* argument (?:missing|is ambiguous)/.exec(line) ?? [];
    throw new Unusable(`${option ? `${option} requires a value` : line}. Try --help.`);
  }
}
