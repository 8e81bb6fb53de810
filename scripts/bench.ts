import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build, endWithParent, root, runNode } from './children.ts';

/** `npm run bench -- NAME …` runs bench/NAME.ts on the built packages; its last line is JSON. */
endWithParent();
const [name, ...args] = process.argv.slice(2);
const file = join(root, 'bench', `${name}.ts`);
if (name === undefined || !existsSync(file)) {
  if (name !== undefined) console.error(`There is no bench/${name}.ts. There are:`);
  for (const path of benches()) console.log(`${basename(path, '.ts').padEnd(12)} ${firstSentence(path)}`);
  process.exit(name === undefined ? 0 : 1);
}
const built = await build('./packages/*');
process.exit(built === 0 ? (await runNode([file, ...args])).code : built);

function benches(): string[] {
  return globSync('bench/*.ts', { cwd: root, exclude: ['**/*.test.ts'] })
    .toSorted()
    .map((path) => join(root, path));
}

function firstSentence(path: string): string {
  const [, line = ''] = /\/\*\*[\s*]*(.*)/.exec(readFileSync(path, 'utf8')) ?? [];
  return line.replace(/\s*\*\/$/, '');
}
