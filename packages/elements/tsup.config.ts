import { readFile } from 'node:fs/promises';
import type { Options } from 'tsup';
import { perFile } from '../../tsup.config.base.ts';

type Plugin = NonNullable<Options['esbuildPlugins']>[number];

/** Styles and templates are written to be read; nobody reads the built ones, and every page loads them. */
export const shortenStylesAndTemplates: Plugin = {
  name: 'shorten-styles-and-templates',
  setup(build) {
    build.onLoad({ filter: /\/src\/.*\.ts$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const contents = path.endsWith('.styles.ts')
        ? source.replace(/(?<=css`)[^`]*/g, shortenCss)
        : source.replace(/>\n\s+(?=<|\$\{)/g, '>').replace(/\}\n\s+(?=<)/g, '}');
      return { contents, loader: 'ts' };
    });
  },
};

export default perFile(
  { index: 'src/index.ts', define: 'src/define.ts' },
  {
    esbuildOptions: (options) => {
      options.charset = 'utf8'; // Russian is three times as long in escapes
    },
    esbuildPlugins: [shortenStylesAndTemplates],
  },
);

function shortenCss(css: string): string {
  return css
    .replace(/\/\*.*?\*\//gs, '')
    .replace(/\s+/g, ' ')
    .replace(/\s*([{};,>])\s*/g, '$1')
    .replace(/: /g, ':')
    .replaceAll(';}', '}')
    .trim();
}
