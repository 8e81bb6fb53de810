import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../../..');

/** Examples that stand for themselves: they import what they use, and leave nothing out. */
const examples = ['README.md', 'packages/core/README.md', 'packages/server-adapters/README.md'].flatMap(
  (path) =>
    [...readFileSync(join(root, path), 'utf8').matchAll(/```ts\n(.*?)```/gs)].flatMap(([, code = '']) =>
      /^import /m.test(code) && !/^\s*…/m.test(code) ? [{ path, code }] : [],
    ),
);

/** What an integrator has already, and what the text around an example has said. */
const known = `
  declare global {
    const handlers: import('@mail-settings/server-adapters').MailHandlers;
    const store: import('@mail-settings/core').MailStore;
    const createSealer: typeof import('@mail-settings/server-adapters').createSealer;
    const apiKey: string;
    const authKey: string;
    const yourMasterKey: Uint8Array;
    const yourSession: (request: Request) => Promise<{ customer: string; id: string; name: string } | null>;
    const newKey: Uint8Array;
    const oldKey: Uint8Array;
    const yourCustomers: string[];
  }
  export {};`;

test('the examples of every README fit the types', () => {
  expect(examples.map(({ path }) => path)).toEqual([
    'README.md',
    'packages/core/README.md',
    'packages/core/README.md',
    'packages/server-adapters/README.md',
    'packages/server-adapters/README.md',
    'packages/server-adapters/README.md',
  ]);
  const folder = mkdtempSync(join(tmpdir(), 'readme-'));
  try {
    symlinkSync(join(import.meta.dirname, '../node_modules'), join(folder, 'node_modules'));
    const wrong =
      "import { createMailHandlers } from '@mail-settings/server-adapters'; createMailHandlers({});";
    const files = [...examples.map(({ code }) => code), wrong].map((code, at) => {
      const file = join(folder, `example-${at}.ts`);
      writeFileSync(file, `${code}\nexport {};`);
      return file;
    });
    writeFileSync(join(folder, 'known.ts'), known);
    const program = ts.createProgram([...files, join(folder, 'known.ts')], {
      ...{
        strict: true,
        noEmit: true,
        skipLibCheck: true,
        exactOptionalPropertyTypes: true,
        noUnusedLocals: true,
      },
      ...{ allowImportingTsExtensions: true, customConditions: ['@mail-settings/source'] },
      ...{ types: ['node'], typeRoots: [join(root, 'node_modules/@types')] },
      ...{ target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts', 'lib.dom.asynciterable.d.ts'],
    });
    const found = files.flatMap((file, at) =>
      program
        .getSemanticDiagnostics(program.getSourceFile(file))
        .map(
          ({ code, messageText }) =>
            `${examples[at]?.path ?? 'wrong'} ${code} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`,
        ),
    );
    // What does not fit is found, and it is in none of the examples.
    expect(found).toEqual([expect.stringMatching(/^wrong 2345 /)]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
