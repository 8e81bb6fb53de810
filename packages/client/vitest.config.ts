import { defineConfig, mergeConfig } from 'vitest/config';
import base from '../../vitest.base.ts';

/** What is loaded keeps no state, so the test files of one process share it. */
export default mergeConfig(base, defineConfig({ test: { isolate: false } }));
