import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build, type Metafile, type OutputFile } from 'esbuild';

/** What a page loads of each package: kilobytes (1 kB = 1,000 bytes), minified, gzip -9. */
export interface Sizes {
  /** What a page needs to talk to its host. */
  clientRemoteKb: number;
  /** `<mail-settings>` with what talks to the host, one language and any one tab: that of the tab for which it is most. */
  elementsKb: number;
  /** The Sender domains tab with the instruction of a domain, which is loaded when one is chosen: the most a tab comes to. */
  elementsDomainKb: number;
  /** Everything, for who opens every tab and all that opens there. */
  elementsAllKb: number;
}

const tabs = ['general', 'domains', 'access', 'monitoring', 'launch'] as const;

/** Bundles the built packages for the browser, as an app would, and measures the weight of the result. */
export async function measureSizes(): Promise<Sizes> {
  const element = await bundle(
    "import '@mail-settings/elements/define'; export * from '@mail-settings/client/remote';",
  );
  const tab = (name: string) => ['text/en', `tabs/${name}`, `text/en-${name}`];
  const instruction = ['domain-records/domain-records', 'text/en-findings'];
  const isOtherLanguage = (name: string) => /text\/[a-z]{2}\b/.test(name) && !name.startsWith('text/en');
  return {
    clientRemoteKb: weightOf(await bundle("export * from '@mail-settings/client/remote';"), []),
    elementsKb: Math.max(...tabs.map((name) => weightOf(element, tab(name)))),
    elementsDomainKb: weightOf(element, [...tab('domains'), ...instruction]),
    elementsAllKb: weightOf(
      element,
      laterFiles(element).filter((name) => !isOtherLanguage(name)),
    ),
  };
}

export type Bundle = { metafile: Metafile; files: readonly OutputFile[] };

/** Bundles a module for the browser; its imports are those of an app that has the packages installed. */
export async function bundle(source: string): Promise<Bundle> {
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
  return { metafile, files: outputFiles };
}

/** Names of the files of the elements that are loaded later, as {@link weightOf} takes them. */
const laterFiles = ({ metafile: { outputs } }: Bundle): string[] =>
  Object.values(outputs).flatMap(({ entryPoint = '' }) => {
    const [, name] = /elements\/dist\/(.+)\.js$/.exec(entryPoint) ?? [];
    return name === undefined ? [] : [name];
  });

/** The page's own file, all that it imports at once, and of what is loaded later the files with these names. */
function weightOf({ metafile: { outputs }, files }: Bundle, later: readonly string[]): number {
  const isWanted = (entry = ''): boolean =>
    entry === 'page.js' || later.some((name) => entry.endsWith(`elements/dist/${name}.js`));
  const waiting = Object.keys(outputs).filter((path) => isWanted(outputs[path]?.entryPoint));
  if (waiting.length !== later.length + 1) throw new Error(`Not all of these are built: ${later}`);
  const loaded = new Set<string>();
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (loaded.has(path)) continue;
    loaded.add(path);
    const imports = outputs[path]?.imports.filter(({ kind }) => kind === 'import-statement') ?? [];
    waiting.push(...imports.map((one) => one.path));
  }
  const bytes = [...loaded]
    .map((path) => gzipSync(contentsOf(path, files), { level: 9 }).length)
    .reduce((total, length) => total + length, 0);
  return Math.round(bytes / 10) / 100;
}

function contentsOf(path: string, files: readonly OutputFile[]): Uint8Array {
  const file = files.find((one) => one.path === join(import.meta.dirname, path));
  if (file === undefined) throw new Error(`esbuild wrote no ${path}`);
  return file.contents;
}

if (import.meta.main) console.log(JSON.stringify(await measureSizes()));
