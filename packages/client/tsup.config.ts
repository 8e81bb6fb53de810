import { perFile } from '../../tsup.config.base.ts';

export default perFile({
  index: 'src/index.ts',
  'remote-setup': 'src/remote-setup.ts',
  'testing/index': 'src/testing/index.ts',
});
