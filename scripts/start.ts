import { build, terminateWhenAlone } from './children.ts';

// `npm start -- --host koa --port 8080 --data DIR`: builds what has changed, then becomes the demo.
terminateWhenAlone();
const code = await build('@mail-settings/demo...');
if (code !== 0) process.exit(code);
await import('../apps/demo/src/main.ts');
