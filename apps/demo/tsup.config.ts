import { defineConfig, type Options } from 'tsup';

/** The page of the portal with everything it needs; one file per tab and language of the component. */
export const page = {
  entry: { page: 'src/page/page.ts' },
  outDir: 'dist/page',
  format: 'esm',
  target: 'es2022',
  platform: 'browser',
  noExternal: [/./],
  splitting: true,
  minify: true,
  sourcemap: true,
  clean: true,
  esbuildOptions(options) {
    options.charset = 'utf8';
  },
} satisfies Options;

export default defineConfig(page);
