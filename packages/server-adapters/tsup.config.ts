import { perFile } from '../../tsup.config.base.ts';

export default perFile(
  {
    index: 'src/index.ts',
    express: 'src/express.ts',
    koa: 'src/koa.ts',
    hono: 'src/hono.ts',
    'node/index': 'src/node/index.ts',
    'stores/sqlite': 'src/stores/sqlite.ts',
    'testing/index': 'src/testing/index.ts',
  },
  { platform: 'node' },
);
