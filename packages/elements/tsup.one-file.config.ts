import { defineConfig, type Options } from 'tsup';
import { shortenStylesAndTemplates } from './tsup.config.ts';

/** `dist/mail-settings.js`: the element with all tabs and languages, and what talks to the host, in one file. */
export const oneFile = {
  entry: { 'mail-settings': 'one-file.ts' },
  format: 'esm',
  target: 'es2022',
  platform: 'browser',
  noExternal: [/./],
  splitting: false,
  minify: true,
  esbuildOptions(options) {
    options.charset = 'utf8';
    options.legalComments = 'eof'; // the licences of what is inside travel along
  },
  esbuildPlugins: [shortenStylesAndTemplates],
} satisfies Options;

export default defineConfig(oneFile);
