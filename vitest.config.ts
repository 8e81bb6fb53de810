import { defineConfig } from 'vitest/config';
import { limits } from './vitest.base.ts';

/** Tests of the repository itself; each package has a configuration of its own. */
export default defineConfig({
  test: { include: ['scripts/**/*.test.ts', 'bench/**/*.test.ts'], ...limits, isolate: false },
});
