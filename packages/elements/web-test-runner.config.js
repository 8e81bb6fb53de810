import { join } from 'node:path';
import { esbuildPlugin } from '@web/dev-server-esbuild';
import { defaultReporter, summaryReporter } from '@web/test-runner';
import { chromeLauncher } from '@web/test-runner-chrome';
import { findBrowser } from '../../scripts/browser.ts';
import { countingReporter } from '../../scripts/counts.ts';

const root = join(import.meta.dirname, '../..');

export default {
  rootDir: root, // node_modules of the workspace are outside of this package
  files: ['{src,test}/**/*.test.ts'],
  nodeResolve: { exportConditions: ['@mail-settings/source', 'browser', 'import', 'default'] },
  plugins: [
    // without the tsconfig esbuild takes lit's decorators for the standard ones
    esbuildPlugin({ ts: true, target: 'esnext', tsconfig: join(import.meta.dirname, 'tsconfig.json') }),
  ],
  browsers: [chromeLauncher({ launchOptions: await findBrowser() })],
  concurrency: 2,
  hostname: '127.0.0.1',
  testFramework: { config: { timeout: 60_000 } },
  testsFinishTimeout: 600_000, // of one file: a busy machine gets its time
  reporters: [
    summaryReporter({ flatten: false, reportTestLogs: false, reportTestErrors: false }),
    defaultReporter({ reportTestResults: true, reportTestProgress: false }),
    countingReporter(join(root, '.reports/elements.json')),
  ],
};
