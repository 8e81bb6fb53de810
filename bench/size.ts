import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build, type Metafile, type OutputFile } from 'esbuild';

/** What a page loads of each package: kilobytes (1 kB = 1,000 bytes), minified, gzip -9. */
export interface Sizes {
  /** What a page needs to talk to its host. */
  clientRemoteKb: number;
  /** Core's main entry with all its exports. */
  coreKb: number;
  /** All elements and what talks to the host, with one language. */
  elementsKb: number;
}

/** Bundles the built packages for the browser, as an app would, and weighs the result. */
export async function measureSizes(): Promise<Sizes> {
  return {
    clientRemoteKb: await weigh("export * from '@mail-settings/client/remote';"),
    coreKb: await weigh("export * from '@mail-settings/core';"),
    elementsKb: await weigh(
      "import '@mail-settings/elements/define'; export * from '@mail-settings/client/remote';",
    ),
  };
}

async function weigh(source: string): Promise<number> {
  const { metafile, outputFiles } = await build({
    stdin: { contents: source, resolveDir: import.meta.dirname, sourcefile: 'page.js' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    minify: true,
    legalComments: 'none',
    metafile: true,
    write: false,
    outdir: join(import.meta.dirname, 'out'),
    absWorkingDir: import.meta.dirname,
  });
  const bytes = loadedFiles(metafile)
    .map((path) => contentsOf(path, outputFiles))
    .reduce((total, contents) => total + gzipSync(contents, { level: 9 }).length, 0);
  return Math.round(bytes / 10) / 100;
}

/** The page's own file and all that it imports, at once or later, but of the languages only English. */
function loadedFiles({ outputs }: Metafile): string[] {
  const entry = Object.keys(outputs).find((path) => outputs[path]?.entryPoint === 'page.js');
  const loaded = new Set<string>();
  const waiting = [entry ?? ''];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    const output = outputs[path];
    if (output === undefined || loaded.has(path) || isOtherLanguage(output.entryPoint)) continue;
    loaded.add(path);
    waiting.push(...output.imports.filter((one) => !one.external).map((one) => one.path));
  }
  return [...loaded];
}

function isOtherLanguage(entryPoint = ''): boolean {
  const [, language] = /elements\/dist\/text\/([a-z]{2})\.js$/.exec(entryPoint) ?? [];
  return language !== undefined && language !== 'en';
}

function contentsOf(path: string, files: readonly OutputFile[]): Uint8Array {
  const file = files.find((one) => one.path === join(import.meta.dirname, path));
  if (file === undefined) throw new Error(`esbuild wrote no ${path}`);
  return file.contents;
}

if (import.meta.main) console.log(JSON.stringify(await measureSizes()));
