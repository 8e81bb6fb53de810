// What the build for a script tag holds, for pages without a bundler. The sources of the two packages stay apart: no file in `src`
// may import the other, so this one stands beside them.
import './src/define.ts';

export { createRemoteSetup } from '@mail-settings/client/remote';
