import { perFile } from '../../tsup.config.base.ts';

export default perFile({
  index: 'src/index.ts',
  server: 'src/server.ts',
  'testing/index': 'src/testing/index.ts',
  'wire/index': 'src/wire/index.ts',
});
