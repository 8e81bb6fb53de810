import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { readOptions } from '../apps/demo/src/options.ts';
import { chooseTests, suites } from './suites.ts';

const root = join(import.meta.dirname, '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const documents = ['README.md', 'CONTRIBUTING.md', ...globSync('{apps,packages}/*/README.md', { cwd: root })];

/** Every code span outside of blocks, with its line. */
const spans = documents.flatMap((document) =>
  read(document)
    .replace(/^```.*?^```/gms, '')
    .split('\n')
    .flatMap((line) => [...line.matchAll(/`([^`]+)`/g)].map(([, span = '']) => ({ document, span, line }))),
);

const commands = [
  ...spans.filter(({ span }) => /^(?:(?:npm|pnpm|npx|node|cd|vitest|export) |\.\w+\/\w+$)/.test(span)),
  ...documents.flatMap((document) =>
    [...read(document).matchAll(/^```sh\n(.*?)^```/gms)]
      .flatMap(([, lines = '']) => lines.trimEnd().split('\n'))
      .map((line) => ({ document, span: line.replace(/\s+#.*$/, ''), line })),
  ),
];

test.each(commands)('$document tells the truth about: $span', ({ span }) => {
  expect(faultsOf(span)).toEqual([]);
});

test('in the table of everyday commands every row names commands, and all of them are checked', () => {
  const [, table = ''] = /^## Everyday commands\n(.*?)^Tests/ms.exec(read('CONTRIBUTING.md')) ?? [];
  const rows = table.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| to |'));
  expect(rows.length).toBeGreaterThan(5);
  for (const row of rows) expect(commands.map(({ line }) => line)).toContain(row);
});

test.each([
  ['npm run nonsense', 'no script "nonsense"'],
  ['npm test -- core no-such-word', 'no test for "no-such-word"'],
  ['npm start -- --colour', "Unknown option '--colour'. Try --help."],
  ['npm start -- --port 70000', '--port must be a whole number from 0 to 65535, not "70000".'],
  ['npm run bench -- nonsense', 'no bench/nonsense.ts'],
  ['pnpm nonsense', 'no script or tool "nonsense"'],
  ['cd packages/nonsense', 'no folder packages/nonsense'],
  ['cd packages/core && vitest run src/nonsense.test.ts', 'no file packages/core/src/nonsense.test.ts'],
  ['vitest run scripts/suites.test.ts -t "nonsense"', 'no test "nonsense" in scripts/suites.test.ts'],
  ['vitest run scripts/suites.test.ts --nonsense', 'vitest takes no --nonsense'],
  ['cd packages/elements && npx wtr --nonsense', 'wtr takes no --nonsense'],
  ['npx nonsense', 'no tool "nonsense"'],
  ['.ci/nonsense', 'no program .ci/nonsense'],
  ['nonsense --port 80', 'nobody has a check for "nonsense"'],
] as const)('%s is found out', (command, fault) => {
  expect(faultsOf(command)).toEqual([fault]);
});

test('a shell of one’s own gets the same tools', () => {
  const [line = ''] = commands.map(({ span }) => span).filter((span) => span.startsWith('export PATH'));
  const found = execFileSync(
    'sh',
    ['-c', `${line} && for tool in pnpm vitest biome; do command -v $tool; done`],
    {
      cwd: root,
      encoding: 'utf8',
    },
  );
  const tools = ['pnpm', 'vitest', 'biome'].map((tool) => `${join(root, 'node_modules/.bin', tool)}\n`);
  expect(found).toBe(tools.join(''));
});

const files = globSync(
  ['*', '{docs,scripts,bench}/**', '{apps,packages}/*/*', '{apps,packages}/*/{src,test}/**'],
  { cwd: root },
);
/** `NAME` is a name of the reader's; what a build makes is not there before it. */
const paths = spans.filter(
  ({ span }) =>
    /^[\w./-]+\.(?:ts|mjs|json|md|html)$/.test(span) && !/NAME|^dist\/|^custom-elements\.json$/.test(span),
);

test('every path that a document names is there', () => {
  expect(paths.length).toBeGreaterThan(20);
  const missing = paths.filter(
    ({ span }) => !files.some((file) => file === span || file.endsWith(`/${span}`)),
  );
  expect(missing).toEqual([]);
});

test('every link from one document to another file leads there', () => {
  const links = documents.flatMap((document) =>
    [...read(document).matchAll(/\]\(((?!https?:)[^)#]+)/g)].map(([, to = '']) =>
      join(dirname(document), to),
    ),
  );
  expect(links.length).toBeGreaterThan(5);
  for (const path of links) expect(existsSync(join(root, path)), path).toBe(true);
});

/** What is untrue of a command, found without running it: its script, words, flags, files and titles. */
function faultsOf(command: string): string[] {
  let folder = '.';
  const faults: string[] = [];
  for (const part of command.split(' && ')) {
    const [program = '', ...args] = [...part.matchAll(/"([^"]*)"|\S+/g)].map(
      ([word, quoted]) => quoted ?? word,
    );
    if (program === 'cd') {
      folder = args[0] ?? '';
      if (!existsSync(join(root, folder))) faults.push(`no folder ${folder}`);
    } else faults.push(...(checks[program] ?? checkOther)(args, folder, program));
  }
  return faults;
}

type Check = (args: string[], folder: string, program: string) => string[];

const checks: Record<string, Check> = {
  npm: ([verb = '', ...rest]) => {
    const [script = '', ...args] = verb === 'run' ? rest : [verb, ...rest];
    if (!(script in scripts)) return [`no script "${script}"`];
    const own = args[0] === '--' ? args.slice(1) : args;
    return scriptChecks[script]?.(own) ?? (own.length > 0 ? [`nobody has a check for ${own.join(' ')}`] : []);
  },
  pnpm: ([name = ''], folder) =>
    name in scripts || hasTool(name, folder) ? [] : [`no script or tool "${name}"`],
  npx: ([tool = '', ...args], folder) =>
    hasTool(tool, folder) ? (checks[tool]?.(args, folder, tool) ?? []) : [`no tool "${tool}"`],
  vitest: (args, folder) => checkRun('vitest', ['run', '-t'], args, folder),
  wtr: (args, folder) => checkRun('wtr', ['--watch', '--files'], args, folder),
  // run by a test of its own
  export: () => [],
};

const scripts: Record<string, string> = JSON.parse(read('package.json')).scripts;

const scriptChecks: Record<string, (args: string[]) => string[]> = {
  test: (words) =>
    words
      .filter((word) => suites.every((suite) => chooseTests(suite, [word], root).length === 0))
      .map((word) => `no test for "${word}"`),
  start: (args) => {
    try {
      readOptions(args);
      return [];
    } catch (error) {
      return [error instanceof Error ? error.message : String(error)];
    }
  },
  bench: ([name]) =>
    name === undefined || name === 'NAME' || existsSync(join(root, 'bench', `${name}.ts`))
      ? []
      : [`no bench/${name}.ts`],
};

/** A test runner that is told files and, after `-t`, a part of a title. */
function checkRun(program: string, known: readonly string[], args: string[], folder: string): string[] {
  const title = args.includes('-t') ? args[args.indexOf('-t') + 1] : undefined;
  const given = args.filter((arg) => arg.endsWith('.ts')).map((arg) => join(folder, arg));
  const unknown = args.filter((arg) => arg.startsWith('-') && !known.includes(arg));
  const missing = given.filter((file) => !existsSync(join(root, file)));
  return [
    ...unknown.map((flag) => `${program} takes no ${flag}`),
    ...missing.map((file) => `no file ${file}`),
    ...given
      .filter((file) => title !== undefined && !missing.includes(file) && !titlesIn(file).includes(title))
      .map((file) => `no test "${title}" in ${file}`),
  ];
}

/** All titles of a file, one a line. */
function titlesIn(file: string): string {
  return [...read(file).matchAll(/\btest\b[^'"`]*?\(\s*(['"`])(.*?)\1,/gs)]
    .map(([, , title]) => title)
    .join('\n');
}

const hasTool = (tool: string, folder: string): boolean =>
  [folder, '.'].some((place) => existsSync(join(root, place, 'node_modules/.bin', tool)));

function checkOther(_args: string[], _folder: string, program: string): string[] {
  if (!program.startsWith('.')) return [`nobody has a check for "${program}"`];
  try {
    accessSync(join(root, program), constants.X_OK);
    return [];
  } catch {
    return [`no program ${program}`];
  }
}
