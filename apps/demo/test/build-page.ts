import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'tsup';
import type { TestProject } from 'vitest/node';
import { page } from '../tsup.config.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where the page of the portal was built to, from the sources of the workspace. */
    pageFolder: string;
  }
}

/** Builds the page once for all test files. */
export default async function buildPage({ provide }: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'demo-page-'));
  await build({
    ...page,
    config: false,
    entry: { page: join(import.meta.dirname, '../src/page/page.ts') },
    tsconfig: join(import.meta.dirname, '../tsconfig.json'),
    outDir: folder,
    clean: false,
    silent: true,
    esbuildOptions(options) {
      page.esbuildOptions(options);
      options.conditions = ['@mail-settings/source'];
    },
  });
  provide('pageFolder', folder);
  return () => rm(folder, { recursive: true });
}
