import { defineConfig, mergeConfig } from 'vitest/config';
import base from '../../vitest.base.ts';

/** Core keeps no state, so its tests share what one process has loaded: loading it for each file costs more than running it. */
export default mergeConfig(base, defineConfig({ test: { isolate: false } }));
