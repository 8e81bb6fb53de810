import { readFile } from 'node:fs/promises';
import { perFile } from '../../tsup.config.base.ts';

export default perFile(
  { index: 'src/index.ts', define: 'src/define.ts' },
  {
    esbuildOptions: (options) => {
      options.charset = 'utf8'; // Russian is three times as long in escapes
    },
    esbuildPlugins: [
      {
        // styles are written to be read; nobody reads the built ones, and every page loads them
        name: 'shorten-styles',
        setup(build) {
          build.onLoad({ filter: /\.styles\.ts$/ }, async ({ path }) => {
            const source = await readFile(path, 'utf8');
            return { contents: source.replace(/(?<=css`)[^`]*/g, shortenCss), loader: 'ts' };
          });
        },
      },
    ],
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
