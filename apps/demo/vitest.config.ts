import { defineConfig, mergeConfig } from 'vitest/config';
import base from '../../vitest.base.ts';

export default mergeConfig(
  base,
  defineConfig({
    test: {
      include: ['test/**/*.test.ts'],
      globalSetup: ['test/build-page.ts', 'test/browser.ts'],
      testTimeout: 120_000,
      isolate: false, // what is loaded keeps no state, and loading it takes longer than many a file
    },
  }),
);
