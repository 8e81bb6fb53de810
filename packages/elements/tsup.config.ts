import { perFile } from '../../tsup.config.base.ts';

export default perFile({ index: 'src/index.ts', define: 'src/define.ts' });
