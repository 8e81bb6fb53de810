import { defineConfig } from 'vitest/config';

/**
 * Tests read the sources of the workspace, not its builds. vitest hands these conditions to Node as well, where they
 * count for `require` too: 'import' or 'module' here would give CommonJS packages ES modules.
 */
const conditions = ['@mail-settings/source', 'node'];

/** Machines are shared: a limit only ends what hangs. Without these, vitest gives a test 5 s and a condition 1 s. */
export const limits = { testTimeout: 60_000, hookTimeout: 60_000, expect: { poll: { timeout: 30_000 } } };

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    include: ['{src,test}/**/*.test.ts'],
    execArgv: ['--conditions=@mail-settings/source'],
    ...limits,
  },
});
