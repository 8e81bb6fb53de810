import { readFile } from 'node:fs/promises';
import { defineConfig, type Options } from 'tsup';

/**
 * One output file per source file, so that a bundler can leave out the modules a page does not use
 * (a schema at the top of a bundled file would always stay), and a worker keeps its own file.
 * `tsup` writes the code within a second; `tsup --dts` adds the declarations, which only publishing and checks need.
 */
export function perFile(entries: Record<string, string>, { esbuildPlugins = [], ...options }: Options = {}) {
  return defineConfig(({ dts }) => ({
    entry: ['src/**/*.ts', '!src/**/*.test.ts', '!src/**/*.d.ts'],
    format: 'esm',
    target: 'es2022',
    platform: 'neutral',
    splitting: false,
    bundle: true,
    sourcemap: true,
    clean: !dts,
    removeNodeProtocol: false, // there is no `sqlite` without `node:`
    dts: dts ? { only: true, entry: entries } : false,
    esbuildPlugins: [
      ...esbuildPlugins, // the first that loads a file is the only one
      {
        // esbuild leaves the path of `new Worker(new URL('./x.ts', import.meta.url))` as it is
        name: 'point-urls-at-built-files',
        setup(build) {
          build.onLoad({ filter: /\/src\/.*\.ts$/ }, async ({ path }) => {
            const source = await readFile(path, 'utf8');
            const contents = source.replace(/(new URL\('\.[^']*\.)ts(', import\.meta\.url\))/g, '$1js$2');
            return { contents, loader: 'ts' };
          });
        },
      },
      {
        name: 'keep-relative-imports',
        setup(build) {
          build.onResolve({ filter: /^\.\.?\/.*\.ts$/ }, ({ path, kind }) =>
            kind === 'entry-point' ? undefined : { path: path.replace(/\.ts$/, '.js'), external: true },
          );
        },
      },
    ],
    ...options,
  }));
}
