import { perFile } from '../../tsup.config.base.ts';

export default perFile({
  index: 'src/index.ts',
  server: 'src/server.ts',
  store: 'src/store.ts',
  'testing/index': 'src/testing/index.ts',
  'providers/ces/index': 'src/providers/ces/index.ts',
});
