import { defineConfig } from 'vitest/config';

/** Tests read the sources of the workspace, not its builds. */
const conditions = ['@mail-settings/source', 'node', 'import', 'module', 'default'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: { include: ['{src,test}/**/*.test.ts'], execArgv: ['--conditions=@mail-settings/source'] },
});
